import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine as call } from '#test/command-line.ts'

const OURS = `ref,first_name,surname,dob,phone,postcode,address,nhs_number
OUR-0001,Amina,Yusuf,2010-03-04,07700900123,SE13 6LG,12 Albert Road,9990000042
OUR-0002,Piotr,Nowak,2009-11-30,07700900456,EN1 1AA,3 Station Lane,
`
const THEIRS = `ref,first_name,surname,dob,phone,postcode,address,nhs_number
THEIR-01,Aminah,Yussuf,04/03/2010,+447700900123,SE13 6LG,12 Albert Rd,
THEIR-02,Kwame,Mensah,2008-05-17,07700900789,CR0 2YR,8 Mill Close,
`

let folder = ''
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-keyed-'))
  await writeFile(at('key'), `${'ab'.repeat(32)}\n`)
  await writeFile(at('other-key'), 'cd'.repeat(32))
  await writeFile(at('ours.csv'), OURS)
  await writeFile(at('theirs.csv'), THEIRS)
  await encode('ours')
  await encode('theirs')
})
afterAll(() => rm(folder, { recursive: true }))

async function encode(name: string, { key = 'key', pair = 'btp:lewisham', out = name, version = '1' } = {}) {
  const files = ['--key-file', at(key), '--out', at(`${out}.ndjson`), '--ids', at(`${out}-ids.csv`)]
  return call('encode', at(`${name}.csv`), '--id', 'ref', '--pair', pair, '--key-version', version, ...files, '--json')
}

function ask(asked: string, held: string, ...more: string[]) {
  return call('ask', at(`${asked}.ndjson`), at(`${held}.ndjson`), '--matches', at('matches.csv'), ...more)
}

describe('throughline encode', () => {
  it('puts nothing of a record into the encodings', async () => {
    const output = await readFile(at('ours.ndjson'), 'utf8')
    const rows = OURS.trim().split('\n').slice(1)
    const values = rows
      .flatMap(row => row.split(','))
      .flatMap(cell => [cell, ...cell.split(/[ -]/), cell.replaceAll('-', '')])
    // Shorter ones may stand in base64 by chance.
    const telling = values.flatMap(value => [value, value.toLowerCase()]).filter(value => value.length > 4)
    expect(telling.length).toBeGreaterThan(30)
    expect(telling.filter(value => output.includes(value))).toEqual([])
  })

  it('writes the same people under new references each time', async () => {
    const before = await readFile(at('ours.ndjson'), 'utf8')
    expect((await encode('ours', { out: 'again' })).code).toBe(0)
    const references = (text: string) => text.match(/"reference":"[^"]+"/g) ?? []
    const after = await readFile(at('again.ndjson'), 'utf8')
    expect(references(after)).toHaveLength(2)
    expect(references(after).filter(reference => before.includes(reference))).toEqual([])
  })

  it.each([
    ['no pair', ['--pair', ''], '--pair A:B is missing'],
    ['half a pair', ['--pair', 'btp'], 'codes of two agencies'],
    ['no key file', ['--key-file', 'nowhere'], 'cannot be read'],
    ['a file that holds no key', ['--key-file', 'bin/throughline'], 'no key file'],
    ['an extra column', ['--map', 'text:note=ref'], 'cannot be encoded'],
  ])('is wrong use with %s', async (_, change, message) => {
    const good = ['--id', 'ref', '--pair', 'btp:lewisham', '--key-file', at('key'), '--out', at('o'), '--ids', at('i')]
    const { code, err } = await call('encode', at('ours.csv'), ...good, ...change)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

describe('throughline ask', () => {
  it('finds whom both hold, by our own ids and their references', async () => {
    const { code, out } = await ask('ours', 'theirs', '--ids', at('ours-ids.csv'), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({ asked: 2, join: 1, review: 0, held: 2 })
    const [header, row, ...more] = (await readFile(at('matches.csv'), 'utf8')).trim().split('\n')
    expect(header).toBe('asked,held,weight,probability,decision,reason')
    expect(row).toMatch(/^OUR-0001,[\w-]{16},[\d.]+,1\.000000,join,"Same phone/)
    expect(more).toEqual([])
  })

  it.each([
    ['another pair', { pair: 'btp:enfield' }, 'pair'],
    ['another version', { version: '2' }, 'version 2'],
    ['another secret', { key: 'other-key' }, 'different secrets'],
  ])('fails on a file for %s, and names the line', async (_, change, message) => {
    await encode('theirs', { ...change, out: 'foreign' })
    const { code, err } = await ask('ours', 'foreign')
    expect(code).toBe(1)
    expect(err).toMatch(/ours\.ndjson line 1 cannot be compared/)
    expect(err).toContain(message)
  })

  it.each([
    ['no JSON', '{"reference":', 'it is no JSON'],
    ['no reference', '{}', 'it has no reference'],
    ['no encoding', '{"reference":"x"}', 'no encoded person'],
    ['a newer scheme', '{"reference":"x","scheme":9}', 'version 9 of the scheme'],
  ])('fails on a line that is %s', async (_, line, message) => {
    await writeFile(at('bad.ndjson'), `${line}\n`)
    const { code, err } = await ask('bad', 'theirs')
    expect(code).toBe(1)
    expect(err).toContain(`bad.ndjson line 1 cannot be read`)
    expect(err).toContain(message)
  })

  it('is wrong use with one file, or without --matches', async () => {
    expect((await call('ask', at('ours.ndjson'), '--matches', at('m.csv'))).code).toBe(2)
    expect((await call('ask', at('ours.ndjson'), at('theirs.ndjson'))).code).toBe(2)
    expect((await call('ask', at('ours.ndjson'), at('nowhere'), '--matches', at('m.csv'))).code).toBe(2)
    expect((await call('ask', '--help')).code).toBe(0)
  })
})
