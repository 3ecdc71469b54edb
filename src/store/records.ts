import { type RawBuilder, sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { Tx } from './database.ts'
import { type EventRow, eventRow, upsertEvents } from './events.ts'
import { jsonText } from './json-text.ts'
import {
  fold,
  type Held,
  type IncomingRecord,
  keyOf,
  type NewVersion,
  type StoredRecord,
  versionKey,
} from './record-versions.ts'
import { tokensOf } from './search-tokens.ts'
import type { SayGrant } from './own-records.ts'

export type { IncomingRecord, Outcome, StoredRecord } from './record-versions.ts'

/** Proof that somebody may store records of the granted agency. */
type WriteGrant =
  | Grant<'record.import'>
  | Grant<'encounter.report'>
  | Grant<'missing.record'>
  | Grant<'missing.change'>
  | SayGrant

/**
 * Store rows of the grant's agency, in order, in a fixed number of statements however many rows there are.
 *
 * Idempotent on (agency, source system, feed, source id, version): an explicit version that is held changes nothing, ever,
 * and one that sorts before the current one is kept as history only. Without a version the content decides, and content that
 * was withdrawn stays withdrawn until it differs. Answers have the order of `rows`; a key may occur several times in them.
 */
export async function upsertRecords(
  tx: Tx,
  grant: WriteGrant,
  rows: readonly IncomingRecord[],
  receivedAt: string,
): Promise<readonly StoredRecord[]> {
  const { stored, write } = await foldRecords(tx, grant, rows, receivedAt)
  await write()
  return stored
}

/** What rows do to what is held, and the storing of it, which is still to be done, once. */
export interface Folded {
  readonly stored: readonly StoredRecord[]
  readonly write: () => Promise<void>
}

/** The same as `upsertRecords` in two steps, so that the answers can be worked with while they are stored. */
export async function foldRecords(
  tx: Tx,
  grant: WriteGrant,
  rows: readonly IncomingRecord[],
  receivedAt: string,
): Promise<Folded> {
  if (rows.length === 0) return { stored: [], write: async () => undefined }
  if (grant.action !== 'encounter.report') await oneWriterEach(tx, grant.agency, rows)
  // The source id of an encounter is its reference, which no other has: nothing can be held under it.
  const held = grant.action === 'encounter.report' ? new Map<string, Held>() : await findHeld(tx, grant.agency, rows)
  const versions: NewVersion[] = []
  const stored = rows.map(row => fold(held, versions, row))
  return { stored, write: () => write(tx, grant.agency, [...held.values()], versions, receivedAt) }
}

/** What `upsertRecords` would answer, with nothing stored. */
export async function previewRecords(
  tx: Tx,
  grant: Grant<'record.import'>,
  rows: readonly IncomingRecord[],
): Promise<readonly StoredRecord[]> {
  const held = await findHeld(tx, grant.agency, rows)
  return rows.map(row => fold(held, [], row))
}

/** The last word on each record that a chunk touched, in order of first mention; what did not change is left out. */
export function changesOf(stored: readonly StoredRecord[]): readonly StoredRecord[] {
  const last = new Map<string, StoredRecord>()
  for (const record of stored) if (record.outcome !== 'unchanged') last.set(record.recordId, record)
  return [...last.values()]
}

/** Two imports of one source system wait for each other, so that both see what the other stored. Held until commit. */
async function oneWriterEach(tx: Tx, agency: string, rows: readonly IncomingRecord[]): Promise<void> {
  const systems = [...new Set(rows.map(row => row.sourceSystem))].toSorted()
  for (const system of systems) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`intake ${agency} ${system}`}, 0))`.execute(tx)
  }
}

/** The planner is kept from knowing the agency: of one that its figures do not show yet it expects a row, and any index will do. */
async function findHeld(tx: Tx, agency: string, rows: readonly IncomingRecord[]): Promise<Map<string, Held>> {
  const keys = new Map(rows.map(row => [keyOf(row), row]))
  const found = await sql<{
    record_id: string
    source_system: string
    feed: string
    source_id: string
    version: string
    version_no: number
    withdrawn: boolean
    audience: readonly string[]
  }>`
    select r.record_id, r.source_system, r.feed, r.source_id, r.version, r.version_no,
           r.withdrawn_at is not null as withdrawn, r.audience
      from unnest(${[...keys.values()].map(row => row.sourceSystem)}::text[],
                  ${[...keys.values()].map(row => row.feed)}::text[],
                  ${[...keys.values()].map(row => row.sourceId)}::text[]) as k (source_system, feed, source_id)
     cross join (select ${agency}::text as agency_id offset 0) as me
     cross join lateral (
       select * from record o
        where o.agency_id = me.agency_id and o.source_system = k.source_system and o.feed = k.feed and o.source_id = k.source_id
        limit 1) r`.execute(tx)
  const held = new Map<string, Held>()
  if (found.rows.length === 0) return held
  const history = await findVersions(
    tx,
    agency,
    found.rows.map(row => row.record_id),
  )
  for (const row of found.rows) {
    const versions = history.get(row.record_id) ?? []
    held.set(keyOf({ sourceSystem: row.source_system, feed: row.feed, sourceId: row.source_id }), {
      recordId: row.record_id,
      isNew: false,
      audience: row.audience,
      highest: versions.reduce((most, one) => Math.max(most, one.version_no), row.version_no),
      current: row.version_no,
      version: row.version,
      withdrawn: row.withdrawn,
      versions: new Set(versions.map(one => versionKey(one.version, one.withdraws))),
      latest: undefined,
      said: undefined,
    })
  }
  return held
}

interface VersionRow {
  readonly record_id: string
  readonly version_no: number
  readonly version: string
  readonly withdraws: boolean
}

async function findVersions(tx: Tx, agency: string, records: readonly string[]) {
  const found = await sql<VersionRow>`
    select v.record_id, v.version_no, v.version, v.withdraws
      from record_version v
     where v.agency_id = ${agency} and v.record_id = any(${records}::uuid[])`.execute(tx)
  return Map.groupBy(found.rows, row => row.record_id)
}

async function write(
  tx: Tx,
  agency: string,
  held: readonly Held[],
  versions: readonly NewVersion[],
  receivedAt: string,
): Promise<void> {
  if (versions.length === 0) return
  const touched = held.filter(one => one.latest !== undefined)
  await Promise.all([
    writeRecords(tx, agency, touched, receivedAt),
    insertVersions(tx, agency, versions, receivedAt),
    upsertEvents(tx, agency, touched.flatMap(eventOf), receivedAt),
    replaceTokens(tx, agency, touched),
  ])
}

/** A withdrawal keeps the event and marks it; a version without an event marks the one before. */
function eventOf({ recordId, audience, said, withdrawn }: Held): readonly EventRow[] {
  const told = said?.event === undefined ? [] : [eventRow(recordId, audience, said.event)]
  return withdrawn || told.length === 0 ? [...told, { recordId, audience }] : told
}

/** What withdraws keeps what was said before; what says something replaces it. */
async function writeRecords(tx: Tx, agency: string, held: readonly Held[], at: string): Promise<void> {
  const says = sql`subject_ref = excluded.subject_ref, comparable = excluded.comparable, version = excluded.version,`
  const { said = [], unsaid = [] } = Object.groupBy(held, one => (one.said === undefined ? 'unsaid' : 'said'))
  await Promise.all([putRecords(tx, agency, said, at, says), putRecords(tx, agency, unsaid, at, sql``)])
}

async function putRecords(tx: Tx, agency: string, held: readonly Held[], at: string, also: RawBuilder<unknown>) {
  if (held.length === 0) return
  await sql`
    insert into record (agency_id, record_id, source_system, feed, source_id, subject_ref, version_no, version, comparable,
                        first_seen, last_seen, withdrawn_at, restricted)
    select ${agency}, i."recordId", i."sourceSystem", i.feed, i."sourceId", i."subjectRef", i."versionNo", i.version,
           i.comparable, ${at}::timestamptz, ${at}::timestamptz,
           case when i.withdrawn then ${at}::timestamptz end, i.restricted
      from jsonb_to_recordset(${jsonText(held.map(recordRow))}::jsonb) as i ("recordId" uuid, "sourceSystem" text, feed text,
           "sourceId" text, "subjectRef" text, "versionNo" int, version text, comparable jsonb, withdrawn boolean,
           restricted boolean)
    on conflict (agency_id, record_id) do update
       set ${also} version_no = excluded.version_no, last_seen = excluded.last_seen, withdrawn_at = excluded.withdrawn_at,
           restricted = record.restricted or excluded.restricted`.execute(tx)
}

function recordRow(held: Held) {
  const row = held.said ?? held.latest
  return {
    recordId: held.recordId,
    sourceSystem: row?.sourceSystem,
    feed: row?.feed,
    sourceId: row?.sourceId,
    subjectRef: row?.subjectRef,
    versionNo: held.current,
    version: held.version,
    comparable: row?.comparable,
    withdrawn: held.withdrawn,
    restricted: held.latest?.restricted ?? false,
  }
}

async function insertVersions(tx: Tx, agency: string, versions: readonly NewVersion[], at: string): Promise<void> {
  const rows = versions.map(({ held, versionNo, version, row }) => ({
    recordId: held.recordId,
    versionNo,
    version,
    person: row.person,
    asGiven: row.asGiven,
    marks: row.marks,
    assertedAt: row.assertedAt,
    batchId: row.batchId,
    withdraws: row.withdraws,
    // A record that was shared stays shared: its later versions go to the same audience.
    audience: held.audience,
  }))
  await sql`
    insert into record_version (agency_id, record_id, version_no, version, person, as_given, marks, asserted_at, received_at,
                                batch_id, withdraws, audience)
    select ${agency}, i."recordId", i."versionNo", i.version, i.person, i."asGiven", i.marks, i."assertedAt",
           ${at}::timestamptz, i."batchId", i.withdraws, array(select jsonb_array_elements_text(i.audience))
      from jsonb_to_recordset(${jsonText(rows)}::jsonb) as i ("recordId" uuid, "versionNo" int, version text, person jsonb,
           "asGiven" jsonb, marks jsonb, "assertedAt" timestamptz, "batchId" uuid, withdraws boolean,
           audience jsonb)`.execute(tx)
}

async function replaceTokens(tx: Tx, agency: string, held: readonly Held[]): Promise<void> {
  const before = held.filter(one => !one.isNew).map(one => one.recordId)
  if (before.length > 0) {
    await sql`
      delete from search_token
       where agency_id = ${agency} and holder = ${agency} and record_id = any(${before}::uuid[])`.execute(tx)
  }
  const tokens = held.flatMap(({ recordId, latest, withdrawn }) =>
    latest === undefined || withdrawn ? [] : tokensOf(latest).map(token => ({ recordId, token })),
  )
  await sql`
    insert into search_token (agency_id, token, holder, record_id)
    select ${agency}, i.token, ${agency}, i.record_id
      from unnest(${tokens.map(one => one.token)}::text[], ${`{${tokens.map(one => one.recordId).join(',')}}`}::uuid[]) as i (token, record_id)
     order by i.token`.execute(tx)
  const shared = held.filter(one => one.audience.length > 0).map(one => one.recordId)
  if (shared.length > 0) await sql`select refresh_shared_tokens(${shared}::uuid[])`.execute(tx)
}
