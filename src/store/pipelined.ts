import { createHash } from 'node:crypto'
import { Writable } from 'node:stream'
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

/** Send one statement; those that are sent in one turn leave in one write. */
export function send(client: pg.PoolClient, text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
  holdWrites(client)
  if (values.length === 0) return client.query(text)
  return client.query({ text, values: [...values], ...nameOf(text) })
}

/** What is written to a connection in this turn goes out at its end: a write costs more than most statements. */
function holdWrites(client: object): void {
  const connection = 'connection' in client ? client.connection : undefined
  if (typeof connection !== 'object' || connection === null || !('stream' in connection)) return
  const { stream } = connection
  if (!(stream instanceof Writable) || stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
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
