import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine as call } from '#test/command-line.ts'
import { commands } from './commands.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-link-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const PEOPLE = `ref,first_name,surname,dob,phone,postcode
1,Amina,Yusuf,2010-03-04,07700900123,SE13 6LG
2,Amina,Yusuf,04/03/2010,+447700900123,SE13 6LG
3,Piotr,Nowak,2009-11-30,07700900456,EN1 1AA
4,,,,,
`

async function clusters(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8')
  return text.trim().split('\n').slice(1)
}

describe('throughline link', () => {
  it('links a file and says what it picked up', async () => {
    const out = join(folder, 'clusters.csv')
    const { code, err } = await call('link', await file('people.csv', PEOPLE), '--id', 'ref', '--clusters', out)
    expect(code).toBe(0)
    expect(err).toMatch(/picked up by name given_name=first_name, family_name=surname/)
    expect(await clusters(out)).toEqual(['1,1', '2,1', '3,3', '4,4'])
  })

  it.each([
    ['semicolons and a byte order mark', `﻿${PEOPLE.replaceAll(',', ';')}`],
    ['tabs', PEOPLE.replaceAll(',', '\t')],
    ['bars and spaces around them', PEOPLE.replaceAll(',', ' | ')],
    ['Windows line ends', PEOPLE.replaceAll('\n', '\r\n')],
    ['Windows-1252', Buffer.from(PEOPLE.replaceAll('Amina', 'Zoë'), 'latin1')],
  ])('reads %s', async (name, content) => {
    const out = join(folder, 'read.csv')
    const { code } = await call('link', await file(`${name}.csv`, content), '--id', 'ref', '--clusters', out)
    expect(code).toBe(0)
    expect(await clusters(out)).toEqual(['1,1', '2,1', '3,3', '4,4'])
  })

  it('reads NDJSON', async () => {
    const [header = '', ...rows] = PEOPLE.trim().split('\n')
    const names = header.split(',')
    const lines = rows.map(row =>
      JSON.stringify(Object.fromEntries(row.split(',').map((cell, at) => [names[at], cell]))),
    )
    const out = join(folder, 'ndjson-clusters.csv')
    const { code } = await call('link', await file('people.ndjson', lines.join('\n')), '--id', 'ref', '--clusters', out)
    expect(code).toBe(0)
    expect(await clusters(out)).toEqual(['1,1', '2,1', '3,3', '4,4'])
  })

  it('reads Parquet, dates and numbers too', async () => {
    const path = join(folder, 'people.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`copy (select * from (values
      (1, 'Amina', 'Yusuf', date '2010-03-04', 'SE13 6LG'), (2, 'Amina', 'Yusuf', date '2010-03-04', 'SE13 6LG'),
      (3, 'Piotr', 'Nowak', date '2009-11-30', null), (4, null, null, null, null)) t (ref, first_name, surname, dob, postcode))
      to '${path}' (format parquet)`)
    connection.closeSync()
    instance.closeSync()
    const out = join(folder, 'parquet-clusters.csv')
    expect((await call('link', path, '--id', 'ref', '--clusters', out)).code).toBe(0)
    expect(await clusters(out)).toEqual(['1,1', '2,1', '3,3', '4,4'])
    const broken = await call('link', await file('broken.parquet', PEOPLE), '--id', 'ref', '--clusters', out)
    expect(broken.code).toBe(1)
    expect(broken.err).toMatch(/broken\.parquet cannot be read as Parquet/)
  })

  it('joins columns, takes extra columns, and links across files whose columns and ids differ', async () => {
    const a = await file(
      'a.csv',
      'id,forename,last,no,street,eyes\n1,Amina,Yusuf,12,Mill Road,brown\n2,Bo,Lind,3,Elm Way,blue\n',
    )
    const b = await file('b.csv', 'key,name1,name2,address,eyes\n1,Amina,Yusuf,12 Mill Rd,brown\n')
    const out = join(folder, 'two.csv')
    const pairs = join(folder, 'pairs.csv')
    const maps = [
      'family_name=last',
      'given_name=name1',
      'family_name=name2',
      'address=no+street',
      'category:eye colour=eyes',
    ]
    const { code, err } = await call(
      ...['link', a, b, '--id', 'id', '--id', 'key', '--clusters', out, '--pairs', pairs, '--threshold=-5'],
      ...maps.flatMap(map => ['--map', map]),
    )
    expect(err).toMatch(/ids.*file in front/)
    expect(code).toBe(0)
    expect(await clusters(out)).toEqual(['a:1,a:1', 'b:1,a:1', 'a:2,a:2'])
    const [header = '', row = ''] = (await readFile(pairs, 'utf8')).split('\n')
    expect(header).toMatch(/^id_left,id_right,weight,probability,decision,reason,given_name,.*,eye colour$/)
    expect(row).toMatch(/^a:1,b:1,[\d.]+,[\d.]+,(join|review),"?Same .*,same$/)
  })

  it('takes a date of any kind as a column of its own, near when day and month are exchanged', async () => {
    const people = [
      ['1', 'Amina', 'Yusuf', '2024-05-11'],
      ['2', 'Amina', 'Yusuf', '11/05/2024'],
      ['3', 'Amina', 'Yusuf', '5/11/2024'],
      ['4', 'Amina', 'Yusuf', '2019-02-28'],
      ['5', 'Amina', 'Yusuf', 'soon'],
    ]
    const content = `id,forename,surname,first seen\n${people.map(row => row.join(',')).join('\n')}\n`
    const pairs = join(folder, 'dates.csv')
    const { code } = await call(
      ...['link', await file('dates-in.csv', content), '--id', 'id', '--pairs', pairs, '--threshold=-20'],
      ...['--map', 'date:first seen=first seen'],
    )
    expect(code).toBe(0)
    const rows = (await readFile(pairs, 'utf8')).trim().split('\n')
    const level = (left: number, right: number) =>
      rows
        .find(row => row.startsWith(`${left},${right},`))
        ?.split(',')
        .at(-1) ?? 'no pair'
    expect([level(1, 2), level(1, 3), level(1, 4), level(1, 5)]).toEqual(['exact', 'close', 'other', 'missing'])
  })

  const TWICE = 'id,forename,surname,dob\n1,Amina,Yusuf,2010-03-04\n2,Amina,Yusuf,2010-03-04\n3,Bo,Lind,2011-01-02\n'
  const ONCE = 'id,forename,surname,dob\nx,Amina,Yusuf,2010-03-04\n'

  it('joins across files and not within one when each file has everybody once', async () => {
    const files = [await file('twice.csv', TWICE), await file('once.csv', ONCE)]
    const out = join(folder, 'link-only.csv')
    const both = await call('link', ...files, '--id', 'id', '--clusters', out)
    expect(await clusters(out)).toEqual(['1,1', '2,1', 'x,1', '3,3'])
    expect(both.out).toContain('1 person is in more than one file')
    await call('link', ...files, '--id', 'id', '--clusters', out, '--link-only')
    // Which of the two is a matter of their numbers; never both.
    expect(await clusters(out)).toEqual(['1,1', 'x,1', '2,2', '3,3'])
    expect((await call('link', files[0] ?? '', '--id', 'id', '--clusters', out, '--link-only')).code).toBe(2)
  })

  it('says when two files have nobody in common, and joins nobody', async () => {
    const other = await file('others.csv', 'id,forename,surname,dob\ny,Grace,Okafor,2001-09-30\n')
    const args = ['link', await file('once.csv', ONCE), other, '--id', 'id', '--clusters', join(folder, 'nobody.csv')]
    expect((await call(...args)).out).toContain('No person was found in more than one file')
    expect(JSON.parse((await call(...args, '--json')).out)).toMatchObject({ inSeveralFiles: 0, clusters: 2 })
  })

  it('warns of a field that is mapped to the wrong column', async () => {
    const rows = Array.from({ length: 12 }, (_, at) => `${at},Amina${at},Yusuf,2010-03-${at + 10}`)
    const path = await file('wrong.csv', `id,forename,surname,dob\n${rows.join('\n')}\n`)
    const args = ['link', path, '--id', 'id', '--clusters', join(folder, 'wrong-out.csv')]
    const { err } = await call(...args, '--map', 'phone=surname')
    expect(err).toContain(`${path}: 12 of 12 values of phone cannot be read as one. Is the right column mapped to it?`)
    expect((await call(...args)).err).not.toContain('cannot be read')
  })

  it('says of which dates of birth only the year was used', async () => {
    const rows = ['a,Amina,Yusuf,2010-03-10', 'b,Bo,Lee,31/02/2011', 'c,Cy,Ray,2009', 'd,Di,Poe,2011-13-01']
    const path = await file('no-day.csv', `id,forename,surname,dob\n${rows.join('\n')}\n`)
    const { err } = await call('link', path, '--id', 'id', '--clusters', join(folder, 'no-day-out.csv'))
    expect(err).toContain(
      `${path}: 2 dates of birth name no day that there is, the first in record b. Of such a date only the year is used.`,
    )
    expect(err).not.toContain('31/02')
  })

  it('keeps the model that it used, and links by it again', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => {
      const who = Math.floor(at / 2)
      return `${at},Amina${who},Yusuf${who},2010-03-${10 + (who % 18)},${who % 2 === 0 ? 'brown' : 'blue'}`
    })
    const path = await file('saved.csv', `id,forename,surname,dob,eyes\n${rows.join('\n')}\n`)
    const model = join(folder, 'model.json')
    const out = join(folder, 'by-saved.csv')
    const map = ['--map', 'category:eyes=eyes']
    await call('link', path, '--id', 'id', ...map, '--clusters', out, '--save-model', model, '--train')
    const first = await clusters(out)
    const again = await call('link', path, '--id', 'id', ...map, '--clusters', out, '--model', model, '--json')
    expect(await clusters(out)).toEqual(first)
    expect(JSON.parse(again.out)).toMatchObject({ model: 'person-v1-trained' })
    const other = await call('link', path, '--id', 'id', '--map', 'text:eyes=eyes', '--clusters', out, '--model', model)
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('the model knows nothing of text:eyes')])
    const none = await file('none.json', '{"name": "mine"}')
    const refused = await call('link', path, '--id', 'id', '--clusters', out, '--model', none)
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('none.json holds no model')])
  })

  it('takes up a column that is often kept of people, unless it is to link as the hub does', async () => {
    const path = await file(
      'jobs.csv',
      'id,forename,surname,Occupation,cluster\n1,Ada,Osei,nurse,1\n2,Ada,Osei,nurse,1\n',
    )
    const args = ['link', path, '--id', 'id', '--clusters', join(folder, 'jobs-out.csv')]
    const { err } = await call(...args)
    expect(err).toContain('occupation=Occupation')
    expect(err).not.toContain('cluster=')
    expect((await call(...args, '--no-train')).err).not.toContain('occupation')
    expect((await call(...args, '--no-train', '--train')).code).toBe(2)
  })

  it('writes ids that look like formulas as they came', async () => {
    const out = join(folder, 'formula.csv')
    await call(
      'link',
      await file('formula.csv', 'id,surname\n=1+1,Nowak\n"-2, b",Lind\n'),
      '--id',
      'id',
      '--clusters',
      out,
    )
    expect(await clusters(out)).toEqual(['"-2, b","-2, b"', '=1+1,=1+1'])
  })

  it('writes a report without scripts or anything from elsewhere, values masked', async () => {
    const report = join(folder, 'report.html')
    const input = await file('reported.csv', PEOPLE.replaceAll('Yusuf', '<b>Yusuf'))
    await call('link', input, '--id', 'ref', '--report', report)
    const page = await readFile(report, 'utf8')
    expect(page).toMatch(/1 and 2: \+/)
    expect(page).not.toMatch(/<script|https?:|Yusuf/)
    await call('link', input, '--id', 'ref', '--report', report, '--show-values')
    expect(await readFile(report, 'utf8')).toContain('&lt;b&gt;Yusuf')
  })

  it('gives one JSON object with --json', async () => {
    const { out } = await call(
      'link',
      await file('json.csv', PEOPLE),
      '--id',
      'ref',
      '--clusters',
      join(folder, 'x'),
      '--json',
    )
    expect(JSON.parse(out)).toMatchObject({ records: 4, clusters: 3, model: 'person-v1-trained' })
  })

  it.each([
    ['an empty file', '', ['--id', 'ref'], 1, /is empty/],
    ['only a header', 'ref,surname\n', ['--id', 'ref'], 1, /no records/],
    ['a missing id column', PEOPLE, ['--id', 'nr'], 2, /no column 'nr'; its columns are ref, /],
    ['no id option', PEOPLE, [], 2, /--id COL is missing/],
    ['nothing mapped', 'ref,x\n1,2\n', ['--id', 'ref'], 2, /no column .* is mapped/],
    ['an unknown field', PEOPLE, ['--id', 'ref', '--map', 'shoe=x'], 2, /'shoe' is no field/],
    ['a mapping to no column', PEOPLE, ['--id', 'ref', '--map', 'city=town'], 2, /no column 'town'/],
    ['a mapping without =', PEOPLE, ['--id', 'ref', '--map', 'city'], 2, /is no mapping/],
    ['an id twice', `${PEOPLE}1,A,B,,,\n`, ['--id', 'ref'], 1, /id 1 twice/],
    ['a record without id', `${PEOPLE},A,B,,,\n`, ['--id', 'ref'], 1, /nothing in the id column/],
    ['a threshold that is no number', PEOPLE, ['--id', 'ref', '--threshold', 'high'], 2, /match weight, not 'high'/],
    ['an unknown option', PEOPLE, ['--id', 'ref', '--speed', '9'], 2, /Unknown option/],
    ['two columns of one name', 'ref,a,a\n1,2,3\n', ['--id', 'ref'], 1, /two columns named 'a'/],
  ])('says what is wrong with %s', async (name, content, args, expected, message) => {
    const input = await file(`${name}.csv`, content)
    const { code, err } = await call('link', input, ...args, '--clusters', join(folder, 'none.csv'))
    expect(err).toMatch(message)
    expect(code).toBe(expected)
  })

  it('says so when a file is not there, cannot be written, or nothing is to be written', async () => {
    const input = await file('fine.csv', PEOPLE)
    expect(await call('link', join(folder, 'absent.csv'), '--id', 'ref', '--clusters', 'x')).toMatchObject({ code: 2 })
    expect(await call('link', input, '--id', 'ref', '--clusters', join(folder, 'no', 'x'))).toMatchObject({ code: 1 })
    expect(await call('link', input, '--id', 'ref')).toMatchObject({ code: 2 })
  })

  it('reads rows with too many or too few cells as far as they go, and warns', async () => {
    const { code, err } = await call(
      ...['link', await file('uneven.csv', 'ref,surname,city\n1,Nowak\n2,Lind,Leeds,x\n')],
      ...['--id', 'ref', '--clusters', join(folder, 'uneven-out.csv')],
    )
    expect(code).toBe(0)
    expect(err).toMatch(/2 rows have not as many cells as the header \(first: line 2\)/)
  })
})

describe('throughline evaluate', () => {
  it('measures clusters against a truth that is part of a column, also by group', async () => {
    const found = await file('found.csv', 'id,cluster\na,1\nb,1\nc,2\n')
    const truth = await file('truth.csv', 'id,who,group\na,rec-1-org,x\nb,rec-1-dup,x\nc,rec-1-dup,y\n')
    const { code, out } = await call(
      ...['evaluate', '--clusters', found, '--truth', truth, '--id', 'id', '--cluster', 'who'],
      ...['--cluster-pattern', 'rec-(\\d+)-', '--group', 'group', '--json'],
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      precision: 1,
      recall: 1 / 3,
      f1: 0.5,
      groups: { x: { recall: 0.5 }, y: { recall: 0 } },
    })
  })

  it('tells whether stated probabilities hold, with clusters or without', async () => {
    const pairs = await file('stated.csv', 'id_left,id_right,probability\na,b,0.95\na,c,0.95\nb,c,0.05\n')
    const truth = await file('stated-truth.csv', 'id,who\na,1\nb,1\nc,2\n')
    const args = ['evaluate', '--pairs', pairs, '--truth', truth, '--id', 'id', '--cluster', 'who']
    const { calibration } = JSON.parse((await call(...args, '--json')).out)
    expect(calibration.pairs).toBe(3)
    expect(calibration.error).toBeCloseTo((0.05 + 0.9) / 3)
    expect(calibration.bins).toMatchObject([
      { from: 0, found: 0 },
      { from: 0.9, pairs: 2, found: 0.5 },
    ])
    expect((await call(...args)).out).toContain('stated 0.950, found 0.500  (2 pairs)')
    const wrong = await file('wrong-stated.csv', 'id_left,id_right,probability\na,b,1.5\n')
    const refused = await call(...args.with(2, wrong))
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("has the probability '1.5'")])
    const stranger = await file('stranger.csv', 'id_left,id_right,probability\na,z,0.5\n')
    expect((await call(...args.with(2, stranger))).err).toContain('record z of')
  })

  it.each([
    ['a record that has no cluster', 'id,cluster\na,1\n', 'id,t\na,1\nb,1\n', [], 1, /record b of .* is not in/],
    ['a record without truth', 'id,cluster\na,1\nb,2\n', 'id,t\na,1\n', [], 1, /record b of .* is not in/],
    [
      'a cell that does not fit the pattern',
      'id,cluster\na,1\n',
      'id,t\na,1\n',
      ['--cluster-pattern', 'x(1)'],
      1,
      /does not fit/,
    ],
    ['a pattern without bracket', 'id,cluster\na,1\n', 'id,t\na,1\n', ['--cluster-pattern', 'x'], 2, /no bracket/],
  ])('says what is wrong with %s', async (name, found, truth, more, expected, message) => {
    const { code, err } = await call(
      ...[
        'evaluate',
        '--clusters',
        await file(`${name}-found.csv`, found),
        '--truth',
        await file(`${name}-truth.csv`, truth),
      ],
      ...['--id', 'id', '--cluster', 't', ...more],
    )
    expect(err).toMatch(message)
    expect(code).toBe(expected)
  })
})

describe('throughline', () => {
  it('lists its commands, and tells of each with --help', async () => {
    const { code, out } = await call('--help')
    expect(code).toBe(0)
    for (const { name } of commands) expect(out).toContain(name)
    expect(await call('link', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--clusters FILE') })
  })

  it('calls an unknown command wrong use', async () => {
    expect(await call('lnik')).toMatchObject({ code: 2, err: expect.stringContaining("no command 'lnik'") })
  })
})
