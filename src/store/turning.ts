import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { CaseEvent } from '#domain/case/event.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { namedBy } from './persons.ts'

/** Somebody whom the granted agency watches, or in whose case it wrote, with all that says when they were born and how the case stands. */
export interface TurningPerson {
  readonly personId: string
  /** Whether an interest of the agency's own is open. */
  readonly watched: boolean
  /** Who they are, in the words of a record that the agency may see. */
  readonly person: Readonly<Record<string, unknown>> | null
  /** What records that the agency may see say of their birth or age. */
  readonly said: readonly Readonly<Record<string, unknown>>[]
  readonly events: readonly CaseEvent[]
}

/** Those who may be born in these years, in no order; at most 500. */
export async function listTurning(
  tx: Tx,
  { agency }: Grant<'adult.list'>,
  years: { readonly from: number; readonly to: number },
  now: Instant,
): Promise<readonly TurningPerson[]> {
  const { rows } = await sql<TurningPerson>`
    with chosen as materialized (
      select person_id, watched from people_turning(${now}::timestamptz, ${years.from}::int, ${years.to}::int))
    select c.person_id as "personId", c.watched, named.person, coalesce(born.said, '[]'::jsonb) as said,
           coalesce(log.events, '[]'::jsonb) as events
      from chosen c
      left join lateral (${namedBy(agency, sql`c.person_id`)}) named on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('dateOfBirth', v.person->'dateOfBirth', 'ageYears', v.person->'ageYears', 'asAt', v.person->'asAt')) as said
          from person_records(c.person_id) p
          join record r on r.agency_id = p.agency_id and r.record_id = p.record_id and not r.restricted
          join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
         where v.person ?| array['dateOfBirth', 'ageYears']) born on true
      left join lateral (
        select jsonb_agg(jsonb_build_object(
                 'eventId', l.event_id, 'agency', l.agency, 'kind', l.kind, 'byName', l.by_name, 'facts', l.facts, 'words', l.words,
                 'happenedAt', to_char(l.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 'recordedAt', to_char(l.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by l.recorded_at) as events
          from case_log(c.person_id) l where l.part in ('lead', 'adult')) log on true`.execute(tx)
  return rows
}
