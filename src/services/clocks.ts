import { dueAt, ruleOn } from '#domain/clock.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { loadReference } from '#store/reference.ts'
import { nationOf } from './agencies.ts'

/**
 * When a clock of data/reference/clocks.json that starts now is due, by the rules of the nation in which an agency works. Throws when the
 * file has none of that code today.
 */
export function clockDue(code: string, agency: AgencyId, now: Instant): Instant {
  const { clocks, holidays } = loadReference()
  const rule = ruleOn(clocks, code, nationOf(agency), londonDay(now))
  if (rule === undefined) throw new Error(`data/reference/clocks.json has no clock "${code}" on ${londonDay(now)}`)
  return dueAt(rule, { startedAt: now, pauses: [] }, holidays, now)
}
