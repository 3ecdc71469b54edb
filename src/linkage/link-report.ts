import type { LinkFile } from './batch.ts'
import { estimateBlockingRecall } from './blocking-recall.ts'
import type { BlockSizes } from './blocks.ts'
import type { ClusterRules } from './clusters/cluster.ts'
import type { saidOf } from './clusters/constraints.ts'
import { HOLD, type Merged } from './clusters/merge.ts'
import { estimateQuality, type Estimates } from './estimate.ts'
import { EVERY_PAIR } from './every-pair.ts'
import type { PersonModel } from './model.ts'
import type { ScoredFile, WeightCount } from './score-job.ts'
import type { TrainingRun } from './train/train-model.ts'

/** How a run of linking went. Clusters are known by the number of their first record. */
export interface LinkReport {
  readonly records: number
  readonly clusters: number
  /** Clusters by number of records, smallest first. */
  readonly clusterSizes: readonly { readonly records: number; readonly clusters: number }[]
  readonly pairsCompared: number
  /** Pairs heavy enough to join and not held back. */
  readonly pairsToJoin: number
  /** Pairs that a person should look at: between review and join weight, or held back. */
  readonly pairsToReview: number
  readonly blocking: readonly RuleReport[]
  /** Estimated share of all pairs of one person that the rules find, 1 when every pair was compared; undefined where too few pairs join to tell. */
  readonly blockingRecall: number | undefined
  readonly weights: readonly WeightCount[]
  /** How right the run is expected to be, without the truth; undefined where the model was not fitted to the records. */
  readonly estimated: Estimates | undefined
  /** Records that would not join even a copy of themselves: too little is known. */
  readonly unlinkable: number
  /** Clusters with a pair heavy enough to join to a record of another cluster. */
  readonly broken: readonly number[]
  readonly tooLarge: readonly number[]
  /** How training went, when the model was trained. */
  readonly trained: TrainingRun | undefined
}

/** What one blocking rule did. */
export interface RuleReport extends BlockSizes {
  readonly rule: string
  /** Pairs that it was the first to find. */
  readonly pairsFound: number
}

/** The report of a finished run. */
export function reportOn(
  file: LinkFile,
  scored: ScoredFile,
  merged: Merged,
  rules: ClusterRules,
  unlinkable: number,
  trained: TrainingRun | undefined,
  said: ReturnType<typeof saidOf>,
  { fitted, thresholds: { review } }: PersonModel,
): LinkReport {
  const blockingRecall = file.blocks.some(({ rule }) => rule === EVERY_PAIR)
    ? 1
    : estimateBlockingRecall(file.blocks, scored.pairs, rules.joinAt)
  const sizes = new Map<number, number>()
  for (const cluster of merged.cluster) sizes.set(cluster, (sizes.get(cluster) ?? 0) + 1)
  const { left, right, weight, hold, size } = scored.pairs
  let toJoin = 0
  for (let row = 0; row < size; row++) {
    if ((weight[row] ?? 0) >= rules.joinAt && hold[row] === HOLD.none) toJoin++
  }
  const broken = new Set<number>()
  for (const row of merged.broken) {
    // What a person has decided need not be looked at.
    if (said(left[row] ?? 0, right[row] ?? 0) === 'must-not-link') continue
    for (const record of [left[row] ?? 0, right[row] ?? 0]) broken.add(merged.cluster[record] ?? record)
  }
  return {
    records: file.people.length,
    clusters: sizes.size,
    clusterSizes: countSizes(sizes),
    pairsCompared: scored.compared,
    pairsToJoin: toJoin,
    pairsToReview: size - toJoin,
    blocking: file.blocks.map((blocks, at) => ({
      rule: blocks.rule,
      pairsFound: scored.foundBy[at] ?? 0,
      ...blocks.size,
    })),
    blockingRecall,
    weights: scored.weights,
    estimated: fitted ? estimateQuality({ ...scored, clusterOf: merged.cluster, review, blockingRecall }) : undefined,
    unlinkable,
    broken: [...broken].toSorted((a, b) => a - b),
    tooLarge: [...sizes].filter(([, records]) => records > rules.largest).map(([cluster]) => cluster),
    trained,
  }
}

function countSizes(sizes: ReadonlyMap<number, number>): LinkReport['clusterSizes'] {
  const counts = new Map<number, number>()
  for (const records of sizes.values()) counts.set(records, (counts.get(records) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => a - b).map(([records, clusters]) => ({ records, clusters }))
}
