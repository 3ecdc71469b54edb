import { Problem } from '#domain/problem.ts'
import { parsePlainDate, type PlainDate } from '#domain/values/time.ts'

/** The day of a field of a request. Throws Problem 'bad-request' naming the field when it is none. */
export function dayIn(field: string, text: string): PlainDate {
  const day = parsePlainDate(text)
  if (day.ok) return day.value
  throw new Problem('bad-request', 'Nothing changed.', [{ field, message: day.reason }])
}
