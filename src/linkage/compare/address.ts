/** How two addresses agree, best first. */
export const ADDRESS_LEVELS = ['same', 'close', 'same street', 'other'] as const

const CLOSE = 0.75
const SAME_STREET = 0.65
const LINES_LEFT_OUT = 0.9
const SHORTEST_LINE = 6
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
  return (left, right) => {
    const one = taken[left]
    const two = taken[right]
    return left === right || !one || !two ? 0 : differentAddresses(one, two)
  }
}

function differentAddresses(left: Taken, right: Taken): number {
  const alike = likeness(left.pairs, right.pairs)
  if (alike >= CLOSE && left.number === right.number) return 1
  return alike >= SAME_STREET ? 2 : 3
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
  const shortest = Math.min(a.length, b.length)
  if (shortest === 0) return 0
  const common = shared(a, b)
  const dice = (2 * common) / (a.length + b.length)
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
