import type { BlockingRule } from './blocking.ts'
import type { RuleKeys } from './blocks.ts'
import type { Clues } from './clues.ts'

/** The keys of records by every rule, one record after another. */
export interface KeyMaker {
  add(clues: Clues): void
  keys(): RuleKeys[]
}

/** No keys yet, of so many records. */
export function keyMaker(rules: readonly BlockingRule[], records: number): KeyMaker {
  const columns = rules.map(rule => ({ rule, keys: growingKeys(records) }))
  let record = 0
  return {
    add: clues => {
      for (const { rule, keys } of columns) {
        rule.eachKey(clues, keys.add)
        keys.endRecord(record)
      }
      record++
    },
    keys: () => columns.map(({ rule, keys }) => ({ rule: rule.name, ...keys.table() })),
  }
}

function growingKeys(records: number) {
  const start = new Int32Array(records + 1)
  let size = 0
  let high = new Uint32Array(Math.max(16, records))
  let low = new Uint32Array(Math.max(16, records))
  return {
    add: (one: number, other: number): void => {
      if (size === high.length) {
        high = doubled(high)
        low = doubled(low)
      }
      high[size] = one
      low[size] = other
      size++
    },
    endRecord: (record: number): void => {
      start[record + 1] = size
    },
    table: () => ({ start, high: high.subarray(0, size), low: low.subarray(0, size) }),
  }
}

function doubled(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
