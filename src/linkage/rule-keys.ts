import type { BlockingRule } from './blocking.ts'
import type { RuleKeys } from './blocks.ts'
import { cluesOf } from './clues.ts'
import type { Comparable } from './comparable.ts'

/** The keys of every record by every rule, none for those left out; what they are made of is worked out once for each record. */
export function keysByRule(
  rules: readonly BlockingRule[],
  people: readonly Comparable[],
  isLeftOut: (record: number) => boolean,
): RuleKeys[] {
  const columns = rules.map(rule => ({ rule, keys: growingKeys(people.length) }))
  for (const [record, person] of people.entries()) {
    const clues = isLeftOut(record) ? undefined : cluesOf(person)
    for (const { rule, keys } of columns) {
      if (clues !== undefined) rule.eachKey(clues, keys.add)
      keys.endRecord(record)
    }
  }
  return columns.map(({ rule, keys }) => ({ rule: rule.name, ...keys.table() }))
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
