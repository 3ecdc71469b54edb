import { sql } from 'kysely'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** What was answered to a request that carried a key. */
export interface KeptAnswer {
  readonly requestHash: string
  readonly status: number
  readonly response: unknown
}

/** The answer kept under a key of the agency, if there is one. Two requests with one key wait for each other until commit. */
export async function findKept(tx: Tx, agency: AgencyId, key: string): Promise<KeptAnswer | undefined> {
  const [, kept] = await Promise.all([
    sql`select pg_advisory_xact_lock(hashtextextended(${`idempotency ${agency} ${key}`}, 0))`.execute(tx),
    tx
      .selectFrom('idempotency')
      .select(['request_hash as requestHash', 'status', 'response'])
      .where('agency_id', '=', agency)
      .where('key', '=', key)
      .executeTakeFirst(),
  ])
  return kept
}

/** Keep an answer under a key, in the transaction that did what it says. */
export async function keepAnswer(
  tx: Tx,
  agency: AgencyId,
  key: string,
  kept: KeptAnswer,
  createdAt: string,
): Promise<void> {
  await sql`
    insert into idempotency (agency_id, key, request_hash, status, response, created_at)
    values (${agency}, ${key}, ${kept.requestHash}, ${kept.status}, ${jsonText(kept.response)}::jsonb, ${createdAt}::timestamptz)
  `.execute(tx)
}
