import type { BlockingRule } from './blocking.ts'
import type { RuleKeys } from './blocks.ts'
import type { Clues } from './clues.ts'
import { type SharedInts, sharedInts } from './rows/ints.ts'

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
  const start = sharedInts(records + 1)
  let size = 0
  let high = sharedInts(Math.max(16, records))
  let low = sharedInts(Math.max(16, records))
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

function doubled(numbers: SharedInts): SharedInts {
  const larger = sharedInts(numbers.length * 2)
  larger.set(numbers)
  return larger
}
