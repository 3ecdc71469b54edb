import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { type TestApp, testApp } from '#test/app.ts'
import { isScoreName, scoresIn } from '#test/scores.ts'

/** No page, export or API carries a score of a child. The rendered pages of the demonstration are searched in test/support/crawl.ts. */

/** Of two records, not of a child: how the machine weighs that they are of one person. */
const OF_TWO_RECORDS = ['GET /api/v1/links: items.weight', 'GET /api/v1/links/{id}: weight']
/** What agencies want to speak of. */
const OF_AN_AGENDA = [
  'GET /api/v1/people/{id}/meetings: meetings.points',
  'POST /api/v1/people/{id}/meetings: meetings.points',
]
const NO_SCORES = new Set([...OF_TWO_RECORDS, ...OF_AN_AGENDA])

let test: TestApp
beforeAll(async () => {
  test = await testApp()
})
afterAll(() => test.close())

interface Operation {
  readonly responses?: Readonly<Record<string, unknown>>
}

/** Names of all fields in a schema, each with the way to it. */
function fieldsIn(schema: unknown, way = ''): readonly (readonly [way: string, name: string])[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== 'properties' || typeof value !== 'object' || value === null) return fieldsIn(value, way)
    return Object.entries(value).flatMap(([name, inner]) => {
      const path = way === '' ? name : `${way}.${name}`
      return [[path, name] as const, ...fieldsIn(inner, path)]
    })
  })
}

describe('a score of a child', () => {
  it('is in no answer of the API', async () => {
    const { body } = await test.app.inject({ url: '/api/v1/openapi.json' })
    const { paths } = JSON.parse(body) as { paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }
    const fields = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, { responses }]) =>
        fieldsIn(responses).map(([way, name]) => [`${method.toUpperCase()} ${path}: ${way}`, name] as const),
      ),
    )
    expect(fields.length).toBeGreaterThan(200)
    expect(fields.filter(([way, name]) => isScoreName(name) && !NO_SCORES.has(way)).map(([way]) => way)).toEqual([])
  })

  it('is in no template, and in no words that pages take from the code or the reference data', () => {
    const files = [
      ...globSync('src/web/**/*.njk', { cwd: projectFolder }),
      ...globSync('src/web/**/{words,view,section,spot}.ts', { cwd: projectFolder }),
      ...globSync('data/reference/{indicators,sign-*,exploitation-types,encounter-observations}.json', {
        cwd: projectFolder,
      }),
    ]
    expect(files.length).toBeGreaterThan(60)
    const found = files.flatMap(file =>
      scoresIn(readFileSync(join(projectFolder, file), 'utf8')).map(text => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })

  it('is in no column of a table of signs and judgements', async () => {
    const columns = await test.database.transaction('', tx =>
      tx.introspection
        .getTables()
        .then(tables =>
          tables
            .filter(({ name }) => /^(?:sign|judgement)/u.test(name))
            .flatMap(table => table.columns.map(column => [`${table.name}.${column.name}`, column.dataType] as const)),
        ),
    )
    expect(columns.length).toBeGreaterThan(40)
    // The only number is the version by which two people who write at once are kept apart.
    expect(columns.filter(([, type]) => /int|float|numeric/u.test(type)).map(([name]) => name)).toEqual([
      'sign.version',
    ])
    expect(columns.filter(([name]) => isScoreName(name))).toEqual([])
  })
})

describe('the search for scores', () => {
  it.each([
    'Risk score: 7',
    'She is scored as high',
    'ranked third of all children',
    'Threat level: 4',
    'Danger: 8 out of 10',
    '7/10',
    'Exploitation rating',
    '12 points',
    '9 signs in total',
    '80 % likely',
  ])('finds "%s"', text => {
    expect(scoresIn(text)).not.toEqual([])
  })

  it.each([
    'What may point to exploitation',
    'Found out of area on 3/10/2026',
    'Match weight 7.1',
    'Reported missing 4 times in 12 months',
    'Judged not to be a concern',
  ])('lets "%s" pass', text => {
    expect(scoresIn(text)).toEqual([])
  })

  it.each([
    ['riskScore', true],
    ['total_points', true],
    ['rank', true],
    ['severity', true],
    ['reference', false],
    ['exploitation', false],
    ['riskLevel', false],
  ])('takes the field %s for one: %s', (name, isOne) => {
    expect(isScoreName(name)).toBe(isOne)
  })
})
