import type { Grant } from '#domain/access.ts'
import { Problem } from '#domain/problem.ts'
import { authorise, type Context, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import { keepInterests, tellAgencies } from '#services/interests.ts'
import { type Linked, linkRecords, withdrawRecords } from '#services/linkage.ts'
import { appendBatchErrors, type BatchCounts, type BatchError, updateBatch } from '#store/batches.ts'
import { codeOf, type Database } from '#store/database.ts'
import { changesOf, foldRecords, type Outcome, type StoredRecord } from '#store/records.ts'
import { type Chunk, type GoodRow, wrongRow } from './map-rows.ts'

/** Classes of PostgreSQL errors that one value can cause: data exception, constraint, row too large for an index. */
const CAUSED_BY_DATA = /^(?:22|23|54)/

/**
 * Bring in one chunk, in one transaction: records, links, interests, alerts, error rows and counts; all of it or nothing.
 *
 * A row that the database refuses goes to the errors, and the rest of the chunk goes in without it.
 *
 * @param before counts of the chunks before
 * @returns counts with this chunk
 */
export async function storeChunk(
  database: Database,
  who: Who,
  batchId: string,
  chunk: Chunk,
  before: BatchCounts,
): Promise<BatchCounts> {
  try {
    return await unitOfWork(database, who, ctx => bringIn(ctx, batchId, chunk, before))
  } catch (error) {
    if (!CAUSED_BY_DATA.test(codeOf(error)) || chunk.good.length === 0) throw error
    const [only] = chunk.good
    if (only !== undefined && chunk.good.length === 1) {
      return await storeChunk(database, who, batchId, withoutGood(chunk, only), before)
    }
    const half = Math.ceil(chunk.good.length / 2)
    const first = { ...chunk, good: chunk.good.slice(0, half), errors: [], refused: 0 }
    const between = await storeChunk(database, who, batchId, first, before)
    return await storeChunk(database, who, batchId, { ...chunk, good: chunk.good.slice(half) }, between)
  }
}

async function bringIn(ctx: Context, batchId: string, chunk: Chunk, before: BatchCounts): Promise<BatchCounts> {
  const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId))
  const { stored, write } = await foldRecords(
    ctx.tx,
    grant,
    chunk.good.map(row => row.record),
    ctx.now,
  )
  const linked = await joinChanges(ctx, changesOf(stored), write)
  await appendBatchErrors(ctx.tx, grant, chunk.errors)
  const counts = addCounts(before, chunk, stored, linked)
  await keepCounts(ctx, grant, counts)
  return counts
}

/** Store and link what changed, keep interests, and tell the agencies that need to know. */
async function joinChanges(
  ctx: Context,
  changes: readonly StoredRecord[],
  write: () => Promise<void>,
): Promise<readonly Linked[]> {
  const withdrawn = changes.filter(change => change.outcome === 'withdrawn').map(change => change.recordId)
  const present = changes.filter(change => change.outcome !== 'withdrawn')
  const storesFirst = withdrawn.length > 0 || present.length === 0
  if (storesFirst) await write()
  if (changes.length === 0) return []
  const parted = await withdrawRecords(ctx, withdrawn)
  const linked = await linkRecords(
    ctx,
    present.map(({ recordId, sourceSystem, subjectRef, comparable }) => ({
      recordId,
      sourceSystem,
      comparable,
      ...(subjectRef === undefined ? {} : { subjectRef }),
    })),
    storesFirst ? {} : { meanwhile: write },
  )
  await keepInterests(ctx, changes)
  await tellAgencies(ctx, [...new Set([...parted, ...linked.flatMap(personsOf)])])
  return linked
}

async function keepCounts(ctx: Context, grant: Grant<'record.import'>, counts: BatchCounts): Promise<void> {
  if (await updateBatch(ctx.tx, grant, ['reading'], { counts }, ctx.now)) return
  throw new Problem('already-answered', 'The file was taken for cut off while it was read. Send it again.')
}

function withoutGood(chunk: Chunk, row: GoodRow): Chunk {
  const wrong =
    'The row could not be stored as it is. Look for characters or dates that are not possible, and send it again.'
  const errors: readonly BatchError[] = [...chunk.errors, ...wrongRow({ line: row.line, wrong })]
  return { ...chunk, good: [], errors, refused: chunk.refused + 1 }
}

/** All records of a call name the same changed people: a set of them is all that is kept. */
function personsOf(linked: Linked, at: number): readonly string[] {
  return at === 0 ? [linked.personId, ...linked.changedPersons] : [linked.personId]
}

/** Counts with one more chunk in them. */
export function addCounts(
  before: BatchCounts,
  chunk: Chunk,
  stored: readonly Pick<StoredRecord, 'outcome'>[],
  linked: readonly Linked[],
): BatchCounts {
  const marked = chunk.good.filter(row => row.marked).length
  const ended = (outcome: Outcome) => stored.filter(row => row.outcome === outcome).length
  const joined = linked.filter(
    one => one.byOwnNumber || one.matches.some(match => match.personId === one.personId),
  ).length
  const review = linked.filter(one => one.matches.some(match => match.personId !== one.personId)).length
  return {
    rows: before.rows + chunk.good.length + chunk.refused,
    good: before.good + chunk.good.length - marked,
    corrected: before.corrected + marked,
    refused: before.refused + chunk.refused,
    fresh: before.fresh + ended('new'),
    changed: before.changed + ended('changed'),
    unchanged: before.unchanged + ended('unchanged'),
    withdrawn: before.withdrawn + ended('withdrawn'),
    joined: before.joined + joined,
    review: before.review + review,
    readBytes: chunk.readBytes,
  }
}
