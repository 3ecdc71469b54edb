import { bitsIn } from '../metrics/bits.ts'

/** How two addresses agree, best first. */
export const ADDRESS_LEVELS = ['same', 'close', 'same street', 'other'] as const

const CLOSE = 0.75
const SAME_STREET = 0.65
const LINES_LEFT_OUT = 0.9
const SHORTEST_LINE = 6
const OTHER = 3
const GLANCE = 3
const ROUNDING = 1e-9
const MOST_REMEMBERED = 100_000

/** An address taken apart once, however often it is compared. */
interface Taken {
  readonly number: string
  /** Pairs of neighbouring letters of the street words, spaces left out, sorted. */
  readonly pairs: Float64Array
}

const remembered = new Map<string, Taken>()

/**
 * Index in ADDRESS_LEVELS: house number and street, then the street alone.
 *
 * Streets are compared by the pairs of letters they share (Dice 1945, Ecology 26:297-302), which forgives lines in another order
 * and spaces lost or gained.
 */
export function addressLevel(a: string, b: string): number {
  return a === b ? 0 : differentAddresses(takenApart(a), takenApart(b))
}

/** The same for many different addresses, by their place in the list, each taken apart but once. */
export function addressLevels(addresses: readonly string[]): (left: number, right: number) => number {
  const taken = addresses.map(takeApart)
  const glances = new Int32Array(addresses.length * GLANCE)
  for (const [place, { pairs }] of taken.entries()) glances.set(glanceOf(pairs), place * GLANCE)
  return (left, right) => {
    if (left === right || addresses[left] === addresses[right]) return 0
    if (mostShared(glances, left * GLANCE, right * GLANCE) < SAME_STREET - ROUNDING) return OTHER
    const one = taken[left]
    const two = taken[right]
    return one && two ? differentAddresses(one, two) : OTHER
  }
}

/** How many pairs of letters a street has, and 64 bits for which. */
function glanceOf(pairs: Float64Array): readonly number[] {
  const bits = [0, 0]
  for (const pair of pairs) {
    const hash = Math.imul(pair ^ (pair / 65_536), 0x9e3779b1) >>> 26
    bits[hash >> 5] = (bits[hash >> 5] ?? 0) | (1 << (hash & 31))
  }
  return [pairs.length, ...bits]
}

/** The likeness that two streets cannot exceed: a bit that only one has is a pair of letters, or more, that they do not share. */
function mostShared(glances: Int32Array, a: number, b: number): number {
  const lengthA = glances[a] ?? 0
  const lengthB = glances[b] ?? 0
  const [oneA, twoA, oneB, twoB] = [glances[a + 1] ?? 0, glances[a + 2] ?? 0, glances[b + 1] ?? 0, glances[b + 2] ?? 0]
  const common = Math.min(
    lengthA - bitsIn(oneA & ~oneB) - bitsIn(twoA & ~twoB),
    lengthB - bitsIn(oneB & ~oneA) - bitsIn(twoB & ~twoA),
  )
  return likenessOf(common, lengthA, lengthB)
}

function differentAddresses(left: Taken, right: Taken): number {
  const alike = likeness(left.pairs, right.pairs)
  if (alike >= CLOSE && left.number === right.number) return 1
  return alike >= SAME_STREET ? 2 : OTHER
}

/** Numbers of an address in order: '12', '3 12' for flat 3 at number 12. */
export function houseNumber(address: string): string {
  return address.split(' ').filter(startsWithDigit).join(' ')
}

function takenApart(address: string): Taken {
  const known = remembered.get(address)
  if (known) return known
  const taken = takeApart(address)
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(address, taken)
  return taken
}

function takeApart(address: string): Taken {
  const words = address.split(' ')
  const street = words.filter(word => !startsWithDigit(word) && word !== 'flat').join('')
  return { number: houseNumber(address), pairs: letterPairs(street) }
}

function startsWithDigit(word: string): boolean {
  const first = word.charCodeAt(0)
  return first >= 48 && first <= 57
}

function letterPairs(text: string): Float64Array {
  const pairs = new Float64Array(Math.max(0, text.length - 1))
  for (let i = 1; i < text.length; i++) pairs[i - 1] = text.charCodeAt(i - 1) * 65_536 + text.charCodeAt(i)
  return pairs.sort()
}

/** Twice the shared pairs over all pairs; or, when one address only leaves lines out, the share of its pairs found in the other. 0..1 */
function likeness(a: Float64Array, b: Float64Array): number {
  return likenessOf(shared(a, b), a.length, b.length)
}

function likenessOf(common: number, lengthA: number, lengthB: number): number {
  const shortest = Math.min(lengthA, lengthB)
  if (shortest === 0) return 0
  const dice = (2 * common) / (lengthA + lengthB)
  return shortest < SHORTEST_LINE ? dice : Math.max(dice, (common / shortest) * LINES_LEFT_OUT)
}

function shared(a: Float64Array, b: Float64Array): number {
  let count = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const one = a[i] ?? 0
    const two = b[j] ?? 0
    if (one === two) count++
    if (one <= two) i++
    if (two <= one) j++
  }
  return count
}
