import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine as call } from '#test/command-line.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-splink-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).trim().split('\n')
}

const SETTINGS = {
  link_type: 'dedupe_only',
  probability_two_random_records_match: 0.5,
  unique_id_column_name: 'ref',
  sql_dialect: 'duckdb',
  blocking_rules_to_generate_predictions: [{ blocking_rule: 'l."dob" = r."dob"', sql_dialect: 'duckdb' }],
  comparisons: [
    {
      output_column_name: 'name',
      comparison_levels: [
        { sql_condition: '"name_l" IS NULL OR "name_r" IS NULL', label_for_charts: 'missing', is_null_level: true },
        { sql_condition: '"name_l" = "name_r"', label_for_charts: '=same', m_probability: 0.8, u_probability: 0.01 },
        { sql_condition: 'ELSE', label_for_charts: 'other', m_probability: 0.2, u_probability: 0.99 },
      ],
    },
  ],
}
const PEOPLE = 'ref,name,dob\n1,Amina,2010-03-04\n2,Amina,2010-03-04\n3,Piotr,2010-03-04\n4,,2010-03-04\n5,Amina,\n'

describe('throughline link --model', () => {
  it('links by the rules and levels of a Splink model, with the ids that it names', async () => {
    const [input, model] = [await file('people.csv', PEOPLE), await file('model.json', JSON.stringify(SETTINGS))]
    const [clusters, pairs] = [join(folder, 'clusters.csv'), join(folder, 'pairs.csv')]
    const { code, out } = await call(
      ...['link', input, '--model', model, '--clusters', clusters, '--pairs', pairs, '--json'],
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      records: 5,
      clusters: 4,
      pairsCompared: 6,
      pairsToJoin: 1,
      pairsToReview: 3,
    })
    expect(await linesOf(clusters)).toEqual(['id,cluster', '1,1', '2,1', '3,3', '4,4', '5,5'])
    expect((await linesOf(pairs)).slice(0, 3)).toEqual([
      'id_left,id_right,weight,probability,decision,reason,name',
      "1,2,6.322,0.987654,join,,'=same",
      '1,4,0.000,0.500000,review,,missing',
    ])
  })

  it('scores the pairs of a file, as Splink or as we name their columns', async () => {
    const [input, model] = [await file('people.csv', PEOPLE), await file('model.json', JSON.stringify(SETTINGS))]
    const out = join(folder, 'scored.csv')
    for (const columns of ['ref_l,ref_r', 'id_left,id_right']) {
      const only = await file('only.csv', `${columns}\n5,1\n3,1\n`)
      expect(await call('link', input, '--model', model, '--only-pairs', only, '--pairs', out)).toMatchObject({
        code: 0,
      })
      expect((await linesOf(out)).slice(1)).toEqual([
        "5,1,6.322,0.987654,join,,'=same",
        '3,1,-2.307,0.168067,apart,,other',
      ])
    }
  })

  it('links two files that share columns, and tells equal ids apart', async () => {
    const a = await file('a.csv', 'ref,name,dob\n1,Amina,2010-03-04\n2,Amina,2010-03-04\n')
    const b = await file('b.csv', 'dob,key,name\n2010-03-04,1,Amina\n')
    const model = await file('only.json', JSON.stringify({ ...SETTINGS, link_type: 'link_only' }))
    const pairs = join(folder, 'two.csv')
    expect(await call('link', a, b, '--id', 'ref', '--id', 'key', '--model', model, '--pairs', pairs)).toMatchObject({
      code: 0,
    })
    expect((await linesOf(pairs)).slice(1).map(line => line.slice(0, 7))).toEqual(['a:1,b:1', 'a:2,b:1'])
    expect(await call('link', a, '--model', model, '--pairs', pairs)).toMatchObject({
      code: 2,
      err: expect.stringContaining('two or more files'),
    })
  })

  it('writes the settings again', async () => {
    const [input, model] = [await file('people.csv', PEOPLE), await file('model.json', JSON.stringify(SETTINGS))]
    const out = join(folder, 'again.json')
    expect(await call('link', input, '--model', model, '--export-splink', out)).toMatchObject({ code: 0 })
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(SETTINGS)
  })

  it('writes our own model as settings that can be read again, and says what they leave out', async () => {
    const input = await file(
      'own.csv',
      PEOPLE.replace('name,dob', 'first_name,dob,road,house').replaceAll('03-04', '03-04,Mill Road,12'),
    )
    const [first, second] = [join(folder, 'own.json'), join(folder, 'own2.json')]
    const { code, err } = await call(
      'link',
      input,
      '--id',
      'ref',
      '--map',
      'address=house+road',
      '--export-splink',
      first,
    )
    expect(code).toBe(0)
    expect(err).toMatch(/no column of its own: address\n/)
    expect(err).toMatch(/never true there, since SQL cannot say it: given_name: first names are forms of one name/)
    expect(await call('link', input, '--model', first, '--export-splink', second)).toMatchObject({ code: 0 })
    expect(JSON.parse(await readFile(second, 'utf8'))).toEqual(JSON.parse(await readFile(first, 'utf8')))
  })

  it.each([
    ['no such model', undefined, [], 2, /there is no file/],
    ['a model that is no JSON', '{', [], 1, /is no JSON/],
    ['a model of another kind', '{"name":"x"}', [], 1, /holds no model, neither one of Splink's nor/],
    [
      'a prior that is none',
      { probability_two_random_records_match: 2 },
      [],
      1,
      /cannot be used: probability_two_random/,
    ],
    [
      'a column that is missing',
      { blocking_rules_to_generate_predictions: ['l.x = r.x'] },
      [],
      1,
      /'x'; there are ref, name, dob/,
    ],
    ['a mapping', {}, ['--map', 'city=name'], 2, /--map does not go with a model that Splink made/],
    ['a report', {}, ['--report', 'x'], 2, /--report does not go/],
    ['a pair of nobody', {}, ['--only-pairs', 'PAIRS'], 1, /pair 1 has an id that no record has/],
  ])('says what is wrong with %s', async (name, change, more, code, message) => {
    const input = await file('people.csv', PEOPLE)
    const only = await file('nobody.csv', 'id_left,id_right\n1,9\n')
    const model = join(folder, `${name}.json`)
    if (change !== undefined) {
      await writeFile(model, typeof change === 'string' ? change : JSON.stringify({ ...SETTINGS, ...change }))
    }
    const args = more.map(arg => (arg === 'PAIRS' ? only : arg))
    const result = await call('link', input, '--model', model, '--clusters', join(folder, 'none.csv'), ...args)
    expect(result.err).toMatch(message)
    expect(result.code).toBe(code)
  })
})
