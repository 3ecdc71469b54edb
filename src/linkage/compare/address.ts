/** How two addresses agree, best first. */
export const ADDRESS_LEVELS = ['same', 'close', 'same street', 'other'] as const

const CLOSE = 0.75
/** Likeness from which two streets are the same. */
export const SAME_STREET = 0.65
const LINES_LEFT_OUT = 0.9
const SHORTEST_LINE = 6
const MOST_REMEMBERED = 100_000

/** An address taken apart once, however often it is compared. */
interface Taken {
  readonly number: string
  readonly letters: Int32Array
}

const remembered = new Map<string, Taken>()

/**
 * Index in ADDRESS_LEVELS: house number and street, then the street alone.
 *
 * Streets are compared by the pairs of letters they share (Dice 1945, Ecology 26:297-302), which forgives lines in another order
 * and spaces lost or gained.
 */
export function addressLevel(a: string, b: string): number {
  if (a === b) return 0
  const left = takenApart(a)
  const right = takenApart(b)
  const common = inBoth(left.letters, 0, left.letters.length, right.letters, 0, right.letters.length)
  return streetLevel(likenessOf(common, left.letters.length, right.letters.length), left.number === right.number)
}

/** Index in ADDRESS_LEVELS for different addresses. */
export function streetLevel(alike: number, sameNumber: boolean): number {
  if (alike >= CLOSE && sameNumber) return 1
  return alike >= SAME_STREET ? 2 : 3
}

/** Numbers of an address in order: '12', '3 12' for flat 3 at number 12. */
export function houseNumber(address: string): string {
  return address.split(' ').filter(startsWithDigit).join(' ')
}

/** Pairs of neighbouring letters of the street words, spaces left out, as numbers in order. */
export function streetLetters(address: string): Int32Array {
  const street = address
    .split(' ')
    .filter(word => !startsWithDigit(word) && word !== 'flat')
    .join('')
  const pairs = new Int32Array(Math.max(0, street.length - 1))
  for (let i = 1; i < street.length; i++) pairs[i - 1] = (street.charCodeAt(i - 1) << 16) | street.charCodeAt(i)
  return pairs.sort()
}

/**
 * Twice the shared pairs over all pairs; or, when one address only leaves lines out, the share of its pairs found in the other. 0..1
 *
 * @param common pairs of letters that are in both
 */
export function likenessOf(common: number, lengthA: number, lengthB: number): number {
  const shortest = Math.min(lengthA, lengthB)
  if (shortest === 0) return 0
  const dice = (2 * common) / (lengthA + lengthB)
  return shortest < SHORTEST_LINE ? dice : Math.max(dice, (common / shortest) * LINES_LEFT_OUT)
}

function takenApart(address: string): Taken {
  const known = remembered.get(address)
  if (known) return known
  const taken = { number: houseNumber(address), letters: streetLetters(address) }
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(address, taken)
  return taken
}

function startsWithDigit(word: string): boolean {
  const first = word.charCodeAt(0)
  return first >= 48 && first <= 57
}

/** How many numbers are in both of two lists in order: `lengthA` numbers of `a` from `startA` on, and so of `b`. */
export function inBoth(
  a: Int32Array,
  startA: number,
  lengthA: number,
  b: Int32Array,
  startB: number,
  lengthB: number,
): number {
  const endA = startA + lengthA
  const endB = startB + lengthB
  let count = 0
  let i = startA
  let j = startB
  while (i < endA && j < endB) {
    const one = a[i] ?? 0
    const two = b[j] ?? 0
    if (one === two) count++
    if (one <= two) i++
    if (two <= one) j++
  }
  return count
}
