import { codePoints } from './code-points.ts'

const PREFIX_WEIGHT = 0.1
const LONGEST_PREFIX = 4
const BOOST_ABOVE = 0.7

/**
 * Jaro similarity of two texts, 0..1, over code points.
 *
 * Source: Jaro (1989), J. Am. Stat. Assoc. 84:414-420.
 */
export function jaro(left: string, right: string): number {
  if (left === right) return left === '' ? 0 : 1
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
  const similarity = jaro(left, right)
  if (similarity <= BOOST_ABOVE) return similarity
  return similarity + commonPrefix(left, right) * PREFIX_WEIGHT * (1 - similarity)
}

/** Expects the shorter text first; matched letters are marked so that each is used once. */
function jaroOf(short: readonly number[], long: readonly number[]): number {
  if (short.length === 0) return 0
  const reach = Math.max(0, (long.length >> 1) - 1)
  const used = new Uint8Array(long.length)
  const matched: number[] = []
  for (let i = 0; i < short.length; i++) {
    const end = Math.min(long.length, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (used[j] === 1 || short[i] !== long[j]) continue
      used[j] = 1
      matched.push(short[i] ?? 0)
      break
    }
  }
  if (matched.length === 0) return 0
  const transpositions = outOfOrder(matched, long, used) >> 1
  const m = matched.length
  return (m / short.length + m / long.length + (m - transpositions) / m) / 3
}

function outOfOrder(matched: readonly number[], long: readonly number[], used: Uint8Array): number {
  let next = 0
  let out = 0
  for (let j = 0; j < long.length; j++) {
    if (used[j] !== 1) continue
    if (long[j] !== matched[next]) out++
    next++
  }
  return out
}

function commonPrefix(left: string, right: string): number {
  let length = 0
  while (length < LONGEST_PREFIX && length < left.length && left.charCodeAt(length) === right.charCodeAt(length))
    length++
  return length
}
