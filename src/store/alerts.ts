import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { AlertEvent, AlertEventKind, AlertState } from '#domain/alert-state.ts'
import type { Certainty, Tells } from '#domain/alert.ts'
import type { InterestKind } from '#domain/interest.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { announce } from './news.ts'

/** An alert to raise. What it may tell is checked again against what is stored. */
export interface NewAlert {
  readonly alertId: string
  readonly reference: string
  readonly audience: AgencyId
  readonly encounterAgency: AgencyId
  readonly encounterId: string
  readonly interestId: string
  readonly certainty: Certainty
  readonly tells: Tells
  readonly respondBy: Instant
  readonly at: Instant
  /** Code of the legal basis on which the encounter is shared. */
  readonly gateway: string
  readonly because: string
}

/** What became of a draft: a new alert, or one that told only whom to ring and now tells all. */
export interface RaisedAlert {
  readonly alertId: string
  readonly agency: AgencyId
  readonly encounterId: string
  readonly what: 'raised' | 'upgraded'
}

/** Raise alerts, each with its first event, the record of what was shared or held back, and the message to its team. Idempotent: what was raised before is left out of the answer. */
export async function raiseAlerts(
  tx: Tx,
  _grant: Grant<'alert.raise'>,
  drafts: readonly NewAlert[],
): Promise<readonly RaisedAlert[]> {
  if (drafts.length === 0) return []
  const { rows } = await sql<RaisedAlert>`
    select alert_id as "alertId", agency_id as agency, encounter_id as "encounterId", what
      from raise_alerts(${jsonText(drafts)}::jsonb)`.execute(tx)
  return rows
}

/** One alert of the granted agency, as an inbox shows it. What it does not tell is null. */
export interface Alert {
  readonly alertId: string
  readonly reference: string
  readonly encounterAgency: AgencyId
  readonly encounterId: string
  /** The record of the person met. */
  readonly encounterRecord: string
  readonly encounterReference: string
  readonly interestKind: InterestKind
  readonly interestId: string
  readonly recordId: string
  readonly certainty: Certainty
  readonly tells: Tells
  readonly team: string | null
  readonly raisedAt: Instant
  readonly respondBy: Instant
  readonly state: AlertState
  readonly outcome: string | null
  readonly seenAt: Instant | null
  readonly acknowledgedAt: Instant | null
  readonly acknowledgedName: string | null
  readonly escalatedAt: Instant | null
  readonly closedAt: Instant | null
  readonly version: number
  /** The agency's own person, and what its own newest record with a name says of them. */
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
  readonly place: string | null
  readonly occurredAt: Instant | null
  readonly circumstance: string | null
}

const ALERT = sql`
  a.alert_id as "alertId", a.reference, a.encounter_agency as "encounterAgency", a.encounter_id as "encounterId",
  a.encounter_record as "encounterRecord", a.encounter_reference as "encounterReference", a.interest_kind as "interestKind", a.interest_id as "interestId",
  a.record_id as "recordId", a.certainty, a.tells, a.team_id as team, a.raised_at as "raisedAt", a.respond_by as "respondBy",
  a.state, a.outcome, a.seen_at as "seenAt", a.acknowledged_at as "acknowledgedAt", a.acknowledged_name as "acknowledgedName",
  a.escalated_at as "escalatedAt", a.closed_at as "closedAt", a.version, own.person_id as "personId", named.person,
  e.place, e.occurred_at as "occurredAt", e.circumstance`

const FROM_ALERT = sql`
  from alert a
  left join encounter e on e.agency_id = a.encounter_agency and e.encounter_id = a.encounter_id and a.tells = 'encounter'
  left join member own on own.agency_id = a.agency_id and own.record_id = a.record_id
  left join lateral (
    select v.person
      from member m
      join record r on r.agency_id = m.agency_id and r.record_id = m.record_id and r.withdrawn_at is null and not r.restricted
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
     where m.person_id = own.person_id and m.agency_id = a.agency_id and v.person ?| array['givenName', 'familyName', 'fullName']
     order by m.record_id = a.record_id desc, r.last_seen desc
     limit 1) named on true`

/** Which alerts to list. */
export interface AlertFilter {
  readonly closed: boolean
  readonly team?: string | undefined
}

/** Alerts of the granted agency, at most 200: open ones by time left, closed ones newest first. */
export async function listAlerts(tx: Tx, grant: Grant<'alert.list'>, filter: AlertFilter): Promise<readonly Alert[]> {
  const state = filter.closed ? sql`a.state = 'closed'` : sql`a.state in ('raised', 'escalated', 'acknowledged')`
  const order = filter.closed ? sql`a.closed_at desc` : sql`a.state = 'acknowledged', a.respond_by`
  const team = filter.team === undefined ? sql`` : sql`and a.team_id = ${filter.team}`
  const { rows } = await sql<Alert>`
    select ${ALERT} ${FROM_ALERT}
     where a.agency_id = ${grant.agency} and ${state} ${team}
     order by ${order}, a.alert_id
     limit 200`.execute(tx)
  return rows
}

/** The alert that the grant is for, or undefined. */
export async function findAlert(
  tx: Tx,
  grant: Grant<'alert.read'> | Grant<'alert.answer'>,
): Promise<Alert | undefined> {
  const { rows } = await sql<Alert>`
    select ${ALERT} ${FROM_ALERT} where a.agency_id = ${grant.agency} and a.alert_id = ${grant.subject.id}::uuid`.execute(
    tx,
  )
  return rows[0]
}

/** One thing that happened to an alert. */
export interface AlertHappening extends AlertEvent {
  readonly byName: string | null
  readonly note: string | null
}

/** What happened to the granted alert, oldest first. */
export async function listAlertEvents(
  tx: Tx,
  grant: Grant<'alert.read'> | Grant<'alert.answer'>,
): Promise<readonly AlertHappening[]> {
  const { rows } = await sql<AlertHappening>`
    select kind, at, by_name as "byName", note from alert_event
     where agency_id = ${grant.agency} and alert_id = ${grant.subject.id}::uuid
     order by at, case kind when 'raised' then 0 when 'closed' then 2 when 'not-ours' then 2 else 1 end, event_id`.execute(
    tx,
  )
  return rows
}

/** Columns that an answer changes. */
export interface AlertChange {
  readonly state: AlertState
  readonly team?: string
  readonly outcome?: string
  readonly acknowledged?: boolean
  readonly closed?: boolean
}

/** A word on an alert, for its history. */
export interface AlertWord {
  readonly kind: AlertEventKind
  readonly by: { readonly id: string; readonly name: string }
  readonly note: string | undefined
}

/** Change the granted alert if it still has the version that was seen, and add to its history. Gives whether it had. */
export async function answerAlert(
  tx: Tx,
  grant: Grant<'alert.answer'>,
  version: number,
  change: AlertChange,
  word: AlertWord,
  now: Instant,
): Promise<boolean> {
  const changed = await sql<{ encounterAgency: string; encounterId: string }>`
    update alert
       set state = ${change.state}, version = version + 1,
           team_id = coalesce(${change.team ?? null}, team_id), outcome = coalesce(${change.outcome ?? null}, outcome),
           acknowledged_at = case when ${change.acknowledged ?? false} then coalesce(acknowledged_at, ${now}::timestamptz) else acknowledged_at end,
           acknowledged_name = case when ${change.acknowledged ?? false} then coalesce(acknowledged_name, ${word.by.name}) else acknowledged_name end,
           closed_at = case when ${change.closed ?? false} then ${now}::timestamptz else closed_at end,
           closed_name = case when ${change.closed ?? false} then ${word.by.name} else closed_name end
     where agency_id = ${grant.agency} and alert_id = ${grant.subject.id}::uuid and version = ${version}
    returning encounter_agency as "encounterAgency", encounter_id as "encounterId"`.execute(tx)
  const [row] = changed.rows
  if (row === undefined) return false
  await addAlertEvent(tx, grant, word, now)
  await announce(tx, { agency: grant.agency, kind: 'alert', id: grant.subject.id })
  await announce(tx, { agency: row.encounterAgency, kind: 'told', id: row.encounterId })
  return true
}

/** Note that the granted alert was opened for the first time. Gives whether it was. */
export async function markSeen(
  tx: Tx,
  grant: Grant<'alert.read'>,
  by: { readonly id: string; readonly name: string },
  now: Instant,
): Promise<boolean> {
  const { rows } = await sql<{ encounterAgency: string; encounterId: string }>`
    update alert set seen_at = ${now}::timestamptz
     where agency_id = ${grant.agency} and alert_id = ${grant.subject.id}::uuid and seen_at is null
    returning encounter_agency as "encounterAgency", encounter_id as "encounterId"`.execute(tx)
  const [row] = rows
  if (row === undefined) return false
  await addAlertEvent(tx, grant, { kind: 'seen', by, note: undefined }, now)
  await announce(tx, { agency: row.encounterAgency, kind: 'told', id: row.encounterId })
  return true
}

async function addAlertEvent(
  tx: Tx,
  grant: Grant<'alert.read'> | Grant<'alert.answer'>,
  { kind, by, note }: AlertWord,
  now: Instant,
): Promise<void> {
  await sql`
    insert into alert_event (agency_id, alert_id, event_id, at, kind, by_user, by_name, note)
    values (${grant.agency}, ${grant.subject.id}::uuid, gen_random_uuid(), ${now}::timestamptz, ${kind}, ${by.id}, ${by.name}, ${note ?? null})
  `.execute(tx)
}

/** Escalate alerts of the granted agency whose time is up, at most 500: once each, however many processes do it. Gives their ids. */
export async function escalateAlerts(tx: Tx, grant: Grant<'alert.escalate'>, now: Instant): Promise<readonly string[]> {
  const { rows } = await sql<{ alertId: string }>`
    with due as (
      select alert_id from alert
       where agency_id = ${grant.agency} and state = 'raised' and respond_by <= ${now}::timestamptz
       order by respond_by limit 500 for update skip locked
    ), escalated as (
      update alert a set state = 'escalated', escalated_at = ${now}::timestamptz, version = version + 1
        from due where a.agency_id = ${grant.agency} and a.alert_id = due.alert_id
      returning a.agency_id, a.alert_id
    )
    insert into alert_event (agency_id, alert_id, event_id, at, kind, by_name)
    select agency_id, alert_id, gen_random_uuid(), ${now}::timestamptz, 'escalated', 'the clock' from escalated
    returning alert_id as "alertId"`.execute(tx)
  if (rows.length > 0) await announce(tx, { agency: grant.agency, kind: 'alert' })
  return rows.map(row => row.alertId)
}

/** Give back what an alert of the granted agency let it see of the encounter. */
export async function returnShare(tx: Tx, grant: Grant<'alert.answer'>, now: Instant): Promise<void> {
  await sql`select return_share(${grant.subject.id}::uuid, ${now}::timestamptz)`.execute(tx)
}

/** Numbers of an agency's alerts: what waits, and how often the machine was right in the last 90 days. */
export interface AlertCounts {
  readonly waiting: number
  readonly escalated: number
  readonly inHand: number
  readonly closed: number
  readonly notOurs: number
}

/** Count the granted agency's alerts. */
export async function countAlerts(tx: Tx, grant: Grant<'alert.list'>, now: Instant): Promise<AlertCounts> {
  const { rows } = await sql<AlertCounts>`
    select count(*) filter (where state in ('raised', 'escalated')) as waiting, count(*) filter (where state = 'escalated') as escalated,
           count(*) filter (where state = 'acknowledged') as "inHand", count(*) filter (where state = 'closed') as closed,
           count(*) filter (where state = 'closed' and outcome = 'not-ours') as "notOurs"
      from alert
     where agency_id = ${grant.agency} and (state <> 'closed' or closed_at > ${now}::timestamptz - interval '90 days')`.execute(
    tx,
  )
  return rows[0] ?? { waiting: 0, escalated: 0, inHand: 0, closed: 0, notOurs: 0 }
}

/** Access facts of an alert: whether the agency is the one it is for. No personal data. */
export async function subjectOfAlert(tx: Tx, agency: AgencyId, alertId: string): Promise<Subject> {
  const row = await tx
    .selectFrom('alert')
    .select('alert_id')
    .where('agency_id', '=', agency)
    .where('alert_id', '=', alertId)
    .executeTakeFirst()
  return { kind: 'alert', id: alertId, owners: row === undefined ? [] : [agency], sharedWith: [] }
}
