import { randomUUID } from 'node:crypto'
import type { Role } from '#domain/actor.ts'
import type { EncounterReport } from '#domain/encounter.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { type PersonInput, toComparable } from '#linkage/index.ts'
import { type Alert, openInbox } from '#services/alerts.ts'
import { authorise, ownSubject } from '#services/context.ts'
import { type Reported, reportEncounter } from '#services/encounters.ts'
import { keepInterests, tellAgencies } from '#services/interests.ts'
import { linkRecords, withdrawRecords } from '#services/linkage.ts'
import { type Database } from '#store/database.ts'
import type { IncomingEvent } from '#store/events.ts'
import { upsertRecords } from '#store/records.ts'
import { NOON, type OpenHub, openHub } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'

/** One row that an agency sends in a test. */
export interface Row {
  readonly agency: string
  readonly person: PersonInput
  readonly event?: IncomingEvent
  readonly sourceId?: string
  readonly at?: Instant
  readonly withdraws?: boolean
  readonly restricted?: boolean
}

/** A database with the agencies in it, and what agencies do in it. */
export interface AlertWorld extends OpenHub {
  /** What intake does with a row: store, link, keep interests, tell. Gives the record. */
  bringIn(row: Row): Promise<string>
  /** Report an encounter as somebody of an agency. */
  meet(
    agency: string,
    person: PersonInput,
    more?: Partial<EncounterReport>,
    at?: Instant,
    key?: string,
  ): Promise<Reported>
  /** Alerts of an agency about one encounter, whatever their state. */
  alertsOf(agency: string, reported: Reported, at?: Instant): Promise<readonly Alert[]>
}

/** Open one for a test file. Close it in `afterAll`. */
export async function alertWorld(): Promise<AlertWorld> {
  const hub = await openHub()
  const { database } = hub
  return {
    ...hub,
    bringIn: row => bringIn(database, row),
    meet: (agency, person, more = {}, at = NOON, key) => {
      const report = { circumstance: 'duty-contact', place: 'Platform 2, Margate', person, observations: [], ...more }
      return asked(database, someone(agency, at), ctx => reportEncounter(ctx, report, key))
    },
    alertsOf: async (agency, reported, at = NOON) => {
      const inbox = (closed: boolean) => asked(database, someone(agency, at), ctx => openInbox(ctx, { closed }))
      const all = [...(await inbox(false)).alerts, ...(await inbox(true)).alerts]
      return all.filter(alert => alert.encounterId === reported.encounterId)
    },
  }
}

async function bringIn(database: Database, { agency, person, event, at = NOON, ...row }: Row): Promise<string> {
  const comparable = toComparable(person)
  const incoming = {
    recordId: randomUUID(),
    sourceSystem: 'case-system',
    feed: 'test',
    sourceId: row.sourceId ?? randomUUID(),
    person,
    asGiven: { ...person, event },
    marks: [],
    comparable,
    event,
    withdraws: row.withdraws ?? false,
    restricted: row.restricted ?? false,
  }
  return asked(database, someone(agency, at, ['operator'], 'data-quality'), async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch'))
    const stored = await upsertRecords(ctx.tx, grant, [incoming], at)
    const gone = stored.filter(one => one.outcome === 'withdrawn').map(one => one.recordId)
    if (gone.length > 0) await withdrawRecords(ctx, gone)
    const left = stored.filter(one => one.outcome !== 'withdrawn')
    const linked = await linkRecords(
      ctx,
      left.map(({ recordId, sourceSystem }) => ({ recordId, sourceSystem, comparable })),
    )
    await keepInterests(ctx, stored)
    await tellAgencies(
      ctx,
      linked.map(one => one.personId),
    )
    return stored[0]?.recordId ?? ''
  })
}

const GIVEN = [
  'Amara',
  'Tobias',
  'Kelechi',
  'Soraya',
  'Dmitri',
  'Wanjiru',
  'Bartosz',
  'Leilani',
  'Oisin',
  'Femke',
  'Ioana',
  'Rhys',
  'Zuri',
]
const FAMILY = [
  'Okonjo',
  'Fairweather',
  'Nwachukwu',
  'Haddad',
  'Petrenko',
  'Mwangi',
  'Kowalczyk',
  'Kealoha',
  'Donoghue',
  'Vandenberg',
  'Popescu',
]

let children = 0

/** A child, each time somebody else, so that tests do not meet. */
export function aChild(): Required<Pick<PersonInput, 'givenName' | 'familyName' | 'dateOfBirth' | 'phone'>> {
  children += 1
  return {
    givenName: GIVEN[children % GIVEN.length] ?? '',
    familyName: FAMILY[children % FAMILY.length] ?? '',
    dateOfBirth: `201${children % 3}-0${1 + (children % 9)}-${10 + (children % 19)}`,
    phone: `07700 900${String(100 + children).padStart(3, '0')}`,
  }
}

/** Reported missing so many hours before noon, and not found unless `event` says so. */
export function missing(hoursAgo: number, event: Partial<IncomingEvent> = {}): IncomingEvent {
  return { kind: 'missing', startsAt: plusMinutes(NOON, -60 * hoursAgo), facts: { status: 'missing' }, ...event }
}

/** A watch as a feed gives it. */
export function watched(team = 'lewisham-missing'): IncomingEvent {
  const facts = { reason: 'missing-repeatedly', legalBasis: 'ca2004-16la', reviewOn: '2026-05-01', team }
  return { kind: 'watch', startsAt: plusMinutes(NOON, -9000), facts }
}

/** Roles of those who watch and look after alerts. */
export const CASE_WORK: readonly Role[] = ['safeguarding', 'manager']
