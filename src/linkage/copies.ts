import type { Comparable } from './comparable.ts'
import { decide } from './decide.ts'
import type { PersonModel } from './model.ts'
import type { ComparedColumn } from './patterns.ts'
import { WIDTH } from './rows/layout.ts'
import type { Rows } from './rows/rows.ts'
import { scorePair } from './score.ts'

/** Up to so many records that say the same are compared like any others; of more, one stands for all. */
const MOST_ALIKE = 10

/**
 * Records that say the same as many others in everything that is compared, if that is enough to join them: for each of them the
 * first that says it. Time and memory grow with the records; comparing them in pairs would grow with the square.
 *
 * @param model with the thresholds for so many records
 */
export function findCopies(
  people: readonly Comparable[],
  rows: Rows,
  extraColumns: readonly ComparedColumn[],
  model: PersonModel,
): ReadonlyMap<number, number> {
  const cells = [
    ...cellsOf(rows),
    ...extraColumns.map(
      ({ column: { valueOf } }) =>
        (record: number) =>
          valueOf[record] ?? -1,
    ),
  ]
  const hashes = hashRecords(people.length, cells)
  const often = metOften(hashes)
  if (often.size === 0) return often
  const groups = new Map<number, number[]>()
  for (const [record, hash] of hashes.entries()) {
    if (!often.has(hash)) continue
    const group = groups.get(hash)
    if (group) group.push(record)
    else groups.set(hash, [record])
  }
  const copies = new Map<number, number>()
  for (const [first = 0, ...rest] of groups.values()) {
    const alike = rest.filter(record => cells.every(cell => cell(record) === cell(first)))
    if (alike.length >= MOST_ALIKE && joinsItself(people[first], model)) {
      for (const record of alike) copies.set(record, first)
    }
  }
  return copies
}

/** Hashes of more records than are compared like any others, with how many that is. */
function metOften(hashes: Float64Array): ReadonlyMap<number, number> {
  const sorted = hashes.toSorted()
  const often = new Map<number, number>()
  let start = 0
  for (let at = 1; at <= sorted.length; at++) {
    if (sorted[at] === sorted[start]) continue
    if (at - start > MOST_ALIKE) often.set(sorted[start] ?? 0, at - start)
    start = at
  }
  return often
}

function joinsItself(person: Comparable | undefined, model: PersonModel): boolean {
  return person !== undefined && decide(scorePair(model, person, person), model.thresholds) === 'join'
}

const FACTOR = 0x9e3779b1

type Cell = (record: number) => number

/** Everything that a row says. */
function cellsOf({ cells: { numbers: cells } }: Rows): Cell[] {
  return Array.from({ length: WIDTH }, (_, cell) => record => cells[record * WIDTH + cell] ?? 0)
}

/** A number of 52 bits for each record, equal where all values are. */
function hashRecords(records: number, cells: readonly Cell[]): Float64Array {
  const high = new Uint32Array(records)
  const low = new Uint32Array(records)
  for (const cell of cells) {
    for (let record = 0; record < records; record++) {
      const value = cell(record) + 2
      low[record] = Math.imul((low[record] ?? 0) ^ value, FACTOR) ^ ((low[record] ?? 0) >>> 15)
      high[record] = Math.imul((high[record] ?? 0) + value, FACTOR) ^ ((low[record] ?? 0) >>> 13)
    }
  }
  return Float64Array.from(high, (bits, record) => (bits >>> 12) * 2 ** 32 + (low[record] ?? 0))
}
