import type { Blocks } from './blocks.ts'

/** Receives a record and its partners in `partners[0 … count − 1]`; the array is used again for the next record. */
export type VisitPartners = (record: number, partners: Int32Array, count: number) => void

/**
 * Visit every pair of records that shares a block, once: for each record from `from` to `to` − 1, its partners with a higher number.
 *
 * @returns for each rule, how many pairs it was the first to find
 */
export function eachCandidate(blocks: readonly Blocks[], from: number, to: number, visit: VisitPartners): Float64Array {
  return candidateFinder(blocks)(from, to, visit)
}

/**
 * The same for one range of records after another.
 *
 * Ranges cover a file between them without overlap, so they may be given to several threads; the pairs of a range do not depend on
 * the others.
 */
export function candidateFinder(
  blocks: readonly Blocks[],
): (from: number, to: number, visit: VisitPartners) => Float64Array {
  const records = Math.max(0, ...blocks.map(rule => rule.entryStart.length - 1))
  const seenIn = new Int32Array(records)
  const partners = new Int32Array(records)
  let turn = 0
  return (from, to, visit) => {
    const foundBy = new Float64Array(blocks.length)
    for (let record = from; record < to; record++) {
      let count = 0
      turn++
      for (let rule = 0; rule < blocks.length; rule++) {
        const before = count
        const here = blocks[rule]
        if (here === undefined) continue
        const lastEntry = here.entryStart[record + 1] ?? 0
        for (let entry = here.entryStart[record] ?? 0; entry < lastEntry; entry++) {
          const end = here.entryEnd[entry] ?? 0
          for (let at: number = here.entryNext[entry] ?? 0; at < end; at++) {
            const partner = here.members[at] ?? 0
            if (seenIn[partner] === turn) continue
            seenIn[partner] = turn
            partners[count++] = partner
          }
        }
        foundBy[rule] = (foundBy[rule] ?? 0) + count - before
      }
      if (count > 0) visit(record, partners, count)
    }
    return foundBy
  }
}

/** How many pairs share a block, each counted once. */
export function countCandidates(blocks: readonly Blocks[], records: number): number {
  let total = 0
  eachCandidate(blocks, 0, records, (_, __, count) => {
    total += count
  })
  return total
}
