import { batchScorer } from './batch-score.ts'
import { blockingRules } from './blocking.ts'
import { type Blocks, buildBlocks } from './blocks.ts'
import { type ClusterRules, holdOf } from './clusters/cluster.ts'
import type { Comparable } from './comparable.ts'
import { type ExtraModel, type ExtraComparison, compareExtra } from './extras.ts'
import { NAMESAKES } from './holds.ts'
import type { PersonModel } from './model.ts'
import { growingPairs, type PairTable } from './pair-table.ts'
import { eachCandidate } from './pairs.ts'
import { keysByRule } from './rule-keys.ts'
import { type ComparedColumn, compareColumn, type PairBatch, writeLevels } from './patterns.ts'

/** A file of people ready to compare: values numbered, blocks made. Records are known by their place in `people`. */
export interface LinkFile {
  readonly people: readonly Comparable[]
  /** In the order of the model's comparisons. */
  readonly columns: readonly ComparedColumn[]
  readonly extraColumns: readonly ComparedColumn[]
  /** In the order of the blocking rules. */
  readonly blocks: readonly Blocks[]
  /** For each record the number of its source, when two of one source are never compared; −1 where it has none. */
  readonly sourceOf: Int32Array | undefined
}

/** Number the distinct values of each comparison. */
export function compareValues(people: readonly Comparable[], model: PersonModel): ComparedColumn[] {
  return model.comparisons.map(({ comparison }) =>
    compareColumn(people, { ...comparison, levels: comparison.levels.length }),
  )
}

/**
 * Number the distinct values of each extra comparison.
 *
 * @param values for each record its values, in the order of `extras`, ready to compare
 */
export function compareExtraValues(
  extras: readonly ExtraComparison[],
  values: readonly (readonly string[])[],
): ComparedColumn[] {
  return extras.map((extra, at) =>
    compareColumn(
      values.map(row => row[at] ?? ''),
      compareExtra(extra),
    ),
  )
}

/** Make the blocks of every rule; one with more than `limit` records is split by further values. Copies of another record are in none. */
export function blockPeople(
  people: readonly Comparable[],
  columns: readonly ComparedColumn[],
  limit: number,
  copies: ReadonlyMap<number, number> = new Map(),
): Blocks[] {
  const refiners = columns.map(({ column }) => column)
  return keysByRule(blockingRules, people, record => copies.has(record)).map(keys => buildBlocks(keys, refiners, limit))
}

/** Each copy beside the record that it is a copy of, scored; both are of one person whatever the weight. */
export function pairCopies(
  file: Pick<LinkFile, 'people' | 'columns' | 'extraColumns'>,
  copies: ReadonlyMap<number, number>,
  model: PersonModel,
  extras: readonly ExtraModel[],
): PairTable {
  const batch = { left: Int32Array.from(copies.values()), right: Int32Array.from(copies.keys()), count: copies.size }
  const { weights } = weighAll(file, model, extras, batch)
  return { size: batch.count, left: batch.left, right: batch.right, weight: weights, hold: new Uint8Array(batch.count) }
}

/** Every candidate pair scored; the kept ones as a table. */
export interface ScoredFile {
  readonly pairs: PairTable
  readonly compared: number
  /** For each blocking rule the pairs that it was the first to find. */
  readonly foundBy: Float64Array
  /** Candidate pairs by whole bits of weight, lightest first. */
  readonly weights: readonly WeightCount[]
}

/** How many pairs have a weight from `from` up to less than `from` + 1. */
export interface WeightCount {
  readonly from: number
  readonly pairs: number
}

const BATCH = 1 << 13
/** Weights beyond are counted with the last bit. */
const MOST_BITS = 100

/** Score every candidate pair of a file and keep those of at least `keepAt`, namesakes born apart left out; no object is made for a pair. */
export function scoreFile(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  keepAt: number,
  rules: Pick<ClusterRules, 'contradicts'>,
): ScoredFile {
  const { sourceOf } = file
  const columns = [...file.columns, ...file.extraColumns]
  const scorer = batchScorer(model, extras, file.people)
  const batch = { left: new Int32Array(BATCH), right: new Int32Array(BATCH), count: 0 }
  const levels = columns.map(() => new Int8Array(BATCH))
  const weights = new Float64Array(BATCH)
  const byBit = new Float64Array(2 * MOST_BITS + 1)
  const kept = growingPairs()
  let compared = 0

  function scoreBatch(): void {
    writeLevels(columns, batch, levels)
    scorer.writeWeights(batch, levels, weights)
    for (let row = 0; row < batch.count; row++) {
      const weight = weights[row] ?? 0
      const bit = Math.max(0, Math.min(2 * MOST_BITS, Math.floor(weight) + MOST_BITS))
      byBit[bit] = (byBit[bit] ?? 0) + 1
      if (weight < keepAt) continue
      const holds = scorer.holdsOf(batch, row, levels)
      if (holds.includes(NAMESAKES)) continue
      kept.add(batch.left[row] ?? 0, batch.right[row] ?? 0, weight, holdOf(holds, rules))
    }
    compared += batch.count
    batch.count = 0
  }

  const foundBy = eachCandidate(file.blocks, 0, file.people.length, (record, partners, count) => {
    const source = sourceOf?.[record] ?? -1
    for (let at = 0; at < count; at++) {
      const partner = partners[at] ?? 0
      if (source >= 0 && sourceOf?.[partner] === source) continue
      batch.left[batch.count] = record
      batch.right[batch.count] = partner
      batch.count++
      if (batch.count === BATCH) scoreBatch()
    }
  })
  scoreBatch()
  return { pairs: kept.table(), compared, foundBy, weights: counted(byBit) }
}

function counted(byBit: Float64Array): WeightCount[] {
  const counts = [...byBit].map((pairs, bit) => ({ from: bit - MOST_BITS, pairs }))
  const first = counts.findIndex(({ pairs }) => pairs > 0)
  const last = counts.findLastIndex(({ pairs }) => pairs > 0)
  return first < 0 ? [] : counts.slice(first, last + 1)
}

/** Records that would not join even a copy of themselves: too little is known of them. */
export function countUnlinkable(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  joinAt: number,
): number {
  const numbers = Int32Array.from(file.people, (_, at) => at)
  const batch = { left: numbers, right: numbers, count: numbers.length }
  const { scorer, levels, weights } = weighAll(file, model, extras, batch)
  return weights.reduce(
    (sum, weight, row) => sum + Number(weight < joinAt || scorer.holdsOf(batch, row, levels).length > 0),
    0,
  )
}

/** Levels and weights of all pairs of a batch, and the scorer that they are of. */
function weighAll(
  file: Pick<LinkFile, 'people' | 'columns' | 'extraColumns'>,
  model: PersonModel,
  extras: readonly ExtraModel[],
  batch: PairBatch,
) {
  const columns = [...file.columns, ...file.extraColumns]
  const scorer = batchScorer(model, extras, file.people)
  const levels = columns.map(() => new Int8Array(batch.count))
  const weights = new Float64Array(batch.count)
  writeLevels(columns, batch, levels)
  scorer.writeWeights(batch, levels, weights)
  return { scorer, levels, weights }
}
