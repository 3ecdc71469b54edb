import { randomUUID } from 'node:crypto'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, minutesBetween, plusMinutes } from '#domain/values/time.ts'
import { insertCanary, lastReceived, listAgenciesInUse, markReceived } from '#store/canary.ts'
import type { Database } from '#store/database.ts'
import { addMessage } from '#store/outbox.ts'

/** A canary every hour. */
const EVERY_MINUTES = 60
/** One that has not come through by then was lost, perhaps in a restart: another goes out, so that the warning does not stay an hour. */
const LOST_AFTER_MINUTES = 1
/** Without one for so long, alerting counts as broken. */
const BROKEN_AFTER_MINUTES = 120

/** Whether alerting is proved to work for an agency, and since when it was last seen to. */
export interface CanaryState {
  readonly works: boolean
  readonly lastAt: Instant | undefined
}

/** Send a canary for every agency in use whose last one is an hour old or was lost: through the outbox, as alerts go. Gives how many. */
export async function sendCanaries(database: Database, now: Instant): Promise<number> {
  const agencies = await database.transaction('', listAgenciesInUse)
  // A little less than an hour, so that a job that runs each minute does not drift.
  const notAfter = plusMinutes(now, 1 - EVERY_MINUTES)
  const lostBefore = plusMinutes(now, -LOST_AFTER_MINUTES)
  let sent = 0
  for (const agency of agencies) {
    const canaryId = randomUUID()
    sent += await database.transaction(agency, async tx => {
      if (!(await insertCanary(tx, agency, canaryId, now, notAfter, lostBefore))) return 0
      await addMessage(tx, `canary:${canaryId}`, agency, { kind: 'canary', payload: { canaryId } }, now)
      return 1
    })
  }
  return sent
}

/** A canary came through to where alerts come through. */
export async function receiveCanary(
  database: Database,
  agency: AgencyId,
  canaryId: string,
  now: Instant,
): Promise<void> {
  await database.transaction(agency, tx => markReceived(tx, agency, canaryId, now))
}

/** How alerting stands for an agency. */
export async function canaryState(database: Database, agency: AgencyId, now: Instant): Promise<CanaryState> {
  const lastAt = await database.transaction(agency, tx => lastReceived(tx, agency))
  return { works: lastAt !== undefined && minutesBetween(lastAt, now) < BROKEN_AFTER_MINUTES, lastAt }
}

/** Milliseconds for which good news about an agency is kept, so that pages do not ask each time. */
const KEPT_MS = 15_000

/** `canaryState` for pages: while it works, asked at most every 15 seconds for an agency. */
export function canaryWatch(database: Database, clock: () => Instant): (agency: AgencyId) => Promise<CanaryState> {
  const kept = new Map<AgencyId, { readonly at: number; readonly state: CanaryState }>()
  return async agency => {
    const now = clock()
    const known = kept.get(agency)
    if (known !== undefined && Math.abs(Date.parse(now) - known.at) < KEPT_MS) return known.state
    const state = await canaryState(database, agency, now)
    if (state.works) kept.set(agency, { at: Date.parse(now), state })
    else kept.delete(agency)
    return state
  }
}
