import { randomShare } from './random-shares.ts'

/** A drawn pair, what a run did with it, and what people said. */
export interface MeasuredPair {
  /** Strata of the same kind lie beside each other in this order. */
  readonly stratum: number
  readonly stratumPairs: number
  /** The run says that they are one person. */
  readonly predicted: boolean
  /** What people settled on; undefined while it is open. */
  readonly same: boolean | undefined
}

/** An estimated share with its 95% interval. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** How right a run is, as far as the judged pairs tell. */
export interface Quality {
  /** Of the pairs that the run put together, the share that is of one person; undefined when none of them was judged. */
  readonly precision: Estimate | undefined
  /** Of the pairs of one person among all that are drawn from, the share that the run put together; undefined when too little was judged. */
  readonly recall: Estimate | undefined
  /** Pairs with a settled verdict. */
  readonly judged: number
  /** Drawn pairs without one; they are taken to be like the judged ones of their stratum. */
  readonly open: number
}

/** Pairs of one stratum of which the run says the same. */
interface Cell {
  readonly pairs: number
  readonly judged: number
  readonly same: number
}

const ROUNDS = 2000
const TAIL = 0.025
/** Observations that may be otherwise than all that were seen. */
const POSSIBLE = 1

/**
 * Precision and recall of a run from a stratified sample of judged pairs.
 *
 * The value counts each judged pair for the pairs of its stratum that it stands for (Horvitz & Thompson, 1952, J. Am. Stat. Assoc.
 * 47:663–685). The interval comes from random shares of matches that fit what was seen in each stratum, with one observation more
 * held possible on the side of each end, as in the exact interval of a single sample (Clopper & Pearson, 1934, Biometrika
 * 26:404–413): one for all strata together, most of it where a judged pair stands for many.
 *
 * @param random gives numbers in [0, 1); the same sequence gives the same intervals
 */
export function measureQuality(pairs: readonly MeasuredPair[], random: () => number): Quality {
  const put = cellsOf(pairs, true)
  const left = cellsOf(pairs, false)
  const judged = pairs.filter(({ same }) => same !== undefined).length
  const all = sum(put, ({ pairs: many }) => many)
  const found = sum(put, expected)
  const missed = sum(left, expected)
  const few = matchCounts(put, 'fewer', random)
  const many = matchCounts(put, 'more', random)
  const readable = put.every(({ judged }) => judged > 0)
  const precision =
    all > 0 && readable
      ? intervalOf(
          found / all,
          few.map(right => right / all),
          many.map(right => right / all),
        )
      : undefined
  const complete = readable && left.every(({ judged }) => judged > 0) && found + missed > 0
  const recall = complete
    ? intervalOf(
        found / (found + missed),
        shares(few, matchCounts(left, 'more', random)),
        shares(many, matchCounts(left, 'fewer', random)),
      )
    : undefined
  return { precision, recall, judged, open: pairs.length - judged }
}

/** Each stratum's pairs of which the run says so; one without a judged pair is counted with its neighbour. */
function cellsOf(pairs: readonly MeasuredPair[], predicted: boolean): Cell[] {
  const strata = [...Map.groupBy(pairs, ({ stratum }) => stratum)].toSorted(([a], [b]) => a - b)
  const cells: Cell[] = []
  for (const [, drawn] of strata) {
    const here = drawn.filter(pair => pair.predicted === predicted)
    if (here.length === 0) continue
    const judged = here.filter(({ same }) => same !== undefined)
    const cell = {
      pairs: ((drawn[0]?.stratumPairs ?? 0) * here.length) / drawn.length,
      judged: judged.length,
      same: judged.filter(({ same }) => same).length,
    }
    const before = cells.at(-1)
    if (before && (cell.judged === 0 || before.judged === 0)) cells.splice(-1, 1, together(before, cell))
    else cells.push(cell)
  }
  return cells
}

function together(a: Cell, b: Cell): Cell {
  return { pairs: a.pairs + b.pairs, judged: a.judged + b.judged, same: a.same + b.same }
}

function expected({ pairs, judged, same }: Cell): number {
  return judged === 0 ? 0 : (pairs * same) / judged
}

/**
 * Numbers of matches in all cells that fit what was seen; judged pairs count as they were judged.
 *
 * @param lean to which side one observation more is held possible
 */
function matchCounts(cells: readonly Cell[], lean: 'fewer' | 'more', random: () => number): number[] {
  const weights = cells.map(({ pairs, judged }) => (judged === 0 ? 0 : Math.max(0, pairs - judged) / judged))
  const total = sum(weights, weight => weight)
  return Array.from({ length: ROUNDS }, () =>
    sum(cells.entries(), ([at, { pairs, judged, same }]) => {
      const weight = weights[at] ?? 0
      if (weight === 0) return same
      const possible = (POSSIBLE * weight) / total
      const more = lean === 'more' ? possible : 0
      return same + (pairs - judged) * randomShare(same + more, judged - same + possible - more, random)
    }),
  )
}

function shares(found: readonly number[], missed: readonly number[]): number[] {
  return found.map((right, at) => right / (right + (missed[at] ?? 0)) || 0)
}

/** @param below and above: draws that lean to either side, of each of which one end is taken */
function intervalOf(value: number, below: readonly number[], above: readonly number[]): Estimate {
  const at = (draws: readonly number[], share: number) =>
    draws.toSorted((a, b) => a - b)[Math.round(share * (draws.length - 1))] ?? value
  return { value, low: Math.min(value, at(below, TAIL)), high: Math.max(value, at(above, 1 - TAIL)) }
}

function sum<T>(things: Iterable<T>, valueOf: (thing: T) => number): number {
  let total = 0
  for (const thing of things) total += valueOf(thing)
  return total
}
