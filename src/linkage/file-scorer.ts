import type { ExtraModel } from './extras.ts'
import { holdsFor } from './holds.ts'
import type { PersonModel } from './model.ts'
import type { PairLevels } from './patterns.ts'
import type { Rows } from './rows/rows.ts'
import { rowScorer } from './rows/score-rows.ts'

/** Weighs pairs of a file by number, extra comparisons added. */
export interface FileScorer {
  /** −Infinity when it is sure that a pair weighs less than `least`. */
  weigh(left: number, right: number, least: number): number
  /** What holds back the pair that was weighed last. */
  holdsOf(left: number, right: number): readonly string[]
}

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
  return {
    weigh: (left, right, least) => {
      let weight = scorer.weigh(left, right, least - most)
      if (weight === -Infinity) return weight
      for (let at = 0; at < bits.length; at++) weight += bits[at]?.[extraColumns[at]?.levelOf(left, right) ?? -1] ?? 0
      return weight
    },
    holdsOf: (left, right) => holdsFor(scorer.pattern, scorer.kinshipOf(left, right)),
  }
}
