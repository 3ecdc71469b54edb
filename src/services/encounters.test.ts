import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EncounterReport } from '#domain/encounter.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { type PersonInput, toComparable } from '#linkage/index.ts'
import { type Database, openDatabase } from '#store/database.ts'
import type { IncomingEvent } from '#store/events.ts'
import { type IncomingRecord, upsertRecords } from '#store/records.ts'
import { loadReference } from '#store/reference.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { asked, someone } from '#test/people.ts'
import { authorise, ownSubject } from './context.ts'
import { type Reported, reportEncounter } from './encounters.ts'
import { prepareInstallation } from './installation.ts'
import { keepInterests, tellAgencies } from './interests.ts'
import { linkRecords, withdrawRecords } from './linkage.ts'

const noon = '2026-03-04T12:00:00.000Z' as Instant
let test: TestDatabase
let database: Database

beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
  await prepareInstallation(database, loadReference(), 'live')
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

/** Each child is somebody else, so that tests do not meet. */
let children = 0
function aChild(): PersonInput {
  children += 1
  const given = ['Amara', 'Tobias', 'Kelechi', 'Soraya', 'Dmitri', 'Wanjiru', 'Bartosz', 'Leilani', 'Oisin', 'Femke', 'Ioana', 'Rhys', 'Zuri', 'Quang']
  const family = ['Okonjo', 'Fairweather', 'Nwachukwu', 'Haddad', 'Petrenko', 'Mwangi', 'Kowalczyk', 'Kealoha', 'Donoghue', 'Vandenberg', 'Popescu', 'Llewellyn', 'Mbeki', 'Truong']
  const n = children % given.length
  return {
    givenName: given[n],
    familyName: family[(n + Math.floor(children / given.length)) % family.length],
    dateOfBirth: `201${children % 3}-0${1 + (children % 9)}-1${children % 10}`,
    phone: `07700 900${String(100 + children).padStart(3, '0')}`,
  } as PersonInput
}

interface Row {
  readonly agency: string
  readonly person: PersonInput
  readonly event?: IncomingEvent
  readonly sourceId?: string
  readonly version?: string
  readonly at?: Instant
  readonly withdraws?: boolean
  readonly restricted?: boolean
}

/** What intake does with a row: store, link, keep interests, tell. */
async function bringIn({ agency, person, event, sourceId = randomUUID(), version, at = noon, ...row }: Row): Promise<string> {
  const comparable = toComparable(person)
  const incoming: IncomingRecord = {
    recordId: randomUUID(),
    sourceSystem: 'case-system',
    feed: 'test',
    sourceId,
    person,
    asGiven: { ...person, event },
    marks: [],
    comparable,
    event,
    version,
    withdraws: row.withdraws ?? false,
    restricted: row.restricted ?? false,
  }
  return asked(database, someone(agency, at, ['operator'], 'data-quality'), async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch'))
    const stored = await upsertRecords(ctx.tx, grant, [incoming], at)
    const gone = stored.filter(one => one.outcome === 'withdrawn').map(one => one.recordId)
    if (gone.length > 0) await withdrawRecords(ctx, gone)
    const left = stored.filter(one => one.outcome !== 'withdrawn')
    const linked = await linkRecords(ctx, left.map(one => ({ recordId: one.recordId, sourceSystem: 'case-system', comparable })))
    await keepInterests(ctx, stored)
    await tellAgencies(ctx, linked.map(one => one.personId))
    return stored[0]?.recordId ?? ''
  })
}

function missing(since: Instant, more: Partial<IncomingEvent> = {}): IncomingEvent {
  return { kind: 'missing', startsAt: since, facts: { status: 'missing' }, ...more }
}

function meet(agency: string, person: PersonInput, more: Partial<EncounterReport> = {}, at = noon, key?: string): Promise<Reported> {
  const report: EncounterReport = { circumstance: 'duty-contact', place: 'Platform 2, Margate', person, observations: [], ...more }
  return asked(database, someone(agency, at), ctx => reportEncounter(ctx, report, key))
}

interface AlertRow {
  readonly agency: string
  readonly tells: string
  readonly kind: string
  readonly team: string | null
  readonly certainty: string
}

function alertsOf(agency: string, reported: Reported): Promise<readonly AlertRow[]> {
  return database.transaction(agency, tx =>
    tx
      .selectFrom('alert')
      .select(['agency_id as agency', 'tells', 'interest_kind as kind', 'team_id as team', 'certainty'])
      .where('encounter_id', '=', reported.encounterId)
      .execute(),
  )
}

describe('reportEncounter', () => {
  it('tells the agency that reported a child missing, and answers whom to ring', async () => {
    const child = aChild()
    await bringIn({ agency: 'met-police', person: child, event: missing(plusMinutes(noon, -600)) })
    const met = await meet('btp', { ...child, givenName: child.givenName?.toUpperCase() ?? '' })
    expect(met.answer).toMatchObject({ kind: 'known', missing: { agency: 'Metropolitan Police Service' } })
    expect(met.told).toEqual([{ agency: 'met-police', tells: 'encounter' }])
    expect(await alertsOf('met-police', met)).toMatchObject([{ kind: 'missing', tells: 'encounter', team: 'duty' }])
    expect(JSON.stringify(met.answer)).not.toContain(child.familyName)
  })

  it('tells it as well when the report of missing comes after the encounter', async () => {
    const child = aChild()
    const met = await meet('kent-police', child)
    expect(met.answer.kind).toBe('not-known')
    expect(met.told).toEqual([])
    await bringIn({ agency: 'essex-police', person: child, event: missing(plusMinutes(noon, 60)), at: plusMinutes(noon, 90) })
    expect(await alertsOf('essex-police', met)).toMatchObject([{ kind: 'missing', tells: 'encounter' }])
  })

  it('sends one alert an agency for its most urgent interest, and none to the reporter', async () => {
    const child = aChild()
    const watch: IncomingEvent = {
      kind: 'watch',
      startsAt: plusMinutes(noon, -9000),
      facts: { reason: 'missing-repeatedly', legalBasis: 'ca2004-16la', reviewOn: '2026-05-01', team: 'lewisham-missing' },
    }
    await bringIn({ agency: 'met-police', person: child, event: watch })
    await bringIn({ agency: 'met-police', person: child, event: missing(plusMinutes(noon, -60)) })
    await bringIn({ agency: 'kent-police', person: child, event: watch })
    const met = await meet('kent-police', child)
    expect(await alertsOf('met-police', met)).toMatchObject([{ kind: 'missing' }])
    expect(await alertsOf('kent-police', met)).toMatchObject([{ agency: 'met-police' }])
  })
})
