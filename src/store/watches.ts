import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** A watch of the granted agency with what its own records say of the person. */
export interface Watch {
  readonly watchId: string
  readonly recordId: string
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
  readonly since: Instant
  readonly expiresAt: Instant
  readonly reviewOn: PlainDate
  readonly reason: string
  readonly legalBasis: string
  readonly ownerName: string | null
  readonly team: string | null
  readonly note: string | null
  readonly endedAt: Instant | null
  readonly endedReason: string | null
  readonly version: number
}

/** A watch to set on a record. */
export interface NewWatch {
  readonly watchId: string
  readonly recordId: string
  readonly since: Instant
  readonly expiresAt: Instant
  readonly reviewOn: PlainDate
  readonly reason: string
  readonly legalBasis: string
  readonly ownerUser: string
  readonly ownerName: string
  readonly team: string | null
  readonly note: string | null
}

/** Set watches for the granted agency. */
export async function insertWatches(tx: Tx, grant: Grant<'watch.change'>, watches: readonly NewWatch[]): Promise<void> {
  if (watches.length === 0) return
  await sql`
    insert into interest (agency_id, interest_id, record_id, kind, since, expires_at, review_on, reason, legal_basis, owner_user,
                          owner_name, team_id, facts, source)
    select ${grant.agency}, w."watchId", w."recordId", 'watch', w.since, w."expiresAt", w."reviewOn", w.reason, w."legalBasis",
           w."ownerUser", w."ownerName", w.team, jsonb_strip_nulls(jsonb_build_object('note', w.note)), 'person'
      from jsonb_to_recordset(${jsonText(watches)}::jsonb) as w ("watchId" uuid, "recordId" uuid, since timestamptz,
           "expiresAt" timestamptz, "reviewOn" date, reason text, "legalBasis" text, "ownerUser" uuid, "ownerName" text, team text, note text)
  `.execute(tx)
}

/** A record of the granted agency on which a watch for a person can hang: its newest one, with whether the person is watched already. */
export interface WatchAnchor {
  readonly personId: string
  readonly recordId: string
  readonly watched: boolean
}

/** One record for each of these people of whom the granted agency holds one; others are left out. */
export async function findAnchors(
  tx: Tx,
  grant: Grant<'watch.change'>,
  persons: readonly string[],
  now: Instant,
): Promise<readonly WatchAnchor[]> {
  if (persons.length === 0) return []
  const { rows } = await sql<WatchAnchor>`
    select distinct on (m.person_id) m.person_id as "personId", m.record_id as "recordId",
           exists (select from member w join interest i on i.agency_id = w.agency_id and i.record_id = w.record_id
                    where w.person_id = m.person_id and w.agency_id = ${grant.agency} and i.kind = 'watch' and i.ended_at is null
                      and i.expires_at > ${now}::timestamptz) as watched
      from member m
      join record r on r.agency_id = m.agency_id and r.record_id = m.record_id and r.withdrawn_at is null
     where m.person_id = any(${persons}::uuid[]) and m.agency_id = ${grant.agency}
     order by m.person_id, (r.comparable->'given'->>0) is null, r.last_seen desc, m.record_id`.execute(tx)
  return rows
}

const WATCH = sql`
  select i.interest_id as "watchId", i.record_id as "recordId", own.person_id as "personId", named.person, i.since,
         i.expires_at as "expiresAt", i.review_on as "reviewOn", i.reason, i.legal_basis as "legalBasis", i.owner_name as "ownerName",
         i.team_id as team, i.facts->>'note' as note, i.ended_at as "endedAt", i.ended_reason as "endedReason", i.version
    from interest i
    left join member own on own.agency_id = i.agency_id and own.record_id = i.record_id
    left join lateral (
      select v.person
        from member m
        join record r on r.agency_id = m.agency_id and r.record_id = m.record_id and r.withdrawn_at is null and not r.restricted
        join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
       where m.person_id = own.person_id and m.agency_id = i.agency_id and v.person ?| array['givenName', 'familyName', 'fullName']
       order by m.record_id = i.record_id desc, r.last_seen desc
       limit 1) named on true`

/** Open watches of the granted agency, the next to end first; at most 500. `ended` gives those that ended in the last 31 days instead, newest first. */
export async function listWatches(
  tx: Tx,
  grant: Grant<'watch.list'>,
  now: Instant,
  ended: boolean,
): Promise<readonly Watch[]> {
  const which = ended
    ? sql`i.ended_at > ${now}::timestamptz - interval '31 days' order by i.ended_at desc, i.interest_id limit 100`
    : sql`i.ended_at is null order by i.expires_at, i.interest_id limit 500`
  const { rows } =
    await sql<Watch>`${WATCH} where i.agency_id = ${grant.agency} and i.kind = 'watch' and ${which}`.execute(tx)
  return rows
}

/** The watch that the grant is for, or undefined. */
export async function findWatch(
  tx: Tx,
  grant: Grant<'watch.change'> | Grant<'watch.list'>,
): Promise<Watch | undefined> {
  const { rows } = await sql<Watch>`
    ${WATCH} where i.agency_id = ${grant.agency} and i.kind = 'watch' and i.interest_id = ${grant.subject.id}::uuid`.execute(
    tx,
  )
  return rows[0]
}

/** New terms of a watch, or its end. */
export type WatchChange =
  | {
      readonly reviewOn: PlainDate
      readonly expiresAt: Instant
      readonly reason: string
      readonly legalBasis: string
      /** In place of the one there is, if given. */
      readonly note: string | undefined
    }
  | { readonly endedReason: string }

/** Renew or end the granted watch if it is open and has the version that was seen. Gives whether it had. */
export async function changeWatch(
  tx: Tx,
  grant: Grant<'watch.change'>,
  version: number,
  change: WatchChange,
  now: Instant,
): Promise<boolean> {
  const set =
    'endedReason' in change
      ? { ended_at: now, ended_reason: change.endedReason }
      : {
          review_on: change.reviewOn,
          expires_at: change.expiresAt,
          reason: change.reason,
          legal_basis: change.legalBasis,
          ...(change.note === undefined
            ? {}
            : { facts: sql<string>`facts || ${jsonText({ note: change.note })}::jsonb` }),
        }
  const changed = await tx
    .updateTable('interest')
    .set({ ...set, version: version + 1 })
    .where('agency_id', '=', grant.agency)
    .where('interest_id', '=', grant.subject.id)
    .where('kind', '=', 'watch')
    .where('version', '=', version)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return Number(changed.numUpdatedRows) > 0
}

/** End every interest of the granted agency whose time is up. Gives how many. */
export async function endExpired(tx: Tx, grant: Grant<'watch.expire'>, now: Instant): Promise<number> {
  const ended = await tx
    .updateTable('interest')
    .set(({ ref }) => ({ ended_at: ref('expires_at'), ended_reason: 'expired' }))
    .where('agency_id', '=', grant.agency)
    .where('ended_at', 'is', null)
    .where('expires_at', '<=', now)
    .executeTakeFirst()
  return Number(ended.numUpdatedRows)
}

/** Access facts of a watch: whether the agency set it. No personal data. */
export async function subjectOfWatch(tx: Tx, agency: AgencyId, watchId: string): Promise<Subject> {
  const row = await tx
    .selectFrom('interest')
    .select('interest_id')
    .where('agency_id', '=', agency)
    .where('interest_id', '=', watchId)
    .where('kind', '=', 'watch')
    .executeTakeFirst()
  return { kind: 'watch', id: watchId, owners: row === undefined ? [] : [agency], sharedWith: [] }
}
