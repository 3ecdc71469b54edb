import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** One agency in counts since a date. Never who. */
export interface AgencyCounts {
  readonly agency: string
  readonly records: number
  readonly lastBatch: Instant | null
  readonly encounters: number
  readonly alerts: number
  /** Alerts taken on by the time they asked for. */
  readonly inTime: number
  /** Alerts that nobody has taken on, now. */
  readonly waiting: number
  readonly notOurs: number
  readonly lastCanary: Instant | null
}

/** Every agency in counts, by code. */
export async function countAgencies(
  tx: Tx,
  _grant: Grant<'picture.read'>,
  since: Instant,
): Promise<readonly AgencyCounts[]> {
  const { rows } = await sql<AgencyCounts>`
    select agency_id as agency, records, last_batch as "lastBatch", encounters, alerts, in_time as "inTime", waiting,
           not_ours as "notOurs", last_canary as "lastCanary"
      from picture_of_agencies(${since}::timestamptz)
  `.execute(tx)
  return rows
}
