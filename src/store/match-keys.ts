import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { RecordRef } from '#domain/link.ts'
import { type Comparable, VERY_MANY } from '#linkage/index.ts'
import type { Tx } from './database.ts'
import { arrayText } from './json-text.ts'
import type { LinkGrant } from './links.ts'

/** Proof that the linkage index may be asked. */
export type SearchGrant = Grant<'linkage.search'>

/** A record with the keys by which others find it, most telling first. */
export interface KeyedRecord {
  readonly recordId: string
  readonly keys: readonly bigint[]
}

/** A record that shares keys with one of those asked for. */
export interface Candidate extends RecordRef {
  /** Position in the list that was asked for. */
  readonly ordinal: number
  readonly shared: number
}

/** The keys of somebody, and which of them say too little among very many records: who shares nothing but one of those is left out there. */
export interface AskedKeys {
  readonly keys: readonly bigint[]
  readonly weak: ReadonlySet<bigint>
}

/** A record as linkage compares it. Stays within services/linkage. */
export interface ComparedRecord extends RecordRef {
  readonly sourceSystem: string
  readonly subjectRef: string | null
  readonly comparable: Comparable
  readonly personId: string | null
  readonly restricted: boolean
}

/** What was said of one subject of an agency, and the record that stands for all rows that say it. */
export interface Profile {
  readonly recordId: string
  readonly sourceSystem: string
  readonly subjectRef: string
  /** A hash of what was said. */
  readonly said: string
}

/** The most candidates that linkage looks at for one record. */
export const MOST_CANDIDATES = 200

const MOST_ASKED = 50_000

/** Give the agency's own records these keys; a record that has some must lose them first. */
export async function addKeys(tx: Tx, grant: SearchGrant, records: readonly KeyedRecord[]): Promise<void> {
  const keys = records.flatMap(record => record.keys)
  if (keys.length === 0) return
  const ids = records.map(record => record.recordId)
  const places = records.flatMap((record, at) => record.keys.map(() => at + 1))
  await Promise.all([
    sql`
    insert into match_key (key, agency_id, record_id)
    select i.key, ${grant.agency}, (${arrayText(ids)}::uuid[])[i.place]
      from unnest(${arrayText(keys)}::bigint[], ${arrayText(places)}::int[]) as i (key, place)
     order by i.key`.execute(tx),
    noteChange(tx, ids),
  ])
}

/** Nobody finds these records of the agency's own any more, and they stand for no other row. */
export async function removeKeys(tx: Tx, grant: SearchGrant, records: readonly string[]): Promise<void> {
  if (records.length === 0) return
  await Promise.all([
    sql`delete from match_key where agency_id = ${grant.agency} and record_id = any(${records}::uuid[])`.execute(tx),
    sql`delete from match_profile where agency_id = ${grant.agency} and record_id = any(${records}::uuid[])`.execute(
      tx,
    ),
    noteChange(tx, records),
  ])
}

/** For the index in memory: what these records say, and whether they are found at all, is to be read again. */
async function noteChange(tx: Tx, records: readonly string[]): Promise<void> {
  await sql`select note_match_change(${arrayText(records)}::uuid[])`.execute(tx)
}

/**
 * For each list of keys the records of any agency that share most of them, at most 201: one more than anybody looks at.
 *
 * `crowded` is how many keys are on more than 200 records; of those only the first 200 were followed.
 */
export async function findCandidates(
  tx: Tx,
  _grant: SearchGrant,
  asked: readonly AskedKeys[],
): Promise<{ readonly candidates: readonly Candidate[]; readonly crowded: number }> {
  if (asked.every(one => one.keys.length === 0)) return { candidates: [], crowded: 0 }
  const { rows } = await sql<{ ordinal: number; agency_id: string | null; record_id: string; shared: number }>`
    select ordinal, agency_id, record_id, shared from match_candidates(${followed(asked)})`.execute(tx)
  const candidates: Candidate[] = []
  let crowded = 0
  for (const { ordinal, agency_id: agency, record_id: recordId, shared } of rows) {
    if (agency === null) crowded += shared
    else candidates.push({ ordinal, agency, recordId, shared })
  }
  return { candidates, crowded }
}

/** The same with the comparable form of each candidate, some of them twice: for a few people whom somebody waits for. */
export async function findComparables(
  tx: Tx,
  _grant: SearchGrant,
  asked: readonly AskedKeys[],
): Promise<{
  readonly candidates: readonly Candidate[]
  readonly crowded: number
  readonly compared: readonly ComparedRecord[]
}> {
  if (asked.every(one => one.keys.length === 0)) return { candidates: [], crowded: 0, compared: [] }
  const { rows } = await sql<Omit<ComparedRecord, 'agency'> & Candidate & { readonly agency: string | null }>`
    select ordinal, shared, agency_id as agency, record_id as "recordId", source_system as "sourceSystem", subject_ref as "subjectRef",
           comparable, person_id as "personId", restricted
      from match_comparables(${followed(asked)})`.execute(tx)
  const compared = rows.flatMap(({ agency, ...row }) => (agency === null ? [] : [{ ...row, agency }]))
  const crowded = rows.reduce((sum, row) => sum + (row.agency === null ? row.shared : 0), 0)
  return { candidates: compared, crowded, compared }
}

/** The arguments of the functions that follow keys. */
function followed(asked: readonly AskedKeys[]): RawBuilder<unknown> {
  const ordinals = asked.flatMap(({ keys }, ordinal) => keys.map(() => ordinal))
  const keys = asked.flatMap(one => one.keys)
  const weak = asked.flatMap(one => one.keys.map(key => (one.weak.has(key) ? 't' : 'f')))
  return sql`${arrayText(ordinals)}::int[], ${arrayText(keys)}::bigint[], ${arrayText(weak)}::boolean[], ${VERY_MANY}::bigint,
             ${MOST_CANDIDATES + 1}::int`
}

/** The comparable forms of records of any agency, in no order; withdrawn ones are left out. */
export async function getComparables(
  tx: Tx,
  _grant: LinkGrant,
  records: readonly RecordRef[],
): Promise<readonly ComparedRecord[]> {
  const found: ComparedRecord[] = []
  for (let from = 0; from < records.length; from += MOST_ASKED) {
    const part = records.slice(from, from + MOST_ASKED)
    const { rows } = await sql<ComparedRecord>`
      select agency_id as agency, record_id as "recordId", source_system as "sourceSystem", subject_ref as "subjectRef", comparable,
             person_id as "personId", restricted
        from comparables_of(${part.map(one => one.agency)}::text[], ${arrayText(part.map(one => one.recordId))}::uuid[])
    `.execute(tx)
    for (const row of rows) found.push(row)
  }
  return found
}

/** The agency's own profiles of these subjects, and those that these records stand for. */
export async function getProfiles(
  tx: Tx,
  grant: SearchGrant,
  subjects: readonly { readonly sourceSystem: string; readonly subjectRef: string }[],
  records: readonly string[],
): Promise<readonly Profile[]> {
  if (subjects.length === 0 && records.length === 0) return []
  const { rows } = await sql<Profile>`
    select p.record_id as "recordId", p.source_system as "sourceSystem", p.subject_ref as "subjectRef", p.said::text as said
      from unnest(${subjects.map(one => one.sourceSystem)}::text[], ${subjects.map(one => one.subjectRef)}::text[]) as s (source_system, subject_ref)
     cross join lateral (
       select * from match_profile o
        where o.agency_id = ${grant.agency} and o.source_system = s.source_system and o.subject_ref = s.subject_ref limit 10000) p
    union
    select p.record_id, p.source_system, p.subject_ref, p.said::text
      from unnest(${records}::uuid[]) as i (record_id)
     cross join lateral (select * from match_profile o where o.agency_id = ${grant.agency} and o.record_id = i.record_id limit 1) p
  `.execute(tx)
  return rows
}

/** Store which records of the agency's own stand for what was said. */
export async function addProfiles(tx: Tx, grant: SearchGrant, profiles: readonly Profile[]): Promise<void> {
  if (profiles.length === 0) return
  await sql`
    insert into match_profile (agency_id, record_id, source_system, subject_ref, said)
    select ${grant.agency}, i.* from unnest(${profiles.map(one => one.recordId)}::uuid[], ${profiles.map(one => one.sourceSystem)}::text[],
           ${profiles.map(one => one.subjectRef)}::text[], ${profiles.map(one => one.said)}::bigint[]) as i`.execute(tx)
}

/** The agency's own records of these subjects that stand for no other, in order of record. */
export async function getFollowers(
  tx: Tx,
  grant: SearchGrant,
  subjects: readonly { readonly sourceSystem: string; readonly subjectRef: string }[],
): Promise<
  readonly {
    readonly recordId: string
    readonly sourceSystem: string
    readonly subjectRef: string
    readonly comparable: Comparable
  }[]
> {
  if (subjects.length === 0) return []
  const { rows } = await sql<{ recordId: string; sourceSystem: string; subjectRef: string; comparable: Comparable }>`
    select r.record_id as "recordId", r.source_system as "sourceSystem", r.subject_ref as "subjectRef", r.comparable
      from unnest(${subjects.map(one => one.sourceSystem)}::text[], ${subjects.map(one => one.subjectRef)}::text[]) as s (source_system, subject_ref)
     cross join (select ${grant.agency}::text as agency_id offset 0) as me
     cross join lateral (
       select * from record o
        where o.agency_id = me.agency_id and o.source_system = s.source_system and o.subject_ref = s.subject_ref
          and o.withdrawn_at is null limit 10000) r
     where not exists (select from match_profile p where p.agency_id = ${grant.agency} and p.record_id = r.record_id)
     order by r.record_id
  `.execute(tx)
  return rows
}

/** A page of the agency's own records that are not withdrawn, in order of their ids, after `after`. */
export async function listRecordsToLink(
  tx: Tx,
  grant: Grant<'link.rebuild'>,
  after: string | undefined,
  most: number,
): Promise<
  readonly {
    readonly recordId: string
    readonly sourceSystem: string
    readonly subjectRef: string | null
    readonly comparable: Comparable
  }[]
> {
  const { rows } = await sql<{
    recordId: string
    sourceSystem: string
    subjectRef: string | null
    comparable: Comparable
  }>`
    select r.record_id as "recordId", r.source_system as "sourceSystem", r.subject_ref as "subjectRef", r.comparable
      from record r
     where r.agency_id = ${grant.agency} and r.withdrawn_at is null ${after === undefined ? sql`` : sql`and r.record_id > ${after}::uuid`}
     order by r.record_id
     limit ${most}
  `.execute(tx)
  return rows
}
