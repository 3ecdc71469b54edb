import { sql } from 'kysely'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** What happened, as one row of a feed tells it. */
export interface IncomingEvent {
  readonly kind: string
  readonly startsAt: string
  readonly endsAt?: string | undefined
  readonly place?: string | undefined
  /** First half of a postcode: as exactly as an event's place is told to others. */
  readonly outcode?: string | undefined
  readonly facts: Readonly<Record<string, unknown>>
  /** How good the information is, in the source's own grading. */
  readonly grade?: string | undefined
}

/** An event to write, or only the id when the record has none (any more). */
export type EventRow = { readonly recordId: string; readonly audience: readonly string[] } & Partial<IncomingEvent>

/** The event of a record, for the record's audience. */
export function eventRow(recordId: string, audience: readonly string[], event: IncomingEvent): EventRow {
  return { recordId, audience, ...event }
}

/** Write the events of records of `agency`, each record's at most once. A row without a kind marks the record's event as withdrawn. */
export async function upsertEvents(
  tx: Tx,
  agency: string,
  rows: readonly EventRow[],
  receivedAt: string,
): Promise<void> {
  const present = rows.filter(row => row.kind !== undefined)
  const gone = rows.filter(row => row.kind === undefined).map(row => row.recordId)
  if (present.length > 0) await insertEvents(tx, agency, present, receivedAt)
  if (gone.length > 0) {
    await sql`
      update event set withdrawn_at = ${receivedAt}::timestamptz
       where agency_id = ${agency} and record_id = any(${gone}::uuid[]) and withdrawn_at is null`.execute(tx)
  }
}

async function insertEvents(tx: Tx, agency: string, rows: readonly EventRow[], receivedAt: string): Promise<void> {
  await sql`
    insert into event (agency_id, record_id, kind, starts_at, ends_at, place, outcode, facts, grade, received_at, audience)
    select ${agency}, i."recordId", i.kind, i."startsAt", i."endsAt", i.place, i.outcode, i.facts, i.grade,
           ${receivedAt}::timestamptz, array(select jsonb_array_elements_text(i.audience))
      from jsonb_to_recordset(${jsonText(rows)}::jsonb) as i ("recordId" uuid, kind text, "startsAt" timestamptz,
           "endsAt" timestamptz, place text, outcode text, facts jsonb, grade text, audience jsonb)
    on conflict (agency_id, record_id) do update
       set kind = excluded.kind, starts_at = excluded.starts_at, ends_at = excluded.ends_at, place = excluded.place,
           outcode = excluded.outcode, facts = excluded.facts, grade = excluded.grade,
           received_at = excluded.received_at, withdrawn_at = null`.execute(tx)
}
