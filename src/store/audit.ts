import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** One look, change or refusal. Holds ids only, never what was seen. */
export interface AuditEntry {
  readonly entryId: string
  readonly at: string
  readonly actorId: string
  readonly actorName: string
  readonly purpose: string
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly personId: string | null
  readonly allowed: boolean
  readonly disclosed: readonly string[]
  readonly requestId: string
}

/**
 * Append entries, in order, to the chain of the transaction's agency, or of another, for which the transaction then goes on. Holds that
 * chain's lock until commit: call it last.
 */
export async function appendAudit(tx: Tx, entries: readonly AuditEntry[], trailOf?: AgencyId): Promise<void> {
  if (entries.length === 0) return
  const append = () => sql`select audit_append(${JSON.stringify(entries)}::jsonb)`.execute(tx)
  if (trailOf === undefined) return void (await append())
  await Promise.all([sql`select set_config('app.agency', ${trailOf}, true)`.execute(tx), append()])
}

/** Where an agency's chain of entries no longer holds: from which entry on, and how that shows. */
export interface AuditBreak {
  readonly seq: number
  readonly entryId: string | null
  readonly problem: string
}

/** The first break in the chain of the granted agency, or undefined when it is whole. */
export async function findAuditBreak(tx: Tx, _grant: Grant<'audit.verify'>): Promise<AuditBreak | undefined> {
  const { rows } = await sql<AuditBreak>`select seq, entry_id as "entryId", problem from audit_first_break()`.execute(
    tx,
  )
  return rows[0]
}

/** One entry of the granted agency's trail. */
export interface AuditLine {
  readonly seq: number
  readonly at: Instant
  readonly actorName: string
  readonly purpose: string
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly allowed: boolean
  readonly disclosed: number
}

/** Entries of the granted agency, newest first, before `before` when given; at most `most`. */
export function listAudit(
  tx: Tx,
  grant: Grant<'audit.read'>,
  most: number,
  before?: number,
): Promise<readonly AuditLine[]> {
  return tx
    .selectFrom('audit_entry')
    .select([
      'seq',
      sql<Instant>`at`.as('at'),
      'actor_name as actorName',
      'purpose',
      'action',
      'subject_kind as subjectKind',
      'subject_id as subjectId',
      'allowed',
      sql<number>`cardinality(disclosed)`.as('disclosed'),
    ])
    .where('agency_id', '=', grant.agency)
    .$if(before !== undefined, query => query.where('seq', '<', before ?? 0))
    .orderBy('seq', 'desc')
    .limit(Math.min(most, 100))
    .execute()
}
