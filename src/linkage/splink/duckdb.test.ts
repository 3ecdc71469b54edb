import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from './evaluate.ts'
import type { Value } from './expression.ts'
import { parse } from './parse.ts'
import { COMPARISON_SQL } from './level-sql.ts'

/** SQL without columns, one for each thing that a condition can do; DuckDB says what it gives. */
const CONSTANTS = [
  `jaro_winkler_similarity('martha', 'marhta') >= 0.92`,
  `jaro_similarity('dixon', 'dicksonx')`,
  `levenshtein('kitten', 'sitting')`,
  `levenshtein('', 'abc')`,
  `damerau_levenshtein('ca', 'abc')`,
  `jaccard('aabc', 'bcd')`,
  `length('Zoë')`,
  `upper('Zoë') || lower('ÉA')`,
  `substr('abcdef', 2, 3)`,
  `substring('abcdef', 4)`,
  `substr('abcdef', -3, 2)`,
  `substr('abcdef', 0, 3)`,
  `left('abc', 2) || right('abc', 2) || right('abc', 9)`,
  `left('abcdef', -2)`,
  `right('abcdef', -2)`,
  `trim('  a b ')`,
  `replace('a-b-c', '-', '')`,
  `split_part('SE13 6LG', ' ', 1)`,
  `split_part('a b', ' ', 3)`,
  `split_part('a b', ' ', -1)`,
  `concat('a', NULL, 'b', 1)`,
  `regexp_extract('ann@example.org', '^[^@]+', 0)`,
  `regexp_extract('ann', '([0-9]+)', 1)`,
  `regexp_extract('SE13 6LG', '^([A-Z]{1,2})[0-9]', 1)`,
  `regexp_matches('Anna', '(?i)^an')`,
  `regexp_replace('a1b2', '([0-9])', '<\\1>')`,
  `abs(-2.5) + floor(1.7) + ceil(1.2) + sqrt(16) + power(2, 3)`,
  `acos(cos(radians(10)) * cos(radians(20)) + sin(radians(10)) * sin(radians(20))) * 6371`,
  `least(3, NULL, 1) + greatest(1, 2)`,
  `7 / 2`,
  `7 % 4`,
  `-7 % 4`,
  `1 / 0 > 5`,
  `0 / 0 = 0 / 0`,
  `0 / 0 > 1e9`,
  `0 / 0 <= 1e9`,
  `1 % 0`,
  `2 + 3 * 4 - 5`,
  `'abc' < 'abd' AND 'B' < 'a'`,
  `CASE WHEN 1 > 2 THEN 'a' WHEN NULL THEN 'b' ELSE 'c' END`,
  `CASE 2 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END`,
  `epoch(strptime('1971-06-24', '%Y-%m-%d'))`,
  `try_strptime('1971-02-30', '%Y-%m-%d') IS NULL`,
  `try_strptime('24/06/71', '%d/%m/%y') = strptime('1971-06-24', '%Y-%m-%d')`,
  `try_strptime('7 Mar 2010', '%d %b %Y') IS NULL`,
  `try_strptime('2010-3-7', '%Y-%m-%d') IS NULL`,
  `try_strptime('2010-03-07x', '%Y-%m-%d') IS NULL`,
  `date_diff('day', strptime('2010-01-31', '%Y-%m-%d'), strptime('2010-03-01', '%Y-%m-%d'))`,
  `date_diff('month', strptime('2010-01-31', '%Y-%m-%d'), strptime('2009-12-01', '%Y-%m-%d'))`,
  `date_diff('year', strptime('2010-12-31', '%Y-%m-%d'), strptime('2011-01-01', '%Y-%m-%d'))`,
  `CAST('12' AS INTEGER) + TRY_CAST('x' AS DOUBLE)`,
  `TRY_CAST('2010-02-30' AS TIMESTAMP) IS NULL`,
  `CAST(1.5 AS VARCHAR)`,
  `nullif('a', '') = 'a'`,
  `3 BETWEEN 1 AND 3 AND 4 NOT IN (1, 2)`,
]

const logic = fc.letrec<{ condition: string }>(tie => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('TRUE', 'FALSE', 'NULL', '1 = 1', "'a' = NULL", '2 < 1', "'a' IN ('b', NULL)", '1 NOT IN (2)'),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR', '='), tie('condition'))
      .map(([a, by, b]) => `(${a}) ${by} (${b})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
      .map(([a, by, b]) => `${a} ${by} NOT ${b}`),
    tie('condition').map(a => `NOT (${a})`),
    tie('condition').map(a => `(${a}) IS NOT NULL`),
    fc
      .tuple(tie('condition'), tie('condition'), tie('condition'))
      .map(([a, b, c]) => `CASE WHEN ${a} THEN ${b} ELSE ${c} END`),
  ),
})).condition

function literal(value: string | null): string {
  return value === null ? 'CAST(NULL AS VARCHAR)' : `'${value}'`
}

function ours(sql: string): Value {
  return compile(parse(sql), () => 0)([], [])
}

async function fromDuckdb(expressions: readonly string[]): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const answer = await connection.runAndReadAll(`select ${expressions.map(sql => `(${sql})`).join(', ')}`)
  connection.closeSync()
  return answer.getRowsJson()[0] ?? []
}

describe('conditions give what DuckDB gives', () => {
  it('for functions, numbers, texts and dates', async () => {
    const theirs = await fromDuckdb(CONSTANTS)
    for (const [at, sql] of CONSTANTS.entries()) {
      const value = ours(sql)
      if (typeof value === 'number') expect(value, sql).toBeCloseTo(Number(theirs[at]), 9)
      else expect(value, sql).toBe(theirs[at])
    }
  })

  it('for the conditions of an exported person model', async () => {
    const clean = [
      'tyrell',
      't',
      'tyrel',
      '2010-03-14',
      '2010-01-01',
      '2011-03-15',
      'SE13 6LG',
      'SE13 6LH',
      'ann@example.org',
      null,
    ]
    const conditions = Object.values(COMPARISON_SQL).flatMap(({ levels }) => Object.values(levels))
    const written = conditions.flatMap(sql =>
      clean.flatMap((left, at) =>
        clean
          .slice(at)
          .map(right =>
            sql.replaceAll(/\b[a-z_]+_(l|r)\b/g, (name, side) => (side === 'l' ? literal(left) : literal(right))),
          ),
      ),
    )
    const theirs = await fromDuckdb(written)
    expect(written.map(sql => [sql, ours(sql)])).toEqual(written.map((sql, at) => [sql, theirs[at]]))
  })

  it('for what is true, false or unknown', async () => {
    const conditions = fc.sample(logic, { numRuns: 300, seed: 1 })
    const theirs = await fromDuckdb(conditions)
    expect(conditions.map(sql => [sql, ours(sql)])).toEqual(conditions.map((sql, at) => [sql, theirs[at]]))
  })
})
