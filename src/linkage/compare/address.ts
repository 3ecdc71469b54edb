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
  readonly pairs: readonly number[]
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
  const alike = likeness(left.pairs, right.pairs)
  if (alike >= CLOSE && left.number === right.number) return 1
  return alike >= SAME_STREET ? 2 : 3
}

/** Numbers of an address in order: '12', '3 12' for flat 3 at number 12. */
export function houseNumber(address: string): string {
  return takenApart(address).number
}

function takenApart(address: string): Taken {
  const known = remembered.get(address)
  if (known) return known
  const words = address.split(' ')
  const street = words.filter(word => !/^\d/.test(word) && word !== 'flat').join('')
  const taken = { number: words.filter(word => /^\d/.test(word)).join(' '), pairs: letterPairs(street) }
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(address, taken)
  return taken
}

function letterPairs(text: string): readonly number[] {
  const pairs: number[] = []
  for (let i = 1; i < text.length; i++) pairs.push(text.charCodeAt(i - 1) * 65_536 + text.charCodeAt(i))
  return pairs.sort((one, two) => one - two)
}

/** Twice the shared pairs over all pairs; or, when one address only leaves lines out, the share of its pairs found in the other. 0..1 */
function likeness(a: readonly number[], b: readonly number[]): number {
  const shortest = Math.min(a.length, b.length)
  if (shortest === 0) return 0
  const common = shared(a, b)
  const dice = (2 * common) / (a.length + b.length)
  return shortest < SHORTEST_LINE ? dice : Math.max(dice, (common / shortest) * LINES_LEFT_OUT)
}

function shared(a: readonly number[], b: readonly number[]): number {
  let count = 0
  let j = 0
  for (const pair of a) {
    while (j < b.length && (b[j] ?? 0) < pair) j++
    if (b[j] === pair) {
      count++
      j++
    }
  }
  return count
}
