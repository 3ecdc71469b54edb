import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '#test/command-line.ts'

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-ingest-'))
  file = join(folder, 'people.csv')
  await writeFile(file, 'record_id,first_name,surname\n1,Ann,Example\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function throughline(...args: readonly string[]) {
  const { code, out: stdout, err: stderr } = await commandLine('ingest', ...args)
  return { code, stdout, stderr }
}

describe('throughline ingest', () => {
  it('explains itself', async () => {
    const { code, stdout } = await throughline('--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--mapping NAME')
    expect(stdout).toContain('police-missing')
  })

  it.each([
    ['no file', () => ['--agency', 'essex-police', '--mapping', 'person-list'], 'give one FILE'],
    ['two files', () => [file, file, '--mapping', 'person-list'], 'give one FILE'],
    ['a file that is not there', () => [join(folder, 'x.csv'), '--mapping', 'person-list'], 'there is no file'],
    ['a folder', () => [folder, '--mapping', 'person-list'], 'is a folder'],
    ['no mapping', () => [file, '--agency', 'essex-police'], '--mapping should be one of'],
    ['an unknown mapping', () => [file, '--mapping', 'people'], 'person-list'],
    ['an unknown option', () => [file, '--fast'], '--fast'],
  ])('is wrong use with %s, and says what to do', async (_, args, says) => {
    const { code, stderr } = await throughline(...args())
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })
})
