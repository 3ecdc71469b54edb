import { sql } from 'kysely'
import type { Grant } from '#domain/access.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Tx } from './database.ts'
import { jsonText } from './json-text.ts'

/** How far a file or a post is: being checked, shown to its sender, being brought in, and how that ended. */
export type BatchState = 'checking' | 'previewed' | 'reading' | 'done' | 'failed' | 'cancelled'

/** What became of the rows so far. `rows` = good + corrected + refused; the outcomes below count rows that were not refused. */
export interface BatchCounts {
  readonly rows: number
  /** Went in as they are. */
  readonly good: number
  /** Went in with a value that is kept as given, marked, and never used to match. */
  readonly corrected: number
  /** In the error file. */
  readonly refused: number
  readonly fresh: number
  readonly changed: number
  readonly unchanged: number
  readonly withdrawn: number
  /** Rows that now belong to a person with other records. */
  readonly joined: number
  /** Rows with a possible match that a person should look at. */
  readonly review: number
  readonly readBytes: number
}

/** One file or post of an agency. */
export interface Batch {
  readonly batchId: string
  readonly sourceSystem: string
  readonly mapping: string
  readonly mappingVersion: string
  readonly fileName: string
  readonly sha256: string | null
  readonly sizeBytes: number
  readonly state: BatchState
  readonly counts: BatchCounts
  readonly problem: string | null
  readonly createdBy: string
  readonly createdAt: string
  readonly updatedAt: string | null
  readonly finishedAt: string | null
}

/** One thing wrong in one row. `position` counts the errors of a line from 0. */
export interface BatchError {
  readonly line: number
  readonly position: number
  readonly column: string | null
  readonly valueMasked: string | null
  readonly reason: string
}

/** Counts of a file of which nothing has been read. */
export const NO_COUNTS: BatchCounts = {
  rows: 0,
  good: 0,
  corrected: 0,
  refused: 0,
  fresh: 0,
  changed: 0,
  unchanged: 0,
  withdrawn: 0,
  joined: 0,
  review: 0,
  readBytes: 0,
}

const COLUMNS = [
  'batch_id as batchId',
  'source_system as sourceSystem',
  'mapping',
  'mapping_version as mappingVersion',
  'file_name as fileName',
  'sha256',
  'size_bytes as sizeBytes',
  'state',
  'counts',
  'problem',
  'created_by as createdBy',
  'created_at as createdAt',
  'updated_at as updatedAt',
  'finished_at as finishedAt',
] as const

/** Write down that a file has come. */
export async function insertBatch(tx: Tx, grant: Grant<'record.import'>, batch: Batch): Promise<void> {
  await tx
    .insertInto('batch')
    .values({
      agency_id: grant.agency,
      batch_id: batch.batchId,
      source_system: batch.sourceSystem,
      mapping: batch.mapping,
      mapping_version: batch.mappingVersion,
      file_name: batch.fileName,
      sha256: batch.sha256,
      size_bytes: batch.sizeBytes,
      state: batch.state,
      counts: jsonText(batch.counts),
      created_by: batch.createdBy,
      created_at: batch.createdAt,
      updated_at: batch.createdAt,
    })
    .execute()
}

/** What may change of a batch while it is brought in. */
export type BatchChange = Partial<
  Pick<
    Batch,
    | 'state'
    | 'counts'
    | 'problem'
    | 'sha256'
    | 'sizeBytes'
    | 'mapping'
    | 'mappingVersion'
    | 'sourceSystem'
    | 'finishedAt'
  >
>

/** Change the batch that the grant is for, if it is still in one of these states. False when it is not. */
export async function updateBatch(
  tx: Tx,
  grant: Grant<'record.import'>,
  from: readonly BatchState[],
  change: BatchChange,
  at: string,
): Promise<boolean> {
  const { state, counts, problem, sha256, sizeBytes, mapping, mappingVersion, sourceSystem, finishedAt } = change
  const result = await tx
    .updateTable('batch')
    .set({
      updated_at: at,
      ...(state === undefined ? {} : { state }),
      ...(counts === undefined ? {} : { counts: jsonText(counts) }),
      ...(problem === undefined ? {} : { problem }),
      ...(sha256 === undefined ? {} : { sha256 }),
      ...(sizeBytes === undefined ? {} : { size_bytes: sizeBytes }),
      ...(mapping === undefined ? {} : { mapping }),
      ...(mappingVersion === undefined ? {} : { mapping_version: mappingVersion }),
      ...(sourceSystem === undefined ? {} : { source_system: sourceSystem }),
      ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
    })
    .where('agency_id', '=', grant.agency)
    .where('batch_id', '=', grant.subject.id)
    .where('state', 'in', from)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Add to the error file of the batch that the grant is for. An error that is there already is left as it is. */
export async function appendBatchErrors(
  tx: Tx,
  grant: Grant<'record.import'>,
  errors: readonly BatchError[],
): Promise<void> {
  if (errors.length === 0) return
  await sql`
    insert into batch_error (agency_id, batch_id, line, position, column_name, value_masked, reason)
    select ${grant.agency}, ${grant.subject.id}::uuid, i.line, i.position, i."column", i."valueMasked", i.reason
      from jsonb_to_recordset(${jsonText(errors)}::jsonb) as i (line bigint, position int, "column" text,
           "valueMasked" text, reason text)
    on conflict do nothing`.execute(tx)
}

/** Let a sender's key stand for the batch that the grant is for. Gives what it stood for already, if it did. */
export async function claimBatchKey(
  tx: Tx,
  grant: Grant<'record.import'>,
  claim: { readonly key: string; readonly hash: string; readonly at: string },
): Promise<{ readonly batchId: string; readonly hash: string } | undefined> {
  const made = await tx
    .insertInto('idempotency')
    .values({
      agency_id: grant.agency,
      key: claim.key,
      request_hash: claim.hash,
      status: 202,
      response: jsonText({ id: grant.subject.id }),
      created_at: claim.at,
    })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows === 1n) return undefined
  return await tx
    .selectFrom('idempotency')
    .select(['request_hash as hash', sql<string>`response ->> 'id'`.as('batchId')])
    .where('agency_id', '=', grant.agency)
    .where('key', '=', claim.key)
    .executeTakeFirst()
}

/** The batch that the grant is for, or undefined. */
export async function findBatch(
  tx: Tx,
  grant: Grant<'batch.read'> | Grant<'record.import'>,
): Promise<Batch | undefined> {
  const row = await tx
    .selectFrom('batch')
    .select(COLUMNS)
    .where('agency_id', '=', grant.agency)
    .where('batch_id', '=', grant.subject.id)
    .executeTakeFirst()
  return row === undefined ? undefined : toBatch(row)
}

/** The file of this feed that was brought in last; undefined when two ended at the same moment. Content that equals it has nothing new. */
export async function findNewestDone(
  tx: Tx,
  grant: Grant<'record.import'>,
  feed: Pick<Batch, 'sourceSystem' | 'mapping'>,
): Promise<Batch | undefined> {
  const [newest, second] = await tx
    .selectFrom('batch')
    .select(COLUMNS)
    .where('agency_id', '=', grant.agency)
    .where('source_system', '=', feed.sourceSystem)
    .where('mapping', '=', feed.mapping)
    .where('state', '=', 'done')
    .orderBy('finished_at', 'desc')
    .limit(2)
    .execute()
  return newest === undefined || newest.finishedAt === second?.finishedAt ? undefined : toBatch(newest)
}

/** A file that is worked on, or waits for an answer. */
export interface Unfinished {
  readonly agency: AgencyId
  readonly batchId: string
  readonly state: 'checking' | 'previewed' | 'reading'
  readonly touchedAt: Instant
}

/** Files of every agency that are not finished, the oldest first, at most 1,000. Ids and states only. */
export async function listUnfinished(tx: Tx): Promise<readonly Unfinished[]> {
  const { rows } = await sql<Unfinished>`
    select agency_id as agency, batch_id as "batchId", state, touched_at as "touchedAt" from unfinished_batches()`.execute(
    tx,
  )
  return rows
}

/** Batches of the granted agency, newest first. `before` is the creation time and id that the page before ended with. */
export async function listBatches(
  tx: Tx,
  grant: Grant<'batch.list'>,
  page: { readonly before: readonly [createdAt: string, batchId: string] | undefined; readonly limit: number },
): Promise<readonly Batch[]> {
  const rows = await tx
    .selectFrom('batch')
    .select(COLUMNS)
    .where('agency_id', '=', grant.agency)
    .$if(page.before !== undefined, query =>
      query.where(sql<boolean>`(created_at, batch_id) < (${page.before?.[0]}::timestamptz, ${page.before?.[1]}::uuid)`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('batch_id', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map(toBatch)
}

/** Errors of the batch that the grant is for, by line; those after one line and position. */
export async function listBatchErrors(
  tx: Tx,
  grant: Grant<'batch.read'>,
  page: { readonly after: Pick<BatchError, 'line' | 'position'> | undefined; readonly limit: number },
): Promise<readonly BatchError[]> {
  const after = page.after ?? { line: 0, position: -1 }
  return await tx
    .selectFrom('batch_error')
    .select(['line', 'position', 'column_name as column', 'value_masked as valueMasked', 'reason'])
    .where('agency_id', '=', grant.agency)
    .where('batch_id', '=', grant.subject.id)
    .where(sql<boolean>`(line, position) > (${after.line}::bigint, ${after.position}::int)`)
    .orderBy('line')
    .orderBy('position')
    .limit(page.limit)
    .execute()
}

type BatchRow = Omit<Batch, 'state' | 'counts'> & { readonly state: string; readonly counts: unknown }

const STATES: readonly BatchState[] = ['checking', 'previewed', 'reading', 'done', 'failed', 'cancelled']

function toBatch(row: BatchRow): Batch {
  const counts = typeof row.counts === 'object' ? row.counts : {}
  return { ...row, state: STATES.find(state => state === row.state) ?? 'failed', counts: { ...NO_COUNTS, ...counts } }
}
