import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { ShareDecision } from '#domain/sharing.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { asOwner } from '#test/linking.ts'
import { asked, hold, type HeldRecord, link, share, someone } from '#test/people.ts'
import { forAgenciesWithDue } from './due-work.ts'
import { openPerson } from './people.ts'
import { findPeople } from './search.ts'
import { answerSharing, askToShare, endSharing, expireSharing, listSharing, openSharing } from './sharing.ts'

const now = '2026-03-04T12:00:00.000Z' as Instant
const ASK = {
  holder: 'met-police' as AgencyId,
  reason: 'Strategy discussion tomorrow',
  gateway: 'ca2004-10-11',
  days: 30,
}
const SHARE: ShareDecision = {
  kind: 'share',
  gateway: 'ca2004-10-11',
  days: 7,
  holds: 'fact',
  conditions: 'Do not tell the family where',
  note: undefined,
}
const REFUSE: ShareDecision = { kind: 'refuse', ground: 'more-harm', note: 'He would be in danger if it were known' }

let test: TestDatabase
let database: Database
let children = 0

beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

interface Child {
  readonly person: string
  readonly family: string
  /** The Met's own number, by which its list is found. */
  readonly number: string
  readonly ours: HeldRecord
  readonly theirs: readonly HeldRecord[]
}

/** A child of whom Enfield holds one record and the Met two, with a name and a number that only the Met knows. */
async function aChild(): Promise<Child> {
  children += 1
  const family = `Elmstead${'abcdefghijklmnopqrstuvwxyz'[children]}`
  const robin = { givenName: 'Robin', familyName: family, dateOfBirth: '2010-06-07' }
  const ours = await hold(database, 'enfield-council', { person: robin })
  const number = `MPS-904${children}17`
  const list = await hold(database, 'met-police', {
    person: { ...robin, familyName: `${family}-Secret` },
    sourceId: number,
  })
  const custody = await hold(database, 'met-police', {
    person: robin,
    sourceId: `CUSTODY-${children}`,
    event: { kind: 'custody', startsAt: '2026-01-11T02:00:00Z', place: 'Wood Green', facts: {} },
  })
  return { person: await link(database, ours, list, custody), family, number, ours, theirs: [list, custody] }
}

function as<T>(
  agency: string,
  work: Parameters<typeof asked<T>>[2],
  at = now,
  roles: readonly Role[] = ['safeguarding'],
) {
  return asked(database, someone(agency, at, roles), work)
}

function ask(person: string, change: Partial<typeof ASK> = {}, agency = 'enfield-council', at = now): Promise<string> {
  return as(agency, ctx => askToShare(ctx, person, { ...ASK, ...change }), at)
}

async function answer(request: string, decision: ShareDecision, at = now): Promise<void> {
  const { version } = await as('met-police', ctx => openSharing(ctx, request), at)
  await as('met-police', ctx => answerSharing(ctx, request, version, decision), at)
}

/** How many of the Met's records Enfield sees: on the person's page, by search, and past all functions in the tables. */
async function seen(child: Child, agency = 'enfield-council') {
  const file = await as(agency, ctx => openPerson(ctx, child.person))
  const found = await as(agency, ctx => findPeople(ctx, child.number))
  const rows = await database.transaction(agency, async tx => {
    const { rows: counted } = await sql<{ n: number }>`
      select (select count(*) from record where agency_id = 'met-police' and record_id = any(${ids(child)}::uuid[]))
           + (select count(*) from record_version where agency_id = 'met-police' and record_id = any(${ids(child)}::uuid[]))
           + (select count(*) from event where agency_id = 'met-police' and record_id = any(${ids(child)}::uuid[]))
           + (select count(*) from search_token where holder = 'met-police' and record_id = any(${ids(child)}::uuid[])) as n`.execute(
      tx,
    )
    return counted[0]?.n ?? -1
  })
  return {
    records: file.records.filter(record => record.agency === 'met-police').length,
    further: file.further.map(held => held.records),
    found: found.people.length,
    rows: rows > 0,
  }
}

/** Let an alert of Enfield's tell of an encounter on the Met's second record, as raise_alerts does. Gives the alert's id. */
async function tellBy({ ours, theirs }: Child): Promise<string> {
  const [encounter, alert] = [randomUUID(), randomUUID()]
  const record = theirs[1]?.recordId ?? ''
  await database.transaction('met-police', tx =>
    tx
      .insertInto('encounter')
      .values({
        agency_id: 'met-police',
        encounter_id: encounter,
        reference: encounter,
        record_id: record,
        circumstance: 'spoken-to',
        occurred_at: now,
        reported_at: now,
        place: 'Wood Green',
        reported_by: 'x',
        reporter_name: 'x',
        certainty: 'confirmed',
        answer: '{}',
        audience: ['enfield-council'],
      })
      .execute(),
  )
  await share(test.owner, { agency: 'met-police', recordId: record }, 'enfield-council')
  for (const statement of [
    `insert into share (agency_id, share_id, audience_agency, subject_kind, subject_id, what, gateway, because, decided_by, at)
     values ('met-police', gen_random_uuid(), 'enfield-council', 'encounter', '${encounter}', 'x', 'x', 'x', 'rule', '${now}')`,
    `insert into alert (agency_id, alert_id, reference, encounter_agency, encounter_id, encounter_record, encounter_reference,
                        interest_kind, interest_id, record_id, certainty, tells, raised_at, respond_by)
     values ('enfield-council', '${alert}', '${alert}', 'met-police', '${encounter}', '${record}', 'x', 'missing', gen_random_uuid(),
             '${ours.recordId}', 'confirmed', 'encounter', '${now}', '${now}')`,
  ])
    await asOwner(test.owner, statement)
  return alert
}

function ids(child: Child): string[] {
  return child.theirs.map(record => record.recordId)
}

const NOTHING = { records: 0, further: [2], found: 0, rows: false }
const ALL = { records: 2, further: [], found: 1, rows: true }

function mails(agency: string) {
  return database.transaction('', tx =>
    tx
      .selectFrom('outbox')
      .select(['payload', 'key'])
      .where('agency_id', '=', agency)
      .orderBy('message_id', 'desc')
      .execute(),
  )
}

describe('asking and answering', () => {
  it('opens what the holder has, and both sides see what, on what basis, on what conditions and until when', async () => {
    const child = await aChild()
    expect(await seen(child)).toEqual(NOTHING)
    const request = await ask(child.person)
    expect(await seen(child)).toEqual(NOTHING)
    expect(await as('met-police', ctx => openSharing(ctx, request))).toMatchObject({
      side: 'holder',
      state: 'asked',
      asker: 'enfield-council',
      reason: ASK.reason,
      may: ['share', 'refuse'],
      personId: child.person,
      person: { givenName: 'Robin' },
    })
    await answer(request, SHARE)
    expect(await seen(child)).toEqual(ALL)
    const expected = {
      state: 'shared',
      shareGateway: 'ca2004-10-11',
      expiresAt: '2026-03-11T12:00:00.000Z',
      holds: 'fact',
      conditions: 'Do not tell the family where',
      decidedName: 'Kit Marlow',
      records: 2,
      may: ['stop'],
    }
    expect(await as('met-police', ctx => openSharing(ctx, request))).toMatchObject({ ...expected, side: 'holder' })
    expect(await as('enfield-council', ctx => openSharing(ctx, request))).toMatchObject({ ...expected, side: 'asker' })
    expect((await as('enfield-council', ctx => listSharing(ctx, 'open'))).map(one => one.requestId)).toContain(request)
  })

  it('tells the teams by mail, without a name', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    expect((await mails('met-police'))[0]).toEqual({
      key: `share-asked:${request}`,
      payload: { about: 'share-asked', requestId: request },
    })
    await answer(request, SHARE)
    expect((await mails('enfield-council'))[0]?.key).toBe(`share-answered:${request}`)
    expect(JSON.stringify(await mails('met-police'))).not.toContain('Elmstead')
  })

  it('records a refusal with its ground, and opens nothing of what is held', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    await answer(request, REFUSE)
    expect(await seen(child)).toEqual(NOTHING)
    const refused = await as('enfield-council', ctx => openSharing(ctx, request))
    expect(refused).toMatchObject({ state: 'refused', ground: 'more-harm', records: 0, may: [] })
    expect(JSON.stringify(refused)).not.toMatch(/Secret|Wood Green|custody/i)
    const shares = await asOwner<{ withheld: boolean; because: string; what: string }>(
      test.owner,
      `select withheld, because, what from share where subject_id = '${child.person}'`,
    )
    expect(shares).toEqual([{ withheld: true, because: 'more-harm', what: 'nothing: the request was refused' }])
  })

  it('follows a shared record when it changes, and not a new one', async () => {
    const child = await aChild()
    await answer(await ask(child.person), SHARE)
    const later = { givenName: 'Robin', familyName: child.family, aliases: ['Zephyr'] }
    await hold(database, 'met-police', { person: later, sourceId: `CUSTODY-${children}` }, plusMinutes(now, 1))
    expect((await as('enfield-council', ctx => findPeople(ctx, 'zephyr'))).people.length).toBe(1)
    const fresh = await hold(database, 'met-police', { person: later })
    const person = await link(database, child.ours, ...child.theirs, fresh)
    const file = await as('enfield-council', ctx => openPerson(ctx, person))
    expect(file.further).toEqual([{ agency: 'met-police', records: 1, entries: 0 }])
  })

  it('keeps one request open at a time, and lets the agency ask again after the answer', async () => {
    const child = await aChild()
    const first = await ask(child.person)
    await expect(ask(child.person)).rejects.toMatchObject({ code: 'already-answered' })
    await answer(first, REFUSE)
    expect(await ask(child.person)).not.toBe(first)
  })

  it('keeps one request open though several people of an agency ask at once', async () => {
    const child = await aChild()
    const outcomes = await Promise.allSettled([ask(child.person), ask(child.person), ask(child.person)])
    expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(1)
  })

  it('takes one answer, however many are given at once', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    const outcomes = await Promise.allSettled([
      answer(request, REFUSE),
      answer(request, SHARE),
      answer(request, REFUSE),
    ])
    expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(1)
    await expect(answer(request, SHARE)).rejects.toMatchObject({ code: 'already-answered' })
  })

  it.each([
    ['reason', { reason: ' ' }],
    ['days', { days: 91 }],
    ['gateway', { gateway: 'nothing' }],
    // In force from 30 September 2026 only.
    ['gateway', { gateway: 'ca2004-16la' }],
    ['agency', { holder: 'enfield-council' as AgencyId }],
  ])('asks nothing without what is needed: %s', async (field, change) => {
    const child = await aChild()
    await expect(ask(child.person, change)).rejects.toMatchObject({ code: 'bad-request', fields: [{ field }] })
    expect(
      (await as('met-police', ctx => listSharing(ctx, 'open'))).filter(one => one.personId === child.person),
    ).toEqual([])
  })
})

describe('the end', () => {
  it.each(['met-police', 'enfield-council'])('comes when %s stops it', async agency => {
    const child = await aChild()
    const request = await ask(child.person)
    await answer(request, SHARE)
    await as(agency, ctx => endSharing(ctx, request))
    expect(await seen(child)).toEqual(NOTHING)
    expect(await as('met-police', ctx => openSharing(ctx, request))).toMatchObject({
      state: 'stopped',
      endedBy: agency,
      records: 0,
    })
    await expect(as(agency, ctx => endSharing(ctx, request))).rejects.toMatchObject({ code: 'already-answered' })
  })

  it('comes with the clock, for what was shared and for what nobody answered', async () => {
    const [shared, waiting] = [await aChild(), await aChild()]
    const request = await ask(shared.person)
    await answer(request, SHARE)
    const unanswered = await ask(waiting.person)
    const run = (at: Instant) => forAgenciesWithDue(database, at, 'expire-shares', expireSharing)
    await run(plusMinutes(now, 7 * 24 * 60 - 1))
    expect(await seen(shared)).toEqual(ALL)
    await run(plusMinutes(now, 7 * 24 * 60))
    expect(await seen(shared)).toEqual(NOTHING)
    await run(plusMinutes(now, 14 * 24 * 60))
    const states = await as('enfield-council', async ctx =>
      Promise.all([request, unanswered].map(async id => (await openSharing(ctx, id)).state)),
    )
    expect(states).toEqual(['expired', 'expired'])
  })

  it('takes no answer to what ran out, also before the clock has come round', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    await expect(answer(request, SHARE, plusMinutes(now, 15 * 24 * 60))).rejects.toMatchObject({
      code: 'already-answered',
    })
    expect(await seen(child)).toEqual(NOTHING)
  })

  it('leaves what another live share still gives', async () => {
    const child = await aChild()
    const first = await ask(child.person)
    await answer(first, SHARE)
    const fresh = await hold(database, 'met-police', { person: { givenName: 'Robin', familyName: child.family } })
    const person = await link(database, child.ours, ...child.theirs, fresh)
    const second = await ask(person)
    await answer(second, SHARE)
    await as('met-police', ctx => endSharing(ctx, first))
    expect((await as('enfield-council', ctx => openPerson(ctx, person))).further).toEqual([])
    await as('met-police', ctx => endSharing(ctx, second))
    expect((await as('enfield-council', ctx => openPerson(ctx, person))).further).toEqual([
      { agency: 'met-police', records: 3, entries: 1 },
    ])
  })

  it('leaves what an alert gave, and what an alert gives back leaves what was shared on request', async () => {
    const child = await aChild()
    const alert = await tellBy(child)
    const seenRecords = async () => (await seen(child)).records
    expect(await seenRecords()).toBe(1)
    const first = await ask(child.person)
    await answer(first, SHARE)
    expect(await seenRecords()).toBe(2)
    await as('met-police', ctx => endSharing(ctx, first))
    expect(await seenRecords()).toBe(1)
    const second = await ask(child.person)
    await answer(second, SHARE)
    await database.transaction('enfield-council', tx =>
      sql`select return_share(${alert}::uuid, ${now}::timestamptz)`.execute(tx),
    )
    expect(await seenRecords()).toBe(2)
    await as('met-police', ctx => endSharing(ctx, second))
    expect(await seen(child)).toEqual(NOTHING)
  })

  it('comes for a record that is of somebody else after all', async () => {
    const child = await aChild()
    await answer(await ask(child.person), SHARE)
    const [list, custody] = child.theirs
    const other = await link(database, custody!)
    expect(await seen(child)).toMatchObject({ records: 1, found: 1 })
    await expect(as('enfield-council', ctx => openPerson(ctx, other))).rejects.toMatchObject({ code: 'not-found' })
    await link(database, list!)
    expect(await seen(child)).toMatchObject({ records: 0, found: 0, rows: false })
  })

  it('comes for a record that its holder withdraws', async () => {
    const child = await aChild()
    await answer(await ask(child.person), SHARE)
    await hold(
      database,
      'met-police',
      { person: { givenName: 'Robin' }, sourceId: `CUSTODY-${children}`, withdraws: true },
      plusMinutes(now, 1),
    )
    expect(await seen(child)).toMatchObject({ records: 1, further: [] })
  })

  it('shares nothing when the records came apart before the answer', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    await link(database, ...child.theirs)
    await expect(answer(request, SHARE)).rejects.toMatchObject({ code: 'stale-version' })
    await answer(request, REFUSE)
    expect((await as('enfield-council', ctx => openPerson(ctx, child.person))).records).toHaveLength(1)
  })

  it('comes before it began when the agency takes its request back; the holder cannot', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    await expect(as('met-police', ctx => endSharing(ctx, request))).rejects.toMatchObject({ code: 'already-answered' })
    await as('enfield-council', ctx => endSharing(ctx, request))
    await expect(answer(request, SHARE)).rejects.toMatchObject({ code: 'already-answered' })
    expect(await seen(child)).toEqual(NOTHING)
  })
})

describe('who may', () => {
  it('finds nobody to ask about whom the agency does not reach, and learns nothing of who holds what', async () => {
    const child = await aChild()
    const nobody = '00000000-0000-4000-8000-000000000000'
    const errors = await Promise.all(
      [child.person, nobody].map(person =>
        ask(person, {}, 'kent-police').catch((error: Error) => `${error.name} ${error.message}`),
      ),
    )
    expect(errors[0]).toBe(errors[1])
    await expect(ask(child.person, {}, 'kent-police')).rejects.toMatchObject({ code: 'not-found' })
  })

  it.each(['kent-police', 'no-such-agency'])('answers alike for %s, which holds nothing more', async holder => {
    const child = await aChild()
    await expect(ask(child.person, { holder: holder as AgencyId })).rejects.toMatchObject({ code: 'bad-request' })
  })

  it('answers alike for an agency that holds a restricted record only, and never shares one', async () => {
    const child = await aChild()
    const witness = await hold(database, 'kent-police', { person: { givenName: 'Robin' }, restricted: true })
    const police = await hold(database, 'met-police', {
      person: { givenName: 'Robin', aliases: ['Hidden'] },
      restricted: true,
    })
    const person = await link(database, child.ours, ...child.theirs, witness, police)
    await expect(ask(person, { holder: 'kent-police' as AgencyId })).rejects.toMatchObject({ code: 'bad-request' })
    const request = await ask(person)
    await answer(request, SHARE)
    expect((await as('enfield-council', ctx => openSharing(ctx, request))).records).toBe(2)
    expect((await as('enfield-council', ctx => findPeople(ctx, 'hidden'))).people).toEqual([])
  })

  it('shows a request to its two sides and lets only the holder answer', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    for (const work of [openSharing, endSharing])
      await expect(as<unknown>('kent-police', ctx => work(ctx, request))).rejects.toMatchObject({ code: 'not-found' })
    for (const agency of ['enfield-council', 'kent-police'])
      await expect(as(agency, ctx => answerSharing(ctx, request, 1, SHARE))).rejects.toMatchObject({
        code: 'not-found',
      })
    expect(await seen(child)).toEqual(NOTHING)
    expect(await as('kent-police', ctx => listSharing(ctx, 'open'))).toEqual([])
  })

  it.each(['practitioner', 'data-steward', 'auditor', 'coordinator'] as const)('is closed to a %s', async role => {
    const child = await aChild()
    const request = await ask(child.person)
    const works = await Promise.allSettled([
      as('enfield-council', ctx => askToShare(ctx, child.person, ASK), now, [role]),
      as('met-police', ctx => answerSharing(ctx, request, 1, SHARE), now, [role]),
      as('met-police', ctx => endSharing(ctx, request), now, [role]),
      as('met-police', ctx => listSharing(ctx, 'open'), now, [role]),
    ])
    expect(works).toMatchObject(works.map(() => ({ reason: { code: 'not-found' } })))
  })

  it('writes what was asked, decided and ended on the trail of the person', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    await answer(request, SHARE)
    const entries = await asOwner<{ agency_id: string; action: string }>(
      test.owner,
      `select agency_id, action from audit_entry where person_id = '${child.person}' and action in ('share.ask', 'share.decide') order by action`,
    )
    expect(entries).toEqual([
      { agency_id: 'enfield-council', action: 'share.ask' },
      { agency_id: 'met-police', action: 'share.decide' },
    ])
  })

  it('cannot be got round in the database', async () => {
    const child = await aChild()
    const request = await ask(child.person)
    const tries = [
      sql`update share_request set state = 'shared' where request_id = ${request}::uuid`,
      sql`select anchor_record from share_request`,
      sql`select holder_record from share_request`,
      sql`insert into share_record (agency_id, share_id, record_id) values ('enfield-council', gen_random_uuid(), gen_random_uuid())`,
      sql`select close_sight('met-police', '{}', 'enfield-council')`,
      sql`select write_members('[]', '[]', '{}', now())`,
    ]
    for (const statement of tries)
      await expect(database.transaction('enfield-council', tx => statement.execute(tx))).rejects.toMatchObject({
        code: '42501',
      })
    const { rows } = await database.transaction('enfield-council', tx =>
      sql<{
        said: string
      }>`select share_person(${request}::uuid, 1, gen_random_uuid(), 'x', now() + interval '1 day', 'fact', null, null, 'x', 'x', now()) as said`.execute(
        tx,
      ),
    )
    expect(rows).toEqual([{ said: 'answered' }])
    expect(await seen(child)).toEqual(NOTHING)
  })
})
