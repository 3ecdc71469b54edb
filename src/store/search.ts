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

/** A word on more records than this is not followed on its own: rarer words of the same search decide. */
const COMMON = 2000

/**
 * Records of the granted agency, or shared with it, that hold the words; most words first, then by id.
 *
 * The rarest word is followed and the others are looked up for what it found, so a common name costs no more than a rare one.
 * `tooCommon` is true when even the rarest word is on more than 2,000 records, and only that many were looked at.
 */
export async function findByWords(
  tx: Tx,
  grant: Grant<'person.search'>,
  words: readonly string[],
  most: number,
): Promise<{ readonly hits: readonly SearchHit[]; readonly tooCommon: boolean }> {
  if (words.length === 0) return { hits: [], tooCommon: false }
  const counted = await sql<{ word: string; count: number }>`
    select word, (select count(*) from (select from search_token t
            where t.agency_id = ${grant.agency} and t.token = word limit ${COMMON + 1}) capped)::int as count
      from unnest(${words}::text[]) word
  `.execute(tx)
  const held = counted.rows.filter(row => row.count > 0).toSorted((a, b) => a.count - b.count)
  const rarest = held[0]
  if (rarest === undefined) return { hits: [], tooCommon: false }
  const others = held.slice(1).map(row => row.word)
  const common = held.every(row => row.count > COMMON)
  // When every word is common, the rarest alone would miss those beyond the cap: follow the two rarest together.
  const hits = await sql<SearchHit>`
    select f.holder as agency, f.record_id as "recordId",
           (1 + (select count(*) from unnest(${others}::text[]) other
                  where exists (select from search_token o where o.agency_id = ${grant.agency} and o.token = other
                                   and o.holder = f.holder and o.record_id = f.record_id)))::int as words
      from (select t.holder, t.record_id from search_token t
             where t.agency_id = ${grant.agency} and t.token = ${rarest.word}
             ${others.length > 0 && common ? sql`and exists (select from search_token o where o.agency_id = ${grant.agency} and o.token = ${others[0]} and o.holder = t.holder and o.record_id = t.record_id)` : sql``}
             order by t.holder, t.record_id limit ${COMMON}) f
     order by words desc, f.holder, f.record_id
     limit ${most}
  `.execute(tx)
  return { hits: hits.rows, tooCommon: common && others.length === 0 }
}

/** Records of the granted agency's own that share a match key with what was typed: finds other spellings. */
export async function findByKeys(tx: Tx, grant: Grant<'person.search'>, keys: readonly bigint[], most: number): Promise<readonly SearchHit[]> {
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

/** What a search result shows of a record, and what it is scored by. */
export interface FoundRecord {
  readonly agency: string
  readonly recordId: string
  readonly personId: string | null
  readonly feed: string
  readonly sourceId: string
  readonly subjectRef: string | null
  readonly person: Readonly<Record<string, unknown>>
  readonly comparable: Comparable
  readonly restricted: boolean
}

/** The records themselves, in no order; those that the agency may not see are left out by row security. */
export async function getFoundRecords(
  tx: Tx,
  _grant: Grant<'person.search'>,
  hits: readonly SearchHit[],
): Promise<readonly FoundRecord[]> {
  if (hits.length === 0) return []
  const agencies = hits.map(hit => hit.agency)
  const records = hits.map(hit => hit.recordId)
  const { rows } = await sql<FoundRecord>`
    select r.agency_id as agency, r.record_id as "recordId", p.person_id as "personId", r.feed, r.source_id as "sourceId",
           r.subject_ref as "subjectRef", v.person, r.comparable, r.restricted
      from unnest(${agencies}::text[], ${records}::uuid[]) asked(agency_id, record_id)
      join record r on r.agency_id = asked.agency_id and r.record_id = asked.record_id
      join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = r.version_no
      left join people_of_records(${agencies}::text[], ${records}::uuid[]) p on p.agency_id = r.agency_id and p.record_id = r.record_id
     where r.withdrawn_at is null
  `.execute(tx)
  return rows
}
