import { fitHeader, headerProblem, sourceSystemOf } from '#domain/mapping-header.ts'
import type { Mapping } from '#domain/mapping.ts'
import { Problem } from '#domain/problem.ts'
import { type Instant } from '#domain/values/time.ts'
import { type Batch, type BatchCounts, findNewestDone, insertBatch, NO_COUNTS, updateBatch } from '#store/batches.ts'
import type { Database } from '#store/database.ts'
import { authorise, ownSubject, unitOfWork, type Who } from './context.ts'
import { errorsCut, MOST_ERRORS } from './intake/batches.ts'
import { counted } from './intake/chunks.ts'
import { holdBatch } from './intake/cut-off.ts'
import { mapTable, type Plan, planFor } from './intake/map-rows.ts'
import { type OpenTable, openTable } from './intake/read-rows.ts'
import { inspect, type Inspection, type Source } from './intake/source.ts'
import { storeChunk } from './intake/store-chunk.ts'

/** What bringing records in needs, made once. */
export interface Intake {
  readonly database: Database
  readonly mappings: readonly Mapping[]
  readonly now: () => Instant
  /** Rows stored in one transaction. */
  readonly chunkRows?: number
}

/** A file to bring in for the agency of who is asking. */
export interface ImportRequest {
  readonly source: Source
  /** As the sender calls it; a batch that is waiting keeps its own. */
  readonly fileName: string
  /** Name of a mapping. */
  readonly mapping: string
  /** The agency's system that numbered the people in it; the one that the mapping says when not given. */
  readonly sourceSystem?: string | undefined
  /** A batch that is waiting to be read, held by the caller. A new one is written down when it is absent. */
  readonly batchId?: string | undefined
  readonly onProgress?: ((counts: BatchCounts, sizeBytes: number) => void) | undefined
  /** Stops between two chunks. */
  readonly stop?: AbortSignal | undefined
}

/** How bringing in ended. `same` is the earlier file that this one equals; nothing was changed. */
export interface ImportResult {
  readonly batch: Batch
  readonly same?: Batch
  readonly notes: readonly string[]
}

/** A file opened with a mapping. */
export interface OpenFile {
  readonly inspection: Inspection
  readonly table: OpenTable
  readonly mapping: Mapping
  readonly sourceSystem: string
}

/** The sentence for a file that names columns and nothing else. */
export const NO_ROWS = 'The file has a header and no rows: there is nothing to bring in.'

/** Rows of one transaction, when nothing else is said. */
export const CHUNK_ROWS = 2000

/**
 * Bring a file in, chunk by chunk, each in one transaction. Stopped at any moment, whole chunks are in and nothing else;
 * sending the file again finishes it.
 *
 * Throws Problem 'bad-file' for what cannot be read at all, with nothing stored; a wrong row stops nothing.
 */
export async function importFile(intake: Intake, who: Who, request: ImportRequest): Promise<ImportResult> {
  if (request.batchId !== undefined) return importHeld(intake, who, { ...request, batchId: request.batchId })
  const batchId = who.newId()
  const hold = await holdBatch(intake.database, batchId)
  const stop = AbortSignal.any([hold.lost, ...(request.stop === undefined ? [] : [request.stop])])
  try {
    return await importHeld(intake, who, { ...request, batchId, stop }, true)
  } finally {
    await hold.release()
  }
}

/** Bring in a file that this process holds, so that nobody takes it for cut off. */
async function importHeld(
  intake: Intake,
  who: Who,
  request: ImportRequest & { readonly batchId: string },
  isNew = false,
): Promise<ImportResult> {
  const source = counted(request.source)
  const file = await openFile(intake, { ...request, source })
  const { batch, same } = await startBatch(intake, who, request, file, isNew)
  if (same !== undefined) return { batch, same, notes: file.inspection.notes }
  const plan = planFor(batch.batchId, file.mapping, file.table.columns, file.sourceSystem)
  try {
    const counts = await storeRows(intake, who, plan, file, source.readBytes, request)
    const done = await finish(intake, who, batch, { state: 'done', counts })
    const empty = counts.rows === 0 ? [NO_ROWS] : []
    const cut = counts.refused > MOST_ERRORS ? [errorsCut(counts.refused)] : []
    return { batch: done, notes: [...file.inspection.notes, ...empty, ...cut] }
  } catch (error) {
    await finish(intake, who, batch, { state: 'failed', problem: whyItStopped(error) }).catch(() => undefined)
    throw error
  }
}

/** Inspect a file and open it with a mapping. Throws Problem 'bad-file' when the two do not fit. */
export async function openFile(
  intake: Pick<Intake, 'mappings'>,
  request: Pick<ImportRequest, 'source' | 'mapping' | 'sourceSystem'>,
): Promise<OpenFile> {
  const mapping = getMapping(intake.mappings, request.mapping)
  const inspection = await inspect(request.source)
  const table = await openTable(request.source, inspection)
  const problem = headerProblem(mapping, table.columns, intake.mappings)
  if (problem !== undefined) throw new Problem('bad-file', problem)
  const sourceSystem = request.sourceSystem ?? sourceSystemOf(mapping, fitHeader(mapping, table.columns))
  return { inspection, table, mapping, sourceSystem }
}

/** The mapping of this name. Throws Problem 'bad-request' that lists the names there are. */
export function getMapping(mappings: readonly Mapping[], name: string): Mapping {
  const mapping = mappings.find(one => one.name === name)
  if (mapping !== undefined) return mapping
  const names = mappings.map(one => one.name).join(', ')
  throw new Problem('bad-request', 'There is no mapping of that name.', [
    { field: 'mapping', message: `Choose one of: ${names}` },
  ])
}

async function storeRows(
  intake: Intake,
  who: Who,
  plan: Plan,
  file: OpenFile,
  readBytes: () => number,
  { onProgress, stop }: ImportRequest,
): Promise<BatchCounts> {
  let counts = NO_COUNTS
  let listed = 0
  const reading = { newId: who.newId, now: intake.now, readBytes }
  for await (const chunk of mapTable(plan, file.table, intake.chunkRows ?? CHUNK_ROWS, reading)) {
    if (stop?.aborted) throw new Stopped()
    const errors = chunk.errors.slice(0, MOST_ERRORS - listed)
    listed += errors.length
    counts = await storeChunk(
      intake.database,
      { ...who, now: intake.now() },
      plan.batchId,
      { ...chunk, errors },
      counts,
    )
    onProgress?.(counts, file.inspection.sizeBytes)
  }
  return counts
}

/** Write the batch down as being read, unless the newest file of its feed had the same content. */
function startBatch(
  intake: Intake,
  who: Who,
  request: ImportRequest & { readonly batchId: string },
  file: OpenFile,
  isNew: boolean,
) {
  const now = intake.now()
  const batch: Batch = {
    batchId: request.batchId,
    sourceSystem: file.sourceSystem,
    mapping: file.mapping.name,
    mappingVersion: file.mapping.version,
    fileName: request.fileName.slice(0, 200),
    sha256: file.inspection.sha256,
    sizeBytes: file.inspection.sizeBytes,
    state: 'reading',
    counts: NO_COUNTS,
    problem: null,
    createdBy: who.actor.name,
    createdAt: now,
    updatedAt: now,
    finishedAt: null,
  }
  return unitOfWork(intake.database, { ...who, now }, async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batch.batchId))
    const newest = await findNewestDone(ctx.tx, grant, batch)
    const same = newest?.sha256 === batch.sha256 && newest.mappingVersion === batch.mappingVersion ? newest : undefined
    if (!isNew) {
      const { state: _, problem: __, ...read } = batch
      const problem = same === undefined ? null : sameAs(same)
      const state = same === undefined ? 'reading' : 'cancelled'
      const taken = await updateBatch(ctx.tx, grant, ['checking', 'previewed'], { ...read, state, problem }, now)
      if (!taken) throw new Problem('already-answered', 'This file is being brought in already, or was cancelled.')
    } else if (same === undefined) await insertBatch(ctx.tx, grant, batch)
    return same === undefined ? { batch } : { batch, same }
  })
}

async function finish(
  intake: Intake,
  who: Who,
  batch: Batch,
  end: { readonly state: 'done' | 'failed'; readonly counts?: BatchCounts; readonly problem?: string },
): Promise<Batch> {
  const now = intake.now()
  await unitOfWork(intake.database, { ...who, now }, async ctx => {
    const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batch.batchId))
    await updateBatch(ctx.tx, grant, ['reading'], { ...end, finishedAt: now }, now)
  })
  return { ...batch, ...end, finishedAt: now }
}

/** Somebody stopped the service while a file was coming in. */
class Stopped extends Error {
  override readonly name = 'Stopped'
}

function whyItStopped(error: unknown): string {
  const again = 'Rows up to here are in. Send the file again to finish it: nothing is doubled.'
  if (error instanceof Stopped) return `The service was stopped. ${again}`
  if (error instanceof Problem) return error.message
  return `Something went wrong here, not in the file. ${again}`
}

/** The sentence for a file that came before. */
export function sameAs(earlier: Batch): string {
  const at = new Date(earlier.finishedAt ?? earlier.createdAt).toLocaleString('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/London',
  })
  return `You sent this on ${at}; nothing changed.`
}
