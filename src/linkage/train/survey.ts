import type { LinkFile } from '../batch.ts'
import { personComparisons } from '../comparison.ts'
import type { PersonModel } from '../model.ts'
import { eachCandidate } from '../pairs.ts'
import type { PairLevels } from '../patterns.ts'
import { rowScorer } from '../rows/score-rows.ts'

/** Pairs of a file that may be of one person, with their levels in each comparison, those of the extra columns last. */
export interface LikelyPairs {
  readonly count: number
  readonly left: Int32Array
  readonly right: Int32Array
  readonly levels: readonly Int8Array[]
}

/** Gives pairs by calling back for each. */
export type PairSource = (visit: (left: number, right: number) => void) => void

/** Those of some pairs that weigh `least` or more under a model of the person comparisons. */
export function likelyAmong(file: LinkFile, model: PersonModel, least: number, source: PairSource): LikelyPairs {
  const scorer = rowScorer(file.rows, model)
  const left: number[] = []
  const right: number[] = []
  const levels = [...personComparisons, ...file.extraColumns].map((): number[] => [])
  const beside = [0]
  source((one, other) => {
    beside[0] = other
    scorer.take(one, beside, 0, 1)
    if (scorer.weigh(0, least) < least) return
    left.push(one)
    right.push(other)
    for (let at = 0; at < personComparisons.length; at++) levels[at]?.push(scorer.pattern[at] ?? -1)
    for (const [at, column] of file.extraColumns.entries()) {
      levels[personComparisons.length + at]?.push(column.levelOf(one, other))
    }
  })
  return {
    count: left.length,
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    levels: levels.map(column => Int8Array.from(column)),
  }
}

/** For each comparison how many of some pairs are at each level; missing values are in none. */
export function countLevels(columns: readonly PairLevels[], source: PairSource): readonly Float64Array[] {
  const counts = columns.map(({ levels }) => new Float64Array(levels))
  source((one, other) => {
    for (let at = 0; at < columns.length; at++) {
      const level = columns[at]?.levelOf(one, other) ?? -1
      const sums = counts[at]
      if (level >= 0 && sums) sums[level] = (sums[level] ?? 0) + 1
    }
  })
  return counts
}

/** Every n-th candidate pair of a file, in order of the records. */
export function candidatesOf({ blocks, people, sourceOf }: LinkFile, every: number): PairSource {
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
  const left = new Int32Array(records > 1 ? draws : 0)
  const right = left.map((_, draw) => {
    left[draw] = Math.floor(random() * records)
    return ((left[draw] ?? 0) + 1 + Math.floor(random() * (records - 1))) % records
  })
  return visit => {
    for (let draw = 0; draw < left.length; draw++) visit(left[draw] ?? 0, right[draw] ?? 0)
  }
}
