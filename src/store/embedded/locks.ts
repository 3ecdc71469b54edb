import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

// Locks between processes that the operating system itself lets go when a process dies, however it dies: no stale lock file, no
// process id that belongs to somebody else by now. Node offers such locks only through SQLite, so each lock is an empty SQLite file.

/** Something held until it is released. */
export interface Held {
  release(): void
}

/** Do work while no other process (or other call in this one) does such work in the folder. Throws `tooLate()` after the patience. */
export async function alone<T>(
  folder: string,
  patienceMs: number,
  tooLate: () => Error,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  let held = take(join(folder, 'starting.lock'), 'exclusive')
  while (held === undefined) {
    if (performance.now() > deadline) throw tooLate()
    await sleep(50)
    held = take(join(folder, 'starting.lock'), 'exclusive')
  }
  try {
    return await work()
  } finally {
    held.release()
  }
}

/** Note that the folder's server is in use until released. Only to be called when {@link alone}. */
export function use(folder: string): Held {
  const held = take(join(folder, 'in-use.lock'), 'shared')
  if (held === undefined) throw new Error(`${join(folder, 'in-use.lock')} is held by a program other than Throughline`)
  return held
}

/** Whether a living process uses the folder's server. Only to be called when {@link alone}. */
export function isUsed(folder: string): boolean {
  const held = take(join(folder, 'in-use.lock'), 'exclusive')
  held?.release()
  return held === undefined
}

function take(file: string, kind: 'shared' | 'exclusive'): Held | undefined {
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec(kind === 'exclusive' ? 'begin exclusive' : 'begin; select count(*) from sqlite_schema')
    return { release: () => lock.close() }
  } catch (error) {
    lock.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
