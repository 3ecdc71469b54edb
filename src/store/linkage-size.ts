import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Tx } from './database.ts'
import type { SearchGrant } from './match-keys.ts'

/** How many records linkage holds, and for how many the pairs that stand were decided. */
export interface LinkageSize {
  readonly records: number
  readonly decidedFor: number
}

/** The size as it is kept; numbers only. */
export async function getLinkageSize(tx: Tx): Promise<LinkageSize> {
  const row = await tx
    .selectFrom('linkage_size')
    .select(['records', 'decided_for as decidedFor'])
    .executeTakeFirstOrThrow()
  return { records: Number(row.records), decidedFor: Number(row.decidedFor) }
}

/** Add records that were linked, or take away withdrawn ones; only for a transaction that links alone. */
export async function addToLinkage(tx: Tx, _grant: SearchGrant, more: number): Promise<void> {
  if (more !== 0) await sql`select add_to_linkage(${more}::bigint)`.execute(tx)
}

/** Count the records that linkage holds, keep the number, and give the size. */
export async function countLinkage(tx: Tx): Promise<LinkageSize> {
  const { rows } = await sql<LinkageSize>`
    select records, decided_for as "decidedFor" from count_linkage()`.execute(tx)
  return rows[0] ?? { records: 0, decidedFor: 0 }
}

/** Note that every pair that stands is decided for so many records. */
export async function noteDecidedFor(tx: Tx, records: number): Promise<void> {
  await sql`select note_decided_for(${records}::bigint)`.execute(tx)
}

/** A pair of the agency's own whose word was changed. */
export interface Redecided {
  readonly decisionId: string
  readonly leftRecord: string
  readonly rightAgency: string
  readonly rightRecord: string
}

/** Decide again at most 2,000 of the agency's own pairs that higher weights no longer bear out, after a decision, in order of their ids. */
export async function redecidePairs(
  tx: Tx,
  _grant: Grant<'link.rebuild'>,
  at: { readonly join: number; readonly review: number },
  after: string | undefined,
  now: string,
): Promise<readonly Redecided[]> {
  const { rows } = await sql<Redecided>`
    select decision_id as "decisionId", left_record as "leftRecord", right_agency as "rightAgency", right_record as "rightRecord"
      from redecide_pairs(${at.join}::real, ${at.review}::real, ${after ?? null}::uuid, 2000, ${now}::timestamptz)`.execute(
    tx,
  )
  return rows
}
