import { Problem } from '#domain/problem.ts'
import { type Instant, parseInstant } from '#domain/values/time.ts'

/** The moment of a field of a request. Throws Problem 'bad-request' naming the field when it is none. */
export function momentIn(field: string, text: string): Instant {
  const moment = parseInstant(text)
  if (moment.ok) return moment.value
  throw new Problem('bad-request', 'Nothing was stored.', [{ field, message: moment.reason }])
}
