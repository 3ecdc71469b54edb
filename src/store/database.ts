import { availableParallelism } from 'node:os'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { type Hold, takeHold } from './holds.ts'
import { builderOn, send } from './pipelined.ts'
import type { DB } from './schema.ts'

// A day stays a day and a count stays a number: dates of birth must not pass through a time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)
pg.types.setTypeParser(pg.types.builtins.INT8, text => Number(text))
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, momentFrom)

declare const inTransaction: unique symbol

/** An open transaction, working for one agency behind row-level security. Store functions receive nothing else. */
export type Tx = Kysely<DB> & { readonly [inTransaction]: true }

/** The application's way to its database. */
export interface Database {
  /** Run work in one transaction as `throughline_app` for an agency ('' for none: sign-in and reference data only). Runs it again, up to three times, when PostgreSQL asks for that. `seal` writes last, together with the commit. */
  transaction<T>(agency: string, work: (tx: Tx) => Promise<T>, seal?: (tx: Tx) => Promise<unknown>): Promise<T>
  /** A transaction whose statements are all begun at once, none after the answer to another: one way there and back. */
  glance<T>(agency: string, look: (tx: Tx) => Promise<T>): Promise<T>
  /** A connection of its own that hears `channel`; call the result to stop. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>
  /** Hold a name for as long as this process lives or until it is released; undefined when another holds it. */
  hold(name: string): Promise<Hold | undefined>
  close(): Promise<void>
}

/** Deadlock and serialisation failure: the transaction did nothing and may be run again. */
const RETRY = new Set(['40001', '40P01'])

/**
 * Open the application's pool. `settings` is for a login that may `set role throughline_app`.
 *
 * Statements of a transaction that are begun before the answer to another is awaited travel together, in the order in which they are begun.
 */
export function openDatabase(settings: pg.PoolConfig): Database {
  const pool = new pg.Pool({ max: connections(), ...settings, pipeline: true })
  // An idle connection that breaks (server restarted) is dropped by the pool; the next query opens another.
  pool.on('error', () => undefined)
  // One that breaks in the middle of a transaction, too: its next statement fails, and nothing else.
  pool.on('connect', client => client.on('error', () => undefined))
  const builders = new WeakMap<pg.PoolClient, Kysely<DB>>()
  const builderFor = (client: pg.PoolClient): Kysely<DB> => {
    const builder = builders.get(client) ?? builderOn(client)
    builders.set(client, builder)
    return builder
  }
  return {
    transaction: (agency, work, seal = async () => undefined) =>
      retrying(async () => {
        const client = await pool.connect()
        return once(client, agency, builderFor(client) as Tx, work, seal)
      }),
    glance: (agency, look) =>
      retrying(async () => {
        const client = await pool.connect()
        return atOnce(client, agency, builderFor(client) as Tx, look)
      }),
    listen: (channel, heard) => listen(settings, channel, heard),
    hold: name => takeHold(settings, name),
    close: () => pool.end(),
  }
}

/**
 * Two for each core, at least four: more of them only take turns, and each has plans and caches of its own to warm. With sixteen on two
 * cores, half of the encounters at 50 a second waited for more than a second; with four, 17 milliseconds.
 */
function connections(): number {
  return Math.max(4, 2 * availableParallelism())
}

function opening(agency: string): string {
  return `begin; set local role throughline_app; set local app.agency = ${quoted(agency)}`
}

/** Gives the connection back to the pool. */
async function once<T>(
  client: pg.PoolClient,
  agency: string,
  tx: Tx,
  work: (tx: Tx) => Promise<T>,
  seal: (tx: Tx) => Promise<unknown>,
): Promise<T> {
  let broken = false
  // On its way together with the first statement, which fails when this does: nothing runs outside the transaction.
  const begun = send(client, opening(agency))
  begun.catch(() => undefined)
  try {
    const result = await work(tx)
    await begun
    // Sent in this order; a commit after a statement that failed is a rollback.
    await Promise.all([seal(tx), send(client, 'commit')])
    return result
  } catch (error) {
    broken = await send(client, 'rollback').then(
      () => false,
      () => true,
    )
    throw error
  } finally {
    client.release(broken)
  }
}

/** All in one write, and one wait for the answers. Gives the connection back to the pool. */
async function atOnce<T>(client: pg.PoolClient, agency: string, tx: Tx, look: (tx: Tx) => Promise<T>): Promise<T> {
  const all = [send(client, opening(agency)), look(tx), send(client, 'commit')] as const
  const [begun, seen, ended] = await Promise.allSettled(all)
  client.release(ended.status === 'rejected')
  for (const one of [begun, seen, ended]) if (one.status === 'rejected') throw one.reason
  return all[1]
}

async function retrying<T>(work: () => Promise<T>, left = 3): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (left > 0 && RETRY.has(codeOf(error))) return retrying(work, left - 1)
    throw error
  }
}

async function listen(settings: pg.PoolConfig, channel: string, heard: (payload: string) => void) {
  let client: pg.Client | undefined
  let stopped = false
  const connect = async (): Promise<void> => {
    if (stopped) return
    const next = new pg.Client(settings)
    next.on('notification', message => heard(message.payload ?? ''))
    next.on('error', () => undefined)
    next.on('end', () => void setTimeout(() => connect().catch(() => undefined), stopped ? 0 : 500).unref())
    await next.connect()
    await next.query(`listen ${pg.escapeIdentifier(channel)}`)
    client = next
  }
  await connect()
  return async () => {
    stopped = true
    await client?.end()
  }
}

const IN_UTC = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/

/** PostgreSQL's text of a moment as an ISO text in UTC, to the millisecond. A page may read thousands: in UTC it is put together as it is. */
function momentFrom(text: string): string {
  const [, day, time, fraction = ''] = IN_UTC.exec(text) ?? []
  if (day === undefined || time === undefined) return new Date(text).toISOString()
  return `${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`
}

/** The SQLSTATE of a database error, or ''. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

function quoted(text: string): string {
  return pg.escapeLiteral(text)
}
