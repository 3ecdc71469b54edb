import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { receiveCanary } from '#services/canary.ts'
import type { RetentionPeriod, SentFiles } from '#services/leftovers.ts'
import type { Live } from '#services/live.ts'
import type { Mail } from '#services/outbox.ts'
import type { Database } from '#store/database.ts'
import { caseClocks } from './case-clocks.ts'
import { clearLeftovers } from './clear-leftovers.ts'
import { closeCutOff } from './close-cut-off.ts'
import { deliverOutbox } from './deliver-outbox.ts'
import { escalateAlerts } from './escalate-alerts.ts'
import { expireShares } from './expire-shares.ts'
import { expireWatches } from './expire-watches.ts'
import { redecidePairs } from './redecide-pairs.ts'
import { sendCanary } from './send-canary.ts'

/** What jobs stand on. */
export interface JobDeps {
  readonly database: Database
  readonly live: Live
  readonly clock: () => Instant
  /** Undefined when no mail is sent. */
  readonly send: ((mail: Mail) => Promise<void>) | undefined
  readonly publicUrl: string
  /** How long what has served is kept. */
  readonly periods: readonly RetentionPeriod[]
  readonly files: SentFiles
  readonly failed: (job: string, error: unknown) => void
}

/** What a run is given. */
export interface JobRun extends Omit<JobDeps, 'live' | 'failed'> {
  readonly stopping: () => boolean
}

/** Work on a clock. A run waits for the one before; a failed one is reported and the next still comes. */
export interface Job {
  readonly name: string
  readonly everySeconds: number
  run(deps: JobRun): Promise<void>
}

/** Every job, in the order in which they start. */
export const JOBS: readonly Job[] = [
  sendCanary,
  deliverOutbox,
  escalateAlerts,
  expireWatches,
  expireShares,
  caseClocks,
  redecidePairs,
  closeCutOff,
  clearLeftovers,
]

/** Run the jobs until told to stop; stopping waits for what is under way. Several processes may do this at once: nothing is done twice. */
export function startJobs(deps: JobDeps, jobs: readonly Job[] = JOBS): () => Promise<void> {
  let stopped = false
  const run: JobRun = { ...deps, stopping: () => stopped }
  const loops = jobs.map(job => repeat(job, run, deps.failed))
  const stopHearing = deps.live.hear(undefined, news => {
    if (news.kind === 'canary' && news.id !== undefined) {
      receiveCanary(deps.database, news.agency as AgencyId, news.id, deps.clock()).catch((error: unknown) =>
        deps.failed('receive-canary', error),
      )
    }
    if (['alert', 'share', 'case', 'sign'].includes(news.kind))
      for (const loop of loops) if (loop.name === deliverOutbox.name) loop.wake()
  })
  return async () => {
    stopped = true
    stopHearing()
    for (const loop of loops) loop.wake()
    await Promise.all(loops.map(loop => loop.ended))
  }
}

function repeat(job: Job, run: JobRun, failed: JobDeps['failed']) {
  let wake = (): void => undefined
  const pause = () =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, job.everySeconds * 1000)
      timer.unref()
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const loop = async (): Promise<void> => {
    while (!run.stopping()) {
      try {
        await job.run(run)
      } catch (error) {
        failed(job.name, error)
      }
      if (!run.stopping()) await pause()
    }
  }
  return { name: job.name, wake: () => wake(), ended: loop() }
}
