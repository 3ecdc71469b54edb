import { type Instant, plusMinutes } from '#domain/values/time.ts'
import type { Database, Tx } from '#store/database.ts'
import { clearStored } from '#store/leftovers.ts'
import type { RetentionPeriod } from '#store/reference-schema.ts'
import { deleteExpiredSessions } from '#store/sessions.ts'
import type { Spool } from '#store/spool.ts'
import { closeUnanswered, unfinishedIds } from './intake/cut-off.ts'

export type { RetentionPeriod }

/** Files that were sent, as far as they are cleared away. */
export type SentFiles = Pick<Spool, 'remove' | 'sweep'>

/** What to clear away, and until when to go on. */
export interface Clearing {
  readonly periods: readonly RetentionPeriod[]
  readonly files: SentFiles
  readonly now: Instant
  readonly stopping: () => boolean
}

/** Rows in one transaction, and transactions for one kind in one run: what is left over waits for the next. */
const AT_ONCE = 1000
const MOST_ROUNDS = 50

const DAY = 24 * 60

/**
 * Clear away what the service kept for its own working, each kind after its own period, and tell how many of each: at most
 * 50,000 of a kind in one run. Safe in several processes at once.
 */
export async function clearLeftovers(
  database: Database,
  { periods, files, now, stopping }: Clearing,
): Promise<ReadonlyMap<RetentionPeriod['code'], number>> {
  const cleared = new Map<RetentionPeriod['code'], number>()
  for (const { code, keepDays } of periods) {
    if (stopping()) break
    const before = plusMinutes(now, -keepDays * DAY)
    const clear = (work: (tx: Tx) => Promise<number>) => inRounds(database, stopping, work)
    switch (code) {
      case 'sent-message':
      case 'idempotency-key':
      case 'canary':
        cleared.set(code, await clear(tx => clearStored(tx, code, before, AT_ONCE)))
        break
      case 'session':
        cleared.set(code, await clear(tx => deleteExpiredSessions(tx, before, AT_ONCE)))
        break
      case 'upload':
        cleared.set(code, await clearFiles(database, files, before, now))
    }
  }
  return cleared
}

async function inRounds(
  database: Database,
  stopping: () => boolean,
  work: (tx: Tx) => Promise<number>,
): Promise<number> {
  let all = 0
  for (let round = 0; round < MOST_ROUNDS && !stopping(); round += 1) {
    const cleared = await database.transaction('', work)
    all += cleared
    if (cleared < AT_ONCE) break
  }
  return all
}

/** Files that nobody answered for, and what killed processes left behind. A file that is being read or waits is not touched. */
async function clearFiles(database: Database, files: SentFiles, before: Instant, now: Instant): Promise<number> {
  for (const batchId of await closeUnanswered(database, before, now)) await files.remove(batchId)
  const removed = await files.sweep(before, await unfinishedIds(database))
  return removed.length
}
