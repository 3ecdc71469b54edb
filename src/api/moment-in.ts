import { type FieldProblem, Problem } from '#domain/problem.ts'
import { type Instant, parseInstant } from '#domain/values/time.ts'

/** A moment in a request. Throws Problem 'bad-request' naming the field when it is none. */
export function momentIn(field: string, text: string): Instant {
  const moment = parseInstant(text)
  if (moment.ok) return moment.value
  const problem: FieldProblem = { field, message: moment.reason }
  throw new Problem('bad-request', 'Nothing was stored.', [problem])
}
