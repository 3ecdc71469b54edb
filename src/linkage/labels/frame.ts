import type { LinkResult } from '../link-records.ts'
import { patternOf, weighPair } from '../score.ts'
import { sampleCandidates } from '../train/sample.ts'

/** A pair that may be drawn for people to judge. */
export interface FramePair {
  /** Records, by their number in the run. */
  readonly left: number
  readonly right: number
  /** log2 odds, extra comparisons included */
  readonly weight: number
  /** One text for the levels of all comparisons. */
  readonly pattern: string
}

/** One of the two parts of all pairs that are drawn from. */
export interface FramePart {
  readonly pairs: readonly FramePair[]
  /** Every so many pairs of the run one is in `pairs`; 1 when all are. */
  readonly every: number
}

/** The pairs of a run that judges may be asked about, in two parts that have no pair in common. */
export interface Frame {
  /** Pairs that the run put together, whether or not they were compared. */
  readonly together: FramePart
  /** Pairs that were compared and not put together, from `lightest` on. */
  readonly apart: FramePart
  readonly lightest: number
  /** Estimated number of compared pairs that are lighter, and so are not asked about. */
  readonly lighter: number
}

const MOST = 300_000
/** Pairs so far below the review weight are different people by thousands to one under any model that is of use. */
const BITS_BELOW_REVIEW = 12

/**
 * The pairs of a finished run that are worth a judge's time, sampled evenly where there are very many.
 *
 * @param mayPair false for two records that cannot be one person, as with `oneOfEachSource`
 */
export function frameOf(result: LinkResult, mayPair: (left: number, right: number) => boolean = () => true): Frame {
  const lightest = result.model.thresholds.review - BITS_BELOW_REVIEW
  const records = result.people.length
  const together = samplePairsWithin(result.clusterOf, MOST)
  const { pairs, every } = sampleCandidates(result.blocks, records, MOST)
  const apart: FramePair[] = []
  let lighter = 0
  for (let row = 0; row < pairs.count; row++) {
    const left = pairs.left[row] ?? 0
    const right = pairs.right[row] ?? 0
    if (result.clusterOf[left] === result.clusterOf[right] || !mayPair(left, right)) continue
    const pair = framePair(result, left, right)
    if (pair.weight >= lightest) apart.push(pair)
    else lighter += every
  }
  return {
    together: { pairs: together.pairs.map(([left, right]) => framePair(result, left, right)), every: together.every },
    apart: { pairs: apart, every },
    lightest,
    lighter,
  }
}

function framePair(result: LinkResult, left: number, right: number): FramePair {
  const a = result.people[left]
  const b = result.people[right]
  if (!a || !b) throw new Error(`There are no records ${left} and ${right}; the run has ${result.people.length}`)
  const levels = result.extraLevelsOf(left, right)
  const pattern = [...patternOf(result.model, a, b), ...levels].join(' ')
  return { left, right, weight: weighPair(result.model, a, b) + extraBits(result, levels), pattern }
}

/** What the levels of the extra comparisons add to a weight. */
export function extraBits({ extras }: Pick<LinkResult, 'extras'>, levels: readonly number[]): number {
  return extras.reduce((sum, { levels: known }, at) => {
    const level = known[levels[at] ?? -1]
    return level ? sum + Math.log2(level.m / level.u) : sum
  }, 0)
}

/** About `most` of the pairs within clusters, every n-th in order of the records. */
export function samplePairsWithin(
  clusterOf: Int32Array,
  most: number,
): { readonly pairs: readonly (readonly [number, number])[]; readonly every: number } {
  const members = new Map<number, number[]>()
  for (const [record, cluster] of clusterOf.entries()) {
    const known = members.get(cluster)
    if (known) known.push(record)
    else members.set(cluster, [record])
  }
  const clusters = [...members.values()].filter(({ length }) => length > 1)
  const total = clusters.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
  const every = Math.max(1, Math.ceil(total / most))
  const pairs: (readonly [number, number])[] = []
  // How many pairs are passed over before the next is taken.
  let pass = every - 1
  for (const records of clusters) {
    for (const [at, left] of records.entries()) {
      let other = at + 1 + pass
      for (; other < records.length; other += every) pairs.push([left, records[other] ?? left])
      pass = other - records.length
    }
  }
  return { pairs, every }
}
