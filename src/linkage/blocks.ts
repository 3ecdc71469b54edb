import { sharedInts } from './rows/ints.ts'

/** The keys of one rule for every record of a file, as two whole numbers of 32 bits each: those of record r from `start[r]` on. */
export interface RuleKeys {
  readonly rule: string
  readonly start: Int32Array
  readonly high: Int32Array
  readonly low: Int32Array
}

/** The blocks that one rule makes, for counting through by record. A record that shares no key appears in none. */
export interface Blocks {
  readonly rule: string
  /** Entries of record r are `entryStart[r]` … `entryStart[r + 1]` − 1: one for each block that it is in. */
  readonly entryStart: Int32Array
  /** For each entry, the place after the record's own in `members`. */
  readonly entryNext: Int32Array
  /** For each entry, the end of its block in `members`. */
  readonly entryEnd: Int32Array
  /** Record numbers of each block, ascending, one block after another. */
  readonly members: Int32Array
  readonly size: BlockSizes
}

/** What became of the blocks of one rule. */
export interface BlockSizes {
  /** Blocks of two or more records that are used. */
  readonly blocks: number
  readonly largest: number
  /** Blocks above the limit: instead of all pairs, only those that agree exactly on a second thing were taken. */
  readonly refined: number
  /** Pairs in those blocks that were left out, at most. */
  readonly pairsLeftOut: number
}

const NONE: ReadonlyMap<number, unknown> = new Map()

/** Gives a record's value of one thing as a whole number, −1 where it has none. */
export type Refiner = (record: number) => number

/**
 * Blocks of one rule.
 *
 * @param limit a block with more records is refined: split by each of the `refiners`, and the parts that are still above it are left out
 * @param leftOut records that are in no block
 */
export function buildBlocks(
  keys: RuleKeys,
  refiners: readonly Refiner[],
  limit: number,
  leftOut: ReadonlyMap<number, unknown> = NONE,
): Blocks {
  const records = keys.start.length - 1
  const whole = numberKeys(keys, leftOut)
  const sizes = blockSizes(whole)
  const refined = refine(whole, sizes, refiners, limit)
  const parts = refined.entries
  const partSizes = parts === whole ? sizes : blockSizes(parts)

  const memberStart = new Int32Array(parts.count + 1)
  let largest = 0
  let blocks = 0
  let pairsTaken = 0
  for (let block = 0; block < parts.count; block++) {
    const all = partSizes[block] ?? 0
    // A block that is not used counts no members.
    const size = all > 1 && all <= limit ? all : 0
    memberStart[block + 1] = (memberStart[block] ?? 0) + size
    if (size > 0) blocks++
    if (size > largest) largest = size
    if (block >= whole.count) pairsTaken += (size * (size - 1)) / 2
  }

  const used = memberStart[parts.count] ?? 0
  const entryStart = sharedInts(records + 1)
  const entryNext = sharedInts(used)
  const entryEnd = sharedInts(used)
  const members = sharedInts(used)
  const fill = memberStart.slice()
  let entry = 0
  for (let record = 0; record < records; record++) {
    const last = parts.start[record + 1] ?? 0
    for (let at = parts.start[record] ?? 0; at < last; at++) {
      const block = parts.block[at] ?? 0
      const end = memberStart[block + 1] ?? 0
      const place = fill[block] ?? 0
      if (place === end) continue
      members[place] = record
      fill[block] = place + 1
      entryNext[entry] = place + 1
      entryEnd[entry] = end
      entry++
    }
    entryStart[record + 1] = entry
  }
  const size = { blocks, largest, refined: refined.blocks, pairsLeftOut: Math.max(0, refined.pairs - pairsTaken) }
  return { rule: keys.rule, entryStart, entryNext, entryEnd, members, size }
}

/** Which blocks each record is in: those of record r are `block[start[r]]` … `block[start[r + 1] − 1]`. */
interface Entries {
  readonly count: number
  readonly start: Int32Array
  readonly block: Int32Array
}

/** Numbers the different keys as they come. A key that a record has twice counts once. */
function numberKeys({ start: from, high, low }: RuleKeys, leftOut: ReadonlyMap<number, unknown>): Entries {
  const records = from.length - 1
  const register = keyRegister(high.length)
  const start = new Int32Array(records + 1)
  const block = new Int32Array(high.length)
  let used = 0
  for (let record = 0; record < records; record++) {
    const first = used
    const end = leftOut.has(record) ? 0 : (from[record + 1] ?? 0)
    for (let at = from[record] ?? 0; at < end; at++) {
      const number = register.numberOf(high[at] ?? 0, low[at] ?? 0)
      let seen = first
      while (seen < used && block[seen] !== number) seen++
      if (seen === used) block[used++] = number
    }
    start[record + 1] = used
  }
  return { count: register.count(), start, block: block.subarray(0, used) }
}

/** Where in a slot: the two halves of the key, and its number, counted from 1. */
const SLOT = 4
const [LOW, HIGH, NUMBER] = [0, 1, 2]

/** A table of different keys, at most so many, with open addressing; a slot lies in one place of memory. */
function keyRegister(most: number) {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, most * 1.5)))
  const table = new Int32Array(slots * SLOT)
  let count = 0
  return {
    count: () => count,
    numberOf: (high: number, low: number): number => {
      let slot = (low & (slots - 1)) * SLOT
      for (;;) {
        const number = table[slot + NUMBER] ?? 0
        if (number === 0) {
          table[slot + LOW] = low
          table[slot + HIGH] = high
          table[slot + NUMBER] = ++count
          return count - 1
        }
        if (table[slot + LOW] === (low | 0) && table[slot + HIGH] === (high | 0)) return number - 1
        slot = (slot + SLOT) & (slots * SLOT - 1)
      }
    },
  }
}

function blockSizes({ count, block }: Entries): Int32Array {
  const sizes = new Int32Array(count)
  for (let at = 0; at < block.length; at++) {
    const number = block[at] ?? 0
    sizes[number] = (sizes[number] ?? 0) + 1
  }
  return sizes
}

interface Refined {
  readonly entries: Entries
  /** Blocks that were above the limit, and the pairs in them. */
  readonly blocks: number
  readonly pairs: number
}

/** Replaces each entry of a block above the limit by one for each further value that the record has. */
function refine(whole: Entries, sizes: Int32Array, refiners: readonly Refiner[], limit: number): Refined {
  let blocks = 0
  let pairs = 0
  let inThem = 0
  for (let block = 0; block < sizes.length; block++) {
    const size = sizes[block] ?? 0
    if (size <= limit) continue
    blocks++
    pairs += (size * (size - 1)) / 2
    inThem += size
  }
  if (blocks === 0) return { entries: whole, blocks, pairs }

  const register = keyRegister(inThem * refiners.length)
  const start = new Int32Array(whole.start.length)
  const block = new Int32Array(whole.block.length - inThem + inThem * refiners.length)
  let used = 0
  for (let record = 0; record + 1 < whole.start.length; record++) {
    const last = whole.start[record + 1] ?? 0
    for (let at = whole.start[record] ?? 0; at < last; at++) {
      const original = whole.block[at] ?? 0
      if ((sizes[original] ?? 0) <= limit) {
        block[used++] = original
        continue
      }
      for (let which = 0; which < refiners.length; which++) {
        const value = refiners[which]?.(record) ?? -1
        if (value < 0) continue
        const part = Math.imul(original, 31) + which
        const low = mixed(mixed(part, 0x9e3779b1) ^ value, 0x85ebca6b)
        block[used++] = whole.count + register.numberOf(mixed(value + part, 0xc2b2ae35) ^ original, low)
      }
    }
    start[record + 1] = used
  }
  return { entries: { count: whole.count + register.count(), start, block: block.subarray(0, used) }, blocks, pairs }
}

function mixed(number: number, factor: number): number {
  const product = Math.imul(number ^ (number >>> 16), factor)
  return product ^ (product >>> 13)
}

/** Pairs in some blocks; one that is in two of them counts twice. */
export function pairsIn(blocks: readonly Blocks[]): number {
  let pairs = 0
  for (const { entryNext, entryEnd } of blocks) {
    for (let entry = 0; entry < entryNext.length; entry++) pairs += (entryEnd[entry] ?? 0) - (entryNext[entry] ?? 0)
  }
  return pairs
}
