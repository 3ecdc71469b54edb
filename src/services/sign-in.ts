import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { RULES } from '#domain/access.ts'
import { type Actor, isGuest, type Purpose, PURPOSES, type Role } from '#domain/actor.ts'
import { guestKey } from '#domain/family.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { type Instant, minutesBetween, plusMinutes } from '#domain/values/time.ts'
import { appendAudit } from '#store/audit.ts'
import type { Database, Tx } from '#store/database.ts'
import { installationKind } from '#store/installation.ts'
import { deleteSession, deleteSessionsOf, findSession, insertSession, touchSession } from '#store/sessions.ts'
import {
  claimAttempt,
  clearAttempts,
  findUser,
  findUserOfSession,
  listPersonas,
  updatePasswordHash,
  type User,
} from '#store/users.ts'
import { hashPassword, isOutdatedHash, passwordMatches } from './passwords.ts'

/** Five wrong passwords lock for a minute, the next for two, and so on: slow for a guesser, short for a tired officer. */
const LOCK_OUT = { after: 5, mostMinutes: 15 }
/** A session that nothing has used for so long has ended. An open page that listens for alerts counts as use. */
const IDLE_MINUTES = 120
/** The same for a guest, whose phone may be in other hands. */
const GUEST_IDLE_MINUTES = 15
/** Use is noted at most so often, so that reading pages does not write. */
const NOTE_USE_AFTER_MINUTES = 1

/** Who wants to sign in, from where and why. */
export interface Attempt {
  readonly purpose: Purpose
  readonly now: Instant
  readonly requestId: string
  readonly userAgent: string | undefined
  readonly sessionHours: number
}

/** What came of it. `token` goes into the cookie and nowhere else. */
export type SignInResult =
  | { readonly kind: 'signed-in'; readonly token: string; readonly expiresAt: Instant }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wrong-purpose'; readonly allowed: readonly Purpose[] }

/** A session in use: the actor, why they asked, and what forms send back. */
export interface SignedIn {
  readonly actor: Actor
  readonly agencyName: string
  readonly purpose: Purpose
  readonly csrf: string
  readonly expiresAt: Instant
  /** Of a guest, who invited them: what they do is on the trail of that agency. */
  readonly trailOf?: AgencyId | undefined
}

/** A ready user that the sign-in page of a demonstration offers. */
export interface PersonaChoice {
  readonly id: UserId
  readonly name: string
  readonly agency: string
  readonly title: string
  readonly sees: string
}

/**
 * Sign in with email and password. Guests have a door of their own, and it is theirs alone.
 *
 * Unknown, inactive, locked and wrong all take the same time and give the same answer. Both outcomes for a known user are audited.
 */
export async function signIn(
  database: Database,
  credentials: { readonly email: string; readonly password: string },
  attempt: Attempt,
  door: 'staff' | 'guest' = 'staff',
): Promise<SignInResult> {
  const user = await database.transaction('', tx => claimAttempt(tx, credentials.email, attempt.now, LOCK_OUT))
  const matches = await passwordMatches(credentials.password, user?.passwordHash)
  if (user === undefined) return { kind: 'refused' }
  if (!matches || isGuest(user) !== (door === 'guest')) {
    await database.transaction(user.agency, tx => audit(tx, user, attempt, 'session.start', false))
    return { kind: 'refused' }
  }
  const better =
    user.passwordHash !== undefined && isOutdatedHash(user.passwordHash)
      ? await hashPassword(credentials.password)
      : undefined
  return database.transaction(user.agency, async tx => {
    await clearAttempts(tx, user.id)
    if (better !== undefined) await updatePasswordHash(tx, user.id, better)
    return startSession(tx, user, attempt)
  })
}

/** Sign in as a ready user, without a password. Refused unless the database holds a demonstration and the user is one of its personas. */
export async function signInAsPersona(
  database: Database,
  id: UserId,
  attempt: Omit<Attempt, 'purpose'>,
): Promise<SignInResult> {
  const user = await database.transaction('', async tx =>
    (await installationKind(tx)) === 'demonstration' ? findUser(tx, id) : undefined,
  )
  const persona = user?.persona
  if (user === undefined || persona === undefined) return { kind: 'refused' }
  return database.transaction(user.agency, tx => startSession(tx, user, { ...attempt, purpose: persona.purpose }))
}

/** The ready users to offer, in order; none unless the database holds a demonstration. */
export function personaChoices(database: Database): Promise<readonly PersonaChoice[]> {
  return database.transaction('', async tx => {
    if ((await installationKind(tx)) !== 'demonstration') return []
    const users = await listPersonas(tx)
    return users.map(({ id, name, agencyName, persona }) => ({
      id,
      name,
      agency: agencyName,
      title: persona.title,
      sees: persona.sees,
    }))
  })
}

/** Whose session a token is, or undefined when it has ended. Notes that it is in use. */
export async function findSignedIn(database: Database, token: string, now: Instant): Promise<SignedIn | undefined> {
  const [session, user] = await database.glance('', tx =>
    Promise.all([
      findSession(tx, hashOf(token), now, plusMinutes(now, -IDLE_MINUTES)),
      findUserOfSession(tx, hashOf(token)),
    ]),
  )
  if (session === undefined || user === undefined) return undefined
  if (isGuest(user) && minutesBetween(session.lastSeenAt, now) >= GUEST_IDLE_MINUTES) return undefined
  if (minutesBetween(session.lastSeenAt, now) >= NOTE_USE_AFTER_MINUTES)
    await database.transaction('', tx => touchSession(tx, session.tokenHash, now))
  return {
    actor: actorOf(user),
    agencyName: user.agencyName,
    purpose: session.purpose,
    csrf: session.csrf,
    expiresAt: session.expiresAt,
    ...(isGuest(user) ? { trailOf: user.agency } : {}),
  }
}

/** Sign out here. */
export async function endSession(
  database: Database,
  token: string,
  by: SignedIn,
  at: Pick<Attempt, 'now' | 'requestId'>,
): Promise<void> {
  await database.transaction(by.trailOf ?? by.actor.agency, async tx => {
    await deleteSession(tx, hashOf(token))
    await audit(tx, by.actor, { ...at, purpose: by.purpose }, 'session.end', true)
  })
}

/** Sign out everywhere, and say how many sessions ended. */
export async function endAllSessions(
  database: Database,
  by: SignedIn,
  at: Pick<Attempt, 'now' | 'requestId'>,
): Promise<number> {
  return database.transaction(by.actor.agency, async tx => {
    const ended = await deleteSessionsOf(tx, by.actor.id)
    await audit(tx, by.actor, { ...at, purpose: by.purpose }, 'session.end-all', true)
    return ended
  })
}

/** The purposes for which at least one of these roles may do something besides tend their own account, in the order of the registry. */
export function purposesOf(roles: readonly Role[]): Purpose[] {
  const rules = Object.values(RULES).filter(rule => rule.about !== 'account')
  return PURPOSES.filter(purpose =>
    rules.some(rule => rule.purposes.some(one => one === purpose) && rule.roles.some(role => roles.includes(role))),
  )
}

async function startSession(tx: Tx, user: User, attempt: Attempt): Promise<SignInResult> {
  const allowed = purposesOf(user.roles)
  if (!allowed.includes(attempt.purpose)) return { kind: 'wrong-purpose', allowed }
  const token = randomBytes(32).toString('base64url')
  const expiresAt = plusMinutes(attempt.now, attempt.sessionHours * 60)
  await insertSession(tx, {
    tokenHash: hashOf(token),
    user: user.id,
    agency: user.agency,
    purpose: attempt.purpose,
    csrf: randomBytes(24).toString('base64url'),
    createdAt: attempt.now,
    lastSeenAt: attempt.now,
    expiresAt,
    userAgent: attempt.userAgent?.slice(0, 200),
  })
  await audit(tx, user, attempt, 'session.start', true)
  return { kind: 'signed-in', token, expiresAt }
}

function audit(
  tx: Tx,
  who: Pick<Actor, 'id' | 'name'>,
  attempt: Pick<Attempt, 'now' | 'requestId' | 'purpose'>,
  action: string,
  allowed: boolean,
): Promise<void> {
  return appendAudit(tx, [
    {
      entryId: randomUUID(),
      at: attempt.now,
      actorId: who.id,
      actorName: who.name,
      purpose: attempt.purpose,
      action,
      subjectKind: 'account',
      subjectId: who.id,
      personId: null,
      allowed,
      disclosed: [],
      requestId: attempt.requestId,
    },
  ])
}

/** Who somebody with an account is. */
export function actorOf(user: User): Actor {
  const agency = isGuest(user) ? guestKey(user.id) : user.agency
  return { id: user.id, name: user.name, agency, team: user.team, roles: user.roles }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
