import { type ExtraComparison, type ExtraModel, extraLabels, extraWords } from '../extras.ts'
import type { ComparedColumn } from '../patterns.ts'
import { probabilityOf } from '../score.ts'
import { estimateU } from './estimate-u.ts'
import { type LevelProbabilities, normalised } from './em.ts'

const RANDOM_PAIRS = 200_000
const ROUNDS = 10
/** The starting m counts as much as this many matches. */
const PRIOR_MATCHES = 10
/** What a new column is taken to be like before the data speak: mostly the same for one person. */
const START_M = { text: [0.8, 0.1, 0.1], date: [0.8, 0.1, 0.1], category: [0.9, 0.1] } as const

/** Candidate pairs with the weight that the person model gives them, and their levels in each extra column. */
export interface ExtraSample {
  readonly weight: Float64Array
  readonly levels: readonly Int8Array[]
}

/**
 * Probabilities for extra columns: u from random pairs, m from the candidate pairs that the person model holds to be matches,
 * each counted by its probability.
 */
export function fitExtras(
  extras: readonly ExtraComparison[],
  columns: readonly ComparedColumn[],
  records: number,
  sample: ExtraSample,
  random: () => number,
): ExtraModel[] {
  const guess = columns.map(column => exactShare(column, records))
  const before = extras.map((extra, at) => startingU(extra, guess[at] ?? 0.5))
  const u = estimateU(columns, records, before, RANDOM_PAIRS, random)
  const start = extras.map(extra => START_M[extra.kind])
  let m: LevelProbabilities = start
  for (let round = 0; round < ROUNDS; round++) m = step(sample, start, m, u)
  return extras.map((extra, at) => ({
    ...extra,
    levels: extraLabels(extra).map((label, level) => ({
      label,
      words: extraWords(extra, label),
      m: m[at]?.[level] ?? 1,
      u: u[at]?.[level] ?? 1,
    })),
  }))
}

function step(sample: ExtraSample, start: LevelProbabilities, m: LevelProbabilities, u: LevelProbabilities) {
  const expected = start.map(levels => levels.map(share => share * PRIOR_MATCHES))
  const bits = m.map((levels, at) => levels.map((share, level) => Math.log2(share / (u[at]?.[level] ?? 1))))
  for (const [row, base] of sample.weight.entries()) {
    let weight = base
    for (const [at, levels] of sample.levels.entries()) weight += bits[at]?.[levels[row] ?? -1] ?? 0
    const share = probabilityOf(weight)
    for (const [at, levels] of sample.levels.entries()) {
      const sums = expected[at]
      const level = levels[row] ?? -1
      if (level >= 0 && sums) sums[level] = (sums[level] ?? 0) + share
    }
  }
  return expected.map(normalised)
}

/** Extra comparisons before anything was learned: u from how often each value occurs. */
export function startingExtras(
  extras: readonly ExtraComparison[],
  columns: readonly ComparedColumn[],
  records: number,
): ExtraModel[] {
  return extras.map((extra, at) => {
    const column = columns[at]
    const u = startingU(extra, column ? exactShare(column, records) : 0.5)
    return {
      ...extra,
      levels: extraLabels(extra).map((label, level) => ({
        label,
        words: extraWords(extra, label),
        m: START_M[extra.kind][level] ?? 1,
        u: u[level] ?? 1,
      })),
    }
  })
}

/** Chance that two records drawn at random have the same value, from how often each value occurs. */
function exactShare({ column }: ComparedColumn, records: number): number {
  const counts = new Int32Array(column.firstRecord.length)
  let filled = 0
  for (const value of column.valueOf) {
    if (value < 0) continue
    counts[value] = (counts[value] ?? 0) + 1
    filled++
  }
  const same = counts.reduce((sum, count) => sum + count * (count - 1), 0)
  const floor = 1 / Math.max(1, records) ** 2
  return Math.max(floor, Math.min(0.99, filled > 1 ? same / (filled * (filled - 1)) : floor))
}

function startingU(extra: ExtraComparison, exact: number): readonly number[] {
  return extra.kind === 'category' ? [exact, 1 - exact] : normalised([exact, exact, 1 - exact])
}
