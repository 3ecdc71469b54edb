import { Problem } from '#domain/problem.ts'
import { csvSafeCell } from '#domain/values/csv-cell.ts'
import { authorise, type Context, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import { type Batch, type BatchError, findBatch, listBatchErrors, listBatches } from '#store/batches.ts'
import type { Database } from '#store/database.ts'
import { listSourceSystems, type SourceSystem } from '#store/held-numbers.ts'
import { subjectOfBatch } from '#store/subjects.ts'

export type { Batch, BatchCounts, BatchError, BatchState } from '#store/batches.ts'
export type { SourceSystem }

/** A file of the actor's own agency. Throws Problem 'not-found'. */
export async function getBatch(ctx: Context, batchId: string): Promise<Batch> {
  const grant = authorise(ctx, 'batch.read', await subjectOfBatch(ctx.tx, ctx.actor.agency, batchId))
  const batch = await findBatch(ctx.tx, grant)
  if (batch === undefined) throw new Problem('not-found')
  return batch
}

/** Systems that files of the actor's own agency came from, the last one first. Throws Problem 'not-found' for whoever may not bring records in. */
export function sourceSystems(ctx: Context): Promise<readonly SourceSystem[]> {
  return listSourceSystems(ctx.tx, authorise(ctx, 'record.import', ownSubject(ctx, 'batch', 'new')))
}

/** Files of the actor's own agency, newest first. */
export function recentBatches(
  ctx: Context,
  page: { readonly before: readonly [createdAt: string, batchId: string] | undefined; readonly limit: number },
): Promise<readonly Batch[]> {
  return listBatches(ctx.tx, authorise(ctx, 'batch.list', ownSubject(ctx, 'batch')), page)
}

/** Some of the errors of a file, by line. Throws Problem 'not-found' when there is no such file. */
export async function errorsOf(
  ctx: Context,
  batchId: string,
  page: { readonly after: Pick<BatchError, 'line' | 'position'> | undefined; readonly limit: number },
): Promise<readonly BatchError[]> {
  const grant = authorise(ctx, 'batch.read', await subjectOfBatch(ctx.tx, ctx.actor.agency, batchId))
  if ((await findBatch(ctx.tx, grant)) === undefined) throw new Problem('not-found')
  return await listBatchErrors(ctx.tx, grant, page)
}

const ERRORS_AT_ONCE = 5000

/** Errors of one file that are kept: nobody corrects more by hand, and a file of nothing else would fill the disk. All are counted. */
export const MOST_ERRORS = 100_000

/** The sentence for a file with more errors than are kept. */
export function errorsCut(refused: number): string {
  return `Refused rows: ${refused.toLocaleString('en-GB')}. The first ${MOST_ERRORS.toLocaleString('en-GB')} errors are listed; correct what they have in common and send the file again.`
}

/** All errors of a file as CSV, safe to open in a spreadsheet, in pieces; values are masked where they are personal. */
export async function* errorFile(database: Database, who: Who, batchId: string): AsyncGenerator<string> {
  let after: BatchError | undefined
  let listed = 0
  yield `\ufeff${errorHeader()}`
  while (true) {
    const last = after
    const errors = await unitOfWork(database, who, ctx =>
      errorsOf(ctx, batchId, { after: last, limit: ERRORS_AT_ONCE }),
    )
    yield errors.map(errorLine).join('')
    listed += errors.length
    after = errors.at(-1) ?? after
    if (errors.length === ERRORS_AT_ONCE) continue
    if (after !== undefined && listed >= MOST_ERRORS) yield errorLine({ ...after, ...MORE_ERRORS })
    return
  }
}

const MORE_ERRORS = {
  column: null,
  valueMasked: null,
  reason: `Only the first ${MOST_ERRORS.toLocaleString('en-GB')} errors of the file are listed.`,
}

/** First line of an error file. */
export function errorHeader(): string {
  return 'line,column,value,reason\r\n'
}

/** One line of an error file. */
export function errorLine(error: BatchError): string {
  const cells = [String(error.line), error.column ?? '', error.valueMasked ?? '', error.reason]
  return `${cells.map(csvSafeCell).join(',')}\r\n`
}
