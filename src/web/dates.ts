import { londonDay } from '#domain/values/london.ts'
import { ageOn, type Instant, parsePlainDate } from '#domain/values/time.ts'

const DATE = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'Europe/London',
})
const PLAIN = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' })
const MINUTE_MS = 60_000

/** '3 March 2026', from an instant, in London. */
export function dateText(instant: string): string {
  return DATE.format(new Date(instant))
}

/** '3 March 2026' from YYYY-MM-DD; other text stays as it is. */
export function plainDateText(date: string): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) ? PLAIN.format(new Date(`${date}T00:00:00Z`)) : date
}

/** '3 March 2011, age 14' at a moment, from what agencies give as the day of birth; a day that is still to come is said to be so. */
export function bornText(born: string, now: Instant): string {
  const [day, today] = [parsePlainDate(born), londonDay(now)]
  if (!day.ok) return plainDateText(born)
  if (day.value > today) return `${plainDateText(born)}, still to come: not born yet, or a day that is mistyped`
  return `${plainDateText(born)}, age ${ageOn(day.value, today)}`
}

/** '3 March 2026, 03:12', in London. */
export function momentText(instant: string): string {
  return `${dateText(instant)}, ${TIME.format(new Date(instant))}`
}

/** '03:12', in London. */
export function timeText(instant: string): string {
  return TIME.format(new Date(instant))
}

/** '03:12 today, 2 hours ago', '21:40 yesterday', '3 March 2026, 03:12': as a tired person reads it. */
export function agoText(instant: string, now: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(instant)) / MINUTE_MS)
  const time = TIME.format(new Date(instant))
  if (minutes < 0) return momentText(instant)
  if (dateText(instant) === dateText(now)) return `${time} today, ${lengthText(minutes)} ago`
  const yesterday = new Date(Date.parse(now) - 24 * 60 * MINUTE_MS).toISOString()
  return dateText(instant) === dateText(yesterday) ? `${time} yesterday` : momentText(instant)
}

/** When something is due: '1 December 2026, end of day' where midnight in London ends it, '3 March 2026, 03:12' else; `agoText` once it is late. */
export function dueByText(dueAt: string, now: string): string {
  if (TIME.format(new Date(dueAt)) !== '00:00') return agoText(dueAt, now)
  return `${dateText(new Date(Date.parse(dueAt) - MINUTE_MS).toISOString())}, end of day`
}

/** A length of time in its largest sensible unit: '4 minutes', '2 hours', '3 days'. */
export function lengthText(minutes: number): string {
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return count(minutes, 'minute')
  if (minutes < 48 * 60) return count(Math.floor(minutes / 60), 'hour')
  return count(Math.floor(minutes / (24 * 60)), 'day')
}

/** '1 record', '3 records'. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`
}

/** '3 March 2026 at 03:12' as it is written in English or Welsh, in London. */
export function momentIn(lang: 'en' | 'cy', instant: string): string {
  return new Intl.DateTimeFormat(lang === 'cy' ? 'cy-GB' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/London',
  }).format(new Date(instant))
}
