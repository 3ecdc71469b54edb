import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { damerauLevenshtein } from './damerau-levenshtein.ts'
import { hamming } from './hamming.ts'
import { indel } from './indel.ts'
import { jaccard } from './jaccard.ts'
import { jaro, jaroWinkler, longJaroWinkler } from './jaro-winkler.ts'
import { levenshtein } from './levenshtein.ts'
import { matchRating } from './match-rating.ts'
import { metaphone } from './metaphone.ts'
import { nysiis } from './nysiis.ts'
import { optimalStringAlignment } from './optimal-string-alignment.ts'
import { similarities } from './similarity.ts'
import { soundex } from './soundex.ts'

const VECTORS = '../shared/data/vectors'
const CLOSE_ENOUGH = 1e-9

describe.skipIf(!existsSync(VECTORS))('string metrics against vectors (skipped when ../shared/data is absent)', () => {
  /** Left out: the 104 rows with a letter beyond ASCII, of which DuckDB counts the bytes. */
  it('agree with DuckDB on every ASCII row', () => {
    const rows = rowsOf('oracle/duckdb_1.5.5_string_metrics.csv').filter(([a = '', b = '']) => isAscii(a + b))
    expect(rows).toHaveLength(15_428)
    const measures = [jaro, jaroWinkler, levenshtein, damerauLevenshtein, jaccard]
    const differing = rows.filter(([a = '', b = '', ...expected]) =>
      measures.some((measure, i) => !isClose(measure(a, b), Number(expected[i]))),
    )
    expect(differing).toEqual([])
  })

  /** Left out: the edit scripts in the last column of wagner_fischer.csv. */
  it.each([
    ['levenshtein', levenshtein, 6],
    ['wagner_fischer', levenshtein, 6],
    ['damerau_levenshtein', damerauLevenshtein, 9],
    ['jaro_distance', jaro, 5],
    ['jaro_winkler', jaroWinkler, 17],
    ['jaro_winkler_longtol', longJaroWinkler, 10],
  ])('agree with jellyfish on every row of %s', (file, measure, count) => {
    const rows = rowsOf(`jellyfish/${file}.csv`)
    expect(rows).toHaveLength(count)
    for (const [a = '', b = '', expected] of rows) {
      expect(Math.abs(measure(a, b) - Number(expected)), `${a} ${b}`).toBeLessThan(0.0006)
    }
  })

  /**
   * Left out, since it is not offered: edits that do not weigh the same (7 rows; where a substitution weighs two edits or more it is
   * `indel`), another weight for the prefix (2), and the distances of beginnings and ends alone (18).
   */
  it('agree with RapidFuzz on every assertion of a measure that is offered', () => {
    const rows = rowsOf('rapidfuzz/distance_assertions.csv').slice(1)
    expect(rows).toHaveLength(109)
    const checked = rows
      .map(row => ({ row, measured: measuredAs(row) }))
      .filter(({ measured }) => measured !== undefined)
    expect(checked).toHaveLength(82)
    for (const { row, measured } of checked) expect(measured, row.join(' ')).toBeCloseTo(Number(row[5]), 5)
  })
})

describe.skipIf(!existsSync(VECTORS))('phonetic codes against vectors (skipped when ../shared/data is absent)', () => {
  it('agree with the jellyfish program on every row', () => {
    const rows = rowsOf('oracle/jellyfish_0.8.9_phonetics.csv')
    expect(rows).toHaveLength(9_117)
    const codes = [soundex, metaphone, nysiis, matchRating]
    const differing = rows.filter(([name = '', ...expected]) => codes.some((code, i) => code(name) !== expected[i]))
    expect(differing).toEqual([])
  })

  it.each([
    ['soundex', soundex, 11],
    ['metaphone', metaphone, 33],
    ['nysiis', nysiis, 36],
  ])('agree with jellyfish on every row of %s', (file, code, count) => {
    const rows = rowsOf(`jellyfish/${file}.csv`)
    expect(rows).toHaveLength(count)
    expect(rows.map(([name = '']) => code(name))).toEqual(rows.map(([, expected]) => expected))
  })
})

const DISTANCES: Readonly<Record<string, (a: string, b: string) => number>> = {
  Hamming: hamming,
  Indel: indel,
  LCSseq: outOfCommon,
  Levenshtein: levenshtein,
  OSA: optimalStringAlignment,
}

/** What we make of a RapidFuzz assertion; undefined where it asserts what is not offered. */
function measuredAs([metric = '', method = '', a = '', b = '', told = '']: readonly string[]): number | undefined {
  const options: { weights?: readonly number[]; prefix_weight?: number; score_cutoff?: number } =
    told === '' ? {} : JSON.parse(told)
  if (options.prefix_weight !== undefined) return undefined
  if (metric === 'scorer') return method === 'normalized_similarity' ? leastOfAll(a, b) : 1 - leastOfAll(a, b)
  const most = options.score_cutoff ?? Infinity
  if (metric === 'Jaro' || metric === 'JaroWinkler')
    return atLeast(metric === 'Jaro' ? jaro(a, b) : jaroWinkler(a, b), options)
  const distance = options.weights ? weighed(options.weights) : DISTANCES[metric]
  if (!distance) return undefined
  if (distance === levenshtein) return levenshtein(a, b, most)
  if (method === 'distance') return Math.min(distance(a, b), most + 1)
  const share = Math.max(a.length, b.length) === 0 ? 0 : distance(a, b) / Math.max(a.length, b.length)
  return method === 'normalized_distance' ? share : 1 - share
}

function weighed([insertion, deletion, substitution = 1]: readonly number[]): typeof indel | undefined {
  return insertion === 1 && deletion === 1 && substitution >= 2 ? indel : undefined
}

/** A similarity under the cut-off counts as none. */
function atLeast(similarity: number, { score_cutoff = 0 }: { readonly score_cutoff?: number }): number {
  return similarity >= score_cutoff ? similarity : 0
}

/** Letters of the longer text that are not in the longest run of letters in common. */
function outOfCommon(a: string, b: string): number {
  return Math.max(a.length, b.length) - (a.length + b.length - indel(a, b)) / 2
}

function leastOfAll(a: string, b: string): number {
  return Math.min(...Object.values(similarities).map(similarity => similarity(a, b)))
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= CLOSE_ENOUGH
}

function rowsOf(file: string): string[][] {
  const rows = parse(readFileSync(`${VECTORS}/${file}`, 'utf8'), { relaxColumnCount: true })
  return file.startsWith('oracle/') ? rows.slice(1) : rows
}

function isAscii(text: string): boolean {
  return [...text].every(letter => letter <= '~')
}
