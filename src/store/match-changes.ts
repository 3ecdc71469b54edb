import { sql } from 'kysely'
import type { RecordRef } from '#domain/link.ts'
import type { Comparable } from '#linkage/index.ts'
import type { Tx } from './database.ts'
import { arrayText } from './json-text.ts'

/** A record that others find by its keys, as linkage compares it. Stays within services/linkage. */
export interface KeyedPerson extends RecordRef {
  readonly comparable: Comparable
}

/** A change of a record's keys. */
export interface MatchChange extends RecordRef {
  readonly changeNo: string
  /** The transaction that made it. */
  readonly transaction: string
  /** What the record says now; null where it has no keys any more. */
  readonly comparable: Comparable | null
}

/** What changed, and from which transaction on to read the next time. */
export interface MatchChanges {
  readonly changes: readonly MatchChange[]
  readonly next: string
}

/** The most records of a page: few enough that nobody waits long behind it. */
const MOST_OF_A_PAGE = 500

/** The most changes that are read at once. */
export const MOST_CHANGES = 200

/** Records of all agencies that have keys, after one of them, in order of agency and id: at most 500. */
export async function keyedPeopleAfter(tx: Tx, after: RecordRef | undefined): Promise<readonly KeyedPerson[]> {
  const { rows } = await sql<KeyedPerson>`
    select agency_id as agency, record_id as "recordId", comparable
      from records_with_keys(${after?.agency ?? ''}, ${after?.recordId ?? FIRST_ID}::uuid, ${MOST_OF_A_PAGE}::int)`.execute(
    tx,
  )
  return rows
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Changes of keys by transactions from `since` on, the oldest first: at most `MOST_CHANGES`, each of one or more records.
 *
 * @param since as an earlier call gave it; '0' for all that is kept
 * @param known numbers of changes that were read already
 */
export async function matchChangesSince(tx: Tx, since: string, known: readonly string[]): Promise<MatchChanges> {
  const { rows } = await sql<{
    readonly changeNo: string | null
    readonly transaction: string
    readonly agency: string
    readonly recordId: string
    readonly comparable: Comparable | null
  }>`
    select change_no::text as "changeNo", xid::text as transaction, agency_id as agency, record_id as "recordId", comparable
      from match_changes(${since}::xid8, ${arrayText(known)}::bigint[])`.execute(tx)
  const next = rows.find(row => row.changeNo === null)?.transaction ?? since
  const changes = rows.flatMap(({ changeNo, ...row }) => (changeNo === null ? [] : [{ ...row, changeNo }]))
  return { changes, next }
}

/** Forget changes older than so many seconds; an index that has not read them by then begins anew. */
export async function forgetMatchChanges(tx: Tx, olderThan: number): Promise<void> {
  await sql`select forget_match_changes(${olderThan}::int)`.execute(tx)
}
