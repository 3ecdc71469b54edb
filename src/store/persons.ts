import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Evidence } from '#linkage/index.ts'
import type { Tx } from './database.ts'
import { type Brief, withEvidence } from './evidence.ts'

/** The newest version of one source record of a person, with its event if it has one. */
export interface PersonRecord {
  readonly agency: AgencyId
  readonly recordId: string
  readonly sourceSystem: string
  readonly feed: string
  readonly sourceId: string
  readonly subjectRef: string | null
  readonly person: Readonly<Record<string, unknown>>
  readonly marks: readonly { readonly field: string; readonly reason: string }[]
  readonly assertedAt: Instant | null
  readonly receivedAt: Instant
  readonly restricted: boolean
  /** Other agencies that may see it. */
  readonly audience: readonly AgencyId[]
  readonly linkedSince: Instant
  readonly event: RecordedEvent | null
}

/** What happened, as the record says. */
export interface RecordedEvent {
  readonly kind: string
  readonly startsAt: Instant
  readonly endsAt: Instant | null
  readonly place: string | null
  readonly outcode: string | null
  readonly facts: Readonly<Record<string, unknown>>
  readonly grade: string | null
}

/** Every record of the person that the granted agency holds or was given, at most 2,000; by agency, then oldest link first. */
export async function listPersonRecords(
  tx: Tx,
  grant:
    | Grant<'person.read'>
    | Grant<'link.read'>
    | Grant<'adult.read'>
    | Grant<'adult.change'>
    | Grant<'case.lead'>
    | Grant<'referral.read'>
    | Grant<'referral.send'>
    | Grant<'referral.answer'>,
): Promise<readonly PersonRecord[]> {
  const { rows } = await sql<PersonRecord>`
    select r.agency_id as "agency", r.record_id as "recordId", r.source_system as "sourceSystem", r.feed, r.source_id as "sourceId",
           r.subject_ref as "subjectRef", v.person, v.marks, v.asserted_at as "assertedAt", v.received_at as "receivedAt",
           r.restricted, r.audience, pr.since as "linkedSince",
           case when e.record_id is null then null else jsonb_build_object(
             'kind', e.kind, 'startsAt', to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'endsAt', to_char(e.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'place', e.place, 'outcode', e.outcode, 'facts', e.facts, 'grade', e.grade) end as event
      from person_records(${grant.subject.id}::uuid) pr
      join record r on r.agency_id = pr.agency_id and r.record_id = pr.record_id
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
      left join event e on e.agency_id = r.agency_id and e.record_id = r.record_id and e.withdrawn_at is null
     where r.withdrawn_at is null
     order by r.agency_id, pr.since, r.record_id
  `.execute(tx)
  return rows
}

/** What an agency holds of a person that the asking agency may not see: how much, and nothing of it. */
export interface FurtherEntries {
  readonly agency: AgencyId
  readonly records: number
  readonly entries: number
}

/** Other agencies that hold more of the person, by agency code. Empty unless the asking agency reaches the person itself. */
export async function listFurtherEntries(tx: Tx, grant: Grant<'person.read'>): Promise<readonly FurtherEntries[]> {
  const { rows } = await sql<FurtherEntries>`
    select agency_id as agency, records, entries from further_entries(${grant.subject.id}::uuid)
  `.execute(tx)
  return rows
}

/** One look at a person: when, by which agency, doing what; by whom, for the asking agency's own. */
export interface Look {
  readonly agency: AgencyId
  readonly at: Instant
  readonly action: string
  readonly actorName: string | null
}

/** Who has looked at the person, newest first, at most `most` (500 at the very most). */
export async function listLooks(tx: Tx, grant: Grant<'person.looks'>, most: number): Promise<readonly Look[]> {
  const { rows } = await sql<Look>`
    select agency_id as agency, at, action, actor_name as "actorName"
      from looks_at_person(${grant.subject.id}::uuid, ${most}::int)
  `.execute(tx)
  return rows
}

/** Whether the machine is content with the person's records, and why not. */
export async function findPersonState(
  tx: Tx,
  grant: Grant<'person.read'>,
): Promise<{ readonly state: string; readonly attention: readonly string[] } | undefined> {
  return tx
    .selectFrom('person')
    .select(['state', 'attention'])
    .where('person_id', '=', grant.subject.id)
    .executeTakeFirst()
}

/** Why two of a person's records are linked, or held apart: the standing word of the machine, of an agency, or of a person. */
export interface PersonLink {
  readonly decisionId: string
  readonly left: { readonly agency: AgencyId; readonly recordId: string }
  readonly right: { readonly agency: AgencyId; readonly recordId: string }
  readonly byKind: 'model' | 'agency' | 'person'
  readonly outcome: string
  readonly weight: number | null
  readonly evidence: readonly Evidence[]
  readonly reason: string | null
  readonly at: Instant
}

/** Standing decisions on pairs of these records that the granted agency may see, strongest first, at most 200. */
export async function listPersonLinks(
  tx: Tx,
  _grant: Grant<'person.read'>,
  records: readonly PersonRecord[],
): Promise<readonly PersonLink[]> {
  if (records.length < 2) return []
  const agencies = records.map(record => record.agency)
  const ids = records.map(record => record.recordId)
  const { rows } = await sql<Brief<PersonLink>>`
    select d.decision_id as "decisionId", jsonb_build_object('agency', d.agency_id, 'recordId', d.left_record) as left,
           jsonb_build_object('agency', d.right_agency, 'recordId', d.right_record) as right,
           d.by_kind as "byKind", d.outcome, d.weight, d.evidence, d.reason, d.at
      from unnest(${agencies}::text[], ${ids}::uuid[]) mine(agency_id, record_id)
      join link_decision d on d.agency_id = mine.agency_id and d.left_record = mine.record_id and d.current
     where d.right_record = any(${ids}::uuid[]) and d.status = 'stands' and d.outcome <> 'apart'
     order by d.by_kind = 'model', d.weight desc nulls first, d.decision_id
     limit 200
  `.execute(tx)
  return rows.map(withEvidence)
}

/** Who these people are, by id, in the words of a record that the granted agency may see; those whom none names are left out. */
export async function namesOf(
  tx: Tx,
  { agency }: Grant<'adult.list'>,
  people: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const { rows } = await sql<{ personId: string; person: Readonly<Record<string, unknown>> }>`
    select asked.person_id as "personId", named.person
      from unnest(${people}::uuid[]) asked (person_id)
     cross join lateral (${namedBy(agency, sql`asked.person_id`)}) named`.execute(tx)
  return new Map(rows.map(({ personId, person }) => [personId, person]))
}

/** Who somebody is: the newest words of a record that an agency may see on who somebody is: its own before another's. */
export function namedBy(agency: AgencyId, person: RawBuilder<unknown>) {
  return sql`
    select v.person
      from person_records(${person}) p
      join record r on r.agency_id = p.agency_id and r.record_id = p.record_id and not r.restricted
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
     where v.person ?| array['givenName', 'familyName', 'fullName']
     order by p.agency_id = ${agency} desc, r.last_seen desc, r.record_id
     limit 1`
}
