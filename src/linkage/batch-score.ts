import type { Comparable } from './comparable.ts'
import type { ExtraModel } from './extras.ts'
import { holdsFor, kinshipOf } from './holds.ts'
import type { PersonModel } from './model.ts'
import type { PairBatch } from './patterns.ts'
import { weighPattern } from './score.ts'

/** Scores batches of pairs from their levels: one array for each comparison of the model, then one for each extra comparison. */
export interface BatchScorer {
  /** Write the weight of each pair, the same that `scorePair` gives pair by pair (extra comparisons added). */
  writeWeights(pairs: PairBatch, levels: readonly Int8Array[], weights: Float64Array): void
  /** What holds one pair of the batch back. */
  holdsOf(pairs: PairBatch, row: number, levels: readonly Int8Array[]): readonly string[]
}

/** A scorer for the pairs of a file; nothing is made for a pair. */
export function batchScorer(
  model: PersonModel,
  extras: readonly ExtraModel[],
  people: readonly Comparable[],
): BatchScorer {
  const compared = model.comparisons.length
  const common = model.comparisons.flatMap(({ comparison: { commonness } }, at) =>
    commonness ? [{ at, upTo: commonness.upTo, shares: sharesOf(people, commonness.share) }] : [],
  )
  const extraWeights = extras.map(extra => extra.levels.map(({ m, u }) => Math.log2(m / u)))
  const terms = new Array<number | undefined>(compared).fill(undefined)
  const pattern = new Int8Array(compared)
  const counted = new Float64Array(compared)

  function readPattern(row: number, levels: readonly Int8Array[]): void {
    for (let at = 0; at < compared; at++) pattern[at] = levels[at]?.[row] ?? -1
  }

  function weightAt(left: number, right: number): number {
    for (const { at, upTo, shares } of common) {
      const level = pattern[at] ?? -1
      terms[at] = level >= 0 && level <= upTo ? commoner(shares[left], shares[right]) : undefined
    }
    return weighPattern(model, pattern, terms, counted)
  }

  return {
    writeWeights: ({ left, right, count }, levels, weights) => {
      for (let row = 0; row < count; row++) {
        readPattern(row, levels)
        weights[row] = weightAt(left[row] ?? 0, right[row] ?? 0)
      }
      for (const [extra, byLevel] of extraWeights.entries()) {
        const found = levels[compared + extra]
        for (let row = 0; row < count; row++) weights[row] = (weights[row] ?? 0) + (byLevel[found?.[row] ?? -1] ?? 0)
      }
    },
    holdsOf: ({ left, right }, row, levels) => {
      const a = people[left[row] ?? 0]
      const b = people[right[row] ?? 0]
      if (!a || !b) return []
      readPattern(row, levels)
      return holdsFor(pattern, kinshipOf(model, a, b))
    },
  }
}

/** For each person the share of people with the same value; not a number where it is not known. */
function sharesOf(people: readonly Comparable[], share: (person: Comparable) => number | undefined): Float64Array {
  return Float64Array.from(people, person => share(person) ?? Number.NaN)
}

function commoner(left = Number.NaN, right = Number.NaN): number | undefined {
  const share = Math.max(left, right)
  return Number.isNaN(share) ? undefined : share
}
