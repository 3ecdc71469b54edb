import { columnIndex } from './columns-of.ts'
import { openTable } from './read-table.ts'

/** Some columns of every row of a file. */
export async function* cells(file: string, columns: readonly string[]): AsyncGenerator<string[]> {
  const table = await openTable(file)
  const at = columns.map(column => columnIndex(table, column))
  for await (const row of table.rows) yield at.map(index => row[index] ?? '')
}
