import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { QuestionState } from '#domain/silence.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import type { Speaker } from './share-requests.ts'
import { type About, personOf } from './signs.ts'
import { countAtMost } from './waiting.ts'

/** A question whether an agency has seen signs, as both sides read it. */
export interface StoredQuestion {
  readonly questionId: string
  readonly askedAgency: AgencyId
  readonly asker: AgencyId
  readonly words: string
  readonly askedName: string
  readonly askedAt: Instant
  readonly answerBy: Instant
  readonly state: QuestionState
  readonly answer: string | null
  readonly answeredName: string | null
  readonly answeredAt: Instant | null
}

const QUESTION = sql`
  q.question_id as "questionId", q.agency_id as "askedAgency", q.asker_agency as asker, q.words, q.asked_name as "askedName",
  q.asked_at as "askedAt", q.answer_by as "answerBy", q.state, q.answer, q.answered_name as "answeredName", q.answered_at as "answeredAt"`

/** A question to store. */
export interface NewQuestion {
  readonly questionId: string
  readonly askedAgency: AgencyId
  /** The record of the asking agency's own that says whom it is about. */
  readonly record: string
  readonly words: string
  readonly by: Speaker
  readonly at: Instant
  readonly answerBy: Instant
}

/** Ask an agency. False while an earlier question to it about the person is open. */
export async function insertQuestion(tx: Tx, _grant: Grant<'sign.ask'>, question: NewQuestion): Promise<boolean> {
  const { questionId, askedAgency, record, words, by, at, answerBy } = question
  const { rows } = await sql<{ asked: boolean }>`
    select ask_for_signs(${questionId}::uuid, ${askedAgency}, ${record}::uuid, ${words}, ${by.id}, ${by.name}, ${by.team ?? null},
                         ${at}::timestamptz, ${answerBy}::timestamptz) as asked`.execute(tx)
  return rows[0]?.asked ?? false
}

/** Questions about the granted person that the granted agency asked or was asked, newest first; at most 200. */
export async function listQuestionsAbout(tx: Tx, grant: Grant<'person.read'>): Promise<readonly StoredQuestion[]> {
  const { rows } = await sql<StoredQuestion>`
    select ${QUESTION}
      from sign_questions_about(${grant.subject.id}::uuid) about
      join sign_question q on q.agency_id = about.agency_id and q.question_id = about.question_id
     order by q.asked_at desc, q.question_id`.execute(tx)
  return rows
}

/** Questions that wait for the granted agency, the first due first; at most 200. */
export async function listOwedQuestions(
  tx: Tx,
  grant: Grant<'sign.list'>,
): Promise<readonly (StoredQuestion & About)[]> {
  const { rows } = await sql<StoredQuestion & About>`
    select ${QUESTION}, whose.person_id as "personId", named.person
      from sign_question q
      ${personOf(grant.agency, sql`q.asker_agency`, sql`q.asker_record`)}
     where q.agency_id = ${grant.agency} and q.state = 'asked'
     order by q.answer_by, q.question_id
     limit 200`.execute(tx)
  return rows
}

/** How many questions wait for the granted agency, at most 100. */
export function countOwedQuestions(tx: Tx, { agency }: Grant<'sign.list'>): Promise<number> {
  return countAtMost(tx, sql`select from sign_question where agency_id = ${agency} and state = 'asked'`)
}

/** The question that the grant is for, or undefined. */
export async function findQuestion(
  tx: Tx,
  grant: Grant<'sign.reply'> | Grant<'sign.read'>,
): Promise<(StoredQuestion & About) | undefined> {
  const { rows } = await sql<StoredQuestion & About>`
    select ${QUESTION}, whose.person_id as "personId", named.person
      from sign_question q
      ${personOf(grant.agency, sql`q.asker_agency`, sql`q.asker_record`)}
     where q.question_id = ${grant.subject.id}::uuid`.execute(tx)
  return rows[0]
}

/** Answer the granted question of the granted agency while it is open. Gives whether it was. */
export async function answerQuestion(
  tx: Tx,
  grant: Grant<'sign.reply'>,
  answer: {
    readonly state: Exclude<QuestionState, 'asked'>
    readonly words: string
    readonly by: Speaker
    readonly at: Instant
  },
): Promise<boolean> {
  const changed = await tx
    .updateTable('sign_question')
    .set({
      state: answer.state,
      answer: answer.words,
      answered_by: answer.by.id,
      answered_name: answer.by.name,
      answered_at: answer.at,
    })
    .where('agency_id', '=', grant.agency)
    .where('question_id', '=', grant.subject.id)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  return Number(changed.numUpdatedRows) > 0
}

/**
 * Access facts of a question. No personal data.
 *
 * @param owners who has a say: both sides to read it, the agency that is asked to answer it
 */
export async function subjectOfQuestion(
  tx: Tx,
  agency: AgencyId,
  questionId: string,
  owners: 'both' | 'asked',
): Promise<Subject> {
  const { rows } = await sql<{ asked: AgencyId; asker: AgencyId; personId: string | null }>`
    select q.agency_id as asked, q.asker_agency as asker, whose.person_id as "personId"
      from sign_question q
      left join lateral people_of_records(array[q.asker_agency], array[q.asker_record]) whose on true
     where q.question_id = ${questionId}::uuid`.execute(tx)
  const [row] = rows
  const owns = row !== undefined && (row.asked === agency || (owners === 'both' && row.asker === agency))
  return {
    kind: 'sign',
    id: questionId,
    owners: owns ? [agency] : [],
    sharedWith: [],
    ...(row?.personId ? { personId: row.personId } : {}),
  }
}
