import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine as call } from '#test/command-line.ts'
import { makePersons } from '../../bench/persons.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-right-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('throughline link', () => {
  it('says how right it thinks it is, on the page and as JSON, when it has adapted the model', async () => {
    const rows = makePersons(300, 4).map(({ id, person }) =>
      [id, person.givenName, person.familyName, person.dateOfBirth, person.postcode, person.phone].join(','),
    )
    const path = join(folder, 'guess.csv')
    await writeFile(path, `id,forename,surname,dob,postcode,phone\n${rows.join('\n')}\n`)
    const page = join(folder, 'guess.html')
    const args = ['link', path, '--id', 'id', '--report', page, '--json']
    const { estimated } = JSON.parse((await call(...args)).out)
    expect(estimated.precision).toBeGreaterThan(0.8)
    expect(estimated.recall).toBeGreaterThan(0.8)
    expect(estimated.byThreshold).toHaveLength(7)
    expect(await readFile(page, 'utf8')).toContain('Recall, estimated')
    expect(JSON.parse((await call(...args, '--no-train')).out)).not.toHaveProperty('estimated')
  })
})
