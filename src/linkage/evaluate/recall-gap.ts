import { confusionByGroup } from './confusion.ts'

/** How much less is found of one group than of another. */
export interface RecallGap {
  readonly best: GroupRecall
  readonly worst: GroupRecall
  /** Recall of the best less that of the worst, 0..1 */
  readonly gap: number
  /** In which the difference of these two groups lies with 95% certainty. */
  readonly interval: readonly [from: number, to: number]
}

interface GroupRecall {
  readonly group: string
  /** 0..1 */
  readonly recall: number
}

/** Of fewer true pairs a recall says little. */
const FEWEST_PAIRS = 100
const DRAWS = 500
const TAIL = 0.025

/**
 * The gap in recall between the groups of which most and least is found, among those with at least 100 true pairs; undefined where
 * there are not two such groups.
 *
 * The interval is by bootstrap over people and not over pairs, since the pairs of one person are found or missed together: Efron
 * (1979), Annals of Statistics 7:1-26; with weights drawn from a Poisson distribution. That these two are the extremes is only known
 * after looking, so with many groups the gap itself is rather too large.
 *
 * @param predicted cluster of each record
 * @param truth true cluster of each record
 * @param groups group of each record
 * @param random numbers in [0, 1)
 */
export function recallGap(
  predicted: readonly string[],
  truth: readonly string[],
  groups: readonly string[],
  random: () => number,
): RecallGap | undefined {
  const recalls = [...confusionByGroup(predicted, truth, groups)]
    .filter(([, { pairs }]) => pairs.truePositive + pairs.falseNegative >= FEWEST_PAIRS)
    .map(([group, { recall }]): GroupRecall => ({ group, recall }))
    .toSorted((a, b) => b.recall - a.recall || (a.group < b.group ? -1 : 1))
  const [best, worst] = [recalls[0], recalls.at(-1)]
  if (!best || !worst || best === worst) return undefined
  const people = pairsOfPeople(predicted, truth, groups, [best.group, worst.group])
  const gaps = Float64Array.from({ length: DRAWS }, () => gapOfDraw(people, random)).toSorted()
  const at = (share: number): number => gaps[Math.min(DRAWS - 1, Math.floor(share * DRAWS))] ?? 0
  return { best, worst, gap: best.recall - worst.recall, interval: [at(TAIL), at(1 - TAIL)] }
}

/** Pairs of the two groups: found and true ones of each person; a pair counts half for each of its records. */
interface PairsOfPeople {
  readonly found: readonly [Float64Array, Float64Array]
  readonly actual: readonly [Float64Array, Float64Array]
}

function pairsOfPeople(
  predicted: readonly string[],
  truth: readonly string[],
  groups: readonly string[],
  two: readonly [string, string],
): PairsOfPeople {
  const numberOf = new Map<string, number>()
  const size: number[] = []
  const together = new Map<string, number>()
  const keyOf = (at: number) => `${numberOf.get(truth[at] ?? '') ?? 0} ${predicted[at] ?? ''}`
  for (const [at, person] of truth.entries()) {
    const number = numberOf.get(person) ?? numberOf.size
    numberOf.set(person, number)
    size[number] = (size[number] ?? 0) + 1
    together.set(keyOf(at), (together.get(keyOf(at)) ?? 0) + 1)
  }
  const empty = () => [new Float64Array(size.length), new Float64Array(size.length)] as const
  const pairs = { found: empty(), actual: empty() }
  for (const [at, group] of groups.entries()) {
    const which = two.indexOf(group)
    const [found, actual] = [pairs.found[which], pairs.actual[which]]
    if (!found || !actual) continue
    const person = numberOf.get(truth[at] ?? '') ?? 0
    found[person] = (found[person] ?? 0) + ((together.get(keyOf(at)) ?? 1) - 1) / 2
    actual[person] = (actual[person] ?? 0) + ((size[person] ?? 1) - 1) / 2
  }
  return pairs
}

function gapOfDraw({ found, actual }: PairsOfPeople, random: () => number): number {
  const sums = { found: [0, 0], actual: [0, 0] }
  for (let person = 0; person < found[0].length; person++) {
    const times = poisson(random)
    if (times === 0) continue
    for (const which of [0, 1] as const) {
      sums.found[which] = (sums.found[which] ?? 0) + times * (found[which][person] ?? 0)
      sums.actual[which] = (sums.actual[which] ?? 0) + times * (actual[which][person] ?? 0)
    }
  }
  const recall = (which: 0 | 1): number => (sums.found[which] ?? 0) / Math.max(1, sums.actual[which] ?? 0)
  return recall(0) - recall(1)
}

/** A number from the Poisson distribution of mean 1, by Knuth's product of uniform numbers. */
function poisson(random: () => number): number {
  let times = 0
  for (let product = random(); product > 1 / Math.E; product *= random()) times++
  return times
}
