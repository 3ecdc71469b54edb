import { DatabaseRefusal } from '../refusal.ts'
import { alone, isUsed, use } from './locks.ts'
import { notesFolder, placeFor } from './place.ts'
import { connectionTo, type ConnectionSettings, findPostmaster, isAlive, stopPostmaster } from './postmaster.ts'
import { ensureServer, type Settings } from './server.ts'

/** An embedded PostgreSQL that runs until everybody who started it has stopped it. */
export interface Embedded {
  /** Its superuser, over a unix socket. Stays the same over restarts. */
  readonly connection: ConnectionSettings
  /** Let go of the server; the last one to do so stops it. */
  stop(): Promise<void>
}

/** How often we look whether the server is still there, in milliseconds. */
const WATCH_EVERY = 1000

/** How long to wait for another process that is starting or stopping the same server: a recovery may take minutes. */
const PATIENCE = 600_000

/**
 * Start the PostgreSQL of a data folder, or share the one that runs already. Starting again while it runs, in this process or
 * another, gives the same server. A server that a killed process left is adopted; one that dies is started again.
 * Throws DatabaseRefusal with what to do.
 */
export async function startEmbedded(
  dataDir: string,
  log: (text: string) => void,
  settings: Settings = {},
): Promise<Embedded> {
  const notes = await notesFolder(dataDir)
  const onlyOne = <T>(work: () => Promise<T>) => alone(notes, PATIENCE, () => tooLate(notes), work)

  const started = await onlyOne(async () => {
    const place = await placeFor(dataDir)
    const pid = await ensureServer(place, isUsed(notes), settings, log)
    return { place, pid, held: use(notes) }
  })
  const { place, held } = started
  let { pid } = started
  let stopped = false

  const watch = watchEvery(
    WATCH_EVERY,
    async () => {
      if (stopped || (await isAlive(pid))) return
      log('The database server has ended; starting it again.')
      pid = await onlyOne(async () => (stopped ? pid : ensureServer(place, true, settings, log)))
    },
    log,
  )

  return {
    connection: connectionTo(place),
    stop: async () => {
      if (stopped) return
      stopped = true
      clearInterval(watch)
      await onlyOne(async () => {
        held.release()
        const running = isUsed(notes) ? undefined : await findPostmaster(place)
        if (running !== undefined) await stopPostmaster(running)
      })
    },
  }
}

/** Do work again and again, never twice at once, and without keeping the process alive. */
function watchEvery(milliseconds: number, work: () => Promise<void>, log: (text: string) => void): NodeJS.Timeout {
  let busy = false
  return setInterval(() => {
    if (busy) return
    busy = true
    work()
      .catch((error: unknown) => log(error instanceof Error ? error.message : String(error)))
      .finally(() => (busy = false))
  }, milliseconds).unref()
}

function tooLate(notes: string): DatabaseRefusal {
  return new DatabaseRefusal(
    `Another Throughline has been starting or stopping the database for ten minutes. Look at ${notes}/postgres.log and stop that process.`,
  )
}
