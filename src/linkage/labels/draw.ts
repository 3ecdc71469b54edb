import type { Thresholds } from '../model.ts'
import type { Frame, FramePair, FramePart } from './frame.ts'

/** A pair drawn for judges, with what is needed to count it for all pairs like it; judges see nothing but the two records. */
export interface DrawnPair {
  /** Records, by number; which of the two is left is chance. */
  readonly left: number
  readonly right: number
  /** log2 odds at the time of drawing */
  readonly weight: number
  readonly together: boolean
  /** Number of the stratum: first the pairs put together, then those apart, each from the lightest on. */
  readonly stratum: number
  /** Pairs of the run in the stratum; each drawn pair had the same chance, so it stands for this number by those drawn. */
  readonly stratumPairs: number
}

/** Share of the sample that is spread evenly, whatever the weights say, since the model may be wrong where it is sure. */
const EVEN_SHARE = 0.5
/** Pairs to draw of a stratum: enough to see its share of matches, few enough that strata stay narrow. */
const OF_A_STRATUM = 8
/** Interest falls by half with every so many bits from the range in which pairs are reviewed. */
const HALF_INTEREST_BITS = 2

/**
 * Draw pairs to judge where they teach most: mostly around the review and join weights, some everywhere, and over as many patterns of
 * levels as there are.
 *
 * Strata are bands of weight that are alike in interest; within one, pairs are taken at even steps in order of their patterns from a
 * random start, so that every pair of a stratum has the same, known chance and the estimates from the sample are unbiased.
 * Stratified sampling by score is as in Marchant & Rubinstein (2017), "In search of an entity resolution OASIS", PVLDB 10:1322–1333.
 *
 * @param count how many pairs; fewer come back when there are not so many
 * @param random gives numbers in [0, 1); the same sequence draws the same pairs
 */
export function drawPairs(frame: Frame, thresholds: Thresholds, count: number, random: () => number): DrawnPair[] {
  const parts = [sized(frame.together, thresholds), sized(frame.apart, thresholds)]
  const interest = parts.reduce((sum, { size }) => sum + size, 0)
  const filled = parts.filter(({ size }) => size > 0).length
  const shares = parts.map(({ size }) => (size === 0 ? 0 : (1 - EVEN_SHARE) * (size / interest) + EVEN_SHARE / filled))
  const available = frame.together.pairs.length + frame.apart.pairs.length
  const wanted = Math.min(count, available)
  const strata = parts.flatMap((part, at) =>
    strataOf(part, wanted * (shares[at] ?? 0), shares[at] ?? 0).map(pairs => ({
      pairs,
      together: at === 0,
      every: part.every,
    })),
  )
  const takes = allot(
    strata.map(({ pairs }) => pairs.length),
    wanted,
    strata.map(({ pairs, every }) => pairs.reduce((sum, pair) => sum + interestIn(pair, thresholds) * every, 0)),
  )
  const drawn = strata.flatMap(({ pairs, together, every }, at) =>
    atEvenSteps(pairs, takes[at] ?? 0, random).map(({ left, right, weight }) => {
      const turned = random() < 0.5
      return {
        left: turned ? right : left,
        right: turned ? left : right,
        weight,
        together,
        stratum: at + 1,
        stratumPairs: pairs.length * every,
      }
    }),
  )
  return shuffled(drawn, random)
}

interface SizedPart extends FramePart {
  /** Lightest first, with what each counts in the division into strata. */
  readonly sorted: readonly { readonly pair: FramePair; readonly interest: number }[]
  readonly size: number
}

function sized(part: FramePart, thresholds: Thresholds): SizedPart {
  const sorted = part.pairs
    .toSorted((a, b) => a.weight - b.weight || a.left - b.left || a.right - b.right)
    .map(pair => ({ pair, interest: interestIn(pair, thresholds) }))
  return { ...part, sorted, size: part.every * sorted.reduce((sum, { interest }) => sum + interest, 0) }
}

function interestIn({ weight }: FramePair, { review, join }: Thresholds): number {
  const beyond = Math.max(review - weight, weight - join, 0)
  return 2 ** (-beyond / HALF_INTEREST_BITS)
}

/** Bands of weight that have the same interest together, with the part's even share added. */
function strataOf({ sorted, size, every }: SizedPart, wanted: number, share: number): FramePair[][] {
  const bands = Math.max(1, Math.min(Math.floor(wanted / OF_A_STRATUM), sorted.length))
  const evenly = share === 0 ? 0 : EVEN_SHARE / 2 / share
  const strata: FramePair[][] = Array.from({ length: bands }, () => [])
  let before = 0
  for (const { pair, interest } of sorted) {
    const here = ((1 - evenly) * interest * every) / size + evenly / sorted.length
    const band = Math.min(bands - 1, Math.floor((before + here / 2) * bands))
    strata[band]?.push(pair)
    before += here
  }
  return strata.filter(({ length }) => length > 0)
}

/** How many to take of each stratum: the same of each, as far as it has them; the rest goes where the interest is greatest. */
function allot(sizes: readonly number[], wanted: number, interest: readonly number[]): number[] {
  const takes = sizes.map(() => 0)
  const order = sizes.map((_, at) => at).toSorted((a, b) => (interest[b] ?? 0) - (interest[a] ?? 0) || a - b)
  let left = wanted
  while (left > 0) {
    const open = order.filter(at => (takes[at] ?? 0) < (sizes[at] ?? 0))
    if (open.length === 0) break
    const each = Math.max(1, Math.floor(left / open.length))
    for (const at of open) {
      const more = Math.min(each, left, (sizes[at] ?? 0) - (takes[at] ?? 0))
      takes[at] = (takes[at] ?? 0) + more
      left -= more
    }
  }
  return takes
}

/** So many of the pairs, each with the same chance, spread over their patterns. */
function atEvenSteps(pairs: readonly FramePair[], take: number, random: () => number): FramePair[] {
  const byPattern = pairs
    .map(pair => ({ pair, lot: random() }))
    .toSorted((a, b) => (a.pair.pattern === b.pair.pattern ? a.lot - b.lot : a.pair.pattern < b.pair.pattern ? -1 : 1))
  const step = pairs.length / take
  const start = random() * step
  return Array.from({ length: take }, (_, at) => byPattern[Math.floor(start + at * step)]?.pair).filter(
    pair => pair !== undefined,
  )
}

function shuffled<T>(things: readonly T[], random: () => number): T[] {
  return things
    .map(thing => ({ thing, lot: random() }))
    .toSorted((a, b) => a.lot - b.lot)
    .map(({ thing }) => thing)
}
