import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { insertUser, type NewUser } from '#store/users.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { hashPassword } from './passwords.ts'
import {
  endAllSessions,
  endSession,
  findSignedIn,
  personaChoices,
  purposesOf,
  signIn,
  signInAsPersona,
} from './sign-in.ts'

const noon = '2026-03-04T12:00:00.000Z' as Instant
const agency = 'btp' as AgencyId
const password = 'platform four at night'
const attempt = { purpose: 'safeguarding', now: noon, requestId: 'r1', userAgent: 'test', sessionHours: 10 } as const

let own: TestDatabase
let database: Database
let hash: string
let count = 0

beforeAll(async () => {
  own = await testDatabase()
  database = openDatabase({ ...own.connection, max: 4 })
  hash = await hashPassword(password)
  await database.transaction('', tx =>
    tx
      .insertInto('agency')
      .values({ agency_id: agency, name: 'British Transport Police', kind: 'police', regime: 'law-enforcement' })
      .execute(),
  )
})

afterAll(async () => {
  await database.close()
  await own.drop()
})

async function aUser(changes: Partial<NewUser> = {}): Promise<{ id: UserId; email: string }> {
  count += 1
  const email = `officer.${count}@btp.example`
  const id = await database.transaction('', tx =>
    insertUser(tx, { agency, email, name: 'Sam Rowe', roles: ['practitioner'], passwordHash: hash, ...changes }),
  )
  return { id, email }
}

async function signedIn(email: string) {
  const result = await signIn(database, { email, password }, attempt)
  if (result.kind !== 'signed-in') throw new Error(result.kind)
  return result
}

const auditOf = (id: UserId) =>
  database.transaction(agency, tx =>
    tx.selectFrom('audit_entry').select(['action', 'allowed']).where('subject_id', '=', id).orderBy('seq').execute(),
  )

describe('signIn', () => {
  it('gives a token whose session says who it is, and is audited', async () => {
    const { id, email } = await aUser()
    const { token, expiresAt } = await signedIn(email.toUpperCase())
    expect(expiresAt).toBe('2026-03-04T22:00:00.000Z')
    expect(await findSignedIn(database, token, noon)).toMatchObject({
      actor: { id, agency, name: 'Sam Rowe', roles: ['practitioner'] },
      agencyName: 'British Transport Police',
      purpose: 'safeguarding',
    })
    expect(await auditOf(id)).toEqual([{ action: 'session.start', allowed: true }])
  })

  it('keeps only a hash of the token', async () => {
    const { email } = await aUser()
    const { token } = await signedIn(email)
    const rows = await database.transaction('', tx => tx.selectFrom('session').selectAll().execute())
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it('refuses unknown, wrong and inactive in the same words', async () => {
    const { id, email } = await aUser()
    const { email: gone, id: goneId } = await aUser()
    await database.transaction('', tx =>
      tx.updateTable('app_user').set({ active: false }).where('user_id', '=', goneId).execute(),
    )
    const tries = [
      { email, password: 'wrong' },
      { email: 'nobody@nowhere.example', password },
      { email: gone, password },
    ]
    for (const one of tries) expect(await signIn(database, one, attempt)).toEqual({ kind: 'refused' })
    expect(await auditOf(id)).toEqual([{ action: 'session.start', allowed: false }])
  })

  it('locks after five wrong passwords, opens again after a minute, and then locks for longer', async () => {
    const { email } = await aUser()
    const wrong = (now: Instant) => signIn(database, { email, password: 'wrong' }, { ...attempt, now })
    const right = (now: Instant) => signIn(database, { email, password }, { ...attempt, now })
    for (let tries = 0; tries < 5; tries += 1) await wrong(noon)
    expect(await right(noon)).toEqual({ kind: 'refused' })
    await wrong(plusMinutes(noon, 1))
    expect(await right(plusMinutes(noon, 2))).toEqual({ kind: 'refused' })
    expect(await right(plusMinutes(noon, 3))).toMatchObject({ kind: 'signed-in' })
  })

  it('counts guesses that come all at once', async () => {
    const { email } = await aUser()
    await Promise.all(Array.from({ length: 12 }, () => signIn(database, { email, password: 'wrong' }, attempt)))
    expect(await signIn(database, { email, password }, attempt)).toEqual({ kind: 'refused' })
    const row = await database.transaction('', tx =>
      tx.selectFrom('app_user').select('failed_count').where('email', '=', email).executeTakeFirstOrThrow(),
    )
    expect(row.failed_count).toBe(5)
  })

  it('says which purposes a role has, and only after the right password', async () => {
    const { email } = await aUser({ roles: ['coordinator'] })
    const forHealth = { ...attempt, purpose: 'health' } as const
    expect(await signIn(database, { email, password: 'wrong' }, forHealth)).toEqual({ kind: 'refused' })
    expect(await signIn(database, { email, password }, forHealth)).toEqual({
      kind: 'wrong-purpose',
      allowed: ['safeguarding', 'crime', 'oversight'],
    })
    expect(purposesOf(['coordinator'])).toEqual(['safeguarding', 'crime', 'oversight'])
  })
})

describe('a session', () => {
  it('ends when its time is up, when idle, and when signed out', async () => {
    const { email } = await aUser()
    const { token } = await signedIn(email)
    expect(await findSignedIn(database, token, plusMinutes(noon, 119))).toBeDefined()
    expect(await findSignedIn(database, token, plusMinutes(noon, 119 + 121))).toBeUndefined()
    const long = await signedIn(email)
    for (let minute = 60; minute < 600; minute += 60)
      await findSignedIn(database, long.token, plusMinutes(noon, minute))
    expect(await findSignedIn(database, long.token, plusMinutes(noon, 601))).toBeUndefined()
    const short = await signedIn(email)
    const by = await findSignedIn(database, short.token, noon)
    await endSession(database, short.token, by!, attempt)
    expect(await findSignedIn(database, short.token, noon)).toBeUndefined()
  })

  it('ends everywhere at once, for that user only', async () => {
    const { email } = await aUser()
    const { email: other } = await aUser()
    const tokens = [await signedIn(email), await signedIn(email)].map(({ token }) => token)
    const { token: kept } = await signedIn(other)
    const by = await findSignedIn(database, tokens[0]!, noon)
    expect(await endAllSessions(database, by!, attempt)).toBe(2)
    for (const token of tokens) expect(await findSignedIn(database, token, noon)).toBeUndefined()
    expect(await findSignedIn(database, kept, noon)).toBeDefined()
  })

  it('ends when the user is made inactive', async () => {
    const { id, email } = await aUser()
    const { token } = await signedIn(email)
    await database.transaction('', tx =>
      tx.updateTable('app_user').set({ active: false }).where('user_id', '=', id).execute(),
    )
    expect(await findSignedIn(database, token, noon)).toBeUndefined()
  })

  it('is not opened by a token that was made up', async () => {
    expect(await findSignedIn(database, 'x'.repeat(43), noon)).toBeUndefined()
  })
})

describe('a persona', () => {
  const persona = { title: 'Officer', sees: 'A child on a train.', purpose: 'safeguarding', order: 1 } as const

  it('may be signed in as in a demonstration, and never over live data', async () => {
    const { id } = await aUser({ persona })
    const { id: ordinary } = await aUser()
    const as = (user: UserId) => signInAsPersona(database, user, attempt)
    expect(await as(id)).toEqual({ kind: 'refused' })
    expect(await personaChoices(database)).toEqual([])

    await database.transaction('', tx => tx.insertInto('installation').values({ kind: 'live' }).execute())
    expect(await as(id)).toEqual({ kind: 'refused' })
    expect(await personaChoices(database)).toEqual([])

    await database.transaction('', tx => tx.updateTable('installation').set({ kind: 'demonstration' }).execute())
    expect(await as(id)).toMatchObject({ kind: 'signed-in' })
    expect(await as(ordinary)).toEqual({ kind: 'refused' })
    expect(await personaChoices(database)).toEqual([
      { id, name: 'Sam Rowe', agency: 'British Transport Police', title: 'Officer', sees: 'A child on a train.' },
    ])
  })
})
