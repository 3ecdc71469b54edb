import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { Pair, RecordRef } from '#domain/link.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Evidence } from '#linkage/index.ts'
import type { Tx } from './database.ts'
import { type Brief, withEvidence } from './evidence.ts'
import type { DecideGrant } from './links.ts'

/** Why an agency waits for the answer to "is this the same person?". */
export type InterestKind = 'missing' | 'order' | 'watch' | 'allocated-worker' | 'open-case'

/** What a person said, as it is stored. */
export type Outcome = 'must-link' | 'must-not-link' | 'review'

/** A pair to look at, without anything that the records say. */
export interface QueuedPair extends Pair {
  readonly decisionId: string
  readonly kind: 'review' | 'proposal'
  /** What another agency proposes, which agency, and why. */
  readonly proposed: Outcome | null
  readonly proposedBy: AgencyId | null
  readonly reason: string | null
  readonly weight: number | null
  readonly probability: number | null
  readonly evidence: readonly Evidence[]
  readonly holds: readonly string[]
  readonly at: string
  /** The most urgent open interest in either person, anybody's, and the asking agency's own. */
  readonly interest: InterestKind | null
  readonly ownInterest: InterestKind | null
  /** The asking agency has left a note and is not sure. */
  readonly noted: boolean
}

/** One word on a pair, with how the machine weighs the pair now. */
export interface LinkPair extends Pair {
  readonly decisionId: string
  /** The asking agency holds the record or was given it. */
  readonly leftReached: boolean
  readonly rightReached: boolean
  readonly byKind: 'model' | 'agency' | 'person'
  readonly outcome: Outcome | 'join' | 'apart'
  readonly status: 'stands' | 'proposed' | 'refused' | 'withdrawn'
  readonly isCurrent: boolean
  readonly decidedAgency: AgencyId | null
  readonly reason: string | null
  readonly at: string
  readonly answeredAgency: AgencyId | null
  readonly answeredAt: string | null
  readonly weight: number | null
  readonly probability: number | null
  readonly evidence: readonly Evidence[]
  readonly holds: readonly string[]
  readonly samePerson: boolean
  readonly interest: InterestKind | null
  readonly ownInterest: InterestKind | null
}

/** A record of a pair as its holder told it. */
export interface PairRecord extends RecordRef {
  readonly sourceSystem: string
  readonly feed: string
  readonly sourceId: string
  readonly person: Readonly<Record<string, unknown>>
  readonly receivedAt: string
  readonly restricted: boolean
  readonly eventKind: string | null
  readonly eventAt: string | null
}

/** Access facts of a pair for the asking agency: whether it holds, or was given, either of its records. No personal data. */
export async function subjectOfPair(tx: Tx, agency: AgencyId, id: string, { left, right }: Pair): Promise<Subject> {
  const { rows } = await sql<{ owned: boolean; shared: boolean }>`
    select owned, shared from link_reach(${[left.agency, right.agency]}::text[], ${[left.recordId, right.recordId]}::uuid[])
  `.execute(tx)
  const both = rows.length === 2
  return {
    kind: 'link',
    id,
    owners: both && rows.some(row => row.owned) ? [agency] : [],
    sharedWith: both && rows.some(row => row.shared) ? [agency] : [],
  }
}

/** The pair that a word is about, for whoever reaches one of its records. */
export async function findLink(tx: Tx, decisionId: string): Promise<LinkPair | undefined> {
  const { rows } = await sql<Brief<LinkPair>>`
    select decision_id as "decisionId", jsonb_build_object('agency', left_agency, 'recordId', left_record) as left,
           jsonb_build_object('agency', right_agency, 'recordId', right_record) as right, left_reached as "leftReached",
           right_reached as "rightReached", by_kind as "byKind", outcome, status, is_current as "isCurrent",
           decided_agency as "decidedAgency", reason, at, answered_agency as "answeredAgency", answered_at as "answeredAt", weight,
           probability, evidence, holds, same_person as "samePerson", interest, own_interest as "ownInterest"
      from link_pair(${decisionId}::uuid)
  `.execute(tx)
  return rows.map(withEvidence)[0]
}

/** Pairs that wait for the granted agency, most consequence first, at most 200. */
export async function listReview(
  tx: Tx,
  _grant: Grant<'link.list'>,
  now: string,
  most: number,
): Promise<readonly QueuedPair[]> {
  const { rows } = await sql<Brief<QueuedPair>>`
    select decision_id as "decisionId", jsonb_build_object('agency', left_agency, 'recordId', left_record) as left,
           jsonb_build_object('agency', right_agency, 'recordId', right_record) as right, kind, proposed, proposed_by as "proposedBy",
           reason, weight, probability, coalesce(evidence, '[]') as evidence, coalesce(holds, '{}') as holds, at, interest,
           own_interest as "ownInterest", noted
      from review_queue(${now}::timestamptz, ${most}::int)
  `.execute(tx)
  return rows.map(withEvidence)
}

/** What the two records say, as far as the granted agency may see them; restricted ones are left out. */
export async function getPairRecords(
  tx: Tx,
  _grant: Grant<'link.read'> | Grant<'link.list'>,
  records: readonly RecordRef[],
): Promise<readonly PairRecord[]> {
  if (records.length === 0) return []
  const { rows } = await sql<PairRecord>`
    select r.agency_id as agency, r.record_id as "recordId", r.source_system as "sourceSystem", r.feed, r.source_id as "sourceId",
           v.person, v.received_at as "receivedAt", r.restricted, e.kind as "eventKind", e.starts_at as "eventAt"
      from unnest(${records.map(one => one.agency)}::text[], ${records.map(one => one.recordId)}::uuid[]) asked (agency_id, record_id)
      join record r on r.agency_id = asked.agency_id and r.record_id = asked.record_id
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
      left join event e on e.agency_id = r.agency_id and e.record_id = r.record_id and e.withdrawn_at is null
     where r.withdrawn_at is null and not r.restricted
  `.execute(tx)
  return rows
}

/** Store a person's word on a pair; 'proposed' when the granted agency may not see both records. Undefined when it sees neither. */
export async function insertWord(
  tx: Tx,
  _grant: DecideGrant,
  word: Pair & {
    readonly decisionId: string
    readonly outcome: Outcome
    readonly by: string
    readonly reason: string
    readonly at: string
  },
): Promise<'stands' | 'proposed' | undefined> {
  const { left, right } = word
  const { rows } = await sql<{ status: 'stands' | 'proposed' | null }>`
    select decide_link(${word.decisionId}::uuid, ${left.agency}, ${left.recordId}::uuid, ${right.agency}, ${right.recordId}::uuid,
                       ${word.outcome}, ${word.by}, ${word.reason}, ${word.at}::timestamptz) as status
  `.execute(tx)
  return rows[0]?.status ?? undefined
}

/** Confirm or refuse the proposal that the grant is for; false when there is none for the granted agency to answer. */
export async function answerProposal(
  tx: Tx,
  grant: Grant<'link.decide'>,
  accepts: boolean,
  by: string,
  at: string,
): Promise<boolean> {
  const { rows } = await sql`
    select from answer_link(${grant.subject.id}::uuid, ${accepts}::boolean, ${by}, ${at}::timestamptz)
  `.execute(tx)
  return rows.length > 0
}

/** Take back the granted agency's own word that the grant is for; false when it is not its own or does not stand. */
export async function withdrawWord(tx: Tx, grant: Grant<'link.decide'>, leftAgency: string): Promise<boolean> {
  const { rows } = await sql`select from undo_link(${grant.subject.id}::uuid, ${leftAgency})`.execute(tx)
  return rows.length > 0
}
