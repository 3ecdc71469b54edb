import type { Comparable } from './comparable.ts'
import type { ExtraModel } from './extras.ts'
import { holdsFor, kinshipOf } from './holds.ts'
import type { PersonModel, WeighedComparison } from './model.ts'
import type { PairBatch } from './patterns.ts'
import { scorePattern } from './score.ts'

/** Scores batches of pairs from their levels: one array for each comparison of the model, then one for each extra comparison. */
export interface BatchScorer {
  /** Write the weight of each pair, the same that `scorePair` gives pair by pair (extra comparisons added). */
  writeWeights(pairs: PairBatch, levels: readonly Int8Array[], weights: Float64Array): void
  /** What holds one pair of the batch back. */
  holdsOf(pairs: PairBatch, row: number, levels: readonly Int8Array[]): readonly string[]
}

/** Slots of the memo of patterns; a newer pattern takes the place of an older one. */
const SLOTS = 1 << 17

/** Bits of a number that JavaScript keeps exactly. */
const EXACT_BITS = 53

/**
 * A scorer for the pairs of a file.
 *
 * A pattern of levels, with the frequencies of the values that agree, is scored once and remembered by three numbers: one for each
 * half of the comparisons and one for the frequencies, since a single one could not hold every pattern exactly.
 */
export function batchScorer(
  model: PersonModel,
  extras: readonly ExtraModel[],
  people: readonly Comparable[],
): BatchScorer {
  const compared = model.comparisons.length
  const half = compared >> 1
  const radix = model.comparisons.map(({ levels }) => levels.length + 1)
  const named = model.comparisons.flatMap((weighed, at) => (weighed.comparison.frequency ? [{ at, weighed }] : []))
  const termBits = Math.floor(EXACT_BITS / Math.max(1, named.length))
  const numberOf = numbering()
  const extraWeights = extras.map(extra => extra.levels.map(({ m, u }) => Math.log2(m / u)))
  const knownFirst = new Float64Array(SLOTS).fill(-1)
  const knownRest = new Float64Array(SLOTS).fill(-1)
  const knownTerms = new Float64Array(SLOTS).fill(-1)
  const knownWeight = new Float64Array(SLOTS)
  const terms = new Array<number | undefined>(compared).fill(undefined)

  function weightOf(a: Comparable, b: Comparable, row: number, levels: readonly Int8Array[]): number {
    let first = 0
    let rest = 0
    let agreeing = 0
    for (let at = 0; at < half; at++) first = first * (radix[at] ?? 1) + (levels[at]?.[row] ?? -1) + 1
    for (let at = half; at < compared; at++) rest = rest * (radix[at] ?? 1) + (levels[at]?.[row] ?? -1) + 1
    for (const { at, weighed } of named) {
      const term = termOf(weighed, a, b, levels[at]?.[row] ?? -1)
      terms[at] = term
      agreeing = agreeing * 2 ** termBits + numberOf(term)
    }
    const slot = slotOf(first, rest, agreeing)
    if (knownFirst[slot] === first && knownRest[slot] === rest && knownTerms[slot] === agreeing) {
      return knownWeight[slot] ?? 0
    }
    const { weight } = scorePattern(model, patternAt(row, levels), terms, kinshipOf(model, a, b))
    knownFirst[slot] = first
    knownRest[slot] = rest
    knownTerms[slot] = agreeing
    knownWeight[slot] = weight
    return weight
  }

  function patternAt(row: number, levels: readonly Int8Array[]): number[] {
    return model.comparisons.map((_, at) => levels[at]?.[row] ?? -1)
  }

  return {
    writeWeights: ({ left, right, count }, levels, weights) => {
      for (let row = 0; row < count; row++) {
        const a = people[left[row] ?? 0]
        const b = people[right[row] ?? 0]
        weights[row] = a && b ? weightOf(a, b, row, levels) : 0
      }
      for (const [extra, byLevel] of extraWeights.entries()) {
        const found = levels[compared + extra]
        for (let row = 0; row < count; row++) weights[row] = (weights[row] ?? 0) + (byLevel[found?.[row] ?? -1] ?? 0)
      }
    },
    holdsOf: ({ left, right }, row, levels) => {
      const a = people[left[row] ?? 0]
      const b = people[right[row] ?? 0]
      return a && b ? holdsFor(model, patternAt(row, levels), kinshipOf(model, a, b)) : []
    },
  }
}

function termOf({ comparison }: WeighedComparison, a: Comparable, b: Comparable, level: number): number | undefined {
  return level < 0 ? undefined : comparison.frequency?.(a, b, level)
}

/** Numbers frequencies as they come; 0 for none. */
function numbering(): (term: number | undefined) => number {
  const numbers = new Map<number, number>()
  return term => {
    if (term === undefined) return 0
    const known = numbers.get(term)
    if (known !== undefined) return known
    numbers.set(term, numbers.size + 1)
    return numbers.size
  }
}

function slotOf(first: number, rest: number, agreeing: number): number {
  let mixed = Math.imul(first % 4294967296, 0xc2b2ae35) ^ Math.imul(rest % 4294967296, 0x9e3779b1)
  mixed ^= Math.imul(agreeing % 4294967296, 0x27d4eb2f) ^ Math.imul(Math.floor(agreeing / 4294967296), 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1)
}
