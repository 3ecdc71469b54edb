import { sql } from 'kysely'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** Agencies that somebody may sign in for: those to whom a canary proves anything. */
export async function listAgenciesInUse(tx: Tx): Promise<readonly AgencyId[]> {
  const { rows } = await sql<{ agency: AgencyId }>`
    select distinct agency_id as agency from app_user where active order by agency_id`.execute(tx)
  return rows.map(row => row.agency)
}

/**
 * Write down a canary of the transaction's agency unless it sent one after `notAfter` that came through, or one after `lostBefore`
 * that still may. Gives whether it did; one process at a time.
 */
export async function insertCanary(
  tx: Tx,
  agency: AgencyId,
  canaryId: string,
  now: Instant,
  notAfter: Instant,
  lostBefore: Instant,
): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`canary ${agency}`}, 0))`.execute(tx)
  const added = await sql`
    insert into canary (agency_id, canary_id, sent_at)
    select ${agency}, ${canaryId}::uuid, ${now}::timestamptz
     where not exists (select from canary where agency_id = ${agency} and sent_at > ${notAfter}::timestamptz
                         and (received_at is not null or sent_at > ${lostBefore}::timestamptz))`.execute(tx)
  return Number(added.numAffectedRows ?? 0) > 0
}

/** Note that a canary of the transaction's agency arrived where alerts arrive. */
export async function markReceived(tx: Tx, agency: AgencyId, canaryId: string, now: Instant): Promise<void> {
  await tx
    .updateTable('canary')
    .set({ received_at: now })
    .where('agency_id', '=', agency)
    .where('canary_id', '=', canaryId)
    .where('received_at', 'is', null)
    .execute()
}

/** When the newest canary of the transaction's agency arrived, or undefined. */
export async function lastReceived(tx: Tx, agency: AgencyId): Promise<Instant | undefined> {
  const { rows } = await sql<{ at: Instant }>`
    select received_at as at from canary
     where agency_id = ${agency} and received_at is not null
     order by sent_at desc limit 1`.execute(tx)
  return rows[0]?.at
}
