import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { CaseEvent, CasePart, NewCaseEvent } from '#domain/case/event.ts'
import { ADULT_MATTERS, LEAD_MATTERS, type Matter, type OpenLead } from '#domain/case/matters.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { namedBy } from './persons.ts'
import { countAtMost, MOST_COUNTED } from './waiting.ts'

type WriteGrant =
  | Grant<'case.lead'>
  | Grant<'case.place'>
  | Grant<'case.expire'>
  | Grant<'plan.change'>
  | Grant<'meeting.change'>
  | Grant<'nrm.change'>
  | Grant<'adult.change'>
  | Grant<'referral.send'>
  | Grant<'referral.answer'>

/** The log of the granted person's case as the granted agency may read it, or these parts of it; oldest first, at most 20,000 events. */
export async function listCaseEvents(
  tx: Tx,
  grant:
    | Grant<'case.read'>
    | Grant<'plan.read'>
    | Grant<'meeting.read'>
    | Grant<'nrm.read'>
    | Grant<'adult.read'>
    | Grant<'referral.read'>
    | Grant<'person.read'>
    | Grant<'supervision.read'>
    | WriteGrant,
  parts?: readonly CasePart[],
): Promise<readonly CaseEvent[]> {
  const { rows } = await sql<CaseEvent>`
    select event_id as "eventId", agency, kind, happened_at as "happenedAt", recorded_at as "recordedAt", by_name as "byName", facts, words
      from case_log(${grant.subject.id}::uuid, ${parts ?? null}::text[])`.execute(tx)
  return rows
}

/** Who writes events, when, and on what basis whoever is told may be told. */
export interface CaseWriter {
  readonly id: string
  readonly name: string
  readonly now: Instant
  readonly newId: () => string
  /** Code of the legal basis. */
  readonly gateway: string
}

/**
 * Append to the granted person's case, in this order, and open what is told. Locks the person.
 *
 * 'gone' when the agency reaches no record of the person any more; 'nothing-to-show' when who is told reaches none, and the agency has
 * none of its own to open. After either, nothing may be committed.
 */
export async function appendToCase(
  tx: Tx,
  grant: WriteGrant,
  events: readonly (NewCaseEvent & { readonly eventId: string })[],
  writer: CaseWriter,
): Promise<'appended' | 'gone' | 'nothing-to-show'> {
  const drafts = events.map(event => ({
    ...event,
    recordedAt: writer.now,
    byUser: writer.id,
    byName: writer.name,
    gateway: writer.gateway,
    tells: event.tells.map(agency => ({ agency, shareId: writer.newId() })),
  }))
  const { rows } = await sql<{ outcome: 'appended' | 'gone' | 'nothing-to-show' }>`
    select append_to_case(${grant.subject.id}::uuid, ${jsonText(drafts)}::jsonb) as outcome`.execute(tx)
  return rows[0]?.outcome ?? 'gone'
}

/** Set what waits in the granted person's case and who leads: these, and nothing else that the granted agency knows of; all that waits in these plans. */
export async function setMatters(
  tx: Tx,
  grant: WriteGrant,
  {
    matters,
    plans,
    leads,
  }: {
    readonly matters: readonly Matter[]
    readonly plans: readonly string[]
    readonly leads: readonly OpenLead[]
  },
  now: Instant,
): Promise<void> {
  await sql`
    select set_case_matters(${grant.subject.id}::uuid, ${jsonText(matters)}::jsonb, ${now}::timestamptz, ${plans}::uuid[])`.execute(
    tx,
  )
  await sql`
    select set_case_work(${grant.subject.id}::uuid, ${jsonText(matters)}::jsonb, ${jsonText(leads)}::jsonb, ${now}::timestamptz)`.execute(
    tx,
  )
}

/** Something that waits for the granted agency or that it waits for, with the child as the agency knows them. */
export interface WaitingMatter {
  readonly matterId: string
  readonly kind: Matter['kind']
  readonly agency: AgencyId
  readonly other: AgencyId | null
  readonly since: Instant
  readonly dueAt: Instant | null
  readonly step: string | null
  /** Null when the agency reaches the person no more. */
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
}

/** Who the granted person is, in the words of a record that the granted agency may see; undefined where none gives a name. */
export async function findNamed(
  tx: Tx,
  grant: Grant<'case.read'> | Grant<'plan.read'> | Grant<'meeting.read'> | Grant<'supervision.read'>,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { rows } = await sql<{
    person: Readonly<Record<string, unknown>>
  }>`${namedBy(grant.agency, sql`${grant.subject.id}::uuid`)}`.execute(tx)
  return rows[0]?.person
}

/** What waits of these kinds in cases of the granted agency, on either side, the next to run out first; at most 200. */
export async function listMatters(
  tx: Tx,
  grant: Grant<'case.list'> | Grant<'adult.list'>,
  kinds: readonly Matter['kind'][],
): Promise<readonly WaitingMatter[]> {
  const { agency } = grant
  const { rows } = await sql<WaitingMatter>`
    with chosen as materialized (
      select matter_id, kind, agency_id, other_agency, since, due_at, step from case_matter
       where ended_at is null and (agency_id = ${agency} or other_agency = ${agency}) and kind = any(${kinds}::text[])
       order by due_at nulls last, matter_id limit 200
    ), about as materialized (select * from people_of_matters(array(select matter_id from chosen)))
    select c.matter_id as "matterId", c.kind, c.agency_id as agency, c.other_agency as other, c.since, c.due_at as "dueAt", c.step,
           a.person_id as "personId", named.person
      from chosen c
      left join about a on a.matter_id = c.matter_id
      left join lateral (${namedBy(agency, sql`a.person_id`)}) named on true
     order by c.due_at nulls last, c.matter_id`.execute(tx)
  return rows
}

/** What waits for the granted agency: each at most 100. */
export interface MatterCounts {
  /** Clocks of offers, disputes and placements that have run out, on either side. */
  readonly late: number
  /** Offers of the lead that it can still answer. */
  readonly offers: number
  /** Placements in its area that it has been told of. */
  readonly placements: number
  /** Questions of others whether it refers somebody to the NRM. */
  readonly nrmAsks: number
  /** Safeguarding actions of referrals to the NRM that it has not answered. */
  readonly nrmActions: number
  /** Plans whose team it is asked to join. */
  readonly invitations: number
  /** Meetings of which it has not said whether it comes. */
  readonly meetings: number
  /** Minutes of meetings at which it was absent, and that nobody of it has read. */
  readonly minutes: number
  /** Actions of its own, and of others in plans that it leads, whose day is over. */
  readonly actionsLate: number
  /** Actions of its own whose day is not over. */
  readonly actions: number
}

/** Count what waits in cases of the granted agency, each at most 100; time grows with these, not with what is open. */
export async function countMatters(tx: Tx, { agency }: Grant<'case.list'>, now: Instant): Promise<MatterCounts> {
  const open = (side: RawBuilder<unknown>, kind: RawBuilder<unknown>, due = sql`true`) => sql`
    select from case_matter where ended_at is null and ${side} and kind = ${kind} and ${due} limit ${MOST_COUNTED}`
  const ours = sql`agency_id = ${agency} and other_agency is distinct from ${agency}`
  const theirs = sql`other_agency = ${agency}`
  const late = sql`due_at <= ${now}::timestamptz`
  const notLate = sql`due_at > ${now}::timestamptz`
  const counted = (...parts: readonly RawBuilder<unknown>[]) => {
    const [first = sql`select limit 0`, ...rest] = parts.map(part => sql`(${part})`)
    const all = rest.reduce((before, part) => sql`${before} union all ${part}`, first)
    return sql`(select least(${MOST_COUNTED}, count(*)) from (${all}) waiting)`
  }
  const ofKinds = sql`unnest(${LEAD_MATTERS.filter(kind => kind !== 'action')}::text[]) kinds (kind)`
  const lateOf = (side: RawBuilder<unknown>) =>
    sql`select from ${ofKinds} cross join lateral (${open(side, sql`kinds.kind`, late)}) found`
  const { rows } = await sql<MatterCounts>`
    select ${counted(lateOf(ours), lateOf(theirs))} as late,
           ${counted(open(theirs, sql`'offer'`, notLate))} as offers,
           ${counted(open(theirs, sql`'placement'`))} as placements,
           ${counted(open(theirs, sql`'invitation'`))} as invitations,
           ${counted(open(theirs, sql`'nrm'`, sql`step = 'ask'`))} as "nrmAsks",
           ${counted(open(theirs, sql`'nrm-action'`), open(ours, sql`'nrm-action'`, sql`other_agency is null`))} as "nrmActions",
           ${counted(open(ours, sql`'meeting'`, sql`step = 'answer'`))} as meetings,
           ${counted(open(ours, sql`'meeting'`, sql`step = 'read'`))} as minutes,
           ${counted(open(ours, sql`'action'`, late), open(theirs, sql`'action'`, late))} as "actionsLate",
           ${counted(open(ours, sql`'action'`, notLate))} as actions`.execute(tx)
  return rows[0] ?? NOTHING_WAITS
}

const NOTHING_WAITS: MatterCounts = {
  late: 0,
  offers: 0,
  placements: 0,
  invitations: 0,
  meetings: 0,
  minutes: 0,
  nrmAsks: 0,
  nrmActions: 0,
  actionsLate: 0,
  actions: 0,
}

/** What waits for adults, and for children who turn eighteen, for the granted agency; of that, what is late. Each at most 100. */
export async function countAdultMatters(
  tx: Tx,
  { agency }: Grant<'adult.list'>,
  now: Instant,
): Promise<{ readonly late: number; readonly waiting: number }> {
  const waiting = (late: RawBuilder<unknown>) =>
    countAtMost(
      tx,
      sql`select from case_matter
           where ended_at is null and (agency_id = ${agency} or other_agency = ${agency}) and kind = any(${ADULT_MATTERS}::text[]) and ${late}`,
    )
  return {
    late: await waiting(sql`due_at <= ${now}::timestamptz`),
    waiting: await waiting(sql`(due_at is null or due_at > ${now}::timestamptz)`),
  }
}

/** A matter of the granted agency whose clock has run out. */
export interface LateMatter {
  readonly matterId: string
  readonly kind: Matter['kind']
  readonly other: AgencyId | null
  readonly personId: string | null
}

/** Matters that the granted agency began and whose clock has run out since last asked; at most 500, each given once. */
export async function takeLateMatters(
  tx: Tx,
  _grant: Grant<'case.late'>,
  now: Instant,
): Promise<readonly LateMatter[]> {
  const { rows } = await sql<LateMatter>`
    select matter_id as "matterId", kind, other_agency as other, person_id as "personId" from take_late_matters(${now}::timestamptz)`.execute(
    tx,
  )
  return rows
}
