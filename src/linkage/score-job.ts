import { type Blocks, pairsIn } from './blocks.ts'
import { type ClusterRules, holdOf } from './clusters/cluster.ts'
import { clusterRulesFor } from './clusters/cluster-rules.ts'
import { extraColumns, type ExtraValues } from './extra-columns.ts'
import type { ExtraModel } from './extras.ts'
import { fileScorer } from './file-scorer.ts'
import { NAMESAKES } from './holds.ts'
import { bareModel, type BareModel, fullModel, type PersonModel } from './model.ts'
import { growingPairs, joinTables, type PairTable } from './pair-table.ts'
import { candidateFinder } from './pairs.ts'
import type { Rows } from './rows/rows.ts'
import type { Crew, Job } from './threads/crew.ts'

/** What is needed to score the candidate pairs of a file. */
export interface ScoreContext {
  readonly rows: Rows
  readonly blocks: readonly Blocks[]
  readonly sourceOf: Int32Array | undefined
  readonly model: BareModel
  readonly extras: readonly ExtraModel[]
  readonly extraValues: readonly ExtraValues[]
  /** Lighter pairs are not kept. */
  readonly keepAt: number
  /** One pair of so many is weighed in full whatever it comes to, to show how weights are spread. */
  readonly every: number
}

/** What came of some records' pairs. */
export interface ScoredPart {
  readonly pairs: PairTable
  readonly compared: number
  /** For each blocking rule the pairs that it was the first to find. */
  readonly foundBy: Float64Array
  /** Pairs by whole bits of weight from −MOST_BITS on. */
  readonly byBit: Float64Array
}

/** Records of one part. */
const PART = 1 << 10
/** Weights beyond are counted with the last bit. */
const MOST_BITS = 100
/** About so many pairs, if there are more, are weighed in full. */
const WEIGHED_IN_FULL = 100_000

/** The candidate pairs of each part's records with later ones, scored; namesakes born apart left out. No object is made for a pair. */
export const scoreJob: Job<ScoreContext, ScoredPart> = {
  name: 'score',
  begin: ({ rows, blocks, sourceOf, model: bare, extras, extraValues, keepAt, every }) => {
    const model = fullModel(bare)
    const rules: Pick<ClusterRules, 'contradicts'> = clusterRulesFor(model.thresholds)
    const scorer = fileScorer(rows, model, extras, extraColumns(extras, extraValues))
    const find = candidateFinder(blocks)
    return part => {
      const byBit = new Float64Array(2 * MOST_BITS + 1)
      const kept = growingPairs()
      let compared = 0
      const foundBy = find(part * PART, Math.min(rows.records, (part + 1) * PART), (record, partners, count) => {
        const source = sourceOf?.[record] ?? -1
        const isInFull = (at: number): boolean => every === 1 || (record + at) % every === 0
        const leastOf = (partner: number, at: number): number => {
          if (source >= 0 && sourceOf?.[partner] === source) return Infinity
          compared++
          return isInFull(at) ? -Infinity : keepAt
        }
        scorer.each(record, partners, count, leastOf, (partner, weight, at) => {
          if (isInFull(at)) {
            const bit = Math.max(0, Math.min(2 * MOST_BITS, Math.floor(weight) + MOST_BITS))
            byBit[bit] = (byBit[bit] ?? 0) + every
          }
          if (weight < keepAt) return
          const holds = scorer.holdsOf()
          if (!holds.includes(NAMESAKES)) kept.add(record, partner, weight, holdOf(holds, rules))
        })
      })
      return { pairs: kept.table(), compared, foundBy, byBit }
    }
  },
}

/** Every candidate pair scored; the kept ones as a table. */
export interface ScoredFile {
  readonly pairs: PairTable
  readonly compared: number
  /** For each blocking rule the pairs that it was the first to find. */
  readonly foundBy: Float64Array
  /** Candidate pairs by whole bits of weight, lightest first; of very many pairs those of every so many are counted for all. */
  readonly weights: readonly WeightCount[]
}

/** How many pairs have a weight from `from` up to less than `from` + 1. */
export interface WeightCount {
  readonly from: number
  readonly pairs: number
}

/** Score every candidate pair of a file by a crew of threads, and keep those of at least `keepAt`. */
export function scoreFile(
  file: Pick<ScoreContext, 'rows' | 'blocks' | 'sourceOf' | 'extraValues'>,
  model: PersonModel,
  extras: readonly ExtraModel[],
  keepAt: number,
  crew: Crew,
): ScoredFile {
  const { rows, blocks, sourceOf, extraValues } = file
  const every = Math.max(1, Math.floor(pairsIn(blocks) / WEIGHED_IN_FULL))
  const context = { rows, blocks, sourceOf, extraValues, model: bareModel(model), extras, keepAt, every }
  const parts = crew.run(scoreJob, context, Math.ceil(rows.records / PART))
  return {
    pairs: joinTables(parts.map(({ pairs }) => pairs)),
    compared: parts.reduce((sum, { compared }) => sum + compared, 0),
    foundBy: sumOf(
      blocks.length,
      parts.map(({ foundBy }) => foundBy),
    ),
    weights: counted(
      sumOf(
        2 * MOST_BITS + 1,
        parts.map(({ byBit }) => byBit),
      ),
    ),
  }
}

function sumOf(length: number, lists: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length }, (_, at) => lists.reduce((sum, list) => sum + (list[at] ?? 0), 0))
}

function counted(byBit: Float64Array): WeightCount[] {
  const counts = [...byBit].map((pairs, bit) => ({ from: bit - MOST_BITS, pairs }))
  const first = counts.findIndex(({ pairs }) => pairs > 0)
  const last = counts.findLastIndex(({ pairs }) => pairs > 0)
  return first < 0 ? [] : counts.slice(first, last + 1)
}
