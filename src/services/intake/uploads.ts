import { createHash, type Hash } from 'node:crypto'
import type { Grant } from '#domain/access.ts'
import { Problem } from '#domain/problem.ts'
import { authorise, type Context, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import {
  type Batch,
  type BatchChange,
  type BatchCounts,
  type BatchState,
  claimBatchKey,
  insertBatch,
  NO_COUNTS,
  updateBatch,
} from '#store/batches.ts'
import { codeOf } from '#store/database.ts'
import type { Hold } from '#store/holds.ts'
import type { Spool } from '#store/spool.ts'
import { importFile, type Intake } from '../intake.ts'
import { holdBatch } from './cut-off.ts'
import { type Preview, previewFile } from './preview.ts'

/** A file as it arrives. */
export interface Arriving {
  readonly fileName: string
  readonly pieces: AsyncIterable<Uint8Array>
  readonly mapping?: string | undefined
  readonly sourceSystem?: string | undefined
}

/** Files that people send: kept, shown back, then brought in or cancelled. Work goes on after the answer. */
export interface Uploads {
  /** Keep a file and begin to check it. Gives its batch id. A file that is cut off leaves nothing. */
  receive(who: Who, file: Arriving): Promise<string>
  /**
   * Keep a file and begin to bring it in without asking. Gives its batch id; with a key that was used for the same file
   * before, the id that it had then. Throws Problem 'idempotency-conflict' when the key was used for another file.
   */
  post(who: Who, file: Arriving & { readonly mapping: string; readonly key?: string | undefined }): Promise<string>
  /** Check it again, as another kind of file. */
  recheck(who: Who, batchId: string, as: Pick<Arriving, 'mapping' | 'sourceSystem'>): Promise<void>
  /** What bringing it in would do; undefined while it is checked, and when the file is no longer kept. */
  findPreview(who: Who, batchId: string): Promise<Preview | undefined>
  /** Begin to bring it in. Throws Problem 'already-answered' when that was done or it was cancelled. */
  bringIn(who: Who, batchId: string): Promise<void>
  cancel(who: Who, batchId: string): Promise<void>
  /** Resolves when nothing is being done with the file any more, or after so many milliseconds. */
  settled(batchId: string, withinMs: number): Promise<void>
  /** Hear counts as they grow. Call the result to stop. */
  follow(batchId: string, heard: (counts: BatchCounts) => void): () => void
  /** Let running work end its chunk, and wait for that. */
  stop(): Promise<void>
}

type Progress = (counts: BatchCounts) => void

const NO_ROOM =
  'There is not enough room for this file where the service keeps files. Nothing of it was kept. Tell whoever runs the service, or send it in several files.'

interface Work {
  readonly done: Promise<void>
  readonly listeners: Set<(counts: BatchCounts) => void>
}

/** Links are looked for in this many rows before a file is brought in; the sentence on the page says so. */
const LINKS_OF = 20_000

/** Make the service for uploads over a spool. `failed` hears what nobody waits for. */
export function openUploads(intake: Intake, spool: Spool, failed: (error: unknown) => void): Uploads {
  const working = new Map<string, Work>()
  const stopping = new AbortController()

  function begin(batchId: string, hold: Hold, work: (progress: Progress, stop: AbortSignal) => Promise<void>): void {
    const listeners = new Set<(counts: BatchCounts) => void>()
    const progress = (counts: BatchCounts) => {
      for (const heard of listeners) heard(counts)
    }
    const done = work(progress, AbortSignal.any([stopping.signal, hold.lost]))
      .catch(failed)
      .finally(() => hold.release().catch(failed))
      .finally(() => working.delete(batchId))
    working.set(batchId, { done, listeners })
  }

  function change(who: Who, batchId: string, from: readonly BatchState[], to: BatchChange): Promise<boolean> {
    const now = intake.now()
    return unitOfWork(intake.database, { ...who, now }, ctx =>
      updateBatch(ctx.tx, mayImport(ctx, batchId), from, to, now),
    )
  }

  async function check(
    who: Who,
    batchId: string,
    as: Pick<Arriving, 'mapping' | 'sourceSystem'>,
    stop: AbortSignal,
  ): Promise<void> {
    try {
      const source = spool.source(batchId)
      const preview = await previewFile(intake, who, {
        ...as,
        source,
        linksOf: LINKS_OF,
        findsSystem: true,
        stop,
      })
      await spool.note(batchId, preview)
      const { mapping, counts, sourceSystem, sizeBytes } = preview
      await change(who, batchId, ['checking'], {
        state: 'previewed',
        mapping: mapping.name,
        mappingVersion: mapping.version,
        sourceSystem,
        sizeBytes,
        counts,
      })
    } catch (error) {
      await spool.remove(batchId)
      const problem = error instanceof Problem ? error.message : 'The file could not be checked. Send it again.'
      await change(who, batchId, ['checking'], { state: 'failed', problem, finishedAt: intake.now() })
      if (!(error instanceof Problem)) throw error
    }
  }

  async function receive(who: Who, file: Arriving): Promise<string> {
    const batchId = who.newId()
    const { sizeBytes } = await keep(who, batchId, file)
    const { hold } = await startWith(who, batchId, ctx =>
      insertBatch(ctx.tx, mayImport(ctx, batchId), waiting(who, batchId, file, sizeBytes)),
    )
    begin(batchId, hold, (_, stop) => check(who, batchId, file, stop))
    return batchId
  }

  async function post(who: Who, file: Parameters<Uploads['post']>[1]): Promise<string> {
    const batchId = who.newId()
    const { sizeBytes, hash } = await keep(who, batchId, file)
    const { hold, result: before } = await startWith(who, batchId, async ctx => {
      const same = await sentBefore(ctx, file, hash, batchId)
      if (same === undefined) await insertBatch(ctx.tx, mayImport(ctx, batchId), waiting(who, batchId, file, sizeBytes))
      return same
    })
    if (before !== undefined) {
      await spool.remove(batchId)
      await hold.release()
      return before
    }
    begin(batchId, hold, (progress, stop) => importKept(who, batchId, file, progress, stop))
    return batchId
  }

  /** Write the bytes down, once it is clear that the sender may bring records in. */
  async function keep(who: Who, batchId: string, file: Arriving) {
    await unitOfWork(intake.database, who, async ctx => void mayImport(ctx, batchId))
    const hash = createHash('sha256').update(JSON.stringify([file.mapping ?? null, file.sourceSystem ?? null]))
    const sizeBytes = await spool.keep(batchId, hashing(file.pieces, hash)).catch((error: unknown) => {
      throw codeOf(error) === 'ENOSPC' ? new Problem('too-large', NO_ROOM) : error
    })
    return { sizeBytes, hash: hash.digest('hex') }
  }

  /** A first transaction about a kept file, held from before others can see it. When it fails, the file is not kept. */
  async function startWith<T>(
    who: Who,
    batchId: string,
    work: (ctx: Context) => Promise<T>,
  ): Promise<{ readonly hold: Hold; readonly result: T }> {
    let hold: Hold | undefined
    try {
      hold = await holdBatch(intake.database, batchId)
      return { hold, result: await unitOfWork(intake.database, who, work) }
    } catch (error) {
      await hold?.release()
      await spool.remove(batchId)
      throw error
    }
  }

  async function importKept(
    who: Who,
    batchId: string,
    as: { readonly mapping: string; readonly sourceSystem?: string | undefined },
    onProgress: Progress,
    stop: AbortSignal,
  ): Promise<void> {
    const source = spool.source(batchId)
    const request = { source, fileName: '', mapping: as.mapping, sourceSystem: as.sourceSystem, batchId, onProgress }
    try {
      await importFile(intake, who, { ...request, stop })
    } catch (error) {
      const problem = error instanceof Problem ? error.message : 'Something went wrong here. Send the file again.'
      await change(who, batchId, ['checking', 'previewed'], { state: 'failed', problem, finishedAt: intake.now() })
      if (!(error instanceof Problem)) throw error
    } finally {
      await spool.remove(batchId)
    }
  }

  function waiting(who: Who, batchId: string, file: Arriving, sizeBytes: number): Batch {
    const createdAt = intake.now()
    return {
      batchId,
      sourceSystem: file.sourceSystem ?? '',
      mapping: file.mapping ?? '',
      mappingVersion: '',
      fileName: file.fileName.slice(0, 200),
      sha256: null,
      sizeBytes,
      state: 'checking',
      counts: NO_COUNTS,
      problem: null,
      createdBy: who.actor.name,
      createdAt,
      updatedAt: createdAt,
      finishedAt: null,
    }
  }

  async function previewOf(who: Who, batchId: string): Promise<Preview | undefined> {
    await unitOfWork(intake.database, who, async ctx => void mayImport(ctx, batchId))
    const note = await spool.readNote(batchId)
    return isPreview(note) ? note : undefined
  }

  return {
    receive,
    post,
    findPreview: previewOf,
    async recheck(who, batchId, as) {
      const hold = await holdBatch(intake.database, batchId)
      if (!(await change(who, batchId, ['previewed'], { state: 'checking', counts: NO_COUNTS }))) {
        await hold.release()
        throw answered()
      }
      begin(batchId, hold, (_, stop) => check(who, batchId, as, stop))
    },
    async bringIn(who, batchId) {
      const preview = await previewOf(who, batchId)
      if (preview === undefined || working.has(batchId)) throw answered()
      if (preview.problem !== undefined) throw new Problem('bad-file', preview.problem)
      const as = { mapping: preview.mapping.name, sourceSystem: preview.sourceSystem }
      const hold = await holdBatch(intake.database, batchId)
      begin(batchId, hold, (progress, stop) => importKept(who, batchId, as, progress, stop))
    },
    async cancel(who, batchId) {
      const cancelled = await change(who, batchId, ['previewed', 'checking'], {
        state: 'cancelled',
        problem: 'It was cancelled before it was brought in; nothing was changed.',
        finishedAt: intake.now(),
      })
      if (!cancelled) throw answered()
      await spool.remove(batchId)
    },
    async settled(batchId, withinMs) {
      const work = working.get(batchId)
      if (work === undefined) return
      if (withinMs === Number.POSITIVE_INFINITY) return await work.done
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, withinMs)
      await Promise.race([work.done, promise])
      clearTimeout(timer)
    },
    follow(batchId, heard) {
      const listeners = working.get(batchId)?.listeners
      listeners?.add(heard)
      return () => void listeners?.delete(heard)
    },
    async stop() {
      stopping.abort()
      await Promise.all([...working.values()].map(work => work.done))
    },
  }
}

function mayImport(ctx: Context, batchId: string): Grant<'record.import'> {
  return authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId))
}

/** The batch that a key stood for; undefined when the key is new, and then it stands for this one. */
async function sentBefore(
  ctx: Context,
  file: { readonly key?: string | undefined },
  hash: string,
  batchId: string,
): Promise<string | undefined> {
  if (file.key === undefined) return undefined
  const grant = mayImport(ctx, batchId)
  const found = await claimBatchKey(ctx.tx, grant, { key: `batch:${file.key}`, hash, at: ctx.now })
  if (found === undefined || found.batchId === batchId) return undefined
  if (found.hash === hash) return found.batchId
  throw new Problem(
    'idempotency-conflict',
    'This Idempotency-Key was used for another file. Take a new key for each file.',
  )
}

async function* hashing(pieces: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

function answered(): Problem {
  return new Problem(
    'already-answered',
    'This file was brought in or cancelled already, or it is no longer kept. Send it again: nothing is doubled.',
  )
}

/** The note is our own: its shape tells that it is whole. */
function isPreview(note: unknown): note is Preview {
  return typeof note === 'object' && note !== null && 'mapping' in note && 'counts' in note && 'sample' in note
}
