import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { RecordRef } from '#domain/link.ts'
import type { SupervisionGiven } from '#domain/supervision.ts'
import type { UserId } from '#domain/values/ids.ts'
import type { Instant, PlainDate } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { countAtMost } from './waiting.ts'

/** A note of supervision about the granted person. */
export interface StoredSupervision {
  readonly noteId: string
  readonly heldOn: PlainDate
  readonly workerUser: string
  readonly workerName: string
  readonly supervisorUser: string
  readonly supervisorName: string
  readonly reflection: string
  readonly agreed: string
  readonly agreedBy: PlainDate | null
  readonly nextOn: PlainDate | null
  /** The note that this one corrects. */
  readonly corrects: string | null
  readonly follows: readonly string[]
  readonly byName: string
  readonly at: Instant
}

type SupervisionGrant = Grant<'supervision.read'> | Grant<'supervision.write'>

/**
 * Supervision about the granted person in the granted agency, newest first, at most 200.
 *
 * @param reader only what this user took part in, where given
 */
export async function listSupervision(
  tx: Tx,
  grant: SupervisionGrant,
  reader: UserId | undefined,
): Promise<readonly StoredSupervision[]> {
  const { rows } = await sql<StoredSupervision>`
    select s.note_id as "noteId", s.held_on as "heldOn", s.worker_user as "workerUser", s.worker_name as "workerName",
           s.supervisor_user as "supervisorUser", s.supervisor_name as "supervisorName", s.reflection, s.agreed, s.agreed_by as "agreedBy", s.next_on as "nextOn", s.corrects, s.follows,
           s.by_name as "byName", s.at
      from supervision_of(${grant.subject.id}::uuid) s
     where ${takesPart(reader)}
     order by s.held_on desc, s.at desc, s.note_id`.execute(tx)
  return rows
}

/** A note to store: who takes part, and which notes it follows. */
export interface NewSupervision extends SupervisionGiven {
  readonly noteId: string
  readonly workerName: string
  readonly supervisorName: string
  readonly follows: readonly string[]
  readonly by: { readonly id: UserId; readonly name: string }
  readonly at: Instant
}

/** Append a note of the granted agency about the granted person, on a record of theirs. It is never changed. */
export async function insertSupervision(
  tx: Tx,
  grant: Grant<'supervision.write'>,
  anchor: RecordRef,
  note: NewSupervision,
): Promise<void> {
  const { noteId, heldOn, worker, supervisor, reflection, agreed, agreedBy, nextOn, corrects, follows, by, at } = note
  await tx
    .insertInto('supervision_note')
    .values({
      agency_id: grant.agency,
      note_id: noteId,
      record_agency: anchor.agency,
      record_id: anchor.recordId,
      held_on: heldOn,
      worker_user: worker,
      worker_name: note.workerName,
      supervisor_user: supervisor,
      supervisor_name: note.supervisorName,
      reflection,
      agreed,
      agreed_by: agreedBy ?? null,
      next_on: nextOn ?? null,
      corrects: corrects ?? null,
      follows: [...follows],
      by_user: by.id,
      by_name: by.name,
      at,
    })
    .execute()
}

/** Supervision is due by the end of its day in London. */
export const END_OF_SUPERVISION = sql`((s.next_on + 1)::timestamp at time zone 'Europe/London')`

/** That a note names a next day, which no later note has taken over. */
export function openSupervision(reader: UserId | undefined): RawBuilder<unknown> {
  return sql`
    s.next_on is not null and ${takesPart(reader)}
    and not exists (select from supervision_note l where l.agency_id = s.agency_id and l.follows @> array[s.note_id])`
}

function takesPart(reader: UserId | undefined): RawBuilder<unknown> {
  return reader === undefined ? sql`true` : sql`${reader} in (s.worker_user, s.supervisor_user)`
}

/** Supervision of the granted agency that is late, and that comes by a moment; each at most 100. */
export async function countSupervision(
  tx: Tx,
  { agency }: Grant<'supervision.read'>,
  reader: UserId | undefined,
  { now, by }: { readonly now: Instant; readonly by: Instant },
): Promise<{ readonly late: number; readonly coming: number }> {
  const due = (when: RawBuilder<unknown>) =>
    countAtMost(
      tx,
      sql`select from supervision_note s where s.agency_id = ${agency} and ${openSupervision(reader)} and ${when}`,
    )
  return {
    late: await due(sql`${END_OF_SUPERVISION} <= ${now}::timestamptz`),
    coming: await due(sql`${END_OF_SUPERVISION} > ${now}::timestamptz and ${END_OF_SUPERVISION} <= ${by}::timestamptz`),
  }
}
