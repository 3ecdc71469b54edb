import { JobFailed } from '../command.ts'
import type { Row, Table } from './read-table.ts'

/**
 * Open a Parquet file as a table, read in pieces. Every column is given as text: dates as YYYY-MM-DD, nothing where there is no value.
 *
 * @throws JobFailed when it is no Parquet file
 */
export async function openParquet(file: string): Promise<Table> {
  // Loaded only for such a file: it is a whole database, which takes longer to load than most files take to link.
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  const close = () => {
    connection.closeSync()
    instance.closeSync()
  }
  try {
    const read = await connection.stream('select columns(*)::varchar from read_parquet($file)', { file })
    const columns = read.columnNames()
    async function* rows(): AsyncGenerator<Row> {
      try {
        for await (const part of read.yieldRows()) yield* part.map(row => row.map(textOf))
      } catch (error) {
        throw unreadable(file, error)
      } finally {
        close()
      }
    }
    return { file, columns, rows: rows(), uneven: { count: 0, firstLine: 0 } }
  } catch (error) {
    close()
    throw unreadable(file, error)
  }
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell.trim() : ''
}

function unreadable(file: string, error: unknown): JobFailed {
  return new JobFailed(`${file} cannot be read as Parquet: ${error instanceof Error ? error.message : String(error)}`)
}
