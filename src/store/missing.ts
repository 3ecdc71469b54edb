import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { RecordRef } from '#domain/link.ts'
import type { PersonFields } from '#domain/mapping.ts'
import type { MissingStep } from '#domain/missing-step.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** A step as it was written down. Of another agency's that was not shared, `said` has kind and time only, and nobody's name. */
export interface StoredStep {
  readonly agency: AgencyId
  readonly recordId: string
  readonly stepNo: number
  /** The episode that it is about; an episode's own steps are about itself. */
  readonly about: RecordRef
  readonly said: MissingStep
  readonly at: Instant
  readonly byName: string | null
}

/** Steps about these episodes (at most 2,000) that the granted agency holds or was given, each record's in order. */
export async function listMissingSteps(
  tx: Tx,
  _grant: Grant<'person.read'>,
  episodes: readonly RecordRef[],
): Promise<readonly StoredStep[]> {
  if (episodes.length === 0) return []
  const { rows } = await sql<StoredStep>`
    select agency_id as agency, record_id as "recordId", step_no as "stepNo",
           jsonb_build_object('agency', about_agency, 'recordId', about_record) as about, said, at, by_name as "byName"
      from missing_steps(${episodes.map(one => one.agency)}::text[], ${episodes.map(one => one.recordId)}::uuid[])
  `.execute(tx)
  return rows
}

/** A record of the granted agency's own that people work on here, locked until commit, with its steps in order. */
export interface WorkedOn {
  readonly recordId: string
  readonly feed: string
  readonly sourceId: string
  /** Whether it was made here, or came in by a file. */
  readonly madeHere: boolean
  readonly about: RecordRef
  readonly person: PersonFields
  readonly restricted: boolean
  readonly recorded: {
    readonly startsAt: Instant
    readonly endsAt: Instant | null
    readonly grade: string | null
  } | null
  readonly steps: readonly MissingStep[]
}

/** The record that the grant is for; undefined when it was withdrawn. Others who change it wait. */
export async function lockWorkedOn(tx: Tx, grant: Grant<'missing.change'>): Promise<WorkedOn | undefined> {
  const locked = await sql`
    select from record where agency_id = ${grant.agency} and record_id = ${grant.subject.id}::uuid and withdrawn_at is null for update
  `.execute(tx)
  if (locked.rows.length === 0) return undefined
  const { rows } = await sql<WorkedOn>`
    select r.record_id as "recordId", r.feed, r.source_id as "sourceId", r.source_system = 'throughline' as "madeHere", r.restricted,
           v.person,
           jsonb_build_object('agency', coalesce(s.about_agency, r.agency_id), 'recordId', coalesce(s.about_record, r.record_id)) as about,
           case when e.record_id is null then null else jsonb_build_object(
             'startsAt', to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'endsAt', to_char(e.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'grade', e.grade) end as recorded,
           coalesce(s.steps, '[]') as steps
      from record r
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
      left join event e on e.agency_id = r.agency_id and e.record_id = r.record_id and e.withdrawn_at is null
      left join lateral (
        select jsonb_agg(x.said order by x.step_no) as steps, min(x.about_agency) as about_agency, (array_agg(x.about_record))[1] as about_record
          from missing_step x where x.agency_id = r.agency_id and x.record_id = r.record_id having count(*) > 0) s on true
     where r.agency_id = ${grant.agency} and r.record_id = ${grant.subject.id}::uuid
  `.execute(tx)
  return rows[0]
}

/** A step to append. */
export interface NewStep {
  readonly recordId: string
  readonly stepNo: number
  readonly about: RecordRef
  readonly said: MissingStep
  readonly byUser: string
  readonly byName: string
}

/** Append a step to a record of the granted agency. Never changed or deleted. */
export async function appendMissingStep(
  tx: Tx,
  grant: Grant<'missing.record'> | Grant<'missing.change'>,
  step: NewStep,
  at: Instant,
): Promise<void> {
  await sql`
    insert into missing_step (agency_id, record_id, step_no, about_agency, about_record, kind, said, at, by_user, by_name)
    values (${grant.agency}, ${step.recordId}::uuid, ${step.stepNo}, ${step.about.agency}, ${step.about.recordId}::uuid, ${step.said.kind},
            ${jsonText(step.said)}::jsonb, ${at}::timestamptz, ${step.byUser}, ${step.byName})
  `.execute(tx)
}

/** The record that says whose a new one is, with what the agency's own says of the person; another's is only pointed to. */
export interface Anchor extends RecordRef {
  readonly person: PersonFields
}

/** The best record of the granted person for a new one to hang on: the agency's own with a name, else its own, else one it was given. */
export async function findMissingAnchor(tx: Tx, grant: Grant<'missing.record'>): Promise<Anchor | undefined> {
  const { rows } = await sql<Anchor>`
    select r.agency_id as agency, r.record_id as "recordId",
           case when r.agency_id = ${grant.agency} then v.person else '{}' end as person
      from person_records(${grant.subject.id}::uuid) p
      join record r on r.agency_id = p.agency_id and r.record_id = p.record_id and not r.restricted
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
     order by r.agency_id = ${grant.agency} desc, not v.person ?| array['givenName', 'familyName', 'fullName'],
              (v.person->>'dateOfBirth') is null, r.last_seen desc, r.record_id
     limit 1
  `.execute(tx)
  return rows[0]
}

/** When somebody was back from an episode of a person, if the granted agency reaches that episode. */
export async function findReturn(
  tx: Tx,
  grant: Grant<'missing.record'>,
  episode: RecordRef,
): Promise<{ readonly returnedAt: Instant | null } | undefined> {
  const { rows } = await sql<{ returnedAt: Instant | null }>`
    select coalesce(
             (select (s.said->>'at')::timestamptz from missing_steps(array[e.agency_id], array[e.record_id]) s
               where s.record_id = e.record_id and s.kind = 'found' order by s.step_no desc limit 1),
             e.ends_at) as "returnedAt"
      from person_records(${grant.subject.id}::uuid) p
      join record r on r.agency_id = p.agency_id and r.record_id = p.record_id and not r.restricted
      join event e on e.agency_id = p.agency_id and e.record_id = p.record_id and e.kind = 'missing' and e.withdrawn_at is null
     where p.agency_id = ${episode.agency} and p.record_id = ${episode.recordId}::uuid
  `.execute(tx)
  return rows[0]
}

/** Access facts of an episode or an interview for its own agency: whether it holds it, and whose it is. No personal data. */
export async function subjectOfMissing(tx: Tx, agency: AgencyId, recordId: string): Promise<Subject> {
  const { rows } = await sql<{ personId: string | null; restricted: boolean }>`
    select r.restricted, m.person_id as "personId"
      from record r
      left join event e on e.agency_id = r.agency_id and e.record_id = r.record_id and e.withdrawn_at is null
      left join member m on m.agency_id = r.agency_id and m.record_id = r.record_id
     where r.agency_id = ${agency} and r.record_id = ${recordId}::uuid and r.withdrawn_at is null
       and e.kind in ('missing', 'return-interview')
  `.execute(tx)
  const [row] = rows
  const { personId = null, restricted = false } = row ?? {}
  return {
    kind: 'missing',
    id: recordId,
    owners: row === undefined ? [] : [agency],
    sharedWith: [],
    restricted,
    ...(personId === null ? {} : { personId }),
  }
}
