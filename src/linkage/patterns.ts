import { type Column, encodeColumn } from './columns.ts'

/** What a file is compared by. */
export interface PairComparison<T> {
  readonly name: string
  /** How many levels there are. */
  readonly levels: number
  /** Everything that the level depends on; undefined when missing. */
  key(record: T): string | undefined
  /** 0 … levels − 1, or −1 when a value is missing on either side; symmetric. */
  level(a: T, b: T): number
}

/** A comparison over a whole file. */
export interface PairLevels {
  readonly name: string
  readonly levels: number
  /** Level of two records by number; −1 when a value is missing on either side. */
  levelOf(left: number, right: number): number
}

/** The same with each record's value as a number. */
export interface ComparedColumn extends PairLevels {
  readonly column: Column
}

/** Pairs of records, by number; the first `count` rows of both arrays. */
export interface PairBatch {
  readonly left: Int32Array
  readonly right: Int32Array
  count: number
}

/** Up to this many cells, a column's levels are kept in a square of all its values. */
const LARGEST_SQUARE = 1 << 20
/** Otherwise in a table of this many slots: small enough to stay in the processor's cache. */
const SLOTS = 1 << 16
const UNKNOWN = -2

/**
 * Compare a column of records: values are compared through the first records that have them. What was found is remembered by
 * value, all of it for few values, else the latest.
 */
export function compareColumn<T>(records: readonly T[], comparison: PairComparison<T>): ComparedColumn {
  const column = encodeColumn(records, record => comparison.key(record))
  const values = column.firstRecord.length
  const compareValues = (low: number, high: number): number => {
    const left = records[column.firstRecord[low] ?? 0]
    const right = records[column.firstRecord[high] ?? 0]
    return left === undefined || right === undefined ? -1 : comparison.level(left, right)
  }
  const levelOf = values * values <= LARGEST_SQUARE ? inSquare(column, compareValues) : inSlots(column, compareValues)
  return { name: comparison.name, levels: comparison.levels, column, levelOf }
}

type CompareValues = (low: number, high: number) => number

function inSquare({ valueOf, firstRecord }: Column, compareValues: CompareValues): ComparedColumn['levelOf'] {
  const values = firstRecord.length
  const known = new Int8Array(values * values).fill(UNKNOWN)
  return (left, right) => {
    const a = valueOf[left] ?? -1
    const b = valueOf[right] ?? -1
    if (a < 0 || b < 0) return -1
    const cell = a * values + b
    let level = known[cell] ?? UNKNOWN
    if (level === UNKNOWN) {
      level = compareValues(a, b)
      known[cell] = level
    }
    return level
  }
}

function inSlots({ valueOf, firstRecord }: Column, compareValues: CompareValues): ComparedColumn['levelOf'] {
  const values = firstRecord.length
  const withItself = new Int8Array(values).fill(UNKNOWN)
  const keys = new Float64Array(SLOTS).fill(-1)
  const levels = new Int8Array(SLOTS)
  return (left, right) => {
    const a = valueOf[left] ?? -1
    const b = valueOf[right] ?? -1
    if (a < 0 || b < 0) return -1
    if (a === b) {
      let level = withItself[a] ?? UNKNOWN
      if (level === UNKNOWN) {
        level = compareValues(a, a)
        withItself[a] = level
      }
      return level
    }
    const low = a < b ? a : b
    const high = a < b ? b : a
    const key = low * values + high
    const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
    const slot = (mixed ^ (mixed >>> 15)) & (SLOTS - 1)
    if (keys[slot] === key) return levels[slot] ?? -1
    const level = compareValues(low, high)
    keys[slot] = key
    levels[slot] = level
    return level
  }
}

/** Write the levels of a batch of pairs, one array for each column; a column at a time, so that its table stays close at hand. */
export function writeLevels(columns: readonly PairLevels[], pairs: PairBatch, levels: readonly Int8Array[]): void {
  for (const [at, column] of columns.entries()) {
    const out = levels[at]
    if (out) fill(column.levelOf, pairs, out)
  }
}

function fill(levelOf: PairLevels['levelOf'], { left, right, count }: PairBatch, out: Int8Array): void {
  for (let row = 0; row < count; row++) out[row] = levelOf(left[row] ?? 0, right[row] ?? 0)
}
