import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Pair, RecordRef } from '#domain/link.ts'
import type { AttentionReason, BriefEvidence, Decision } from '#linkage/index.ts'
import type { Tx } from './database.ts'

/** Proof that links may be looked at and written across agencies. */
export type LinkGrant = Grant<'linkage.search'> | DecideGrant

/** Proof that somebody may say what two records are to each other. */
export type DecideGrant = Grant<'link.decide'> | Grant<'link.propose'>

/** Records that one agency says are of one person, by its own id; or a single record that has no such id. */
export interface Subject {
  readonly agency: string
  readonly sourceSystem: string
  readonly subjectRef: string | null
  /** Side by side with `personIds`; null where a record belongs to nobody yet. */
  readonly recordIds: readonly string[]
  readonly personIds: readonly (string | null)[]
}

/** A word on a pair: the machine's, or a person's. */
export interface Word extends Pair {
  /** Of a person's word; the machine has one on a pair. */
  readonly decisionId?: string | undefined
  readonly byKind: 'model' | 'agency' | 'person'
  readonly outcome: Decision | 'must-link' | 'must-not-link'
  readonly weight: number
  readonly holds: readonly string[]
}

/** A word on a pair and whether it stands. */
export interface StandingPair extends Word {
  readonly decisionId: string
  readonly status: 'stands' | 'proposed' | 'refused' | 'withdrawn'
}

/** The machine's word on a pair. */
export interface NewDecision extends Pair {
  readonly decisionId: string
  readonly outcome: Decision
  readonly weight: number
  readonly probability: number
  readonly evidence: BriefEvidence
  readonly holds: readonly string[]
  readonly model: string
  /** The pair has an earlier word of the machine. */
  readonly replaces: boolean
}

/** Whose a record is now; nobody's when `personId` is undefined. */
export interface NewMember extends RecordRef {
  readonly personId: string | undefined
}

/** A person and why somebody should look at them. */
export interface NewPerson {
  readonly personId: string
  readonly attention: readonly AttentionReason[]
}

/** Who belongs to whom from now on. */
export interface MemberChange {
  readonly members: readonly NewMember[]
  readonly people: readonly NewPerson[]
  /** People who have no records any more. */
  readonly gone: readonly string[]
}

const MOST_ASKED = 50_000
/** Of so many records, what is around them is asked for at once. */
const FEW = 100
/** Decisions of one statement: each carries its evidence, and there may be very many. */
const MOST_WRITTEN = 2000

/**
 * Wait until no other transaction links what this one may link; held until commit. Gives how many records linkage holds.
 *
 * @param keys of the one record to link; undefined for many, which then link alone
 */
export async function lockLinkage(tx: Tx, keys: readonly bigint[] | undefined): Promise<number> {
  const { rows } = await sql<{ held: number }>`
    select lock_linkage(${keys === undefined ? null : keys.map(String)}::bigint[]) as held`.execute(tx)
  return rows[0]?.held ?? 0
}

/** Wait until no other transaction changes who belongs to these people; held until commit. */
export async function lockPeople(tx: Tx, persons: readonly string[]): Promise<void> {
  if (persons.length > 0) await sql`select lock_people(${persons}::uuid[])`.execute(tx)
}

/** The people that these records are taken for, each with all of their subjects; and the subjects of records that are nobody's yet. */
async function getSubjects(tx: Tx, _grant: LinkGrant, records: readonly RecordRef[]): Promise<readonly Subject[]> {
  return inParts(records, async part => {
    const { rows } = await sql<Subject>`
      select agency_id as agency, source_system as "sourceSystem", subject_ref as "subjectRef", record_ids as "recordIds", person_ids as "personIds"
        from linked_subjects(${part.map(one => one.agency)}::text[], ${part.map(one => one.recordId)}::uuid[])
    `.execute(tx)
    return rows
  })
}

/** What stands between these records and any others. A pair may come twice when both its records are asked for. */
export async function getPairs(
  tx: Tx,
  _grant: LinkGrant,
  records: readonly RecordRef[],
): Promise<readonly StandingPair[]> {
  return inParts(records, async part => {
    const { rows } = await sql<PairRow>`
      select * from pairs_of(${part.map(one => one.agency)}::text[], ${part.map(one => one.recordId)}::uuid[])
    `.execute(tx)
    return rows.map(pairFrom)
  })
}

/** What is around some records. */
export interface Surroundings {
  readonly subjects: readonly Subject[]
  /** What stands; a pair may come twice. */
  readonly pairs: readonly Word[]
}

/** As `getSubjects` of these records and `getPairs` of all records of those subjects: of a few in one way there and back. */
export async function getSurroundings(tx: Tx, grant: LinkGrant, records: readonly RecordRef[]): Promise<Surroundings> {
  if (records.length > FEW) {
    const subjects = await getSubjects(tx, grant, records)
    const pairs = await getPairs(tx, grant, recordsOf(subjects))
    return { subjects, pairs: pairs.filter(pair => pair.status === 'stands') }
  }
  const { rows } = await sql<{ subjects: readonly Subject[] | null; pairs: string | null }>`
    select subjects, pairs from surroundings(${records.map(one => one.agency)}::text[], ${records.map(one => one.recordId)}::uuid[])
  `.execute(tx)
  const subjects = rows[0]?.subjects ?? []
  return { subjects, pairs: wordsIn(rows[0]?.pairs ?? '', recordsOf(subjects)) }
}

function recordsOf(subjects: readonly Subject[]): readonly RecordRef[] {
  return subjects.flatMap(({ agency, recordIds }) => recordIds.map(recordId => ({ agency, recordId })))
}

/** A line a pair, as the function `surroundings` writes them; these are the records that it numbers. */
function wordsIn(lines: string, records: readonly RecordRef[]): readonly Word[] {
  const recordAt = (text: string): RecordRef => {
    const [agency = '', recordId] = text.split('/')
    return recordId === undefined ? (records[Number(text)] ?? { agency, recordId: '' }) : { agency, recordId }
  }
  return lines === ''
    ? []
    : lines.split('\n').map(line => {
        const [left = '', right = '', byKind, outcome, weight = '-', holds = '', decisionId] = line.split('\t')
        return {
          decisionId,
          left: recordAt(left),
          right: recordAt(right),
          byKind: byKind as Word['byKind'],
          outcome: outcome as Word['outcome'],
          weight: weight === '-' ? 0 : Math.fround(Number(weight)),
          holds: holds === '' ? [] : holds.split('|'),
        }
      })
}

interface PairRow {
  readonly decision_id: string
  readonly left_agency: string
  readonly left_record: string
  readonly right_agency: string
  readonly right_record: string
  readonly by_kind: StandingPair['byKind']
  readonly outcome: StandingPair['outcome']
  readonly status: StandingPair['status']
  readonly weight: number | null
  readonly holds: readonly string[]
}

function pairFrom(row: PairRow): StandingPair {
  return {
    decisionId: row.decision_id,
    left: { agency: row.left_agency, recordId: row.left_record },
    right: { agency: row.right_agency, recordId: row.right_record },
    byKind: row.by_kind,
    outcome: row.outcome,
    status: row.status,
    // A single-precision number is written as its shortest text: read it back as the very number that was decided with.
    weight: Math.fround(row.weight ?? 0),
    holds: row.holds,
  }
}

/** Append the machine's words on pairs. */
export async function writeDecisions(
  tx: Tx,
  _grant: LinkGrant,
  decisions: readonly NewDecision[],
  at: string,
): Promise<void> {
  // All are begun before any is done: what is asked after them sees them.
  const parts: Promise<unknown>[] = []
  for (let from = 0; from < decisions.length; from += MOST_WRITTEN) {
    const rows = decisions.slice(from, from + MOST_WRITTEN).map(({ left, right, ...rest }) => ({
      ...rest,
      leftAgency: left.agency,
      leftRecord: left.recordId,
      rightAgency: right.agency,
      rightRecord: right.recordId,
    }))
    parts.push(sql`select write_link_decisions(${JSON.stringify(rows)}::jsonb, ${at}::timestamptz)`.execute(tx))
  }
  await Promise.all(parts)
}

/** No word of the machine stands any more on pairs of these records of the agency's own. */
export async function retirePairs(tx: Tx, _grant: Grant<'linkage.search'>, records: readonly string[]): Promise<void> {
  if (records.length > 0) await sql`select retire_pairs(${records}::uuid[])`.execute(tx)
}

/** Write what clustering found; people without records are removed. */
export async function setMembers(tx: Tx, _grant: LinkGrant, change: MemberChange, at: string): Promise<void> {
  if (change.members.length === 0 && change.people.length === 0 && change.gone.length === 0) return
  const members = change.members.map(one => ({ agency: one.agency, record: one.recordId, person: one.personId }))
  const people = change.people.map(one => ({ person: one.personId, attention: one.attention }))
  await sql`
    select set_members(${JSON.stringify(members)}::jsonb, ${JSON.stringify(people)}::jsonb, ${change.gone}::uuid[], ${at}::timestamptz)
  `.execute(tx)
}

/** Whose the agency's own records are; those that are nobody's are left out. */
export async function getOwnMembers(
  tx: Tx,
  grant: Grant<'linkage.search'>,
  records: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (records.length === 0) return new Map()
  const { rows } = await sql<{ record_id: string; person_id: string }>`
    select m.record_id, m.person_id
      from unnest(${records}::uuid[]) as i (record_id)
     cross join lateral (select * from member o where o.agency_id = ${grant.agency} and o.record_id = i.record_id limit 1) m
  `.execute(tx)
  return new Map(rows.map(row => [row.record_id, row.person_id]))
}

/** The agency's own subjects in which a person holds records apart, each once. */
export async function getSplitSubjects(
  tx: Tx,
  grant: Grant<'linkage.search'>,
): Promise<readonly { readonly sourceSystem: string; readonly subjectRef: string }[]> {
  const { rows } = await sql<{ sourceSystem: string; subjectRef: string }>`
    select distinct r.source_system as "sourceSystem", r.subject_ref as "subjectRef"
      from link_decision d
      join record r on r.agency_id = d.agency_id and r.record_id = d.left_record
     where d.agency_id = ${grant.agency} and d.right_agency = ${grant.agency} and d.by_kind = 'person' and d.current
       and d.outcome = 'must-not-link' and r.subject_ref is not null
  `.execute(tx)
  return rows
}

async function inParts<T>(
  records: readonly RecordRef[],
  ask: (part: readonly RecordRef[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  if (records.length <= MOST_ASKED) return records.length === 0 ? [] : ask(records)
  const found: T[] = []
  for (let from = 0; from < records.length; from += MOST_ASKED) {
    for (const row of await ask(records.slice(from, from + MOST_ASKED))) found.push(row)
  }
  return found
}
