/** One value for each record, as a number: equal values have equal numbers, from 0 up in order of first appearance. */
export interface Column {
  /** −1 where the value is missing */
  readonly valueOf: Int32Array
  /** For each value the first record that has it. */
  readonly firstRecord: Int32Array
}

/** Number the distinct values of a column. */
export function encodeColumn<T>(records: readonly T[], valueOf: (record: T) => string | undefined): Column {
  const numbers = new Map<string, number>()
  const firstRecord: number[] = []
  const values = new Int32Array(records.length).fill(-1)
  for (const [at, record] of records.entries()) {
    const value = valueOf(record)
    if (value === undefined) continue
    let number = numbers.get(value)
    if (number === undefined) {
      number = numbers.size
      numbers.set(value, number)
      firstRecord.push(at)
    }
    values[at] = number
  }
  return { valueOf: values, firstRecord: Int32Array.from(firstRecord) }
}
