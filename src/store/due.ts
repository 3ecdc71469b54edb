import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import { MATTER_KINDS } from '#domain/case/matters.ts'
import type { DueKind } from '#domain/due.ts'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { namedBy } from './persons.ts'
import { END_OF_SUPERVISION, openSupervision } from './supervision.ts'

/** Where things that are due are kept; each has its own list, and whoever may see that list sees its part of this one. */
export const DUE_SOURCES = [
  'alerts',
  'signs',
  'cases',
  'interviews',
  'orders',
  'judgements',
  'requests',
  'watches',
  'supervisions',
  'panels',
] as const

export type DueSource = (typeof DUE_SOURCES)[number]

/** Something that is due, with the person as the granted agency knows them. */
export interface StoredDue {
  readonly kind: DueKind
  readonly id: string
  readonly dueAt: Instant
  /** Who has to do it: the granted agency or another that it waits for. */
  readonly waitsFor: AgencyId
  /** The agency on the other side, where there is one. */
  readonly other: AgencyId | null
  /** Null when the agency reaches the person no more. */
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
}

/** What to look for. */
export interface DueQuery {
  readonly sources: readonly DueSource[]
  /** Nothing that is due later. */
  readonly until: Instant
  /** Only this kind, where given. */
  readonly kind: DueKind | undefined
  /** Minutes from a return to the end of the return home interview's time. */
  readonly interviewMinutes: number
  /** Only supervision in which this user takes part, where given. */
  readonly supervisionOf: UserId | undefined
}

/** Where the list goes on: after this one. */
export type DueCursor = Pick<StoredDue, 'dueAt' | 'id'>

/** Returns longer ago than that are left to the pages of the children. */
const INTERVIEW_DAYS = 61
/** No count goes further. */
export const MOST_DUE = 1000

/**
 * What is due for the granted agency, the first due first, then by id.
 *
 * Each source is read in order of its own index and no further than `most` rows, so the cost does not grow with what is due later.
 */
export async function listDue(
  tx: Tx,
  grant: Grant<'due.list'>,
  query: DueQuery,
  after: DueCursor | undefined,
  most: number,
): Promise<readonly StoredDue[]> {
  const rows = sql`select * from (${everything(grant.agency, query, after, most)}) d
                    where ${ofKind(query.kind)} order by due, id limit ${most}`
  const found = await sql<StoredDue>`
    with due as materialized (${rows}),
         matters as materialized (select * from people_of_matters(array(select id from due where kind = any (${MATTER_KINDS}::text[])))),
         asked as materialized (select * from people_of_requests(array(select id from due where kind = 'request')))
    select d.kind, d.id, d.due as "dueAt", d.waits_for as "waitsFor", d.other, whose.person_id as "personId", named.person
      from due d
      left join lateral (
        select person_id from matters where matter_id = d.id
        union all select person_id from asked where request_id = d.id
        union all select person_id from people_of_records(array[d.holder], array[d.record]) where d.record is not null
        limit 1) whose on true
      left join lateral (${namedBy(grant.agency, sql`whose.person_id`)}) named on true
     order by d.due, d.id`.execute(tx)
  return found.rows
}

/** How much waits for the granted agency itself: each number at most 1,000. */
export interface DueCounts {
  readonly late: number
  /** Due later, and before the end of the query. */
  readonly coming: number
}

/** Count what the granted agency itself has to do. */
export async function countDue(tx: Tx, grant: Grant<'due.list'>, query: DueQuery, now: Instant): Promise<DueCounts> {
  const { rows } = await sql<DueCounts>`
    select count(*) filter (where due <= ${now}::timestamptz) as late, count(*) filter (where due > ${now}::timestamptz) as coming
      from (select due from (${everything(grant.agency, query, undefined, MOST_DUE)}) d
             where ${ofKind(query.kind)} and waits_for = ${grant.agency}
             order by due limit ${MOST_DUE}) counted`.execute(tx)
  return rows[0] ?? { late: 0, coming: 0 }
}

function ofKind(kind: DueKind | undefined): RawBuilder<unknown> {
  return kind === undefined ? sql`true` : sql`kind = ${kind}`
}

/** One row for each thing: kind, id, due, waits_for, other, and the record by which its person is found, where it is not found by its id. */
function everything(
  agency: AgencyId,
  { sources, until, kind, interviewMinutes, supervisionOf }: DueQuery,
  after: DueCursor | undefined,
  most: number,
): RawBuilder<unknown> {
  const bounds = (due: RawBuilder<unknown>, id: RawBuilder<unknown>) => {
    const beyond =
      after === undefined ? sql`true` : sql`(${due}, ${id}) > (${after.dueAt}::timestamptz, ${after.id}::uuid)`
    return sql`${due} <= ${until}::timestamptz and ${beyond} order by ${due}, ${id} limit ${most}`
  }
  const all: Readonly<Record<DueSource, readonly RawBuilder<unknown>[]>> = {
    alerts: [
      sql`select 'alert' as kind, alert_id as id, respond_by as due, agency_id as waits_for, encounter_agency as other, agency_id as holder, record_id as record
            from alert where agency_id = ${agency} and state in ('raised', 'escalated') and ${bounds(sql`respond_by`, sql`alert_id`)}`,
    ],
    signs: [
      sql`select 'sign', sign_id, answer_by, asked_agency, agency_id, agency_id, sign_id
            from sign where asked_agency = ${agency} and state in ('asked', 'acknowledged') and ${bounds(sql`answer_by`, sql`sign_id`)}`,
      sql`select 'question', question_id, answer_by, agency_id, asker_agency, asker_agency, asker_record
            from sign_question where agency_id = ${agency} and state = 'asked' and ${bounds(sql`answer_by`, sql`question_id`)}`,
    ],
    cases: [
      sql`select kind, matter_id, due_at, acts, other_agency, null::text, null::uuid
            from case_matter where agency_id = ${agency} and ended_at is null and ${ofKind(kind)} and ${bounds(sql`due_at`, sql`matter_id`)}`,
      sql`select kind, matter_id, due_at, acts, agency_id, null::text, null::uuid
            from case_matter where other_agency = ${agency} and agency_id <> other_agency and ended_at is null and ${ofKind(kind)} and ${bounds(sql`due_at`, sql`matter_id`)}`,
    ],
    interviews: [
      sql`select 'interview', e.record_id, e.ends_at + make_interval(mins => ${interviewMinutes}::int), e.agency_id, null::text, e.agency_id, e.record_id
            from event e
            join record r on r.agency_id = e.agency_id and r.record_id = e.record_id and r.withdrawn_at is null and not r.restricted
            join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
           where e.agency_id = ${agency} and e.kind = 'missing' and e.withdrawn_at is null
             and e.ends_at > ${until}::timestamptz - make_interval(days => ${INTERVIEW_DAYS})
             and coalesce(nullif(v.person->>'dateOfBirth', ''), '~') > to_char(e.ends_at - interval '18 years', 'YYYY-MM-DD')
             and not exists (select from missing_step s
                              where s.about_agency = e.agency_id and s.about_record = e.record_id and s.kind in ('held', 'declined'))
             and ${bounds(sql`e.ends_at + make_interval(mins => ${interviewMinutes}::int)`, sql`e.record_id`)}`,
    ],
    orders: [
      sql`select 'order', order_id, ${END_OF_ORDER}, agency_id, null::text, agency_id, order_id
            from person_order where agency_id = ${agency} and state = 'made' and ${bounds(END_OF_ORDER, sql`order_id`)}`,
    ],
    judgements: [
      sql`select 'judgement', j.judgement_id, ${END_OF_REVIEW}, j.agency_id, null::text, j.agency_id, j.judgement_id
            from judgement j
            left join lateral people_of_records(array[j.agency_id], array[j.judgement_id]) whose on true
           where j.agency_id = ${agency}
             and not exists (select from judgements_about(whose.person_id) l
                              join judgement later on later.agency_id = l.agency_id and later.judgement_id = l.judgement_id
                             where later.agency_id = j.agency_id and later.at > j.at)
             and j.review_on <= ${until}::timestamptz::date and ${bounds(END_OF_REVIEW, sql`j.judgement_id`)}`,
    ],
    requests: [
      sql`select 'request', request_id, answer_by, agency_id, asker_agency, null::text, null::uuid
            from share_request where agency_id = ${agency} and state = 'asked' and ${bounds(sql`answer_by`, sql`request_id`)}`,
    ],
    watches: [
      sql`select 'watch', interest_id, expires_at, agency_id, null::text, agency_id, record_id
            from interest where agency_id = ${agency} and kind = 'watch' and ended_at is null and ${bounds(sql`expires_at`, sql`interest_id`)}`,
    ],
    supervisions: [
      sql`select 'supervision', s.note_id, ${END_OF_SUPERVISION}, s.agency_id, null::text, s.record_agency, s.record_id
            from supervision_note s
           where s.agency_id = ${agency} and ${openSupervision(supervisionOf)}
             and s.next_on <= ${until}::timestamptz::date and ${bounds(END_OF_SUPERVISION, sql`s.note_id`)}`,
    ],
    panels: [
      sql`select kind, wait_id, due_at, agency_id, other_agency, null::text, null::uuid
            from panel_wait where agency_id = ${agency} and ended_at is null and ${ofKind(kind)} and ${bounds(sql`due_at`, sql`wait_id`)}`,
    ],
  }
  const chosen = sources.flatMap(source => all[source])
  return chosen.length === 0
    ? NOTHING
    : sql.join(
        chosen.map(one => sql`(${one})`),
        sql` union all `,
      )
}

/** An order is looked at by its review, or by the end of its last day in London, whichever comes first. */
const END_OF_ORDER = sql`least(review_by, (until_on + 1)::timestamp at time zone 'Europe/London')`

/** A review is due by the end of its day in London. */
const END_OF_REVIEW = sql`((j.review_on + 1)::timestamp at time zone 'Europe/London')`

const NOTHING = sql`
  select null::text as kind, null::uuid as id, null::timestamptz as due, null::text as waits_for, null::text as other, null::text as holder,
         null::uuid as record where false`
