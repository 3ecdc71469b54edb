import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import type { RecordRef } from '#domain/link.ts'
import type { Comparable } from '#linkage/index.ts'
import { type Answer, GIVE_WAY, type Question, READY } from './in-memory/questions.ts'

/** People of all agencies in memory, in a thread of their own. The database is the truth; this is where to look in it. */
export interface PeopleInMemory {
  /** Whether all people have been read. */
  readonly isReady: boolean
  /**
   * Records that somebody might be, when linkage holds so many; with all that was committed before the call. Undefined when memory is not
   * current: while it is read at first, far behind, too slow or broken. Then the database is to be asked.
   */
  find(person: Comparable, held: number): Promise<readonly RecordRef[] | undefined>
  /** Somebody is served while people are still being read: the reading rests more. */
  giveWay(): void
  close(): Promise<void>
}

/** Longer than that and the database has answered. */
const PATIENCE_MS = 250
const AGAIN_AFTER_MS = 5000

/** Begin to read the people of a database. `settings` is for a login that may `set role throughline_app`. */
export function openPeopleInMemory(settings: pg.PoolConfig, failed: (error: unknown) => void): PeopleInMemory {
  const waiting = new Map<number, (found: Answer['found']) => void>()
  let asked = 0
  let closed = false
  let ready = false
  let thread = start()

  function start(): Worker {
    const worker = new Worker(new URL('in-memory/thread.ts', import.meta.url), { workerData: settings })
    worker.unref()
    worker.on('message', (said: Answer | typeof READY) => {
      if (said === READY) ready = true
      else waiting.get(said.number)?.(said.found)
    })
    worker.on('error', failed)
    worker.on('exit', () => {
      ready = false
      for (const answer of waiting.values()) answer(undefined)
      if (!closed) setTimeout(() => (thread = closed ? thread : start()), AGAIN_AFTER_MS).unref()
    })
    return worker
  }

  return {
    get isReady() {
      return ready
    },
    find: async (person, held) => {
      if (!ready) return undefined
      const { promise, resolve } = Promise.withResolvers<Answer['found']>()
      const number = ++asked
      const late = setTimeout(() => resolve(undefined), PATIENCE_MS)
      waiting.set(number, resolve)
      thread.postMessage({ number, person, held } satisfies Question)
      return promise.finally(() => {
        clearTimeout(late)
        waiting.delete(number)
      })
    },
    giveWay: () => thread.postMessage(GIVE_WAY),
    close: async () => {
      closed = true
      await thread.terminate()
    },
  }
}
