import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { dateText } from '../../dates.ts'

/** What a page says that can be shown as it was known on a day: that it is so, and the days of the form that asks for another. */
export function pastOf(asOf: Instant, now: Instant) {
  const past = asOf !== now
  return {
    past: past ? `This is what was known at the end of ${dateText(asOf)}. Nothing recorded later is shown.` : '',
    on: past ? londonDay(asOf) : '',
    today: londonDay(now),
  }
}
