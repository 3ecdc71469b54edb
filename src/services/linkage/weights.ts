import { fileScorer } from '#linkage/file-scorer.ts'
import { type Comparable, personV1, scorePair } from '#linkage/index.ts'
import { rowsOf } from '#linkage/rows/rows.ts'
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

async function together(people: readonly Comparable[], { left, right }: PairList): Promise<Float64Array> {
  const rows = rowsOf(people)
  await letOthersWork()
  const { weigh } = fileScorer(rows, personV1, [], [])
  const weights = new Float64Array(left.length)
  for (let row = 0; row < weights.length; row++) {
    weights[row] = weigh(left[row] ?? 0, right[row] ?? 0, -Infinity)
    if (row % AT_ONCE === AT_ONCE - 1) await letOthersWork()
  }
  return weights
}
