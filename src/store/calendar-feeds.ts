import type { Purpose } from '#domain/actor.ts'
import { PURPOSES } from '#domain/actor.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** A calendar that a user has open outside. The key itself is never stored, only its SHA-256. */
export interface CalendarFeed {
  readonly feedId: string
  readonly user: UserId
  readonly agency: AgencyId
  readonly purpose: Purpose
  readonly createdAt: Instant
  /** When a calendar last asked. */
  readonly readAt: Instant | null
}

/** Keep a new feed. */
export async function insertFeed(
  tx: Tx,
  feed: Omit<CalendarFeed, 'readAt'> & { readonly keyHash: Buffer },
): Promise<void> {
  await tx
    .insertInto('calendar_feed')
    .values({
      agency_id: feed.agency,
      feed_id: feed.feedId,
      user_id: feed.user,
      key_hash: feed.keyHash,
      purpose: feed.purpose,
      created_at: feed.createdAt,
    })
    .execute()
}

/** The feed with a key, unless it was ended. */
export async function findFeed(tx: Tx, keyHash: Buffer): Promise<CalendarFeed | undefined> {
  const row = await feeds(tx).where('key_hash', '=', keyHash).executeTakeFirst()
  return row && feedOf(row)
}

/** The open feed of a user. */
export async function findFeedOf(tx: Tx, user: UserId): Promise<CalendarFeed | undefined> {
  const row = await feeds(tx).where('user_id', '=', user).executeTakeFirst()
  return row && feedOf(row)
}

/** Note that a calendar asked. */
export async function noteRead(tx: Tx, feedId: string, now: Instant): Promise<void> {
  await tx.updateTable('calendar_feed').set({ read_at: now }).where('feed_id', '=', feedId).execute()
}

/** End every open feed of a user. */
export async function endFeedsOf(tx: Tx, user: UserId, now: Instant): Promise<void> {
  await tx
    .updateTable('calendar_feed')
    .set({ ended_at: now })
    .where('user_id', '=', user)
    .where('ended_at', 'is', null)
    .execute()
}

function feeds(tx: Tx) {
  return tx.selectFrom('calendar_feed').selectAll().where('ended_at', 'is', null)
}

type Row = Awaited<ReturnType<ReturnType<typeof feeds>['executeTakeFirstOrThrow']>>

function feedOf(row: Row): CalendarFeed | undefined {
  const purpose = PURPOSES.find(one => one === row.purpose)
  if (purpose === undefined) return undefined
  return {
    feedId: row.feed_id,
    user: row.user_id as UserId,
    agency: row.agency_id as AgencyId,
    purpose,
    createdAt: row.created_at as Instant,
    readAt: row.read_at as Instant | null,
  }
}
