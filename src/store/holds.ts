import { sql } from 'kysely'
import pg from 'pg'
import type { Tx } from './database.ts'

/** Something that this process works on. Others see that it does until it lets go, ends or is killed. */
export interface Hold {
  /** Aborted when the connection that holds it breaks: then others may think that nobody works on it. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/**
 * Hold a name on a connection of its own, as an advisory lock of its session; undefined when somebody else holds it.
 * The database frees it when the process dies, and within a minute or so when its machine or the line does.
 */
export async function takeHold(settings: pg.PoolConfig, name: string): Promise<Hold | undefined> {
  const client = new pg.Client({ ...settings, keepAlive: true })
  const losing = new AbortController()
  client.on('error', () => losing.abort())
  client.on('end', () => losing.abort())
  await client.connect()
  try {
    await client.query('set idle_session_timeout = 0; set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10')
    const { rows } = await client.query<{ taken: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as taken',
      [name],
    )
    if (rows[0]?.taken === true) return { lost: losing.signal, release: () => client.end() }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
  await client.end()
  return undefined
}

/** Whether nobody holds a name. Nobody can take hold of it either before the transaction ends. */
export async function isFree(tx: Tx, name: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as free`.execute(tx)
  return rows[0]?.free === true
}
