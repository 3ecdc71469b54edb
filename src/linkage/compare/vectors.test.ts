import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { damerauLevenshtein } from './damerau-levenshtein.ts'
import { jaro, jaroWinkler } from './jaro-winkler.ts'

const ORACLE = '../shared/data/vectors/oracle/duckdb_1.5.5_string_metrics.csv'
const JELLYFISH = '../shared/data/vectors/jellyfish'
const CLOSE_ENOUGH = 1e-9

describe.skipIf(!existsSync(ORACLE))('string metrics against DuckDB (skipped when ../shared/data is absent)', () => {
  it('agree on every ASCII row', () => {
    const differing = oracleRows().filter(
      row =>
        Math.abs(jaro(row.a, row.b) - row.jaro) > CLOSE_ENOUGH ||
        Math.abs(jaroWinkler(row.a, row.b) - row.jaroWinkler) > CLOSE_ENOUGH ||
        damerauLevenshtein(row.a, row.b) !== row.damerau,
    )
    expect(differing).toEqual([])
  })
})

describe.skipIf(!existsSync(JELLYFISH))(
  'string metrics against jellyfish (skipped when ../shared/data is absent)',
  () => {
    it('agree on the Damerau-Levenshtein rows', () => {
      for (const [a = '', b = '', expected] of rowsOf(`${JELLYFISH}/damerau_levenshtein.csv`)) {
        expect(damerauLevenshtein(a, b), `${a} ${b}`).toBe(Number(expected))
      }
    })

    it('agree on the Jaro-Winkler rows', () => {
      for (const [a = '', b = '', expected] of rowsOf(`${JELLYFISH}/jaro_winkler.csv`)) {
        expect(jaroWinkler(a, b), `${a} ${b}`).toBeCloseTo(Number(expected), 2)
      }
    })
  },
)

function rowsOf(file: string): string[][] {
  return parse(readFileSync(file, 'utf8'), { relaxColumnCount: true })
}

function oracleRows(): { a: string; b: string; jaro: number; jaroWinkler: number; damerau: number }[] {
  const [, ...rows] = rowsOf(ORACLE)
  return rows
    .map(([a = '', b = '', j, jw, , dl]) => ({ a, b, jaro: Number(j), jaroWinkler: Number(jw), damerau: Number(dl) }))
    .filter(({ a, b }) => isAscii(a) && isAscii(b))
}

function isAscii(text: string): boolean {
  return [...text].every(letter => letter <= '~')
}
