import type { Column } from './columns.ts'

/** The keys of one rule for every record of a file, as two whole numbers of 32 bits each: those of record r from `start[r]` on. */
export interface RuleKeys {
  readonly rule: string
  readonly start: Int32Array
  readonly high: Uint32Array
  readonly low: Uint32Array
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

/**
 * Blocks of one rule.
 *
 * @param limit a block with more records is refined: split by each of the `refiners`, and the parts that are still above it are left out
 */
export function buildBlocks(keys: RuleKeys, refiners: readonly Column[], limit: number): Blocks {
  const records = keys.start.length - 1
  const whole = numberKeys(keys)
  const sizes = blockSizes(whole)
  const refined = refine(whole, sizes, refiners, limit)
  const parts = refined.entries
  const partSizes = blockSizes(parts)
  const usable = (block: number): boolean => {
    const size = partSizes[block] ?? 0
    return size > 1 && size <= limit
  }

  const memberStart = new Int32Array(parts.count + 1)
  let largest = 0
  let blocks = 0
  let pairsTaken = 0
  for (let block = 0; block < parts.count; block++) {
    const size = usable(block) ? (partSizes[block] ?? 0) : 0
    memberStart[block + 1] = (memberStart[block] ?? 0) + size
    if (size > 0) blocks++
    if (size > largest) largest = size
    if (block >= whole.count) pairsTaken += (size * (size - 1)) / 2
  }

  const entryStart = new Int32Array(records + 1)
  const used = memberStart[parts.count] ?? 0
  const entryNext = new Int32Array(used)
  const entryEnd = new Int32Array(used)
  const members = new Int32Array(used)
  const fill = memberStart.slice()
  let entry = 0
  for (let record = 0; record < records; record++) {
    for (let at = parts.start[record] ?? 0; at < (parts.start[record + 1] ?? 0); at++) {
      const block = parts.block[at] ?? 0
      if (!usable(block)) continue
      const place = fill[block] ?? 0
      members[place] = record
      fill[block] = place + 1
      entryNext[entry] = place + 1
      entryEnd[entry] = memberStart[block + 1] ?? 0
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
function numberKeys({ start: from, high, low }: RuleKeys): Entries {
  const records = from.length - 1
  const register = keyRegister(high, low)
  const start = new Int32Array(records + 1)
  const block = new Int32Array(high.length)
  let used = 0
  for (let record = 0; record < records; record++) {
    const first = used
    const end = from[record + 1] ?? 0
    for (let at = from[record] ?? 0; at < end; at++) {
      const number = register.numberOf(at)
      let seen = first
      while (seen < used && block[seen] !== number) seen++
      if (seen === used) block[used++] = number
    }
    start[record + 1] = used
  }
  return { count: register.count(), start, block: block.subarray(0, used) }
}

/** A table of the different keys, with open addressing. */
function keyRegister(high: Uint32Array, low: Uint32Array) {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, high.length * 1.5)))
  const firstOf = new Int32Array(slots).fill(-1)
  const numberAt = new Int32Array(slots)
  let count = 0
  return {
    count: () => count,
    numberOf: (at: number): number => {
      let slot = (low[at] ?? 0) & (slots - 1)
      for (;;) {
        const known = firstOf[slot] ?? -1
        if (known < 0) {
          firstOf[slot] = at
          numberAt[slot] = count
          return count++
        }
        if (low[known] === low[at] && high[known] === high[at]) return numberAt[slot] ?? 0
        slot = (slot + 1) & (slots - 1)
      }
    },
  }
}

function blockSizes(entries: Entries): Int32Array {
  const sizes = new Int32Array(entries.count)
  for (const block of entries.block) sizes[block] = (sizes[block] ?? 0) + 1
  return sizes
}

interface Refined {
  readonly entries: Entries
  /** Blocks that were above the limit, and the pairs in them. */
  readonly blocks: number
  readonly pairs: number
}

/** Replaces each entry of a block above the limit by one for each further value that the record has. */
function refine(whole: Entries, sizes: Int32Array, refiners: readonly Column[], limit: number): Refined {
  let blocks = 0
  let pairs = 0
  for (const size of sizes) {
    if (size <= limit) continue
    blocks++
    pairs += (size * (size - 1)) / 2
  }
  if (blocks === 0) return { entries: whole, blocks, pairs }

  const numbers = new Map<string, number>()
  const start = new Int32Array(whole.start.length)
  const block: number[] = []
  for (let record = 0; record + 1 < whole.start.length; record++) {
    for (let at = whole.start[record] ?? 0; at < (whole.start[record + 1] ?? 0); at++) {
      const original = whole.block[at] ?? 0
      if ((sizes[original] ?? 0) <= limit) {
        block.push(original)
        continue
      }
      for (const [which, refiner] of refiners.entries()) {
        const value = refiner.valueOf[record] ?? -1
        if (value < 0) continue
        const key = `${original} ${which} ${value}`
        const number = numbers.get(key) ?? whole.count + numbers.size
        numbers.set(key, number)
        block.push(number)
      }
    }
    start[record + 1] = block.length
  }
  return { entries: { count: whole.count + numbers.size, start, block: Int32Array.from(block) }, blocks, pairs }
}
