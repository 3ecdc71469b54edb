import { type RawBuilder, sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import { type RefusalGround, type SharedKind, type ShareState, sideOf } from '#domain/sharing.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { namedBy } from './persons.ts'

/** A request to see what an agency holds of a person, as both sides may read it; the person as the reading agency knows them. */
export interface StoredRequest {
  readonly requestId: string
  readonly holder: AgencyId
  readonly asker: AgencyId
  readonly reason: string
  readonly gateway: string
  readonly days: number
  readonly askedName: string
  readonly askedTeam: string | null
  readonly askedAt: Instant
  readonly answerBy: Instant
  readonly state: ShareState
  readonly decidedName: string | null
  readonly decidedAt: Instant | null
  readonly ground: RefusalGround | null
  readonly note: string | null
  readonly shareGateway: string | null
  readonly holds: SharedKind | null
  readonly conditions: string | null
  readonly expiresAt: Instant | null
  readonly endedAt: Instant | null
  readonly endedBy: AgencyId | null
  readonly endedName: string | null
  readonly version: number
  /** Whom it is about now; null when the two agencies' records are not of one person any more. */
  readonly personId: string | null
  /** What a record that the reading agency may see says of them. */
  readonly person: Readonly<Record<string, unknown>> | null
  /** How many records are open to the asker by this request. */
  readonly records: number
}

type ReadGrant = Grant<'share.list'> | Grant<'share.decide'> | Grant<'share.end'>

function requestsWhere(agency: AgencyId, chosen: RawBuilder<unknown>) {
  return sql<StoredRequest>`
    with chosen as materialized (
      select request_id, agency_id, asker_agency, reason, gateway, days, asked_name, asked_team, asked_at, answer_by, state, decided_name,
             decided_at, ground, note, share_gateway, holds, conditions, expires_at, ended_at, ended_agency, ended_name, version
        from share_request where ${chosen} limit 200
    ), about as materialized (select * from people_of_requests(array(select request_id from chosen)))
    select c.request_id as "requestId", c.agency_id as holder, c.asker_agency as asker, c.reason, c.gateway, c.days,
           c.asked_name as "askedName", c.asked_team as "askedTeam", c.asked_at as "askedAt", c.answer_by as "answerBy", c.state,
           c.decided_name as "decidedName", c.decided_at as "decidedAt", c.ground, c.note, c.share_gateway as "shareGateway", c.holds,
           c.conditions, c.expires_at as "expiresAt", c.ended_at as "endedAt", c.ended_agency as "endedBy", c.ended_name as "endedName",
           c.version, a.person_id as "personId", named.person, coalesce(a.records, 0) as records
      from chosen c
      left join about a on a.request_id = c.request_id
      left join lateral (${namedBy(agency, sql`a.person_id`)}) named on true
     order by c.asked_at desc, c.request_id`
}

/** Which requests to list: those that wait or are shared now, or those that came to an end in the last 90 days. */
export type RequestList = 'open' | 'over'

/** Requests of the granted agency, on either side, newest first; at most 200. */
export async function listRequests(
  tx: Tx,
  grant: Grant<'share.list'>,
  which: RequestList,
  now: Instant,
): Promise<readonly StoredRequest[]> {
  const { agency } = grant
  const state =
    which === 'open'
      ? sql`state in ('asked', 'shared')`
      : sql`state not in ('asked', 'shared') and asked_at > ${now}::timestamptz - interval '180 days'
              and coalesce(ended_at, decided_at) > ${now}::timestamptz - interval '90 days'`
  const chosen = sql`(agency_id = ${agency} or asker_agency = ${agency}) and ${state} order by asked_at desc, request_id`
  return (await requestsWhere(agency, chosen).execute(tx)).rows
}

/** The request that the grant is for, or undefined. */
export async function findRequest(tx: Tx, grant: ReadGrant): Promise<StoredRequest | undefined> {
  return (await requestsWhere(grant.agency, sql`request_id = ${grant.subject.id}::uuid`).execute(tx)).rows[0]
}

/** How a request about a person stands, without what it says. */
export interface RequestStanding {
  readonly requestId: string
  readonly holder: AgencyId
  readonly asker: AgencyId
  readonly state: ShareState
  readonly askedAt: Instant
  readonly decidedAt: Instant | null
  readonly expiresAt: Instant | null
}

/** Requests about the granted person that the granted agency made or was sent, newest first, at most 100. */
export async function listRequestsAbout(tx: Tx, grant: Grant<'person.read'>): Promise<readonly RequestStanding[]> {
  const { rows } = await sql<RequestStanding>`
    select q.request_id as "requestId", q.agency_id as holder, q.asker_agency as asker, q.state, q.asked_at as "askedAt",
           q.decided_at as "decidedAt", q.expires_at as "expiresAt"
      from requests_about(${grant.subject.id}::uuid) about
      join share_request q on q.request_id = about.request_id
     order by q.asked_at desc, q.request_id`.execute(tx)
  return rows
}

/** Who says a word, as it is kept. */
export interface Speaker {
  readonly id: string
  readonly name: string
  readonly team?: string | undefined
}

/** A request to store. */
export interface NewRequest {
  readonly requestId: string
  readonly holder: AgencyId
  readonly reason: string
  readonly gateway: string
  readonly days: number
  readonly by: Speaker
  readonly at: Instant
  readonly answerBy: Instant
}

/** Ask about the granted person. 'nothing-more' when that agency holds nothing beyond what is seen already. */
export async function insertRequest(
  tx: Tx,
  grant: Grant<'share.ask'>,
  asked: NewRequest,
): Promise<'asked' | 'asked-already' | 'nothing-more'> {
  const { by } = asked
  const { rows } = await sql<{ outcome: 'asked' | 'asked-already' | 'nothing-more' }>`
    select ask_to_share(${asked.requestId}::uuid, ${grant.subject.id}::uuid, ${asked.holder}, ${asked.reason}, ${asked.gateway},
                        ${asked.days}::int, ${by.id}, ${by.name}, ${by.team ?? null}, ${asked.at}::timestamptz,
                        ${asked.answerBy}::timestamptz) as outcome`.execute(tx)
  return rows[0]?.outcome ?? 'nothing-more'
}

/** What is shared, on what and until when. */
export interface NewShare {
  readonly shareId: string
  readonly gateway: string
  readonly until: Instant
  readonly holds: SharedKind
  readonly conditions: string | undefined
  readonly note: string | undefined
  readonly by: Speaker
  readonly at: Instant
}

/**
 * Open the person of the granted request to the agency that asked, if it is open and has the version that was seen.
 *
 * 'apart' when the two agencies' records are not of one person any more; 'answered' when somebody was quicker.
 */
export async function insertShare(
  tx: Tx,
  grant: Grant<'share.decide'>,
  version: number,
  share: NewShare,
): Promise<'shared' | 'answered' | 'apart'> {
  const { rows } = await sql<{ outcome: 'shared' | 'answered' | 'apart' }>`
    select share_person(${grant.subject.id}::uuid, ${version}::int, ${share.shareId}::uuid, ${share.gateway}, ${share.until}::timestamptz,
                        ${share.holds}, ${share.conditions ?? null}, ${share.note ?? null}, ${share.by.id}, ${share.by.name},
                        ${share.at}::timestamptz) as outcome`.execute(tx)
  return rows[0]?.outcome ?? 'answered'
}

/** Keep that the granted request was refused, and why. False when somebody was quicker. */
export async function insertRefusal(
  tx: Tx,
  grant: Grant<'share.decide'>,
  version: number,
  refusal: {
    readonly shareId: string
    readonly ground: RefusalGround
    readonly note: string
    readonly by: Speaker
    readonly at: Instant
  },
): Promise<boolean> {
  const { by } = refusal
  const { rows } = await sql<{ refused: boolean }>`
    select refuse_share(${grant.subject.id}::uuid, ${version}::int, ${refusal.shareId}::uuid, ${refusal.ground}, ${refusal.note},
                        ${by.id}, ${by.name}, ${refusal.at}::timestamptz) as refused`.execute(tx)
  return rows[0]?.refused ?? false
}

/** End the granted request: what it opened is closed, or it is taken back. Undefined when there is nothing to end. */
export async function endRequest(
  tx: Tx,
  grant: Grant<'share.end'>,
  by: Speaker,
  now: Instant,
): Promise<'stopped' | 'withdrawn' | undefined> {
  const { rows } = await sql<{ state: 'stopped' | 'withdrawn' | null }>`
    select end_share(${grant.subject.id}::uuid, ${by.name}, ${now}::timestamptz) as state`.execute(tx)
  return rows[0]?.state ?? undefined
}

/** A request of the granted agency whose time was up, and what it was before. */
export interface ExpiredRequest {
  readonly requestId: string
  readonly asker: AgencyId
  readonly was: 'asked' | 'shared'
}

/** End what the granted agency shared for a time that is over, and requests to it that nobody answered; at most 500. */
export async function expireRequests(
  tx: Tx,
  _grant: Grant<'share.expire'>,
  now: Instant,
): Promise<readonly ExpiredRequest[]> {
  const { rows } = await sql<ExpiredRequest>`
    select request_id as "requestId", asker_agency as asker, was from expire_shares(${now}::timestamptz)`.execute(tx)
  return rows
}

/**
 * Access facts of a request. No personal data.
 *
 * @param owners who has a say in what is to be done: both sides, or the holder alone when it is to be decided
 */
export async function subjectOfRequest(
  tx: Tx,
  agency: AgencyId,
  requestId: string,
  owners: 'both' | 'holder',
): Promise<Subject> {
  const { rows } = await sql<{ holder: AgencyId; asker: AgencyId; personId: string | null }>`
    select q.agency_id as holder, q.asker_agency as asker, p.person_id as "personId"
      from share_request q
      left join people_of_requests(array[${requestId}::uuid]) p on p.request_id = q.request_id
     where q.request_id = ${requestId}::uuid`.execute(tx)
  const [row] = rows
  const side = row === undefined ? undefined : sideOf(agency, row)
  const owns = side === 'holder' || (side === 'asker' && owners === 'both')
  return {
    kind: 'share',
    id: requestId,
    owners: owns ? [agency] : [],
    sharedWith: [],
    ...(row?.personId ? { personId: row.personId } : {}),
  }
}
