import { accepted, type Parsed, refused } from './parsed.ts'

declare const brand: unique symbol

/** A moment in UTC: '2026-03-04T12:00:00.000Z'. Sorts as text. */
export type Instant = string & { readonly [brand]: 'instant' }

/** A day without a time zone: '2011-02-28'. Never turned into an instant. Sorts as text. */
export type PlainDate = string & { readonly [brand]: 'plain-date' }

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/i

/** The moment of a clock reading, as given by an injected clock. */
export function toInstant(date: Date): Instant {
  return date.toISOString() as Instant
}

/** Minutes later; negative for earlier. */
export function plusMinutes(instant: Instant, minutes: number): Instant {
  return toInstant(new Date(Date.parse(instant) + minutes * MINUTE))
}

/** Whole minutes from one moment to another, rounded down; negative when `to` is earlier. */
export function minutesBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / MINUTE)
}

/** Days later; negative for earlier. */
export function plusDays(date: PlainDate, days: number): PlainDate {
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10) as PlainDate
}

/** Days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY)
}

/** Age in whole years; born on 29 February, a birthday in other years is 1 March. Negative before birth. */
export function ageOn(born: PlainDate, on: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(born.slice(0, 4))
  return on.slice(5) < born.slice(5) ? years - 1 : years
}

/** A day from numbers, if the calendar has it. Years 1800 to 2199. */
export function plainDateOf(year: number, month: number, day: number): Parsed<PlainDate> {
  if (!Number.isInteger(year) || year < 1800 || year > 2199) return refused('The year is not between 1800 and 2199')
  const name = MONTHS[month - 1]
  if (name === undefined) return refused('The month is not between 1 and 12')
  if (!Number.isInteger(day) || day < 1 || day > 31) return refused('The day is not between 1 and 31')
  if (day > daysInMonth(year, month)) return refused(`There was no ${day} ${name} in ${year}`)
  return accepted(`${year}-${pad(month)}-${pad(day)}` as PlainDate)
}

/** A day written year-month-day: '2011-02-28'. */
export function parsePlainDate(text: string): Parsed<PlainDate> {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.slice(0, 40).trim())
  if (!parts) return refused('A date is written year-month-day, such as 2011-02-28')
  return plainDateOf(Number(parts[1]), Number(parts[2]), Number(parts[3]))
}

/** A moment in ISO 8601 with its offset or Z, given in UTC with milliseconds. */
export function parseInstant(text: string): Parsed<Instant> {
  const parts = INSTANT.exec(text.slice(0, 60).trim())
  if (!parts) return refused('A time is written as 2026-03-04T12:00:00Z, or with an offset such as +01:00')
  const [, day = '', hour = '', minute = '', second = '00', offset = 'Z'] = parts
  const date = parsePlainDate(day)
  if (!date.ok) return date
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return refused('There is no such time of day')
  const colon = offset.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2').toUpperCase()
  const fraction = /\.\d+/.exec(text)?.[0].slice(0, 4) ?? ''
  const milliseconds = Date.parse(`${day}T${hour}:${minute}:${second}${fraction}${colon}`)
  return Number.isNaN(milliseconds)
    ? refused('There is no such offset from UTC')
    : accepted(toInstant(new Date(milliseconds)))
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
