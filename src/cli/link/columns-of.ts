import { WrongUse } from '../command.ts'
import type { Table } from './read-table.ts'

/** Where a column is. @throws WrongUse naming the columns there are */
export function columnIndex(table: Pick<Table, 'file' | 'columns'>, column: string): number {
  const at = table.columns.indexOf(column)
  if (at < 0) throw new WrongUse(`${table.file} has no column '${column}'; its columns are ${table.columns.join(', ')}`)
  return at
}
