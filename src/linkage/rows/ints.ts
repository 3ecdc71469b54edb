/** Whole numbers side by side in memory that threads share. */
export type SharedInts = Int32Array<SharedArrayBuffer>

/** So many numbers, all 0, in memory that threads share. */
export function sharedInts(length: number): SharedInts {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}

/** A list of whole numbers of 32 bits that grows. */
export interface GrowingInts {
  readonly size: () => number
  push(number: number): void
  /** What was pushed so far, in memory that threads share. */
  shared(): SharedInts
}

const FIRST_CAPACITY = 1 << 10

/** An empty list. */
export function growingInts(): GrowingInts {
  let numbers = new Int32Array(FIRST_CAPACITY)
  let size = 0
  return {
    size: () => size,
    push: number => {
      if (size === numbers.length) {
        const larger = new Int32Array(size * 2)
        larger.set(numbers)
        numbers = larger
      }
      numbers[size++] = number
    },
    shared: () => {
      const copy = sharedInts(size)
      copy.set(numbers.subarray(0, size))
      return copy
    },
  }
}

/** A register of texts: each different one has a number, from 0 up in order of first appearance. */
export interface TextNumbers {
  readonly texts: readonly string[]
  numberOf(text: string): number
}

/** An empty register. */
export function textNumbers(): TextNumbers {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  return {
    texts,
    numberOf: text => {
      const known = numbers.get(text)
      if (known !== undefined) return known
      const number = texts.push(text) - 1
      numbers.set(text, number)
      return number
    },
  }
}
