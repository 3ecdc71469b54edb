import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** No count goes further: nobody acts differently on more. */
export const MOST_COUNTED = 100

/** Requests to share that wait for the granted agency's answer, at most 100. */
export async function countRequestsToAnswer(tx: Tx, grant: Grant<'share.list'>, now: Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select from share_request
       where agency_id = ${grant.agency} and state = 'asked' and answer_by > ${now}::timestamptz limit ${MOST_COUNTED}) waiting`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** Concerns of the granted agency that nobody has answered since something was written, at most 100. */
export async function countConcernsWaiting(tx: Tx, grant: Grant<'concern.list'>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select from concern where agency_id = ${grant.agency} and (state = 'waiting' or added_to) limit ${MOST_COUNTED}) waiting`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** Pairs of records that wait for the granted agency, at most 100. */
export async function countPairsToReview(tx: Tx, _grant: Grant<'link.list'>, now: Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from review_queue(${now}::timestamptz, ${MOST_COUNTED}) where not noted`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Watches of the granted agency that end by then, at most 100. */
export async function countWatchesEnding(tx: Tx, grant: Grant<'watch.list'>, by: Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (
      select from interest
       where agency_id = ${grant.agency} and kind = 'watch' and ended_at is null and expires_at <= ${by}::timestamptz
       limit ${MOST_COUNTED}) ending`.execute(tx)
  return rows[0]?.n ?? 0
}
