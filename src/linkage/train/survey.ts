import { batchScorer } from '../batch-score.ts'
import type { LinkFile } from '../batch.ts'
import type { PersonModel } from '../model.ts'
import { eachCandidate } from '../pairs.ts'
import { type PairBatch, writeLevels } from '../patterns.ts'

/** Pairs that were looked at: how often each level was seen among all of them, and those that may be of one person. */
export interface Survey {
  readonly pairs: number
  /** For each column and level, how many pairs; missing values are in none. */
  readonly counts: readonly Float64Array[]
  readonly likely: PairBatch
  /** Levels of the likely pairs, one array for each column. */
  readonly levels: readonly Int8Array[]
}

/** Gives pairs by calling back for each. */
export type PairSource = (visit: (left: number, right: number) => void) => void

const BATCH = 1 << 13
/** A pair of fewer bits under the first model is taken for a pair of two people: one in 4,096 would not be. */
const LIKELY_FROM = -12

/** Look at pairs under a first model. */
export function survey(file: LinkFile, model: PersonModel, source: PairSource): Survey {
  const columns = [...file.columns, ...file.extraColumns]
  const counts = columns.map(({ levels }) => new Float64Array(levels))
  const scorer = batchScorer(model, [], file.people)
  const batch = { left: new Int32Array(BATCH), right: new Int32Array(BATCH), count: 0 }
  const levels = columns.map(() => new Int8Array(BATCH))
  const weights = new Float64Array(BATCH)
  const left: number[] = []
  const right: number[] = []
  const kept = columns.map(() => new Array<number>())
  let pairs = 0

  function takeBatch(): void {
    writeLevels(columns, batch, levels)
    scorer.writeWeights(batch, levels, weights)
    for (const [at, column] of levels.entries()) {
      const sums = counts[at]
      if (sums) tally(column, batch.count, sums)
    }
    for (let row = 0; row < batch.count; row++) {
      if ((weights[row] ?? 0) < LIKELY_FROM) continue
      left.push(batch.left[row] ?? 0)
      right.push(batch.right[row] ?? 0)
      for (const [at, column] of levels.entries()) kept[at]?.push(column[row] ?? -1)
    }
    pairs += batch.count
    batch.count = 0
  }

  source((one, other) => {
    batch.left[batch.count] = one
    batch.right[batch.count] = other
    if (++batch.count === BATCH) takeBatch()
  })
  takeBatch()
  return {
    pairs,
    counts,
    likely: { left: Int32Array.from(left), right: Int32Array.from(right), count: left.length },
    levels: kept.map(column => Int8Array.from(column)),
  }
}

function tally(column: Int8Array, count: number, sums: Float64Array): void {
  for (let row = 0; row < count; row++) {
    const level = column[row] ?? -1
    if (level >= 0) sums[level] = (sums[level] ?? 0) + 1
  }
}

/** Every n-th candidate pair of a file, in order of the records. */
export function candidates({ blocks, people, sourceOf }: LinkFile, every: number): PairSource {
  return visit => {
    let seen = 0
    eachCandidate(blocks, 0, people.length, (record, partners, count) => {
      const source = sourceOf?.[record] ?? -1
      for (let at = (every - (seen % every)) % every; at < count; at += every) {
        const partner = partners[at] ?? 0
        if (source < 0 || sourceOf?.[partner] !== source) visit(record, partner)
      }
      seen += count
    })
  }
}

/** Pairs drawn at random; the same one may come twice. */
export function randomPairs(records: number, draws: number, random: () => number): PairSource {
  return visit => {
    for (let draw = 0; records > 1 && draw < draws; draw++) {
      const left = Math.floor(random() * records)
      visit(left, (left + 1 + Math.floor(random() * (records - 1))) % records)
    }
  }
}

/** How many candidate pairs a file has. */
export function countCandidates({ blocks, people }: LinkFile): number {
  let total = 0
  eachCandidate(blocks, 0, people.length, (_, __, count) => {
    total += count
  })
  return total
}
