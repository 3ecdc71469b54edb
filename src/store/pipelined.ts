import { createHash } from 'node:crypto'
import {
  DefaultQueryExecutor,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { DB } from './schema.ts'

/** So many different texts are prepared on a connection; what comes beyond that is parsed each time. */
const MOST_PREPARED = 1000

const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])
const compiler = new PostgresQueryCompiler()
const adapter = new PostgresAdapter()
const driver = new DummyDriver()
const dialect = {
  createAdapter: () => adapter,
  createDriver: () => driver,
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
  createQueryCompiler: () => compiler,
}
const names = new Map<string, string>()

/**
 * The query builder on one connection of a pool with `pipeline`. Statements go out at once, in the order in which they are
 * asked for, and none waits for the answer to another: begin several to have them travel together. Each text is prepared once.
 */
export function builderOn(client: pg.PoolClient): Kysely<DB> {
  const connection = {
    executeQuery: async <R>({ sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] }) =>
      resultOf<R>(await send(client, sql, parameters)),
    streamQuery: () => {
      throw new Error('Rows are not streamed here, since statements share the connection: ask for pages')
    },
  }
  const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: use => use(connection) })
  return new Kysely<DB>({ config: { dialect }, dialect, driver, executor })
}

function send(client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
  if (values.length === 0) return client.query(text)
  return client.query({ text, values: [...values], ...nameOf(text) })
}

function resultOf<R>({ command, rowCount, rows }: pg.QueryResult): QueryResult<R> {
  return CHANGES.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
}

function nameOf(text: string): { readonly name?: string } {
  const known = names.get(text)
  if (known !== undefined) return { name: known }
  if (names.size >= MOST_PREPARED) return {}
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 32)
  names.set(text, name)
  return { name }
}
