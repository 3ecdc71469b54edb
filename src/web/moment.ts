import type { FieldProblem } from '#domain/problem.ts'
import { londonDay, londonInstant } from '#domain/values/london.ts'
import { type Instant, parsePlainDate } from '#domain/values/time.ts'
import { notADay } from './form.ts'

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
