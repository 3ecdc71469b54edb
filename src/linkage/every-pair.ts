import type { Blocks } from './blocks.ts'
import { sharedInts } from './rows/ints.ts'

/** Up to so many pairs a file is compared whole: it takes about a second, and no pair of one person is missed. */
export const MOST_PAIRS = 2_000_000

/** What the rule is called in the report. */
export const EVERY_PAIR = 'every pair'

/** Whether a file of so many records is small enough to compare every pair. */
export function isSmall(records: number): boolean {
  return (records * (records - 1)) / 2 <= MOST_PAIRS
}

/** One rule with one block of all records, for a small file. Copies of another record are not in it. */
export function everyPair(records: number, copies: ReadonlyMap<number, number> = new Map()): Blocks[] {
  const entryStart = sharedInts(records + 1)
  const members = sharedInts(records - copies.size)
  let entries = 0
  for (let record = 0; record < records; record++) {
    if (!copies.has(record)) members[entries++] = record
    entryStart[record + 1] = entries
  }
  const entryNext = sharedInts(entries)
  for (let entry = 0; entry < entries; entry++) entryNext[entry] = entry + 1
  const size = { blocks: Number(entries > 1), largest: entries > 1 ? entries : 0, refined: 0, pairsLeftOut: 0 }
  return [
    {
      rule: EVERY_PAIR,
      entryStart,
      entryNext,
      entryEnd: sharedInts(entries).fill(entries),
      members,
      size,
    },
  ]
}
