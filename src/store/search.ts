import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Comparable } from '#linkage/index.ts'
import type { Tx } from './database.ts'

/** A record that a search reached, and how many of the words it holds. */
export interface SearchHit {
  readonly agency: string
  readonly recordId: string
  readonly words: number
}

/** As many records are followed at most: a word on more of them only narrows what rarer words of the same search found. */
const COMMON = 2000

/**
 * Records of the granted agency, or shared with it, that hold the words; most words first, then by id.
 *
 * The rarest words are followed and the others are looked up for what those found, so a common name costs no more than a rare one.
 * `tooCommon` is true when even the rarest word is on more than 2,000 records, and only that many were looked at.
 */
export async function findByWords(
  tx: Tx,
  grant: Grant<'person.search'>,
  words: readonly string[],
  most: number,
): Promise<{ readonly hits: readonly SearchHit[]; readonly tooCommon: boolean }> {
  const held = (await countWords(tx, grant, words)).filter(row => row.count > 0).toSorted((a, b) => a.count - b.count)
  const [rarest, next] = held
  if (rarest === undefined) return { hits: [], tooCommon: false }
  if (rarest.count > COMMON) {
    // The rarest alone would miss those beyond the cap: the two rarest are followed together.
    const hits = await follow(tx, grant, [rarest.word], held.slice(1), next, most)
    return { hits, tooCommon: next === undefined }
  }
  const followed = held.filter((_, at) => held.slice(0, at + 1).reduce((sum, row) => sum + row.count, 0) <= COMMON)
  const hits = await follow(
    tx,
    grant,
    followed.map(row => row.word),
    held.slice(followed.length),
    undefined,
    most,
  )
  return { hits, tooCommon: false }
}

interface Counted {
  readonly word: string
  readonly count: number
}

/** On how many records each word is, counted no further than the cap. */
async function countWords(
  tx: Tx,
  grant: Grant<'person.search'>,
  words: readonly string[],
): Promise<readonly Counted[]> {
  if (words.length === 0) return []
  const { rows } = await sql<Counted>`
    select word, (select count(*) from (select from search_token t
            where t.agency_id = ${grant.agency} and t.token = word limit ${COMMON + 1}) capped)::int as count
      from unnest(${words}::text[]) word
  `.execute(tx)
  return rows
}

/** Records with at least one of the followed words and, when given, with `also`; each with how many of all the words it holds. */
async function follow(
  tx: Tx,
  grant: Grant<'person.search'>,
  followed: readonly string[],
  others: readonly Counted[],
  also: Counted | undefined,
  most: number,
): Promise<readonly SearchHit[]> {
  // A look-up in the primary key. With "=" for the record, PostgreSQL takes the index by record instead and reads all tokens of each
  // record, which lie far apart: 160 ms instead of 5 on a cold database.
  const holds = (word: string) => sql`exists (
    select from search_token o
     where o.agency_id = ${grant.agency} and o.token = ${word} and o.holder = f.holder
       and o.record_id between f.record_id and f.record_id)`
  const more = others.map(({ word }) => sql` + ${holds(word)}::int`)
  const { rows } = await sql<SearchHit>`
    select f.holder as agency, f.record_id as "recordId",
           (f.words${sql.join(more, sql``)})::int as words
      from (select f.holder, f.record_id, count(*) as words
              from unnest(${followed}::text[]) word
             cross join lateral (
               select f.holder, f.record_id from search_token f
                where f.agency_id = ${grant.agency} and f.token = word ${also === undefined ? sql`` : sql`and ${holds(also.word)}`}
                limit ${COMMON}) f
             group by f.holder, f.record_id) f
     order by words desc, f.holder, f.record_id
     limit ${most}
  `.execute(tx)
  return rows
}

/** Records of the granted agency's own that share a match key with what was typed: finds other spellings. */
export async function findByKeys(
  tx: Tx,
  grant: Grant<'person.search'>,
  keys: readonly bigint[],
  most: number,
): Promise<readonly SearchHit[]> {
  const { rows } = await sql<SearchHit>`
    select k.agency_id as agency, k.record_id as "recordId", count(*)::int as words
      from unnest(${keys.map(String)}::bigint[]) asked(key)
      cross join lateral (select m.agency_id, m.record_id from match_key m
                           where m.key = asked.key and m.agency_id = ${grant.agency} order by m.record_id limit 200) k
     group by k.agency_id, k.record_id
     order by words desc, k.record_id
     limit ${most}
  `.execute(tx)
  return rows
}

/** What a found record is weighed by. */
export interface FoundRecord {
  readonly agency: string
  readonly recordId: string
  readonly sourceId: string
  readonly subjectRef: string | null
  readonly comparable: Comparable
}

/** The records behind hits, in no order; without withdrawn and restricted ones, and those that the agency may not see. */
export async function getFoundRecords(
  tx: Tx,
  _grant: Grant<'person.search'>,
  hits: readonly SearchHit[],
): Promise<readonly FoundRecord[]> {
  if (hits.length === 0) return []
  const { rows } = await sql<FoundRecord>`
    select r.agency_id as agency, r.record_id as "recordId", r.source_id as "sourceId", r.subject_ref as "subjectRef", r.comparable
      from unnest(${hits.map(hit => hit.agency)}::text[], ${hits.map(hit => hit.recordId)}::uuid[]) asked(agency_id, record_id)
      join record r on r.agency_id = asked.agency_id and r.record_id = asked.record_id
     where r.withdrawn_at is null and not r.restricted
  `.execute(tx)
  return rows
}

/** Whose a found record is, and what it said last. */
export interface FoundDetails {
  readonly agency: string
  readonly recordId: string
  readonly personId: string
  readonly person: Readonly<Record<string, unknown>>
}

/** What results show of found records, at most 500, in no order. A record that is nobody's yet is left out. */
export async function getFoundDetails(
  tx: Tx,
  _grant: Grant<'person.search'>,
  records: readonly FoundRecord[],
): Promise<readonly FoundDetails[]> {
  if (records.length === 0) return []
  const { rows } = await sql<FoundDetails>`
    select p.agency_id as agency, p.record_id as "recordId", p.person_id as "personId", v.person
      from people_of_records(${records.map(record => record.agency)}::text[], ${records.map(record => record.recordId)}::uuid[]) p
      join record r on r.agency_id = p.agency_id and r.record_id = p.record_id
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
  `.execute(tx)
  return rows
}
