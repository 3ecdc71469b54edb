import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { SearchHit } from './search.ts'
import type { Tx } from './database.ts'

/**
 * Records of the granted agency, or shared with it, of people met at a house or taken from it; the newest first, at most 200.
 *
 * @param house what an event's place says before its first comma, in lower case
 */
export async function findMetAt(tx: Tx, _grant: Grant<'person.search'>, house: string): Promise<readonly SearchHit[]> {
  const { rows } = await sql<SearchHit>`
    select agency_id as agency, record_id as "recordId", 1 as words from met_at(${house})`.execute(tx)
  return rows
}
