/** How far a clustering agrees with the truth, counted in pairs of records. */
export interface Confusion {
  /** Share of the pairs put together that belong together, 0..1; 1 when no pair was put together. */
  readonly precision: number
  /** Share of the pairs that belong together that were put together, 0..1; 1 when no pair belongs together. */
  readonly recall: number
  /** Harmonic mean of the two, 0..1. */
  readonly f1: number
  readonly pairs: {
    readonly truePositive: number
    readonly falsePositive: number
    readonly falseNegative: number
  }
}

/**
 * Pairwise precision, recall and F1 of one clustering against another, without listing pairs.
 *
 * Counts how many records share both a predicted and a true cluster: Σ n(n−1)/2 over the cells of that contingency table are the
 * true positives, over its margins the pairs predicted and the pairs true.
 * Source: Hubert & Arabie (1985), Journal of Classification 2:193–218.
 *
 * @param predicted cluster of each record
 * @param truth true cluster of each record, in the same order
 */
export function confusion(predicted: readonly string[], truth: readonly string[]): Confusion {
  if (predicted.length !== truth.length) {
    throw new Error(`Both clusterings must cover the same records: got ${predicted.length} and ${truth.length}`)
  }
  const together = pairsWithin(tally(predicted.map((cluster, at) => cellOf(cluster, truth[at] ?? ''))))
  return fromCounts(together, pairsWithin(tally(predicted)) - together, pairsWithin(tally(truth)) - together)
}

/**
 * The same for each group of records. A pair counts in a group when either of its records is in it, halved for each, so that
 * a pair across two groups weighs the same as one within; the counts of all groups add up to the whole.
 *
 * @param groups group of each record, in the same order
 */
export function confusionByGroup(
  predicted: readonly string[],
  truth: readonly string[],
  groups: readonly string[],
): ReadonlyMap<string, Confusion> {
  const predictedSize = tally(predicted)
  const trueSize = tally(truth)
  const cells = tally(predicted.map((cluster, at) => cellOf(cluster, truth[at] ?? '')))
  const sums = new Map<string, { both: number; predicted: number; actual: number }>()
  for (const [at, cluster] of predicted.entries()) {
    const actual = truth[at] ?? ''
    const group = groups[at] ?? ''
    const sum = sums.get(group) ?? { both: 0, predicted: 0, actual: 0 }
    sum.both += ((cells.get(cellOf(cluster, actual)) ?? 1) - 1) / 2
    sum.predicted += ((predictedSize.get(cluster) ?? 1) - 1) / 2
    sum.actual += ((trueSize.get(actual) ?? 1) - 1) / 2
    sums.set(group, sum)
  }
  return new Map(
    [...sums]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, sum]) => [group, fromCounts(sum.both, sum.predicted - sum.both, sum.actual - sum.both)]),
  )
}

function fromCounts(truePositive: number, falsePositive: number, falseNegative: number): Confusion {
  const predicted = truePositive + falsePositive
  const actual = truePositive + falseNegative
  return {
    precision: predicted === 0 ? 1 : truePositive / predicted,
    recall: actual === 0 ? 1 : truePositive / actual,
    f1: predicted + actual === 0 ? 1 : (2 * truePositive) / (predicted + actual),
    pairs: { truePositive, falsePositive, falseNegative },
  }
}

/** One text for a pair of texts; the length in front keeps ('a', 'bc') apart from ('ab', 'c'). */
function cellOf(cluster: string, actual: string): string {
  return `${cluster.length}:${cluster}${actual}`
}

function tally(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function pairsWithin(counts: ReadonlyMap<string, number>): number {
  let pairs = 0
  for (const n of counts.values()) pairs += (n * (n - 1)) / 2
  return pairs
}
