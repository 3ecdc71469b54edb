import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Answer } from '#domain/encounter.ts'
import type { InterestKind } from '#domain/interest.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** One encounter as it was reported. */
export interface Encounter {
  readonly encounterId: string
  readonly agency: AgencyId
  readonly reference: string
  readonly recordId: string
  readonly circumstance: string
  readonly occurredAt: Instant
  readonly reportedAt: Instant
  readonly place: string
  readonly outcode: string | null
  readonly description: string | null
  readonly observations: readonly string[]
  readonly withWhom: string | null
  readonly note: string | null
  readonly reporterName: string
  readonly team: string | null
  readonly callback: string | null
  readonly certainty: string
}

/** An encounter to store, with the answer that was given. */
export interface NewEncounter extends Omit<Encounter, 'agency'> {
  readonly reportedBy: string
  readonly answer: Answer
}

/** Store an encounter of the granted agency. It is never changed. */
export async function insertEncounter(
  tx: Tx,
  grant: Grant<'encounter.report'>,
  encounter: NewEncounter,
): Promise<void> {
  await sql`
    insert into encounter (agency_id, encounter_id, reference, record_id, circumstance, occurred_at, reported_at, place, outcode,
                           description, observations, with_whom, note, reported_by, reporter_name, team_id, callback, certainty, answer)
    select ${grant.agency}, e."encounterId", e.reference, e."recordId", e.circumstance, e."occurredAt", e."reportedAt", e.place, e.outcode,
           e.description, array(select jsonb_array_elements_text(e.observations)), e."withWhom", e.note, e."reportedBy", e."reporterName",
           e.team, e.callback, e.certainty, e.answer
      from jsonb_to_record(${jsonText(encounter)}::jsonb) as e ("encounterId" uuid, reference text, "recordId" uuid, circumstance text,
           "occurredAt" timestamptz, "reportedAt" timestamptz, place text, outcode text, description text, observations jsonb,
           "withWhom" text, note text, "reportedBy" text, "reporterName" text, team text, callback text, certainty text, answer jsonb)
  `.execute(tx)
}

const COLUMNS = sql<Encounter>`
  e.encounter_id as "encounterId", e.agency_id as agency, e.reference, e.record_id as "recordId", e.circumstance,
  e.occurred_at as "occurredAt", e.reported_at as "reportedAt", e.place, e.outcode, e.description, e.observations,
  e.with_whom as "withWhom", e.note, e.reporter_name as "reporterName", e.team_id as team, e.callback, e.certainty`

/** What was said of the person, as it was said, and the person's id as things are linked now. */
export interface EncounterFile extends Encounter {
  readonly person: Readonly<Record<string, unknown>>
  readonly personId: string | null
  /** As given to the one who reported; only for their agency. */
  readonly answer: Answer | null
}

/** The encounter that the grant is for, or undefined. */
export async function findEncounter(tx: Tx, grant: Grant<'encounter.read'>): Promise<EncounterFile | undefined> {
  const { rows } = await sql<EncounterFile>`
    select ${COLUMNS}, coalesce(v.person, '{}') as person,
           (select p.person_id from people_of_records(array[e.agency_id], array[e.record_id]) p) as "personId",
           case when e.agency_id = ${grant.agency} then e.answer end as answer
      from encounter e
      left join record_version v on v.agency_id = e.agency_id and v.record_id = e.record_id and v.version_no = 1
     where e.encounter_id = ${grant.subject.id}::uuid`.execute(tx)
  return rows[0]
}

/** Where a list goes on: the last encounter of the page before. */
export interface EncounterCursor {
  readonly reportedAt: string
  readonly encounterId: string
}

/** Encounters that the granted agency reported, newest first. */
export async function listEncounters(
  tx: Tx,
  grant: Grant<'encounter.list'>,
  after: EncounterCursor | undefined,
  most: number,
): Promise<readonly Encounter[]> {
  const older: RawBuilder<unknown> =
    after === undefined
      ? sql``
      : sql`and (e.reported_at, e.encounter_id) < (${after.reportedAt}::timestamptz, ${after.encounterId}::uuid)`
  const { rows } = await sql<Encounter>`
    select ${COLUMNS} from encounter e
     where e.agency_id = ${grant.agency} ${older}
     order by e.reported_at desc, e.encounter_id desc
     limit ${most}`.execute(tx)
  return rows
}

/** The places where a team last met people, newest first, each once; at most twelve. */
export async function listPlaces(
  tx: Tx,
  grant: Grant<'encounter.report'>,
  team: string | undefined,
): Promise<readonly string[]> {
  const { rows } = await sql<{ place: string }>`
    select place from (
      select e.place, max(e.reported_at) as last
        from (select place, reported_at from encounter
               where agency_id = ${grant.agency} and team_id is not distinct from ${team ?? null}
               order by reported_at desc limit 200) e
       group by e.place) p
     order by last desc limit 12`.execute(tx)
  return rows.map(row => row.place)
}

/** Those of these references that encounters of the agency have already. An access fact: no personal data. */
export async function takenReferences(
  tx: Tx,
  agency: AgencyId,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ reference: string }>`
    select reference from encounter where agency_id = ${agency} and reference = any(${references}::text[])`.execute(tx)
  return new Set(rows.map(row => row.reference))
}

/** The id of the encounter with this reference that the agency reported or was told of in full, or undefined. An access fact: no personal data. */
export async function findEncounterId(tx: Tx, agency: AgencyId, reference: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select encounter_id as id from encounter where agency_id = ${agency} and reference = ${reference}
    union all
    select encounter_id from alert where agency_id = ${agency} and encounter_reference = ${reference}
    limit 1`.execute(tx)
  return rows[0]?.id
}

/** An agency that was told of an encounter, and what it has done since. No more of the alert than that. */
export interface Told {
  readonly agency: AgencyId
  readonly alertId: string
  readonly tells: 'encounter' | 'contact-only'
  /** Why it needs to know; null when it was told only whom to ring, and nothing is told of it but that. */
  readonly because: InterestKind | null
  readonly team: string | null
  readonly state: 'raised' | 'escalated' | 'acknowledged' | 'closed'
  readonly outcome: string | null
  readonly raisedAt: Instant
  readonly seenAt: Instant | null
  readonly acknowledgedAt: Instant | null
  readonly closedAt: Instant | null
}

/** Who has been told of these encounters of the granted agency, in the order in which they were told. */
export async function listTold(
  tx: Tx,
  grant: Grant<'encounter.read'> | Grant<'encounter.list'>,
  encounters: readonly string[],
): Promise<readonly (Told & { readonly encounterId: string })[]> {
  if (encounters.length === 0) return []
  const { rows } = await sql<Told & { encounterId: string }>`
    select encounter_id as "encounterId", agency_id as agency, alert_id as "alertId", tells,
           case tells when 'encounter' then interest_kind end as because, team_id as team, state, outcome,
           raised_at as "raisedAt", seen_at as "seenAt", acknowledged_at as "acknowledgedAt", closed_at as "closedAt"
      from alert
     where encounter_agency = ${grant.agency} and encounter_id = any(${encounters}::uuid[])
     order by raised_at, agency_id`.execute(tx)
  return rows
}

/** One encounter in the trail of a person: when, by whom and why, and its id where it may be opened. */
export interface TrailEntry {
  readonly agency: AgencyId
  readonly encounterId: string | null
  readonly occurredAt: Instant
  readonly reportedAt: Instant
  readonly circumstance: string
}

/** The newest 25 encounters of a person, newest first; empty unless the granted agency holds or was given a record of the person. */
export async function listTrail(
  tx: Tx,
  _grant: Grant<'encounter.read'> | Grant<'alert.read'> | Grant<'person.read'>,
  personId: string,
): Promise<readonly TrailEntry[]> {
  const { rows } = await sql<TrailEntry>`
    select agency_id as agency, encounter_id as "encounterId", occurred_at as "occurredAt", reported_at as "reportedAt", circumstance
      from encounter_trail(${personId}::uuid, 25)`.execute(tx)
  return rows
}
