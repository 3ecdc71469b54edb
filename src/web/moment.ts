import type { FieldProblem } from '#domain/problem.ts'
import { londonDay, londonInstant } from '#domain/values/london.ts'
import { type Instant, parsePlainDate } from '#domain/values/time.ts'
import { readTime } from '#domain/written-time.ts'
import { notADay, type Wrong } from './form.ts'

/**
 * The moment of a time on a day in London, today when only a time is given; undefined when neither is.
 *
 * @param fields names of the two fields, for what is wrong with them
 */
export function momentIn(
  { date, time }: { readonly date?: string | undefined; readonly time?: string | undefined },
  now: Instant,
  fields: { readonly date: string; readonly time: string },
): Instant | undefined | FieldProblem {
  if (date === undefined && time === undefined) return undefined
  const clock = /^([01]?\d|2[0-3])[:.]?([0-5]\d)$/.exec(time ?? '')
  if (clock === null) return { field: fields.time, message: 'Enter the time as hours and minutes, such as 03:15' }
  const day = parsePlainDate(date ?? londonDay(now))
  if (!day.ok) return { field: fields.date, message: notADay(day.reason) }
  return londonInstant(day.value, Number(clock[1]), Number(clock[2]))
}

/** The moment that the fields `on` and `time` of a form say, or which of them cannot be read; both are asked for. */
export function momentOn({
  on = '',
  time = '',
}: {
  readonly on?: string | undefined
  readonly time?: string | undefined
}): Instant | Wrong {
  const day = parsePlainDate(on)
  if (!day.ok) return { problems: [{ field: 'on', message: `Enter the day. ${day.reason}` }] }
  const moment = readTime(`${on} ${time}`)
  if (moment.ok && !moment.value.dateOnly) return moment.value.at
  return { problems: [{ field: 'time', message: 'Enter the time, such as 14:30' }] }
}
