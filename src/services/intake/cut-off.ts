import { Problem } from '#domain/problem.ts'
import type { Instant } from '#domain/values/time.ts'
import { authorise, type Context, ownSubject, unitOfWork } from '#services/context.ts'
import { systemOf } from '#services/operators.ts'
import { type Batch, findBatch, listUnfinished, updateBatch } from '#store/batches.ts'
import type { Database } from '#store/database.ts'
import { type Hold, isFree } from '#store/holds.ts'

/** Show other processes that this one works on a file. Throws Problem 'already-answered' when one of them does. */
export async function holdBatch(database: Database, batchId: string): Promise<Hold> {
  const hold = await database.hold(nameOf(batchId))
  if (hold === undefined) throw new Problem('already-answered', 'This file is being brought in already.')
  return hold
}

/**
 * Mark files as cut off whose reader is gone: killed, or its machine with it. Gives their ids.
 *
 * A file that any living process works on is held by it and left alone, however long nothing was heard of it.
 */
export async function closeCutOff(database: Database, now: Instant): Promise<readonly string[]> {
  const unfinished = await database.transaction('', listUnfinished)
  const closed: string[] = []
  for (const { agency, batchId, state } of unfinished) {
    if (state === 'previewed') continue
    if (await unitOfWork(database, systemOf(agency, 'close-cut-off', now), ctx => close(ctx, batchId)))
      closed.push(batchId)
  }
  return closed
}

/** Files that wait for an answer since before a moment, closed: they are no longer kept. Gives their ids. */
export async function closeUnanswered(database: Database, before: Instant, now: Instant): Promise<readonly string[]> {
  const unfinished = await database.transaction('', listUnfinished)
  const closed: string[] = []
  for (const { agency, batchId, state, touchedAt } of unfinished) {
    if (state !== 'previewed' || touchedAt >= before) continue
    const done = await unitOfWork(
      database,
      systemOf(agency, 'clear-leftovers', now),
      async ctx => (await isFree(ctx.tx, nameOf(batchId))) && (await end(ctx, batchId, 'cancelled', UNANSWERED)),
    )
    if (done) closed.push(batchId)
  }
  return closed
}

/** Files of any agency that are worked on, or wait for an answer. */
export async function unfinishedIds(database: Database): Promise<ReadonlySet<string>> {
  return new Set((await database.transaction('', listUnfinished)).map(one => one.batchId))
}

const UNANSWERED =
  'Nobody said whether to bring it in, so it was removed; nothing was changed. Send it again if you want it.'

async function close(ctx: Context, batchId: string): Promise<boolean> {
  if (!(await isFree(ctx.tx, nameOf(batchId)))) return false
  const batch = await findBatch(ctx.tx, authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId)))
  return batch !== undefined && (await end(ctx, batchId, 'failed', cutOff(batch)))
}

function end(ctx: Context, batchId: string, state: 'failed' | 'cancelled', problem: string): Promise<boolean> {
  const grant = authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId))
  const from = state === 'failed' ? (['checking', 'reading'] as const) : (['previewed'] as const)
  return updateBatch(ctx.tx, grant, from, { state, problem, finishedAt: ctx.now }, ctx.now)
}

/** What a sender should know of a file that was cut off. */
function cutOff({ state, counts }: Pick<Batch, 'state' | 'counts'>): string {
  const why = 'whatever read it was stopped in the middle'
  if (state === 'checking') return `It was cut off while it was checked: ${why}. Nothing was changed. ${AGAIN}`
  if (counts.rows === 0) return `It was cut off before its first rows were in: ${why}. ${AGAIN}`
  const rows = `${counts.rows.toLocaleString('en-GB')} ${counts.rows === 1 ? 'row' : 'rows'}`
  return `It was cut off at ${rows}: ${why}. The rows up to there are in. ${AGAIN}`
}

const AGAIN = 'Sending the file again is harmless: it finishes it, and nothing is doubled.'

function nameOf(batchId: string): string {
  return `batch ${batchId}`
}
