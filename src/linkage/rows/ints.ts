/** Whole numbers side by side in memory that threads share. */
export type SharedInts = Int32Array<SharedArrayBuffer>

/** So many numbers, all 0, in memory that threads share. */
export function sharedInts(length: number): SharedInts {
  return new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT))
}

/** Whole numbers side by side; where they are may change as they grow, so it is asked for anew each time. */
export interface Ints {
  readonly numbers: Int32Array
}

/** A list of whole numbers of 32 bits that grows. */
export interface GrowingInts extends Ints {
  readonly size: number
  push(number: number): void
}

const FIRST_CAPACITY = 1 << 10

/** An empty list. */
export function growingInts(): GrowingInts {
  const list = {
    numbers: new Int32Array(FIRST_CAPACITY),
    size: 0,
    push(number: number): void {
      if (list.size === list.numbers.length) list.numbers = enlarged(list.numbers, list.size * 2)
      list.numbers[list.size++] = number
    },
  }
  return list
}

/** A copy with room for more, all 0. */
export function enlarged(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length)
  larger.set(numbers)
  return larger
}

/** The numbers of a list in memory that threads share. */
export function shared({ numbers, size }: GrowingInts): Ints {
  const copy = sharedInts(size)
  copy.set(numbers.subarray(0, size))
  return { numbers: copy }
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
