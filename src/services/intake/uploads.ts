import { Problem } from '#domain/problem.ts'
import { authorise, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import {
  type BatchChange,
  type BatchCounts,
  type BatchState,
  insertBatch,
  NO_COUNTS,
  updateBatch,
} from '#store/batches.ts'
import type { Spool } from '#store/spool.ts'
import { importFile, type Intake } from '../intake.ts'
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
  /** Remove files that nobody answered for a day. */
  sweep(): Promise<void>
  /** Let running work end its chunk, and wait for that. */
  stop(): Promise<void>
}

interface Work {
  readonly done: Promise<void>
  readonly listeners: Set<(counts: BatchCounts) => void>
}

const KEPT_HOURS = 24
/** Links are looked for in this many rows before a file is brought in; the sentence on the page says so. */
const LINKS_OF = 20_000

/** Make the service for uploads over a spool. `failed` hears what nobody waits for. */
export function openUploads(intake: Intake, spool: Spool, failed: (error: unknown) => void): Uploads {
  const working = new Map<string, Work>()
  const stopping = new AbortController()

  function begin(batchId: string, work: (progress: (counts: BatchCounts) => void) => Promise<void>): void {
    const listeners = new Set<(counts: BatchCounts) => void>()
    const progress = (counts: BatchCounts) => {
      for (const heard of listeners) heard(counts)
    }
    const done = work(progress)
      .catch(failed)
      .finally(() => working.delete(batchId))
    working.set(batchId, { done, listeners })
  }

  function change(who: Who, batchId: string, from: readonly BatchState[], to: BatchChange): Promise<boolean> {
    const now = intake.now()
    return unitOfWork(intake.database, { ...who, now }, ctx =>
      updateBatch(ctx.tx, authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId)), from, to, now),
    )
  }

  async function check(who: Who, batchId: string, as: Pick<Arriving, 'mapping' | 'sourceSystem'>) {
    try {
      const source = spool.source(batchId)
      const preview = await previewFile(intake, who, { ...as, source, linksOf: LINKS_OF, stop: stopping.signal })
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
    await sweep()
    const sizeBytes = await spool.keep(batchId, file.pieces)
    const createdAt = intake.now()
    try {
      await unitOfWork(intake.database, who, ctx =>
        insertBatch(ctx.tx, authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId)), {
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
        }),
      )
    } catch (error) {
      await spool.remove(batchId)
      throw error
    }
    begin(batchId, () => check(who, batchId, file))
    return batchId
  }

  async function sweep(): Promise<void> {
    await spool.sweep(KEPT_HOURS, intake.now())
  }

  async function previewOf(who: Who, batchId: string): Promise<Preview | undefined> {
    await unitOfWork(intake.database, who, async ctx => {
      authorise(ctx, 'record.import', ownSubject(ctx, 'batch', batchId))
    })
    const note = await spool.readNote(batchId)
    return isPreview(note) ? note : undefined
  }

  return {
    receive,
    sweep,
    findPreview: previewOf,
    async recheck(who, batchId, as) {
      if (!(await change(who, batchId, ['previewed'], { state: 'checking', counts: NO_COUNTS }))) throw answered()
      begin(batchId, () => check(who, batchId, as))
    },
    async bringIn(who, batchId) {
      const preview = await previewOf(who, batchId)
      if (preview === undefined || working.has(batchId)) throw answered()
      if (preview.problem !== undefined) throw new Problem('bad-file', preview.problem)
      begin(batchId, async progress => {
        const result = importFile(intake, who, {
          source: spool.source(batchId),
          fileName: '',
          mapping: preview.mapping.name,
          sourceSystem: preview.sourceSystem,
          batchId,
          onProgress: progress,
          stop: stopping.signal,
        })
        await result.finally(() => spool.remove(batchId))
      })
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
      await Promise.race([work.done, new Promise(resolve => setTimeout(resolve, withinMs).unref())])
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
