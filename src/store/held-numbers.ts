import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Comparable } from '#linkage/index.ts'
import type { Tx } from './database.ts'

/** A system of the agency's and the kinds of file that were brought in from it. */
export interface SourceSystem {
  readonly system: string
  readonly mappings: readonly { readonly name: string; readonly lastAt: string }[]
}

/** One number that is held in a system, and what is said of its person. */
export interface HeldNumber {
  readonly system: string
  readonly number: string
  readonly comparable: Comparable
}

/** Records of one number that are looked at; a child may have hundreds of episodes that say the same. */
const MOST_OF_ONE = 5

/** Systems that the granted agency's files were brought in from, the last one first. */
export async function listSourceSystems(
  tx: Tx,
  grant: Grant<'record.import'> | Grant<'batch.list'>,
): Promise<readonly SourceSystem[]> {
  const { rows } = await sql<SourceSystem>`
    select s.source_system as system, jsonb_agg(jsonb_build_object('name', s.mapping, 'lastAt', s.last_at) order by s.last_at desc) as mappings
      from (select source_system, mapping, max(finished_at) as last_at
              from batch
             where agency_id = ${grant.agency} and state = 'done'
             group by source_system, mapping) s
     group by s.source_system
     order by max(s.last_at) desc, s.source_system
     limit 50`.execute(tx)
  return rows
}

/**
 * What the agency holds under these numbers of people in each of these systems; with a feed, under these numbers of its rows.
 * At most five records of a number.
 */
export async function listHeldNumbers(
  tx: Tx,
  grant: Grant<'record.import'>,
  systems: readonly string[],
  numbers: readonly string[],
  feed?: string,
): Promise<readonly HeldNumber[]> {
  if (systems.length === 0 || numbers.length === 0) return []
  const same = feed === undefined ? sql`o.subject_ref = n.number` : sql`o.feed = ${feed} and o.source_id = n.number`
  const { rows } = await sql<HeldNumber>`
    select s.system, n.number, r.comparable
      from unnest(${systems}::text[]) as s (system)
     cross join unnest(${numbers}::text[]) as n (number)
     cross join lateral (
       select o.comparable from record o
        where o.agency_id = ${grant.agency} and o.source_system = s.system and ${same} and o.withdrawn_at is null
        limit ${MOST_OF_ONE}) r`.execute(tx)
  return rows
}

/** Which of these records, stored or not, are of a person of whom the agency holds another record by its own number. */
export async function findAccompanied(
  tx: Tx,
  grant: Grant<'record.import'>,
  records: readonly {
    readonly recordId: string
    readonly sourceSystem: string
    readonly subjectRef?: string | undefined
  }[],
): Promise<ReadonlySet<string>> {
  const numbered = records.filter(record => record.subjectRef !== undefined)
  if (numbered.length === 0) return new Set()
  const { rows } = await sql<{ recordId: string }>`
    select i.record_id as "recordId"
      from unnest(${numbered.map(one => one.recordId)}::uuid[], ${numbered.map(one => one.sourceSystem)}::text[],
                  ${numbered.map(one => one.subjectRef ?? '')}::text[]) as i (record_id, system, number)
     where exists (
       select from record o
        where o.agency_id = ${grant.agency} and o.source_system = i.system and o.subject_ref = i.number
          and o.withdrawn_at is null and o.record_id <> i.record_id)`.execute(tx)
  return new Set(rows.map(row => row.recordId))
}
