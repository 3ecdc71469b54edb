import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Workload, WorkKind } from '#domain/workload.ts'
import type { Tx } from './database.ts'
import { namedBy } from './persons.ts'

/**
 * The open work of the granted agency by named person, and of nobody, in no order; at most 2,000 names.
 *
 * Reads all open work of the agency once, from indexes: time grows with it.
 */
export async function countTeamWork(
  tx: Tx,
  _grant: Grant<'team.read'>,
  { kind, now, soon }: { readonly kind: WorkKind | undefined; readonly now: Instant; readonly soon: Instant },
): Promise<readonly Workload[]> {
  const { rows } = await sql<Workload>`
    select owner, team_id as team, has_left as "hasLeft", children, items, late, coming, first_due as "firstDue"
      from team_work(${now}::timestamptz, ${soon}::timestamptz, ${kind ?? null}::text)`.execute(tx)
  return rows
}

/** Open work of the granted agency, with the person as the agency knows them. */
export interface StoredWork {
  readonly kind: WorkKind
  readonly id: string
  /** Null where nobody is named. */
  readonly owner: string | null
  readonly dueAt: Instant | null
  /** Null when the agency reaches the person no more. */
  readonly personId: string | null
  readonly person: Readonly<Record<string, unknown>> | null
}

/** Which open work to list. */
export interface WorkQuery {
  /** A name; empty for what nobody is named for; undefined for all. */
  readonly owner: string | undefined
  readonly kind: WorkKind | undefined
  /** Only what is late. */
  readonly late: boolean
}

/** Where the list goes on: after this one. */
export type WorkCursor = Pick<StoredWork, 'dueAt' | 'id'>

/** Open work of the granted agency, the first due first, what has no day last, then by id; at most 501. */
export async function listTeamWork(
  tx: Tx,
  grant: Grant<'team.read'>,
  { owner, kind, late }: WorkQuery,
  { after, most, now }: { readonly after: WorkCursor | undefined; readonly most: number; readonly now: Instant },
): Promise<readonly StoredWork[]> {
  const { rows } = await sql<StoredWork>`
    select w.kind, w.id, w.owner, w.due as "dueAt", w.person_id as "personId", named.person
      from team_items(${now}::timestamptz, ${owner ?? null}::text, ${kind ?? null}::text, ${late}, ${after?.dueAt ?? null}::timestamptz,
                      ${after?.id ?? null}::uuid, ${most}::int) w
      left join lateral (${namedBy(grant.agency, sql`w.person_id`)}) named on true
     order by coalesce(w.due, 'infinity'), w.id`.execute(tx)
  return rows
}
