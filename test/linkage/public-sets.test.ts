import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '#cli/evaluate.ts'
import { link } from '#cli/link.ts'

const DATA = join('..', 'shared', 'data', 'linkage')
const present = ['fake_1000.csv', 'febrl1.csv', 'febrl3.csv'].every(file => existsSync(join(DATA, file)))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-gate-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Links a file with the defaults, as from the shell, and gives its F1 against the truth. */
async function f1Of(file: string, linkArgs: readonly string[], truthArgs: readonly string[]): Promise<number> {
  const input = join(DATA, file)
  const clusters = join(folder, file)
  let answer = ''
  const io = {
    stdout: (text: string) => {
      answer = text
    },
    stderr: () => undefined,
  }
  expect(await link.run([input, ...linkArgs, '--clusters', clusters], io)).toBe(0)
  expect(await evaluate.run(['--clusters', clusters, '--truth', input, ...truthArgs, '--json'], io)).toBe(0)
  const figures: unknown = JSON.parse(answer)
  return typeof figures === 'object' && figures !== null && 'f1' in figures ? Number(figures.f1) : Number.NaN
}

const title = present
  ? 'linking public sets of known truth by the defaults'
  : 'linking public sets by the defaults (SKIPPED: ../shared/data/linkage is not there)'

describe.skipIf(!present)(title, () => {
  it('reaches F1 0.98 on fake_1000', async () => {
    const f1 = await f1Of('fake_1000.csv', ['--id', 'unique_id'], ['--id', 'unique_id', '--cluster', 'cluster'])
    expect(f1).toBeGreaterThanOrEqual(0.98)
  })

  const truth = ['--id', 'rec_id', '--cluster', 'rec_id', '--cluster-pattern', 'rec-(\\d+)-']

  it.each([
    ['febrl1.csv', 0.996],
    ['febrl3.csv', 0.998],
  ])('reaches on %s, whose address is in three columns, F1 %s without being told which', async (file, least) => {
    expect(await f1Of(file, ['--id', 'rec_id'], truth)).toBeGreaterThanOrEqual(least)
  })

  it('reaches F1 0.991 on febrl3 by the model as the hub has it', async () => {
    expect(await f1Of('febrl3.csv', ['--id', 'rec_id', '--no-train'], truth)).toBeGreaterThanOrEqual(0.991)
  })
})
