import { HOLD } from './clusters/merge.ts'
import type { PairTable } from './pair-table.ts'
import { probabilityOf } from './score.ts'
import type { WeightCount } from './score-job.ts'
import { unionFind } from './clusters/union-find.ts'

/** Precision, recall and F1 as they are expected without knowing the truth, 0..1. */
export interface Estimate {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** What is expected of the pairs that join from a weight on. */
export interface ThresholdEstimate extends Estimate {
  readonly weight: number
  readonly probability: number
  readonly pairs: number
}

/** What the probabilities of a fitted model say of how right a run is. */
export interface Estimates extends Estimate {
  /** Of pairs by themselves, at weights where they might have been joined, lowest first. The clusters' figures count who joined through others too. */
  readonly byThreshold: readonly ThresholdEstimate[]
}

/** What a run came to. */
export interface ScoredRun {
  readonly clusterOf: Int32Array
  /** Every pair of at least `review`. */
  readonly pairs: PairTable
  readonly review: number
  /** All pairs compared, by whole bits of weight. */
  readonly weights: readonly WeightCount[]
  /** Share of the pairs of one person that were compared; undefined where it is not known, and is then taken for 1. */
  readonly blockingRecall: number | undefined
}

const PROBABILITIES = [0.5, 2 / 3, 0.8, 0.9, 0.95, 0.99, 0.999]

/**
 * Estimated precision and recall of the clusters and of pairs from several weights on.
 *
 * The pairs of one person that are expected are the sum of the probabilities of all pairs; those of a cluster are as sure as the weakest
 * link that made it one. Pairs that were not compared are added by the recall of blocking, unless a cluster already holds as many.
 */
export function estimateQuality(run: ScoredRun): Estimates {
  const { pairs, weights, review, clusterOf } = run
  const within = expectedWithin(pairs, clusterOf)
  let across = 0
  let compared = 0
  let comparedWithin = 0
  for (let row = 0; row < pairs.size; row++) {
    const share = probabilityOf(pairs.weight[row] ?? 0)
    compared += share
    if (isWithin(pairs, clusterOf, row)) comparedWithin++
    else across += share
  }
  const lighter = weights.reduce(
    (sum, { from, pairs: count }) => sum + (from < review ? count * probabilityOf(Math.min(from + 0.5, review)) : 0),
    0,
  )
  const missed = (compared + lighter) * (1 / (run.blockingRecall ?? 1) - 1)
  const foundAnyway = Math.max(0, within.pairs - comparedWithin)
  const unseen = Math.max(0, lighter + missed - foundAnyway)
  const total = within.expected + across + unseen
  return { ...estimate(within.expected, within.pairs, total), byThreshold: byThreshold(pairs, total) }
}

/** Pairs within clusters, and how many of them are expected to be of one person. */
function expectedWithin(
  pairs: PairTable,
  clusterOf: Int32Array,
): { readonly pairs: number; readonly expected: number } {
  const sets = unionFind(clusterOf.length)
  const rows = Array.from({ length: pairs.size }, (_, row) => row).filter(row => isWithin(pairs, clusterOf, row))
  rows.sort((a, b) => (pairs.weight[b] ?? 0) - (pairs.weight[a] ?? 0))
  let expected = 0
  for (const row of rows) {
    const one = sets.find(pairs.left[row] ?? 0)
    const other = sets.find(pairs.right[row] ?? 0)
    if (one === other) continue
    expected += sets.sizeOf(one) * sets.sizeOf(other) * probabilityOf(pairs.weight[row] ?? 0)
    sets.union(one, other)
  }
  const sizes = new Map<number, number>()
  for (const cluster of clusterOf) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
  let all = 0
  for (const size of sizes.values()) all += (size * (size - 1)) / 2
  return { pairs: all, expected }
}

function byThreshold(pairs: PairTable, total: number): ThresholdEstimate[] {
  return PROBABILITIES.map(probability => {
    const weight = Math.log2(probability / (1 - probability))
    let count = 0
    let expected = 0
    for (let row = 0; row < pairs.size; row++) {
      if ((pairs.weight[row] ?? 0) < weight || pairs.hold[row] !== HOLD.none) continue
      count++
      expected += probabilityOf(pairs.weight[row] ?? 0)
    }
    return { weight, probability, pairs: count, ...estimate(expected, count, total) }
  })
}

function estimate(right: number, joined: number, total: number): Estimate {
  const precision = joined === 0 ? 1 : right / joined
  const recall = total === 0 ? 1 : right / total
  return {
    precision,
    recall,
    f1: right === 0 ? Number(joined + total === 0) : (2 * precision * recall) / (precision + recall),
  }
}

function isWithin(pairs: PairTable, clusterOf: Int32Array, row: number): boolean {
  return clusterOf[pairs.left[row] ?? 0] === clusterOf[pairs.right[row] ?? 0]
}
