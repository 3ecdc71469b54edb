import { sql } from 'kysely'
import type { Grant, Subject } from '#domain/access.ts'
import type { ConcernLanguage, ConcernSaid, ConcernState, ConcernStep, Sender } from '#domain/concern.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** What somebody told an agency of their worry. */
export interface Concern {
  readonly concernId: string
  readonly reference: string
  readonly receivedAt: Instant
  readonly language: ConcernLanguage
  readonly sender: Sender
  readonly said: ConcernSaid
  readonly state: ConcernState
  /** The sender wrote more, and nobody has done anything since. */
  readonly addedTo: boolean
}

/** What was added to a concern. */
export interface ConcernEntry {
  readonly entryId: string
  readonly at: Instant
  readonly kind: ConcernStep | 'added'
  /** The member of staff; null for the sender. */
  readonly byName: string | null
  readonly words: string
  /** Whether the sender reads it. */
  readonly shown: boolean
}

/** A concern as it is received. The receipt is kept as a hash. */
export interface NewConcern extends Omit<Concern, 'state' | 'addedTo' | 'receivedAt'> {
  readonly receiptHash: string
}

type AnyGrant = Grant<'concern.follow'> | Grant<'concern.list'> | Grant<'concern.answer'>

const CONCERN = sql`
  select concern_id as "concernId", reference, received_at as "receivedAt", language, sender, said, state, added_to as "addedTo"
    from concern`

/** Keep a concern for the granted agency; the same receipt twice is one concern. Gives whether it is new. */
export async function insertConcern(
  tx: Tx,
  grant: Grant<'concern.receive'>,
  { concernId, reference, receiptHash, language, sender, said }: NewConcern,
  now: Instant,
): Promise<boolean> {
  const added = await sql`
    insert into concern (agency_id, concern_id, reference, receipt, received_at, language, sender, said)
    values (${grant.agency}, ${concernId}, ${reference}, decode(${receiptHash}, 'hex'), ${now}::timestamptz, ${language}, ${sender},
            ${jsonText(said)}::jsonb)
    on conflict (receipt, agency_id) do nothing`.execute(tx)
  return Number(added.numAffectedRows ?? 0) > 0
}

/** Whose the concern of a receipt is; undefined when no concern has it. Asks across agencies, ids only. */
export async function concernOfReceipt(
  tx: Tx,
  receiptHash: string,
): Promise<{ readonly agency: AgencyId; readonly concernId: string } | undefined> {
  const { rows } = await sql<{ agency: AgencyId; concernId: string }>`
    select agency_id as agency, concern_id as "concernId" from concern_of_receipt(decode(${receiptHash}, 'hex'))`.execute(
    tx,
  )
  return rows[0]
}

/** What a decision about a concern is about: held by the asking agency, or by nobody that it may know of. */
export async function subjectOfConcern(tx: Tx, agency: AgencyId, concernId: string): Promise<Subject> {
  const { rows } =
    await sql`select from concern where agency_id = ${agency} and concern_id = ${concernId}::uuid`.execute(tx)
  return { kind: 'concern', id: concernId, owners: rows.length > 0 ? [agency] : [], sharedWith: [] }
}

/** Concerns of the granted agency: those that wait first, the oldest of them first; then the others, newest first. At most 200. */
export async function listConcerns(tx: Tx, grant: Grant<'concern.list'>): Promise<readonly Concern[]> {
  const { rows } = await sql<Concern>`
    ${CONCERN} where agency_id = ${grant.agency}
     order by state = 'waiting' or added_to desc, case when state = 'waiting' or added_to then received_at end, received_at desc, concern_id
     limit 200`.execute(tx)
  return rows
}

/** The concern that the grant is for, with what was added, oldest first, at most 500; undefined when there is none. */
export async function findConcern(
  tx: Tx,
  grant: AnyGrant,
): Promise<{ readonly concern: Concern; readonly entries: readonly ConcernEntry[] } | undefined> {
  const id = grant.subject.id
  const [{ rows }, entries] = await Promise.all([
    sql<Concern>`${CONCERN} where agency_id = ${grant.agency} and concern_id = ${id}::uuid`.execute(tx),
    sql<ConcernEntry>`
      select entry_id as "entryId", at, kind, by_name as "byName", words, shown from concern_entry
       where agency_id = ${grant.agency} and concern_id = ${id}::uuid order by at, entry_id limit 500`.execute(tx),
  ])
  const [concern] = rows
  return concern && { concern, entries: entries.rows }
}

/** An entry to append, with who writes it when it is a member of staff. */
export interface NewEntry extends ConcernEntry {
  readonly byUser: string | null
}

/** Append to the concern that the grant is for, and set where it stands. */
export async function appendEntry(
  tx: Tx,
  grant: Grant<'concern.follow'> | Grant<'concern.answer'>,
  entry: NewEntry,
  { state, addedTo }: Pick<Concern, 'state' | 'addedTo'>,
): Promise<void> {
  const id = grant.subject.id
  await Promise.all([
    sql`insert into concern_entry (agency_id, entry_id, concern_id, at, kind, by_user, by_name, words, shown)
        values (${grant.agency}, ${entry.entryId}, ${id}::uuid, ${entry.at}::timestamptz, ${entry.kind}, ${entry.byUser}, ${entry.byName},
                ${entry.words}, ${entry.shown})`.execute(tx),
    sql`update concern set state = ${state}, added_to = ${addedTo}
         where agency_id = ${grant.agency} and concern_id = ${id}::uuid`.execute(tx),
  ])
}

/** The state of the concern that the grant is for, kept from others until the transaction ends; undefined when there is none. */
export async function lockConcern(
  tx: Tx,
  grant: Grant<'concern.follow'> | Grant<'concern.answer'>,
): Promise<ConcernState | undefined> {
  const { rows } = await sql<{ state: ConcernState }>`
    select state from concern where agency_id = ${grant.agency} and concern_id = ${grant.subject.id}::uuid for update`.execute(
    tx,
  )
  return rows[0]?.state
}
