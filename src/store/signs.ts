import { type RawBuilder, sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { OriginKind, SignAnswer, SignAnswerKind, SignClass, SignState } from '#domain/sign.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'
import { namedBy } from './persons.ts'
import { MOST_COUNTED } from './waiting.ts'

/** One answer to a sign, with the name of who gave it. */
export interface StoredAnswer {
  readonly agency: AgencyId
  readonly kind: SignAnswerKind
  readonly words: string
  readonly name: string
  readonly at: Instant
}

/** A sign as those who may see it read it. */
export interface StoredSign {
  readonly signId: string
  readonly agency: AgencyId
  readonly reference: string
  readonly indicator: string
  readonly sign: SignClass
  readonly words: string
  readonly trade: string | null
  readonly seenBy: string
  readonly seenOn: PlainDate
  readonly grade: string
  readonly originKind: OriginKind
  readonly originAgency: AgencyId | null
  readonly originName: string | null
  readonly confirms: string | null
  readonly recordedName: string
  readonly recordedTeam: string | null
  readonly recordedAt: Instant
  readonly askedAgency: AgencyId
  readonly state: SignState
  readonly answerBy: Instant | null
  readonly version: number
  readonly answers: readonly StoredAnswer[]
}

const SIGN = sql`
  (o.said).sign_id as "signId", (o.said).agency_id as agency, (o.said).reference, (o.said).indicator, (o.said).class as sign,
  (o.said).words, (o.said).trade, (o.said).seen_by as "seenBy", (o.said).seen_on as "seenOn", (o.said).grade,
  (o.said).origin_kind as "originKind", (o.said).origin_agency as "originAgency", (o.said).origin_name as "originName",
  (o.said).confirms, (o.said).recorded_name as "recordedName", (o.said).recorded_team as "recordedTeam",
  (o.said).recorded_at as "recordedAt", (o.said).asked_agency as "askedAgency", (o.said).state, (o.said).answer_by as "answerBy",
  (o.said).version, o.answers`

/** A sign to store. Its id is that of the record that it stands on. */
export interface NewSign extends Omit<StoredSign, 'agency' | 'version' | 'answers'> {
  readonly indicatorVersion: string
  readonly recordedBy: string
}

/** Store a sign of the granted agency. What it says is never changed. */
export async function insertSign(tx: Tx, grant: Grant<'sign.record'>, sign: NewSign): Promise<void> {
  await sql`
    insert into sign (agency_id, sign_id, reference, indicator, indicator_version, class, words, trade, seen_by, seen_on, grade, origin_kind,
                      origin_agency, origin_name, confirms, recorded_by, recorded_name, recorded_team, recorded_at, asked_agency, state, answer_by)
    select ${grant.agency}, s."signId", s.reference, s.indicator, s."indicatorVersion", s.sign, s.words, s.trade, s."seenBy", s."seenOn",
           s.grade, s."originKind", s."originAgency", s."originName", s.confirms, s."recordedBy", s."recordedName", s."recordedTeam",
           s."recordedAt", s."askedAgency", s.state, s."answerBy"
      from jsonb_to_record(${jsonText(sign)}::jsonb) as s ("signId" uuid, reference text, indicator text, "indicatorVersion" text,
           sign text, words text, trade text, "seenBy" text, "seenOn" date, grade text, "originKind" text, "originAgency" text,
           "originName" text, confirms uuid, "recordedBy" text, "recordedName" text, "recordedTeam" text, "recordedAt" timestamptz,
           "askedAgency" text, state text, "answerBy" timestamptz)`.execute(tx)
}

/** Signs of the granted person that the granted agency recorded or was given, what was seen last first; at most 500. */
export async function listSignsAbout(
  tx: Tx,
  grant: Grant<'person.read'> | Grant<'sign.record'>,
): Promise<readonly StoredSign[]> {
  const { rows } = await sql<StoredSign>`
    select ${SIGN}
      from signs_open(array(select sign_id from signs_about(${grant.subject.id}::uuid))) o
     order by (o.said).seen_on desc, (o.said).sign_id`.execute(tx)
  return rows
}

/** A sign, or a question, and the person whom it is about, as the reading agency knows them. */
export interface About {
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
}

/** The person of a record that the reading agency may see, and what names them: its own records first. */
export function personOf(agency: AgencyId, holder: RawBuilder<unknown>, record: RawBuilder<unknown>) {
  return sql`
      left join lateral people_of_records(array[${holder}], array[${record}]) whose on true
      left join lateral (${namedBy(agency, sql`whose.person_id`)}) named on true`
}

/** The sign that the grant is for, or undefined. */
export async function findSign(
  tx: Tx,
  grant: Grant<'sign.read'> | Grant<'sign.answer'>,
): Promise<(StoredSign & About) | undefined> {
  const { rows } = await sql<StoredSign & About>`
    select ${SIGN}, whose.person_id as "personId", named.person
      from signs_open(array[${grant.subject.id}::uuid]) o
      ${personOf(grant.agency, sql`(o.said).agency_id`, sql`(o.said).sign_id`)}`.execute(tx)
  return rows[0]
}

/** Signs that wait for the granted agency's answer, the first due first; at most 200. */
export async function listOwedSigns(tx: Tx, grant: Grant<'sign.list'>): Promise<readonly (StoredSign & About)[]> {
  const { rows } = await sql<StoredSign & About>`
    select ${SIGN}, whose.person_id as "personId", named.person
      from signs_open(array(select s.sign_id from sign s
                             where s.asked_agency = ${grant.agency} and s.state in ('asked', 'acknowledged')
                             order by s.answer_by, s.sign_id limit 200)) o
      ${personOf(grant.agency, sql`(o.said).agency_id`, sql`(o.said).sign_id`)}
     order by (o.said).answer_by, (o.said).sign_id`.execute(tx)
  return rows
}

/** How many signs wait for the granted agency's answer, and how many of them too long; each at most 100. */
export async function countOwedSigns(
  tx: Tx,
  grant: Grant<'sign.list'>,
  now: Instant,
): Promise<{ readonly late: number; readonly waiting: number }> {
  const { rows } = await sql<{ late: number; waiting: number }>`
    select count(*) filter (where due <= ${now}::timestamptz) as late, count(*) filter (where due > ${now}::timestamptz) as waiting
      from (select answer_by as due from sign
             where asked_agency = ${grant.agency} and state in ('asked', 'acknowledged')
             order by answer_by limit ${MOST_COUNTED}) owed`.execute(tx)
  return rows[0] ?? { late: 0, waiting: 0 }
}

/** An answer to store, and where the sign stands after it. */
export interface NewAnswer extends SignAnswer {
  readonly answerId: string
  readonly state: SignState
  readonly due: Instant | undefined
  readonly by: { readonly id: string; readonly name: string }
  readonly at: Instant
}

/** Append an answer to the granted sign if it is as it was seen. Gives whether it was. */
export async function insertAnswer(
  tx: Tx,
  grant: Grant<'sign.answer'>,
  version: number,
  answer: NewAnswer,
): Promise<boolean> {
  const { answerId, kind, words, state, due, by, at } = answer
  const { rows } = await sql<{ answered: boolean }>`
    select answer_sign(${grant.subject.id}::uuid, ${version}::int, ${answerId}::uuid, ${kind}, ${words}, ${state},
                       ${due ?? null}::timestamptz, ${by.id}, ${by.name}, ${at}::timestamptz) as answered`.execute(tx)
  return rows[0]?.answered ?? false
}

/**
 * Access facts of a sign. No personal data.
 *
 * @param owners who has a say in what is to be done: the agency that is asked; or, to read it, also the one that recorded it
 */
export async function subjectOfSign(
  tx: Tx,
  agency: AgencyId,
  signId: string,
  owners: 'both' | 'asked',
): Promise<Subject> {
  const { rows } = await sql<{ recorder: AgencyId; asked: AgencyId; personId: string | null }>`
    select (o.said).agency_id as recorder, (o.said).asked_agency as asked, whose.person_id as "personId"
      from signs_open(array[${signId}::uuid]) o
      left join lateral people_of_records(array[(o.said).agency_id], array[(o.said).sign_id]) whose on true`.execute(tx)
  const [row] = rows
  const owns = row !== undefined && (row.asked === agency || (owners === 'both' && row.recorder === agency))
  return {
    kind: 'sign',
    id: signId,
    owners: owns ? [agency] : [],
    sharedWith: row === undefined ? [] : [agency],
    ...(row?.personId ? { personId: row.personId } : {}),
  }
}
