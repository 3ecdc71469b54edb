import { encodeColumn } from './columns.ts'
import { compareExtra, type ExtraComparison } from './extras.ts'
import { type ComparedColumn, compareColumn } from './patterns.ts'
import { sharedInts } from './rows/ints.ts'

/** The values of an extra comparison: the different ones as texts, ready to compare, and for each record which of them it has, −1 where none. */
export interface ExtraValues {
  readonly texts: readonly string[]
  readonly valueOf: Int32Array
}

/**
 * Number the distinct values of each extra comparison.
 *
 * @param values for each record its values, in the order of `extras`, ready to compare
 */
export function numberExtras(
  extras: readonly ExtraComparison[],
  values: readonly (readonly string[])[],
): readonly ExtraValues[] {
  return extras.map((_, at) => {
    const column = encodeColumn(values, row => row[at] || undefined)
    const valueOf = sharedInts(values.length)
    valueOf.set(column.valueOf)
    return { texts: Array.from(column.firstRecord, record => values[record]?.[at] ?? ''), valueOf }
  })
}

/** Compare the numbered values of each extra comparison. */
export function extraColumns(
  extras: readonly ExtraComparison[],
  values: readonly ExtraValues[],
): readonly ComparedColumn[] {
  return extras.flatMap((extra, at) => {
    const of = values[at]
    return of ? [columnOf(extra, of)] : []
  })
}

function columnOf(extra: ExtraComparison, { texts, valueOf }: ExtraValues): ComparedColumn {
  const { name, levels, column, levelOf } = compareColumn(texts, compareExtra(extra))
  return {
    name,
    levels,
    column: { valueOf, firstRecord: column.firstRecord },
    levelOf: (left, right) => {
      const a = valueOf[left] ?? -1
      const b = valueOf[right] ?? -1
      return a < 0 || b < 0 ? -1 : levelOf(a, b)
    },
  }
}
