import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine as call } from '#test/command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-clusters-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function lines(name: string): Promise<string[]> {
  return (await readFile(join(folder, name), 'utf8')).trim().split('\n')
}

const PEOPLE = `ref,first_name,surname,dob,phone,postcode,nhs_number
1,Amina,Yusuf,2010-03-04,07700900123,SE13 6LG,9990000018
2,Amina,Yusuf,2010-03-04,07700900123,SE13 6LG,
3,Amina,Yusuf,2010-03-04,,SE13 6LG,9990000018
4,Piotr,Nowak,2009-11-30,07700900456,EN1 1AA,
5,Piotr,Nowak,2009-11-30,,EN1 1AA,
6,Grace,Okafor,,,,
`

describe('throughline link --quality', () => {
  it('writes how well each cluster of two or more hangs together', async () => {
    const quality = join(folder, 'quality.csv')
    const { code } = await call('link', await file('people.csv', PEOPLE), '--id', 'ref', '--quality', quality)
    expect(code).toBe(0)
    const [header = '', ...rows] = await lines('quality.csv')
    expect(header).toMatch(/^cluster,records,pairs_joining,pairs_alike,bridges,weakest_cut,.*,reasons$/)
    expect(rows.map(row => row.split(',').filter((_, at) => at !== 5))).toEqual([
      ['1', '3', '1.000', '1.000', '0', '1', '2', '3', ''],
      ['4', '2', '1.000', '1.000', '1', '1', '1', '2', ''],
    ])
  })
})

describe('throughline link --alone', () => {
  it('writes what records that stayed alone are nearest to, and what is lacking', async () => {
    const content = `${PEOPLE}7,Piotr,Nowak,2009-04-05,,,\n`
    const alone = join(folder, 'alone.csv')
    const { code } = await call('link', await file('lonely.csv', content), '--id', 'ref', '--alone', alone)
    expect(code).toBe(0)
    const [header = '', ...rows] = await lines('alone.csv')
    expect(header).toBe('id,nearest,weight,too_little_known,words')
    expect(rows[0]).toMatch(/^6,,,yes,"?Too little is known of it: .* would\. It was compared with no other/)
    expect(rows[1]).toMatch(/^7,[45],-?\d+\.\d{3},no,"?Same .*: the same .* would give/)
    expect(rows).toHaveLength(2)
  })
})
