import { sql } from 'kysely'
import { type Purpose, PURPOSES } from '#domain/actor.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** One signed-in browser or system. The token itself is never stored, only its SHA-256. */
export interface Session {
  readonly tokenHash: Buffer
  readonly user: UserId
  readonly agency: AgencyId
  readonly purpose: Purpose
  /** Sent back by every form. */
  readonly csrf: string
  readonly createdAt: Instant
  readonly lastSeenAt: Instant
  readonly expiresAt: Instant
  readonly userAgent: string | undefined
}

/** Keep a new session. */
export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx
    .insertInto('session')
    .values({
      token_hash: session.tokenHash,
      user_id: session.user,
      agency_id: session.agency,
      purpose: session.purpose,
      csrf: session.csrf,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      user_agent: session.userAgent ?? null,
    })
    .execute()
}

/** A session that has neither expired nor been idle since `idleSince`, or undefined. */
export async function findSession(
  tx: Tx,
  tokenHash: Buffer,
  now: Instant,
  idleSince: Instant,
): Promise<Session | undefined> {
  const row = await tx
    .selectFrom('session')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .executeTakeFirst()
  const purpose = PURPOSES.find(one => one === row?.purpose)
  if (row === undefined || purpose === undefined) return undefined
  return {
    tokenHash: row.token_hash,
    user: row.user_id as UserId,
    agency: row.agency_id as AgencyId,
    purpose,
    csrf: row.csrf,
    createdAt: row.created_at as Instant,
    lastSeenAt: row.last_seen_at as Instant,
    expiresAt: row.expires_at as Instant,
    userAgent: row.user_agent ?? undefined,
  }
}

/** Note that a session is in use. */
export async function touchSession(tx: Tx, tokenHash: Buffer, now: Instant): Promise<void> {
  await tx.updateTable('session').set({ last_seen_at: now }).where('token_hash', '=', tokenHash).execute()
}

/** End one session. */
export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.deleteFrom('session').where('token_hash', '=', tokenHash).execute()
}

/** End every session of a user, and say how many there were. */
export async function deleteSessionsOf(tx: Tx, user: UserId): Promise<number> {
  const result = await tx.deleteFrom('session').where('user_id', '=', user).executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Clear away sessions that had expired before a moment, at most `most`, and say how many. */
export async function deleteExpiredSessions(tx: Tx, before: Instant, most: number): Promise<number> {
  const result = await sql`delete from session where token_hash in
    (select token_hash from session where expires_at <= ${before}::timestamptz order by expires_at limit ${most})`.execute(
    tx,
  )
  return Number(result.numAffectedRows ?? 0)
}
