import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { CaseEvent } from '#domain/case/event.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'

/** Somebody whom the granted agency watches, or in whose case it wrote, with all that says when they were born and how the case stands. */
export interface TurningPerson {
  readonly personId: string
  /** Whether an interest of the agency's own is open. */
  readonly watched: boolean
  /** What records that the agency may see say of their birth or age. */
  readonly said: readonly Readonly<Record<string, unknown>>[]
  /** Of who leads, and of adults. */
  readonly events: readonly CaseEvent[]
}

/** Those who may be born in these years, in no order; at most 500. */
export async function listTurning(
  tx: Tx,
  _grant: Grant<'adult.list'>,
  years: { readonly from: number; readonly to: number },
  now: Instant,
): Promise<readonly TurningPerson[]> {
  const { rows } = await sql<TurningPerson>`
    select person_id as "personId", watched, said, events
      from turning_files(${now}::timestamptz, ${years.from}::int, ${years.to}::int)`.execute(tx)
  return rows
}
