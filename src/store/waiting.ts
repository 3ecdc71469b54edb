import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** No count goes further: nobody acts differently on more. */
export const MOST_COUNTED = 100

/** How many rows a query finds, at most 100. */
export async function countAtMost(tx: Tx, rows: RawBuilder<unknown>): Promise<number> {
  const counted = await sql<{ n: number }>`
    select count(*) as n from (select from (${rows}) found limit ${MOST_COUNTED}) counted`.execute(tx)
  return counted.rows[0]?.n ?? 0
}

/** Requests to share that wait for the granted agency's answer, at most 100. */
export function countRequestsToAnswer(tx: Tx, { agency }: Grant<'share.list'>, now: Instant): Promise<number> {
  return countAtMost(
    tx,
    sql`select from share_request where agency_id = ${agency} and state = 'asked' and answer_by > ${now}::timestamptz`,
  )
}

/** Concerns of the granted agency that nobody has answered since something was written, at most 100. */
export function countConcernsWaiting(tx: Tx, { agency }: Grant<'concern.list'>): Promise<number> {
  return countAtMost(tx, sql`select from concern where agency_id = ${agency} and (state = 'waiting' or added_to)`)
}

/** Pairs of records that wait for the granted agency, at most 100. */
export function countPairsToReview(tx: Tx, _grant: Grant<'link.list'>, now: Instant): Promise<number> {
  return countAtMost(tx, sql`select from review_queue(${now}::timestamptz, ${MOST_COUNTED}) where not noted`)
}

/** Watches of the granted agency that end by then, at most 100. */
export function countWatchesEnding(tx: Tx, { agency }: Grant<'watch.list'>, by: Instant): Promise<number> {
  return countAtMost(
    tx,
    sql`
      select from interest
       where agency_id = ${agency} and kind = 'watch' and ended_at is null and expires_at <= ${by}::timestamptz`,
  )
}
