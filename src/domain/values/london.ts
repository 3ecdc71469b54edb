import { type Instant, type PlainDate, toInstant } from './time.ts'

const HOUR = 3_600_000

/**
 * The moment of a clock reading in the United Kingdom, by the summer time rule since 1996 (used for earlier years too).
 *
 * A reading that happens twice, in the hour when summer time ends, is the first; one that never happens, when it starts, is an hour later.
 * Source: Summer Time Act 1972 as amended in 2002.
 */
export function londonInstant(date: PlainDate, hour: number, minute: number, second = 0): Instant {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const reading = Date.UTC(year, month - 1, day, hour, minute, second)
  const summer = reading - HOUR
  return toInstant(new Date(isSummerTime(summer, year) ? summer : reading))
}

/** The last second of a day in the United Kingdom: what is due on a day, or lasts for it, ends then. */
export function endOfDay(day: PlainDate): Instant {
  return londonInstant(day, 23, 59, 59)
}

/** The day on a calendar in the United Kingdom at that moment. */
export function londonDay(instant: Instant): PlainDate {
  const at = Date.parse(instant)
  const shifted = isSummerTime(at, new Date(at).getUTCFullYear()) ? at + HOUR : at
  return new Date(shifted).toISOString().slice(0, 10) as PlainDate
}

function isSummerTime(at: number, year: number): boolean {
  return at >= lastSunday(year, 2) && at < lastSunday(year, 9)
}

/** 01:00 UTC on the last Sunday of a month of 31 days (March is 2, October 9). */
function lastSunday(year: number, month: number): number {
  const weekday = new Date(Date.UTC(year, month, 31)).getUTCDay()
  return Date.UTC(year, month, 31 - weekday, 1)
}
