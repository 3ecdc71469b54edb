import { sql } from 'kysely'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** What the database clears away by itself; never what an agency recorded, and no message that was not sent. */
export type StoredLeftover = 'sent-message' | 'idempotency-key' | 'canary'

/** Clear away what was finished before a moment, of every agency, at most `most` rows. Gives how many. */
export async function clearStored(tx: Tx, what: StoredLeftover, before: Instant, most: number): Promise<number> {
  const { rows } = await sql<{ cleared: number }>`
    select clear_leftovers(${what}, ${before}::timestamptz, ${most}::int) as cleared`.execute(tx)
  return rows[0]?.cleared ?? 0
}
