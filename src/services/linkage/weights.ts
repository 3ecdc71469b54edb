import { batchScorer } from '#linkage/batch-score.ts'
import { type Comparable, personComparisons, personV1, scorePair } from '#linkage/index.ts'
import { compareColumn, type ComparedColumn, type PairBatch, writeLevels } from '#linkage/patterns.ts'
import { letOthersWork } from './during.ts'

/** Pairs by position in a list of people. */
export interface PairList {
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** From so many pairs on it pays to compare each distinct value once. */
const MANY = 4000
const AT_ONCE = 1 << 12

/** The match weight of each pair, as `scorePair` gives it. */
export async function weightsOf(people: readonly Comparable[], pairs: PairList): Promise<Float64Array> {
  return pairs.left.length < MANY ? oneByOne(people, pairs) : together(people, pairs)
}

function oneByOne(people: readonly Comparable[], pairs: PairList): Float64Array {
  return Float64Array.from(pairs.left, (left, at) => {
    const a = people[left]
    const b = people[pairs.right[at] ?? -1]
    return a && b ? scorePair(personV1, a, b).weight : -Infinity
  })
}

async function together(people: readonly Comparable[], pairs: PairList): Promise<Float64Array> {
  const columns: ComparedColumn[] = []
  for (const comparison of personComparisons) {
    columns.push(compareColumn(people, { ...comparison, levels: comparison.levels.length }))
    await letOthersWork()
  }
  const scorer = batchScorer(personV1, [], people)
  const levels = columns.map(() => new Int8Array(AT_ONCE))
  const part: PairBatch = { left: new Int32Array(AT_ONCE), right: new Int32Array(AT_ONCE), count: 0 }
  const weights = new Float64Array(pairs.left.length)
  for (let from = 0; from < weights.length; from += AT_ONCE) {
    part.count = Math.min(AT_ONCE, weights.length - from)
    for (let row = 0; row < part.count; row++) {
      part.left[row] = pairs.left[from + row] ?? 0
      part.right[row] = pairs.right[from + row] ?? 0
    }
    writeLevels(columns, part, levels)
    scorer.writeWeights(part, levels, weights.subarray(from, from + part.count))
    await letOthersWork()
  }
  return weights
}
