import type { PlainDate } from './values/time.ts'

/** A day as a whole number, 1 January 1970 being nought: what is counted a million times is counted in these. */
export type DayNumber = number

/** Days on which England and Wales are closed, beside Saturdays and Sundays. */
export type BankHolidays = ReadonlySet<DayNumber>

const DAY_MS = 86_400_000
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4
const SATURDAY = 6
const SUNDAY = 0

/** The number of a day. */
export function dayNumber(day: PlainDate): DayNumber {
  return Date.parse(day) / DAY_MS
}

/** The day of a number. */
export function dayFrom(number: DayNumber): PlainDate {
  return new Date(number * DAY_MS).toISOString().slice(0, 10) as PlainDate
}

/** Bank holidays in the form that clocks take. */
export function bankHolidays(days: readonly PlainDate[]): BankHolidays {
  return new Set(days.map(dayNumber))
}

/** Whether people are at work that day: neither a weekend nor a bank holiday. */
export function isWorkingDay(day: DayNumber, holidays: BankHolidays): boolean {
  const weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7
  return weekday !== SATURDAY && weekday !== SUNDAY && !holidays.has(day)
}

/**
 * The last of so many days after a day, which itself is day nought: one working day after a Friday is the Monday.
 *
 * Takes time in proportion to the days counted and left out.
 *
 * @param counts whether a day is one of them
 */
export function dayAfter(start: DayNumber, days: number, counts: (day: DayNumber) => boolean): DayNumber {
  let day = start
  for (let left = days; left > 0; ) {
    day += 1
    if (counts(day)) left -= 1
  }
  return day
}
