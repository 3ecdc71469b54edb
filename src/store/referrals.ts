import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Urgency } from '#domain/case/event.ts'
import { type ReferralState, type ReferralStage, waitsIn } from '#domain/case/referral.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { namedBy } from './persons.ts'
import { MOST_COUNTED } from './waiting.ts'

/** On which side of referrals an agency stands. */
export const REFERRAL_SIDES = ['received', 'sent'] as const

export type ReferralSide = (typeof REFERRAL_SIDES)[number]

/** One referral in a list, with the person as the granted agency knows them. */
export interface ListedReferral {
  readonly referralId: string
  readonly from: AgencyId
  readonly to: AgencyId
  /** Code of data/reference/referral-kinds.json. */
  readonly service: string
  readonly urgency: Urgency
  readonly stage: ReferralStage
  readonly sentAt: Instant
  /** Who has to do something next; null when it is over. */
  readonly waitsFor: AgencyId | null
  readonly dueAt: Instant | null
  readonly endedAt: Instant | null
  /** Null when the agency reaches the person no more. */
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
}

/** Set how referrals of the granted person stand, for lists and counts: those of which the granted agency is a side. */
export async function setReferrals(
  tx: Tx,
  grant: Grant<'referral.send'> | Grant<'referral.answer'>,
  state: ReferralState,
): Promise<void> {
  const rows = state.map(one => {
    const { referralId, from, to, service, urgency, stage, answerBy, sent, received, accepted, declined, ended } = one
    const waits = waitsIn(one)
    return {
      ...{ referralId, from, to, service, urgency, stage, answerBy },
      reason: declined?.reason,
      waitsFor: waits?.who,
      dueAt: waits?.dueAt,
      sentAt: sent.at,
      receivedAt: received?.at,
      answeredAt: declined?.at ?? accepted?.at,
      acceptedAt: accepted?.at,
      declinedAt: declined?.at,
      endedAt: ended?.at,
    }
  })
  await sql`select set_case_referrals(${grant.subject.id}::uuid, ${jsonText(rows)}::jsonb)`.execute(tx)
}

/** Where a list goes on: after this one. Open ones by when they are due, those without a time last; those that are over by their end. */
export interface ReferralCursor {
  /** An instant, or 'infinity'. */
  readonly at: string
  readonly referralId: string
}

/** Referrals of the granted agency on one side: open ones, the next due first; or those that are over, the last ended first. */
export async function listReferrals(
  tx: Tx,
  { agency }: Grant<'referral.list'>,
  { side, closed }: { readonly side: ReferralSide; readonly closed: boolean },
  after: ReferralCursor | undefined,
  most: number,
): Promise<readonly ListedReferral[]> {
  const column = side === 'sent' ? sql`agency_id` : sql`to_agency`
  const key = closed ? sql`ended_at` : sql`coalesce(due_at, 'infinity')`
  const at = sql`${after?.at ?? ''}::timestamptz`
  const id = sql`${after?.referralId ?? ''}::uuid`
  const open = sql`ended_at is null`
  const later = closed
    ? sql`(${key} < ${at} or ${key} = ${at} and referral_id > ${id})`
    : sql`(${key}, referral_id) > (${at}, ${id})`
  const { rows } = await sql<ListedReferral>`
    with chosen as materialized (
      select * from case_referral
       where ${column} = ${agency} and ${closed ? sql`ended_at is not null` : open} and ${after === undefined ? sql`true` : later}
       order by ${key} ${closed ? sql`desc` : sql`asc`}, referral_id limit ${most}
    ), about as materialized (select * from people_of_referrals(array(select referral_id from chosen)))
    select c.referral_id as "referralId", c.agency_id as "from", c.to_agency as "to", c.service, c.urgency, c.stage, c.sent_at as "sentAt",
           c.waits_for as "waitsFor", c.due_at as "dueAt", c.ended_at as "endedAt", a.person_id as "personId", named.person
      from chosen c
      left join about a on a.referral_id = c.referral_id
      left join lateral (${namedBy(agency, sql`a.person_id`)}) named on true
     order by ${closed ? sql`c.ended_at desc` : sql`coalesce(c.due_at, 'infinity')`}, c.referral_id`.execute(tx)
  return rows
}

/** What waits of referrals for the granted agency itself; each at most 100. */
export interface ReferralsWaiting {
  /** Of others, to be answered, and in time. */
  readonly toAnswer: number
  /** Its own that were declined, where it has to say what happens next, and in time. */
  readonly declined: number
  /** Whatever the granted agency has to do and is late with, and its own that nobody answered in time. */
  readonly late: number
}

/** Count what waits of referrals of the granted agency. Reads no more than 1,000 of each side, the next due first. */
export async function countReferrals(
  tx: Tx,
  { agency }: Grant<'referral.list'>,
  now: Instant,
): Promise<ReferralsWaiting> {
  const side = (column: ReturnType<typeof sql>) => sql`
    (select waits_for, stage, due_at from case_referral
      where ${column} = ${agency} and ended_at is null and due_at is not null
      order by coalesce(due_at, 'infinity'), referral_id limit 1000)`
  const { rows } = await sql<ReferralsWaiting>`
    select least(${MOST_COUNTED}, count(*) filter (where stage <> 'declined' and waits_for = ${agency} and due_at > ${now}::timestamptz)) as "toAnswer",
           least(${MOST_COUNTED}, count(*) filter (where stage = 'declined' and waits_for = ${agency} and due_at > ${now}::timestamptz)) as declined,
           least(${MOST_COUNTED}, count(*) filter (where (stage <> 'declined' or waits_for = ${agency}) and due_at <= ${now}::timestamptz)) as late
      from (${side(sql`agency_id`)} union all ${side(sql`to_agency`)}) waiting`.execute(tx)
  return rows[0] ?? { toAnswer: 0, declined: 0, late: 0 }
}

/** What became of the referrals of one period between the granted agency and another, for one thing that is asked. */
export interface ReferralCount {
  readonly other: AgencyId
  readonly sent: number
  /** A named person said that it arrived, or answered at once. */
  readonly received: number
  readonly accepted: number
  /** Also those that were accepted after all. */
  readonly declined: number
  /** Neither accepted nor declined by the time that was set, whether later or not at all. */
  readonly notInTime: number
  /** How many were declined, by code of data/reference/referral-reasons.json. */
  readonly reasons: Readonly<Record<string, number>>
}

/** Count referrals of the granted agency on one side that were sent in a period, by the other agency; at most 300 of these. */
export async function countReferralsBetween(
  tx: Tx,
  { agency }: Grant<'referral.count'>,
  side: ReferralSide,
  period: { readonly from: Instant; readonly to: Instant },
  now: Instant,
): Promise<readonly ReferralCount[]> {
  const [mine, other] = side === 'sent' ? [sql`agency_id`, sql`to_agency`] : [sql`to_agency`, sql`agency_id`]
  const { rows } = await sql<ReferralCount>`
    with those as materialized (
      select ${other} as other, received_at, answered_at, accepted_at, declined_at, answer_by, stage, reason from case_referral
       where ${mine} = ${agency} and sent_at >= ${period.from}::timestamptz and sent_at < ${period.to}::timestamptz
    )
    select other, count(*) as sent, count(coalesce(received_at, answered_at)) as received, count(accepted_at) as accepted,
           count(declined_at) as declined,
           count(*) filter (where coalesce(answered_at, ${now}::timestamptz) > answer_by and (answered_at is not null or stage <> 'withdrawn'))
             as "notInTime",
           coalesce((select jsonb_object_agg(reason, n) from (
             select r.reason, count(*) as n from those r where r.other = those.other and r.declined_at is not null group by r.reason) by_reason), '{}')
             as reasons
      from those group by other order by count(*) desc, other limit 300`.execute(tx)
  return rows
}
