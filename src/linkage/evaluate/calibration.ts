/** A pair of records with the probability that was stated for it, and whether it truly is of one person. */
export interface JudgedPair {
  /** 0..1 */
  readonly probability: number
  readonly isTrue: boolean
}

/** Pairs whose stated probabilities lie near each other. */
export interface ReliabilityBin {
  /** From this probability on, up to the next bin's; the last bin has 1 too. */
  readonly from: number
  readonly pairs: number
  /** Mean of what was stated, 0..1 */
  readonly stated: number
  /** Share that is of one person, 0..1 */
  readonly found: number
}

/** How far stated probabilities can be taken at their word. */
export interface Calibration {
  /** Expected calibration error, 0..1: how far stated and found are apart, over the bins, each counted by its pairs. */
  readonly error: number
  readonly pairs: number
  /** Lowest first; bins without pairs are left out. */
  readonly bins: readonly ReliabilityBin[]
}

const BINS = 10

/**
 * Whether of the pairs that are said to be of one person with a probability of 0.9 nine in ten are: the expected calibration error over
 * ten bins of equal width. 0 without pairs.
 *
 * Which pairs are asked about matters: among all pairs compared, nearly all are surely of two people, and the error is flattered. So it is
 * given for those that are shown to somebody, at or above the review weight, too.
 * Source: Naeini, Cooper & Hauskrecht (2015), AAAI, for the measure.
 */
export function calibration(pairs: Iterable<JudgedPair>): Calibration {
  const sums = Array.from({ length: BINS }, () => ({ pairs: 0, stated: 0, found: 0 }))
  for (const { probability, isTrue } of pairs) {
    const sum = sums[Math.max(0, Math.min(BINS - 1, Math.floor(probability * BINS)))]
    if (sum === undefined) throw new Error(`${probability} is no probability`)
    sum.pairs++
    sum.stated += probability
    sum.found += Number(isTrue)
  }
  const total = sums.reduce((all, sum) => all + sum.pairs, 0)
  const apart = sums.reduce((all, sum) => all + Math.abs(sum.stated - sum.found), 0)
  return {
    error: total === 0 ? 0 : apart / total,
    pairs: total,
    bins: sums.flatMap(({ pairs: count, stated, found }, at) =>
      count === 0 ? [] : [{ from: at / BINS, pairs: count, stated: stated / count, found: found / count }],
    ),
  }
}
