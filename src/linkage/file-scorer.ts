import type { ExtraModel } from './extras.ts'
import { holdsFor } from './holds.ts'
import type { PersonModel } from './model.ts'
import type { PairLevels } from './patterns.ts'
import type { Rows } from './rows/rows.ts'
import { AT_ONCE, rowScorer } from './rows/score-rows.ts'

/** Weighs pairs of a file, extra comparisons added: one record, and others beside it. */
export interface FileScorer {
  /** Weigh a record with others of a list, the first `count`; calls back with each other that weighs `least` or more. */
  each(record: number, others: ArrayLike<number>, count: number, least: LeastOf, visit: VisitWeighed): void
  /** The weight of two records; −Infinity when it is sure to be less than `least`. */
  weigh(left: number, right: number, least: number): number
  /** What holds back the pair that was weighed last. */
  holdsOf(): readonly string[]
}

/** What a pair must weigh to be of interest; Infinity when it is not asked about at all. */
export type LeastOf = (other: number, at: number) => number

/** Receives one of the others with its weight and its place in the list. */
export type VisitWeighed = (other: number, weight: number, at: number) => void

/**
 * A scorer for the pairs of a file.
 *
 * @param extraColumns in the order of `extras`
 */
export function fileScorer(
  rows: Rows,
  model: PersonModel,
  extras: readonly ExtraModel[],
  extraColumns: readonly PairLevels[],
): FileScorer {
  const scorer = rowScorer(rows, model)
  const bits = extras.map(extra => extra.levels.map(({ m, u }) => Math.log2(m / u)))
  const most = bits.reduce((sum, ofLevels) => sum + Math.max(0, ...ofLevels), 0)
  const alone = [0]
  let last = 0

  function weighInHand(left: number, right: number, place: number, least: number): number {
    let weight = scorer.weigh(place, least - most)
    if (weight === -Infinity) return weight
    last = place
    for (let at = 0; at < bits.length; at++) weight += bits[at]?.[extraColumns[at]?.levelOf(left, right) ?? -1] ?? 0
    return weight
  }

  return {
    each: (record, others, count, leastOf, visit) => {
      for (let from = 0; from < count; from += AT_ONCE) {
        const here = Math.min(AT_ONCE, count - from)
        scorer.take(record, others, from, here)
        for (let place = 0; place < here; place++) {
          const other = others[from + place] ?? 0
          const least = leastOf(other, from + place)
          if (least === Infinity) continue
          const weight = weighInHand(record, other, place, least)
          if (weight >= least) visit(other, weight, from + place)
        }
      }
    },
    weigh: (left, right, least) => {
      alone[0] = right
      scorer.take(left, alone, 0, 1)
      return weighInHand(left, right, 0, least)
    },
    holdsOf: () => holdsFor(scorer.pattern, scorer.kinshipOf(last)),
  }
}
