import { clusterRulesFor } from '../clusters/cluster-rules.ts'
import { HOLD, mergeByWeight } from '../clusters/merge.ts'
import type { Thresholds } from '../model.ts'
import { growingPairs, type PairTable } from '../pair-table.ts'
import { splinkCandidates } from './candidates.ts'
import { splinkScorer, type SplinkScore, type SplinkTable } from './score.ts'
import type { SplinkModel } from './settings.ts'

/** Records to link, by number. */
export interface SplinkRecords extends SplinkTable {
  /** The number of the file that a record is from. */
  sourceOf(record: number): number
}

/** What linking by a Splink model found. */
export interface SplinkResult {
  readonly compared: number
  /** Pairs at or above the review weight; all when they were given. */
  readonly pairs: PairTable
  /** For each record, the number of the first record of its cluster. */
  readonly clusterOf: Int32Array
  readonly thresholds: Thresholds
  scoreOf(left: number, right: number): SplinkScore
}

/** A probability of 0.95, at which Splink's guides join; its settings name no threshold. */
const JOIN_WEIGHT = Math.log2(0.95 / 0.05)
/** As likely as not. */
const REVIEW_WEIGHT = 0

/**
 * Find the pairs that the model's blocking rules ask for, or take those that are given, score them, and cluster.
 *
 * Clusters are made as with our own models, so that one wrong pair does not chain two people together; Splink takes connected
 * components. Throws a SplinkError when the records do not fit the model.
 *
 * @param joinAt join from this weight on; 0.95 unless given
 */
export function linkBySplink(
  model: SplinkModel,
  records: SplinkRecords,
  options: { readonly only?: Iterable<readonly [left: number, right: number]>; readonly joinAt?: number },
): SplinkResult {
  const scoreOf = splinkScorer(model, records)
  const { only, joinAt: join = JOIN_WEIGHT } = options
  const thresholds = { join, break: join, review: Math.min(REVIEW_WEIGHT, join) }
  const kept = growingPairs()
  let compared = 0
  for (const [left, right] of only ?? splinkCandidates(model, records, records.sourceOf)) {
    const { weight } = scoreOf(left, right)
    compared++
    const isLight = weight < thresholds.review
    // A light pair that was asked for is shown and weighs in a cluster as one that was not found.
    if (only !== undefined || !isLight) kept.add(left, right, weight, isLight ? HOLD.insufficient : HOLD.none)
  }
  const pairs = kept.table()
  const merged = mergeByWeight(records.rows.length, pairs, clusterRulesFor(thresholds))
  return { compared, pairs, clusterOf: merged.cluster, thresholds, scoreOf }
}
