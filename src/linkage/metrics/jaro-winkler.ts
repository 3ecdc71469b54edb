import { bitsIn } from './bits.ts'
import { codePoints } from './code-points.ts'

const PREFIX_WEIGHT = 0.1
const LONGEST_PREFIX = 4
const BOOST_ABOVE = 0.7
const SHORTEST_LONG = 5

/** Working space, so that nothing is made for each comparison; grows with the longest text met. */
let used = new Uint8Array(64)
let matched = new Int32Array(64)

/**
 * Jaro similarity of two texts, 0..1, over code points.
 *
 * Source: Jaro (1989), J. Am. Stat. Assoc. 84:414-420.
 */
export function jaro(left: string, right: string): number {
  if (left === right) return 1
  const a = codePoints(left)
  const b = codePoints(right)
  return a.length <= b.length ? jaroOf(a, b) : jaroOf(b, a)
}

/**
 * Jaro similarity raised for a common prefix of up to four letters, 0..1.
 *
 * The prefix counts only above 0.7, as in Winkler (1990), Proc. Section on Survey Research Methods 354-359.
 */
export function jaroWinkler(left: string, right: string): number {
  if (left === right) return 1
  return jaroWinklerOf(codePoints(left), codePoints(right))
}

/** The same for texts that differ, as code points. */
export function jaroWinklerOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const similarity = a.length <= b.length ? jaroOf(a, b) : jaroOf(b, a)
  if (similarity <= BOOST_ABOVE) return similarity
  return similarity + commonPrefix(a, b) * PREFIX_WEIGHT * (1 - similarity)
}

/**
 * Jaro-Winkler similarity raised once more for texts of five letters or more that share most of them beyond the common prefix, 0..1.
 *
 * Source: the adjustment for long strings in Winkler's strcmp95 (US Bureau of the Census, 1994).
 */
export function longJaroWinkler(left: string, right: string): number {
  const similarity = jaroWinkler(left, right)
  if (left === right || similarity <= BOOST_ABOVE) return similarity
  const a = codePoints(left)
  const b = codePoints(right)
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const common = commonLetters(short, long)
  const prefix = commonPrefix(a, b)
  if (short.length < SHORTEST_LONG || common <= prefix + 1 || 2 * common < short.length + prefix) return similarity
  return similarity + ((1 - similarity) * (common - prefix - 1)) / (a.length + b.length - 2 * prefix + 2)
}

/** A text as code points, with a bit for each letter that is in it. */
interface Lettered {
  readonly points: ArrayLike<number>
  readonly letters: number
}

/** The Jaro-Winkler similarity that two texts cannot exceed, told from which letters they have at all. */
export function mostAlike(a: Lettered, b: Lettered): number {
  const fewest = Math.min(
    a.points.length - bitsIn(a.letters & ~b.letters),
    b.points.length - bitsIn(b.letters & ~a.letters),
  )
  if (fewest <= 0) return 0
  const jaroAtMost = (fewest / a.points.length + fewest / b.points.length + 1) / 3
  return jaroAtMost + commonPrefix(a.points, b.points) * PREFIX_WEIGHT * (1 - jaroAtMost)
}

/** Expects the shorter text first. */
function jaroOf(short: ArrayLike<number>, long: ArrayLike<number>): number {
  const count = commonLetters(short, long)
  if (count === 0) return 0
  const transpositions = outOfOrder(long) >> 1
  return (count / short.length + count / long.length + (count - transpositions) / count) / 3
}

/** How many letters of the shorter text, which comes first, are near one in the longer; these are marked so that each is used once. */
function commonLetters(short: ArrayLike<number>, long: ArrayLike<number>): number {
  makeRoom(long.length)
  const reach = Math.max(0, (long.length >> 1) - 1)
  let count = 0
  for (let i = 0; i < short.length; i++) {
    const letter = short[i] ?? 0
    const end = Math.min(long.length, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (used[j] === 1 || letter !== long[j]) continue
      used[j] = 1
      matched[count++] = letter
      break
    }
  }
  return count
}

function makeRoom(length: number): void {
  if (used.length < length) {
    used = new Uint8Array(length * 2)
    matched = new Int32Array(length * 2)
  }
  used.fill(0, 0, length)
}

function outOfOrder(long: ArrayLike<number>): number {
  let next = 0
  let out = 0
  for (let j = 0; j < long.length; j++) {
    if (used[j] !== 1) continue
    if (long[j] !== matched[next]) out++
    next++
  }
  return out
}

function commonPrefix(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let length = 0
  while (length < LONGEST_PREFIX && length < a.length && a[length] === b[length]) length++
  return length
}
