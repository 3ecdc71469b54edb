import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { DueKind } from '#domain/due.ts'
import type { Instant } from '#domain/values/time.ts'
import { timedIds } from '#domain/values/timed-id.ts'
import { type CalendarFeed, endFeedsOf, findFeed, findFeedOf, insertFeed, noteRead } from '#store/calendar-feeds.ts'
import type { Database } from '#store/database.ts'
import { findUser } from '#store/users.ts'
import { authorise, type Context, ownSubject, unitOfWork } from './context.ts'
import { listWhatIsDue } from './due.ts'
import { actorOf } from './sign-in.ts'

export type { CalendarFeed }

/** Something in a calendar: what kind of thing is due and when. Nothing that says whom it is about. */
export interface CalendarEntry {
  /** The same from one reading to the next; says nothing to anybody else. */
  readonly uid: string
  readonly kind: DueKind
  readonly dueAt: Instant
}

/** The most entries of a calendar: the first due. */
const MOST_ENTRIES = 500
const KEY_BYTES = 32

/** The calendar that the actor has open outside, if any. */
export async function openCalendar(ctx: Context): Promise<CalendarFeed | undefined> {
  authorise(ctx, 'due.list', ownSubject(ctx, 'due', 'calendar'))
  return findFeedOf(ctx.tx, ctx.actor.id)
}

/** Begin a calendar for the actor, and end the one before. Gives the key of its address, which is shown once and kept nowhere. */
export async function beginCalendar(ctx: Context): Promise<string> {
  authorise(ctx, 'due.list', ownSubject(ctx, 'due', 'calendar'))
  const key = randomBytes(KEY_BYTES).toString('base64url')
  const { id: user, agency } = ctx.actor
  await endFeedsOf(ctx.tx, user, ctx.now)
  const feed = { feedId: ctx.newId(), user, agency, purpose: ctx.purpose, createdAt: ctx.now, keyHash: hashOf(key) }
  await insertFeed(ctx.tx, feed)
  return key
}

/** End the actor's calendar: its address gives nothing any more. */
export async function endCalendar(ctx: Context): Promise<void> {
  authorise(ctx, 'due.list', ownSubject(ctx, 'due', 'calendar'))
  await endFeedsOf(ctx.tx, ctx.actor.id, ctx.now)
}

/**
 * What the calendar with a key shows: what its user's agency has to do, as far as that user may see it today. Each reading is on the trail in
 * the user's name. Undefined for a key that is unknown or ended, and when the user's account is closed.
 */
export async function readCalendar(
  database: Database,
  key: string,
  now: Instant,
  requestId: string,
): Promise<readonly CalendarEntry[] | undefined> {
  const [feed, user] = await database.transaction('', async tx => {
    const found = await findFeed(tx, hashOf(key))
    return [found, found && (await findUser(tx, found.user))] as const
  })
  if (feed === undefined || user === undefined) return undefined
  const who = {
    actor: actorOf(user),
    purpose: feed.purpose,
    now,
    requestId,
    newId: timedIds(now, randomUUID),
    randomBytes,
  }
  return unitOfWork(database, who, async ctx => {
    const due = await listWhatIsDue(ctx, undefined, undefined, MOST_ENTRIES)
    await noteRead(ctx.tx, feed.feedId, now)
    return due
      .filter(one => one.waitsFor === user.agency)
      .map(({ kind, id, dueAt }) => ({
        uid: hashOf(`${feed.feedId} ${kind} ${id}`).toString('hex').slice(0, 32),
        kind,
        dueAt,
      }))
  })
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
