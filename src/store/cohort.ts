import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Episode, Window } from '#domain/missing-episode.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** Somebody of the granted agency's own with every missing episode that touches a window. */
export interface CohortRow {
  readonly personId: string
  readonly person: Readonly<Record<string, unknown>> | null
  readonly watchedUntil: Instant | null
  readonly episodes: readonly Episode[]
}

/** Where the cohort goes on: the last person of the page before. */
export interface CohortCursor {
  readonly number: number
  readonly personId: string
}

/** Everyone whom the granted agency recorded as missing or absent in the window: most episodes first, then by id. */
export async function listCohort(
  tx: Tx,
  grant: Grant<'cohort.read'>,
  window: Window,
  after: CohortCursor | undefined,
  most: number,
): Promise<readonly CohortRow[]> {
  const beyond =
    after === undefined
      ? sql``
      : sql`having (-count(*), m.person_id) > (${-after.number}::bigint, ${after.personId}::uuid)`
  const { rows } = await sql<CohortRow>`
    with cohort as (
      select m.person_id, count(*) as number,
             jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'from', to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'to', to_char(e.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
               'status', coalesce(e.facts->>'status', 'missing'), 'grade', e.grade)) order by e.starts_at) as episodes
        from event e
        join member m on m.agency_id = e.agency_id and m.record_id = e.record_id
       where e.agency_id = ${grant.agency} and e.kind = 'missing' and e.withdrawn_at is null
         and e.starts_at <= ${window.to}::timestamptz and (e.ends_at is null or e.ends_at >= ${window.from}::timestamptz)
       group by m.person_id
       ${beyond}
       order by number desc, m.person_id
       limit ${most}
    )
    select c.person_id as "personId", c.episodes, named.person, watched.until as "watchedUntil"
      from cohort c
      left join lateral (
        select v.person
          from member m
          join record r on r.agency_id = m.agency_id and r.record_id = m.record_id and r.withdrawn_at is null and not r.restricted
          join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
         where m.person_id = c.person_id and m.agency_id = ${grant.agency} and v.person ?| array['givenName', 'familyName', 'fullName']
         order by (v.person->>'dateOfBirth') is null, r.last_seen desc, r.record_id
         limit 1) named on true
      left join lateral (
        select max(i.expires_at) as until
          from member m
          join interest i on i.agency_id = m.agency_id and i.record_id = m.record_id
         where m.person_id = c.person_id and m.agency_id = ${grant.agency} and i.kind = 'watch' and i.ended_at is null
           and i.expires_at > ${window.to}::timestamptz) watched on true
     order by c.number desc, c.person_id`.execute(tx)
  return rows
}

/** How many people are in the cohort. */
export async function countCohort(tx: Tx, grant: Grant<'cohort.read'>, window: Window): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select count(distinct m.person_id) as number
      from event e
      join member m on m.agency_id = e.agency_id and m.record_id = e.record_id
     where e.agency_id = ${grant.agency} and e.kind = 'missing' and e.withdrawn_at is null
       and e.starts_at <= ${window.to}::timestamptz and (e.ends_at is null or e.ends_at >= ${window.from}::timestamptz)`.execute(
    tx,
  )
  return rows[0]?.number ?? 0
}
