import { londonDay, londonInstant } from './values/london.ts'
import { type Instant, type PlainDate, plusDays } from './values/time.ts'

/**
 * The end of the last of so many working days after the day of a moment, in London: that day itself does not count.
 *
 * @param days one or more
 * @param holidays bank holidays; a clock that reaches past the last one known counts weekends only
 */
export function afterWorkingDays(from: Instant, days: number, holidays: ReadonlySet<PlainDate>): Instant {
  let day = londonDay(from)
  for (let left = days; left > 0; ) {
    day = plusDays(day, 1)
    if (isWorkingDay(day, holidays)) left -= 1
  }
  return londonInstant(day, 23, 59, 59)
}

function isWorkingDay(day: PlainDate, holidays: ReadonlySet<PlainDate>): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.has(day)
}
