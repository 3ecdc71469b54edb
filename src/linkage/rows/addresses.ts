import { bitsIn } from '../metrics/bits.ts'
import { houseNumber, inBoth, likenessOf, SAME_STREET, streetLetters, streetLevel } from '../compare/address.ts'
import { type GrowingInts, growingInts, type Ints, shared, textNumbers } from './ints.ts'

/** Different addresses as numbers, each taken apart once. */
export interface Addresses {
  /** For each address `WIDTH` numbers: where its pairs of letters begin, how many they are, two numbers of bits for which they are, its house number. */
  readonly cells: Ints
  /** Pairs of neighbouring letters of each street, in order. */
  readonly pairs: Ints
}

/** Addresses as they come. */
export interface AddressRegister {
  numberOf(address: string): number
  /** All addresses so far, and those that are still to come. */
  readonly addresses: Readonly<Record<keyof Addresses, GrowingInts>>
}

/** The addresses of now, for other threads. */
export function sharedAddresses({ cells, pairs }: AddressRegister['addresses']): Addresses {
  return { cells: shared(cells), pairs: shared(pairs) }
}

const WIDTH = 5
const [COUNT, ONE, TWO, HOUSE] = [1, 2, 3, 4]
const SAME = 0
const OTHER = 3
const ROUNDING = 1e-9

/** An empty register of addresses. */
export function addressRegister(): AddressRegister {
  const register = textNumbers()
  const houses = textNumbers()
  const cells = growingInts()
  const pairs = growingInts()

  function takeApart(address: string): void {
    const letters = streetLetters(address)
    cells.push(pairs.size)
    cells.push(letters.length)
    let one = 0
    let two = 0
    for (const pair of letters) {
      const hash = Math.imul(pair ^ (pair >>> 16), 0x9e3779b1) >>> 26
      if (hash < 32) one |= 1 << hash
      else two |= 1 << (hash & 31)
      pairs.push(pair)
    }
    cells.push(one)
    cells.push(two)
    cells.push(houses.numberOf(houseNumber(address)))
  }

  return {
    numberOf: address => {
      const before = register.texts.length
      const number = register.numberOf(address)
      if (number === before) takeApart(address)
      return number
    },
    addresses: { cells, pairs },
  }
}

/** Index in ADDRESS_LEVELS for two addresses by their numbers, as `addressLevel` gives it. */
export function addressLevels(addresses: Addresses): (left: number, right: number) => number {
  return (left, right) => {
    const cells = addresses.cells.numbers
    const pairs = addresses.pairs.numbers
    if (left === right) return SAME
    const a = left * WIDTH
    const b = right * WIDTH
    const lengthA = cells[a + COUNT] ?? 0
    const lengthB = cells[b + COUNT] ?? 0
    if (likenessOf(mostShared(cells, a, b), lengthA, lengthB) < SAME_STREET - ROUNDING) return OTHER
    const alike = likenessOf(inBoth(pairs, cells[a] ?? 0, lengthA, pairs, cells[b] ?? 0, lengthB), lengthA, lengthB)
    return streetLevel(alike, cells[a + HOUSE] === cells[b + HOUSE])
  }
}

/** The most pairs of letters that two streets can share: a bit that only one has is a pair, or more, that they do not. */
function mostShared(cells: Int32Array, a: number, b: number): number {
  const oneA = cells[a + ONE] ?? 0
  const oneB = cells[b + ONE] ?? 0
  const twoA = cells[a + TWO] ?? 0
  const twoB = cells[b + TWO] ?? 0
  return Math.min(
    (cells[a + COUNT] ?? 0) - bitsIn(oneA & ~oneB) - bitsIn(twoA & ~twoB),
    (cells[b + COUNT] ?? 0) - bitsIn(oneB & ~oneA) - bitsIn(twoB & ~twoA),
  )
}
