import type { ExtraModel } from '../extras.ts'
import type { PersonModel } from '../model.ts'
import { CELL, WIDTH } from '../rows/layout.ts'
import type { Rows } from '../rows/rows.ts'
import type { Shares } from '../rows/with-shares.ts'
import { probabilityOf, weighPattern } from '../score.ts'
import type { LikelyPairs } from './survey.ts'

/** What a model expects of some pairs. */
export interface Expected {
  readonly matches: number
  /** For each comparison, the extra ones last, how many matches are at each level. */
  readonly levels: readonly Float64Array[]
  readonly weights: Float64Array
}

/** How many pairs are of one person, each counted by its probability, and how those agree. */
export function expectedOf(
  pairs: LikelyPairs,
  rows: Rows,
  shares: Shares,
  model: PersonModel,
  extras: readonly ExtraModel[],
): Expected {
  const weights = weightsOf(pairs, rows, shares, model, extras)
  const levels = [...model.comparisons, ...extras].map(comparison => new Float64Array(comparison.levels.length))
  let matches = 0
  for (let row = 0; row < pairs.count; row++) {
    const share = probabilityOf(weights[row] ?? 0)
    matches += share
    for (let at = 0; at < levels.length; at++) {
      const level = pairs.levels[at]?.[row] ?? -1
      const sums = levels[at]
      if (level >= 0 && sums) sums[level] = (sums[level] ?? 0) + share
    }
  }
  return { matches, levels, weights }
}

/** The weights of pairs from levels that are known, extra comparisons added. */
function weightsOf(
  { count, left, right, levels }: LikelyPairs,
  { cells: { numbers: cells } }: Rows,
  { words, cities }: Shares,
  model: PersonModel,
  extras: readonly ExtraModel[],
): Float64Array {
  const compared = model.comparisons.length
  const pattern = new Int8Array(compared)
  const terms = new Array<number | undefined>(compared).fill(undefined)
  const counted = new Float64Array(compared)
  const shareOf: Readonly<Record<string, (row: number) => number>> = {
    given_name: row => words[(cells[row + CELL.given] ?? 0) * 2] ?? Number.NaN,
    family_name: row => words[(cells[row + CELL.family] ?? 0) * 2 + 1] ?? Number.NaN,
    city: row => cities[cells[row + CELL.city] ?? -1] ?? Number.NaN,
  }
  const common = model.comparisons.flatMap(({ comparison: { name, commonness } }, at) => {
    const share = shareOf[name]
    return commonness && share ? [{ at, upTo: commonness.upTo, share }] : []
  })
  const bits = extras.map(extra => extra.levels.map(({ m, u }) => Math.log2(m / u)))
  const weights = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < compared; at++) pattern[at] = levels[at]?.[row] ?? -1
    for (const { at, upTo, share } of common) {
      const level = pattern[at] ?? -1
      const most = Math.max(share((left[row] ?? 0) * WIDTH), share((right[row] ?? 0) * WIDTH))
      terms[at] = level < 0 || level > upTo || Number.isNaN(most) ? undefined : most
    }
    let weight = weighPattern(model, pattern, terms, counted)
    for (let extra = 0; extra < bits.length; extra++) {
      weight += bits[extra]?.[levels[compared + extra]?.[row] ?? -1] ?? 0
    }
    weights[row] = weight
  }
  return weights
}

/** The pairs that weigh `least` or more. */
export function heavier(pairs: LikelyPairs, weights: Float64Array, least: number): LikelyPairs {
  const rows = Int32Array.from(Array.from(weights.keys()).filter(row => (weights[row] ?? 0) >= least))
  return {
    count: rows.length,
    left: rows.map(row => pairs.left[row] ?? 0),
    right: rows.map(row => pairs.right[row] ?? 0),
    levels: pairs.levels.map(column => Int8Array.from(rows, row => column[row] ?? -1)),
  }
}
