import { sql } from 'kysely'
import { type Purpose, PURPOSES, type Role, ROLES } from '#domain/actor.ts'
import type { Colleague } from '#domain/supervision.ts'
import type { AgencyId, TeamId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** Someone who may sign in. Sign-in tables hold no case data, so these reads take no grant. */
export interface User {
  readonly id: UserId
  readonly agency: AgencyId
  readonly agencyName: string
  readonly team: TeamId | undefined
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  /** PHC string; undefined for a user who cannot sign in with a password. */
  readonly passwordHash: string | undefined
  readonly persona: Persona | undefined
}

/** A ready user of a demonstration, whom anybody may sign in as. */
export interface Persona {
  /** What this person does: 'Detective, missing persons, Lewisham'. */
  readonly title: string
  /** What there is to see in their view, one sentence. */
  readonly sees: string
  readonly purpose: Purpose
  /** Place in the list, lowest first. */
  readonly order: number
}

/** Somebody to be added who may sign in. */
export interface NewUser {
  /** Where it is known before; else a new one. */
  readonly id?: UserId
  readonly agency: AgencyId
  readonly team?: TeamId
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly passwordHash?: string
  readonly phone?: string
  readonly persona?: Persona
}

/** When a user is locked out: after so many wrong passwords in a row, for minutes that double each time up to a most. */
export interface LockOut {
  readonly after: number
  readonly mostMinutes: number
}

/** Add a user. The email address is kept in small letters and is unique over all agencies. */
export async function insertUser(tx: Tx, user: NewUser): Promise<UserId> {
  const row = await tx
    .insertInto('app_user')
    .values({
      ...(user.id === undefined ? {} : { user_id: user.id }),
      agency_id: user.agency,
      team_id: user.team ?? null,
      email: user.email.toLowerCase(),
      name: user.name,
      roles: [...user.roles],
      password_hash: user.passwordHash ?? null,
      phone: user.phone ?? null,
      persona: user.persona ? JSON.stringify(user.persona) : null,
    })
    .returning('user_id')
    .executeTakeFirstOrThrow()
  return row.user_id as UserId
}

/**
 * Count an attempt before the password is looked at, and say whose it is; undefined when unknown, inactive or locked out.
 *
 * Counting first means that a hundred guesses at once are a hundred attempts. A right password clears the count.
 */
export async function claimAttempt(tx: Tx, email: string, now: Instant, lock: LockOut): Promise<User | undefined> {
  const claimed = await sql<{ user_id: string }>`
    update app_user
       set failed_count = failed_count + 1,
           locked_until = case when failed_count + 1 >= ${lock.after}
             then ${now}::timestamptz
                  + make_interval(mins => least(${lock.mostMinutes}, power(2, least(failed_count + 1 - ${lock.after}, 20)))::int)
             end
     where email = ${email.toLowerCase()} and active and password_hash is not null
       and (locked_until is null or locked_until <= ${now}::timestamptz)
    returning user_id`.execute(tx)
  const id = claimed.rows[0]?.user_id
  return id === undefined ? undefined : findUser(tx, id as UserId)
}

/** Forget wrong passwords, after a right one. */
export async function clearAttempts(tx: Tx, id: UserId): Promise<void> {
  await tx.updateTable('app_user').set({ failed_count: 0, locked_until: null }).where('user_id', '=', id).execute()
}

/** Set a new password hash. */
export async function updatePasswordHash(tx: Tx, id: UserId, passwordHash: string): Promise<void> {
  await tx.updateTable('app_user').set({ password_hash: passwordHash }).where('user_id', '=', id).execute()
}

/** An active user, or undefined. */
export async function findUser(tx: Tx, id: UserId): Promise<User | undefined> {
  const row = await users(tx).where('app_user.user_id', '=', id).executeTakeFirst()
  return row && toUser(row)
}

/** The active user whose session has this token, whether or not the session still counts; or undefined. */
export async function findUserOfSession(tx: Tx, tokenHash: Buffer): Promise<User | undefined> {
  const session = tx.selectFrom('session').select('session.user_id').where('session.token_hash', '=', tokenHash)
  const row = await users(tx).where('app_user.user_id', '=', session).executeTakeFirst()
  return row && toUser(row)
}

/** An active user, by address in any case, or undefined. */
export async function findUserByEmail(tx: Tx, email: string): Promise<User | undefined> {
  const row = await users(tx).where('app_user.email', '=', email.toLowerCase()).executeTakeFirst()
  return row && toUser(row)
}

/** Those who work at an agency and may sign in, by name; at most 1,000. */
export async function listColleagues(tx: Tx, agency: AgencyId): Promise<readonly Colleague[]> {
  const rows = await users(tx)
    .where('app_user.agency_id', '=', agency)
    .orderBy('app_user.name')
    .orderBy('app_user.user_id')
    .limit(1000)
    .execute()
  return rows.map(toUser).map(({ id, name, roles }) => ({ id, name, roles }))
}

/** The ready users of a demonstration, in their order. At most 50. */
export async function listPersonas(tx: Tx): Promise<readonly (User & { readonly persona: Persona })[]> {
  const rows = await users(tx)
    .where('app_user.persona', 'is not', null)
    .orderBy(sql`(app_user.persona ->> 'order')::int`)
    .orderBy('app_user.name')
    .limit(50)
    .execute()
  return rows.map(toUser).flatMap(user => (user.persona ? [{ ...user, persona: user.persona }] : []))
}

function users(tx: Tx) {
  return tx
    .selectFrom('app_user')
    .innerJoin('agency', 'agency.agency_id', 'app_user.agency_id')
    .select([
      'app_user.user_id',
      'app_user.agency_id',
      'agency.name as agency_name',
      'app_user.team_id',
      'app_user.email',
      'app_user.name',
      'app_user.roles',
      'app_user.password_hash',
      'app_user.persona',
    ])
    .where('app_user.active', '=', true)
}

type Row = Awaited<ReturnType<ReturnType<typeof users>['executeTakeFirstOrThrow']>>

function toUser(row: Row): User {
  return {
    id: row.user_id as UserId,
    agency: row.agency_id as AgencyId,
    agencyName: row.agency_name,
    team: row.team_id === null ? undefined : (row.team_id as TeamId),
    email: row.email,
    name: row.name,
    roles: ROLES.filter(role => row.roles.includes(role)),
    passwordHash: row.password_hash ?? undefined,
    persona: toPersona(row.persona),
  }
}

function toPersona(value: unknown): Persona | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { title, sees, purpose, order }: Partial<Record<keyof Persona, unknown>> = value
  const known = PURPOSES.find(one => one === purpose)
  if (typeof title !== 'string' || typeof sees !== 'string' || typeof order !== 'number' || !known) return undefined
  return { title, sees, purpose: known, order }
}
