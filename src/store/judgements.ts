import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { type About, personOf } from './signs.ts'

/** What somebody holds against a judgement, with their name. */
export interface Dissent {
  readonly agency: AgencyId
  readonly words: string
  readonly name: string
  readonly at: Instant
}

/** A named person's judgement, as those who may see it read it. */
export interface StoredJudgement {
  readonly judgementId: string
  readonly agency: AgencyId
  readonly words: string
  readonly reasons: string
  readonly exploitation: readonly string[]
  readonly reviewOn: PlainDate
  readonly name: string
  readonly team: string | null
  readonly at: Instant
  /** Oldest first. */
  readonly dissents: readonly Dissent[]
}

const JUDGEMENT = sql`
  o.judgement_id as "judgementId", o.agency_id as agency, o.words, o.reasons, o.exploitation, o.review_on as "reviewOn", o.by_name as name,
  o.team, o.at, o.dissents`

/** A judgement to store. Its id is that of the record that it stands on. */
export interface NewJudgement {
  readonly judgementId: string
  readonly words: string
  readonly reasons: string
  readonly exploitation: readonly string[]
  readonly indicatorVersion: string
  readonly reviewOn: PlainDate
  readonly by: { readonly id: string; readonly name: string; readonly team: string | undefined }
  readonly at: Instant
}

/** Store a judgement of the granted agency. It is never changed; a later one supersedes it. */
export async function insertJudgement(tx: Tx, grant: Grant<'judgement.make'>, judgement: NewJudgement): Promise<void> {
  const { judgementId, words, reasons, exploitation, indicatorVersion, reviewOn, by, at } = judgement
  await tx
    .insertInto('judgement')
    .values({
      agency_id: grant.agency,
      judgement_id: judgementId,
      words,
      reasons,
      exploitation: [...exploitation],
      indicator_version: indicatorVersion,
      review_on: reviewOn,
      by_user: by.id,
      by_name: by.name,
      team: by.team ?? null,
      at,
    })
    .execute()
}

/** Judgements of the granted person that the granted agency made or was given, newest first; at most 100. */
export async function listJudgementsAbout(tx: Tx, grant: Grant<'person.read'>): Promise<readonly StoredJudgement[]> {
  const { rows } = await sql<StoredJudgement>`
    select ${JUDGEMENT}
      from judgements_open(array(select judgement_id from judgements_about(${grant.subject.id}::uuid))) o
     order by o.at desc, o.judgement_id`.execute(tx)
  return rows
}

/** The judgement that the grant is for, or undefined. */
export async function findJudgement(
  tx: Tx,
  grant: Grant<'judgement.read'> | Grant<'judgement.dissent'>,
): Promise<(StoredJudgement & About) | undefined> {
  const { rows } = await sql<StoredJudgement & About>`
    select ${JUDGEMENT}, whose.person_id as "personId", named.person
      from judgements_open(array[${grant.subject.id}::uuid]) o
      ${personOf(grant.agency, sql`o.agency_id`, sql`o.judgement_id`)}`.execute(tx)
  return rows[0]
}

/** Keep that somebody of the granted agency holds something against a judgement. */
export async function insertDissent(
  tx: Tx,
  grant: Grant<'judgement.dissent'>,
  dissent: {
    readonly dissentId: string
    readonly judgementAgency: AgencyId
    readonly words: string
    readonly by: { readonly id: string; readonly name: string }
    readonly at: Instant
  },
): Promise<void> {
  await tx
    .insertInto('judgement_dissent')
    .values({
      agency_id: grant.agency,
      dissent_id: dissent.dissentId,
      judgement_agency: dissent.judgementAgency,
      judgement_id: grant.subject.id,
      words: dissent.words,
      by_user: dissent.by.id,
      by_name: dissent.by.name,
      at: dissent.at,
    })
    .execute()
}

/** Access facts of a judgement: whether the agency made it, or it was opened to it. No personal data. */
export async function subjectOfJudgement(tx: Tx, agency: AgencyId, judgementId: string): Promise<Subject> {
  const { rows } = await sql<{ agency: AgencyId; personId: string | null }>`
    select o.agency_id as agency, whose.person_id as "personId"
      from judgements_open(array[${judgementId}::uuid]) o
      left join lateral people_of_records(array[o.agency_id], array[o.judgement_id]) whose on true`.execute(tx)
  const [row] = rows
  return {
    kind: 'judgement',
    id: judgementId,
    owners: row?.agency === agency ? [agency] : [],
    sharedWith: row === undefined ? [] : [agency],
    ...(row?.personId ? { personId: row.personId } : {}),
  }
}
