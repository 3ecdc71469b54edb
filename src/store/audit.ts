import { sql } from 'kysely'
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

/** Append entries, in order, to the chain of the transaction's agency. Holds that chain's lock until commit: call it last. */
export async function appendAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await sql`select audit_append(${JSON.stringify(entries)}::jsonb)`.execute(tx)
}
