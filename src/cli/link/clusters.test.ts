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

const CHAIN = `ref,first_name,surname,dob,phone,postcode,nhs_number
1,Amina,Yusuf,2010-03-04,,SE13 6LG,9990000018
2,Amina,Yusuf,,07700900123,SE13 6LG,9990000018
3,Amina,Yusuf,1999-11-30,07700900123,,
4,Piotr,Nowak,2009-11-30,07700900456,EN1 1AA,
5,Piotr,,2009-04-05,07700900456,EN1 1AA,
6,,Okafor,,,,
`

describe('throughline link --quality', () => {
  it('writes how well each cluster of two or more hangs together', async () => {
    const quality = join(folder, 'quality.csv')
    const { code } = await call('link', await file('people.csv', PEOPLE), '--id', 'ref', '--quality', quality)
    expect(code).toBe(0)
    const [header = '', ...rows] = await lines('quality.csv')
    expect(header).toMatch(/^cluster,records,pairs_joining,pairs_alike,bridges,weakest_cut,.*,hangs_by,reasons$/)
    expect(rows.map(row => row.split(',').filter((_, at) => at !== 5))).toEqual([
      ['1', '3', '1.000', '1.000', '0', '1', '2', '3', '', ''],
      ['4', '2', '1.000', '1.000', '1', '1', '1', '2', '', ''],
    ])
  })

  it('names the record through which alone others are together, and what contradicts', async () => {
    const quality = join(folder, 'chain.csv')
    await call('link', await file('chain-in.csv', CHAIN), '--id', 'ref', '--quality', quality)
    expect((await lines('chain.csv'))[1]).toMatch(
      /^1,3,.*,1 and 3 are together only through 2\.,two dates of birth that cannot be one \(1 and 3\)$/,
    )
  })
})

describe('throughline link --alone', () => {
  it('writes what records that stayed alone are nearest to, and what is lacking', async () => {
    const content = `${PEOPLE}7,Piotr,Nowak,2009-04-05,,,\n`
    const alone = join(folder, 'alone.csv')
    const { code } = await call(
      'link',
      await file('lonely.csv', content),
      '--id',
      'ref',
      '--no-train',
      '--alone',
      alone,
    )
    expect(code).toBe(0)
    const [header = '', ...rows] = await lines('alone.csv')
    expect(header).toBe('id,nearest,weight,too_little_known,words')
    expect(rows[0]).toMatch(/^6,,,yes,"?Too little is known of it: .* would\. It was compared with no other/)
    expect(rows[1]).toMatch(/^7,[45],-?\d+\.\d{3},no,"?Same .*: the same .* would give/)
    expect(rows).toHaveLength(2)
  })
})

describe('throughline link --previous', () => {
  it('keeps the ids that people had, and says what changed', async () => {
    const input = await file('again.csv', PEOPLE)
    const previous = await file('previous.csv', 'id,cluster\n5,P7\n4,P7\n3,P9\n1,P8\n9,P5\n')
    const args = ['link', input, '--id', 'ref', '--clusters', join(folder, 'now.csv'), '--previous', previous]
    const { code, out } = await call(...args, '--changes', join(folder, 'changes.csv'), '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ changes: { kept: 2, joined: 1, split: 0, new: 1, gone: 1 } })
    expect((await lines('now.csv')).slice(1)).toEqual(['1,P8', '2,P8', '3,P8', '4,P7', '5,P7', '6,6'])
    expect(await lines('changes.csv')).toEqual([
      'change,id_before,id_after,records',
      'joined,P8,P8,1',
      'joined,P9,P8,1',
      'new,,6,1',
      'gone,P5,,1',
    ])
    expect((await call(...args)).out).toContain('2 people keep their id; 1 joined from several, 0 split, 1 new, 1 gone')
  })

  it('gives the same ids when it is run again on its own clusters', async () => {
    const input = await file('twice.csv', PEOPLE)
    const [first, second] = [join(folder, 'first.csv'), join(folder, 'second.csv')]
    const named = await file('named.csv', 'id,cluster\n2,Z\n5,Y\n')
    await call('link', input, '--id', 'ref', '--clusters', first, '--previous', named)
    const { out } = await call('link', input, '--id', 'ref', '--clusters', second, '--previous', first, '--json')
    expect(await lines('second.csv')).toEqual(await lines('first.csv'))
    expect(JSON.parse(out)).toMatchObject({ changes: { kept: 3, joined: 0, split: 0, new: 0, gone: 0 } })
  })

  it.each([
    ['an id twice', 'id,cluster\n1,a\n1,b\n', [], 1, /has the id 1 twice/],
    ['a row without cluster', 'id,cluster\n1,\n', [], 1, /row 1 has no id or no cluster/],
    ['no such columns', 'ref,person\n1,a\n', [], 2, /no column 'id'; its columns are ref, person/],
  ])('says what is wrong with %s', async (name, content, more, expected, message) => {
    const previous = await file(`${name}.csv`, content)
    const input = await file('sound.csv', PEOPLE)
    const { code, err } = await call(
      ...['link', input, '--id', 'ref', '--clusters', join(folder, 'x'), '--previous', previous, ...more],
    )
    expect(err).toMatch(message)
    expect(code).toBe(expected)
  })

  it('asks for an earlier run when changes are wanted, and warns of one of other records', async () => {
    const args = ['link', await file('sound.csv', PEOPLE), '--id', 'ref', '--clusters', join(folder, 'x')]
    const refused = await call(...args, '--changes', join(folder, 'y'))
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--changes goes with --previous')])
    const other = await file('other.csv', 'id,cluster\nx,x\n')
    expect((await call(...args, '--previous', other)).err).toContain('None of the 1 records of')
  })
})

describe('throughline link --report', () => {
  async function reportOf(content: string, ...more: readonly string[]): Promise<string> {
    const report = join(folder, 'report.html')
    const input = await file('reported.csv', content)
    expect((await call('link', input, '--id', 'ref', '--report', report, ...more)).code).toBe(0)
    return readFile(report, 'utf8')
  }

  it('draws the clusters to look at, with the same facts as a table', async () => {
    const page = await reportOf(CHAIN)
    expect(page).toContain('<h3>1: two dates of birth that cannot be one (1 and 3)')
    expect(page).toContain('A and C are together only through B.')
    // Two of them, and the only pair of 4 and 5.
    expect(page.match(/stroke-dasharray="7 4"/g)).toHaveLength(3)
    expect(page).toMatch(/aria-label="3 records and the pairs between them; the table below says the same"/)
    expect(page).toMatch(/<td>A and B<\/td><td>Same NHS number.*?<\/td><td class="n">\+\d+\.\d<\/td><td>yes<\/td>/)
    expect(page).not.toMatch(/<script|https?:|Yusuf|2010-03-04/)
    expect(await reportOf(CHAIN, '--show-values')).toContain('2010-03-04')
  })

  it('lists records that stayed alone, and what those lack of which too little is known', async () => {
    const page = await reportOf(`${CHAIN}7,Zofia,Nowak,2009-11-30,,EN1 1AA,\n`)
    expect(page).toMatch(/<h2>Records that stayed alone<\/h2>/)
    expect(page).toMatch(/<td>7<\/td><td>[45]<\/td><td>Same /)
    expect(page).toContain('<p>1 record says too little to join even a copy of itself.</p>')
    expect(page).toContain('<tr><td>date of birth</td><td class="n">1</td></tr>')
    expect(page).toContain('<tr><td>first name</td><td class="n">1</td></tr>')
  })

  it('says so when nothing is to be looked at', async () => {
    const page = await reportOf('ref,first_name,surname,dob\n1,Amina,Yusuf,2010-03-04\n2,Amina,Yusuf,2010-03-04\n')
    expect(page).toContain('None needs attention.')
    expect(page).toContain('Every record says enough to join a copy of itself.')
    expect(page).toContain('<p>0 records joined nothing')
  })

  it('is bounded, and says of how many it shows the first', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => {
      const [day, name] = [10 + (at % 18), `${String.fromCharCode(65 + (at % 26))}${'aeiou'.charAt(at % 5)}lb${at}`]
      const [phone, nhs] = [`07700900${100 + at}`, '']
      return [
        `${at}a,${name},Kowal${name},2010-03-${day},${phone},,${nhs}`,
        `${at}b,${name},Kowal${name},,${phone},SE13 6LG,${nhs}`,
        `${at}c,${name},Kowal${name},1989-11-02,${phone},SE13 6LG,${nhs}`,
      ].join('\n')
    })
    const page = await reportOf(
      `ref,first_name,surname,dob,phone,postcode,nhs_number\n${rows.join('\n')}\n`,
      '--no-train',
    )
    const [, listed = '', all = ''] = /The first (\d+) of (\d+) are listed, worst first/.exec(page) ?? []
    expect([Number(listed), Number(all) > 50]).toEqual([50, true])
    expect(page.match(/<svg class="g"/g)).toHaveLength(50)
  })
})

describe('throughline link --must-link and --must-not-link', () => {
  async function linked(must: string, mustNot: string) {
    const input = await file('said.csv', PEOPLE)
    const found = await call(
      ...['link', input, '--id', 'ref', '--clusters', join(folder, 'said-out.csv')],
      ...['--pairs', join(folder, 'said-pairs.csv')],
      ...['--must-link', await file('must.csv', `id_left,id_right\n${must}`)],
      ...['--must-not-link', await file('must-not.csv', `id_left,id_right\n${mustNot}`)],
    )
    return { ...found, clusters: found.code === 0 ? (await lines('said-out.csv')).slice(1) : [] }
  }

  it('holds to what people know', async () => {
    const { clusters } = await linked('6,4\n', '1,3\n')
    expect(clusters).toEqual(['1,1', '2,1', '3,3', '4,4', '5,4', '6,4'])
    const pairs = (await lines('said-pairs.csv')).map(row => row.split(','))
    expect(pairs.find(([left, right]) => left === '1' && right === '3')?.[4]).toBe('apart')
  })

  it.each([
    ['an id that no record has', '1,9\n', '', /must\.csv: pair 1 cannot be held to, no record has the id 9/],
    ['a pair of a record with itself', '', '2,2\n', /must-not\.csv: pair 1 .* record 2 with itself/],
    ['a pair without an id', '1,\n', '', /must\.csv: pair 1 lacks an id/],
    ['two files that contradict', '1,2\n2,4\n', '4,1\n', /must-not\.csv: pair 1 .* must-link joins the two: 4 – 2 – 1/],
  ])('says what is wrong with %s', async (_, must, mustNot, message) => {
    const { code, err } = await linked(must, mustNot)
    expect(err).toMatch(message)
    expect(code).toBe(1)
  })

  it('says that ids have the name of their file in front', async () => {
    const [a, b] = [await file('a.csv', PEOPLE), await file('b.csv', PEOPLE)]
    const must = await file('bare.csv', 'id_left,id_right\n1,2\n')
    const { err } = await call('link', a, b, '--id', 'ref', '--clusters', join(folder, 'x'), '--must-link', must)
    expect(err).toMatch(/no record has the id 1; here each id has the name of its file in front/)
  })
})
