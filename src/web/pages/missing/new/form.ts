import { type Static, Type } from 'typebox'
import { MISSING_STATUSES, type MissingReported } from '#domain/missing-step.ts'
import type { FieldProblem } from '#domain/problem.ts'
import type { Instant } from '#domain/values/time.ts'
import type { FormWords } from '../../../form.ts'
import { momentIn } from '../../../moment.ts'

const Short = Type.Optional(Type.String({ maxLength: 200 }))
const When = Type.Optional(Type.String({ maxLength: 20 }))

/** Fields of a report. */
export const ReportForm = Type.Object({
  status: Type.Enum([...MISSING_STATUSES]),
  sinceDate: When,
  sinceTime: Type.String({ maxLength: 20 }),
  untilDate: When,
  untilTime: When,
  riskLevel: Type.String({ maxLength: 60 }),
  why: Type.String({ maxLength: 2000 }),
  place: Short,
  postcode: When,
  toldBy: Short,
  circumstances: Type.Optional(Type.String({ maxLength: 4000 })),
  key: Type.String({ pattern: '^[0-9a-f-]{36}$' }),
})

/** Words for its errors. */
export const REPORT_WORDS: FormWords<typeof ReportForm> = {
  labels: {
    status: 'what it is',
    sinceDate: 'the day since when',
    sinceTime: 'the time since when',
    untilDate: 'the day until when',
    untilTime: 'the time until when',
    riskLevel: 'the risk level',
    why: 'why this level',
    place: 'where they were last seen',
    postcode: 'postcode',
    toldBy: 'who told you',
    circumstances: 'what is known',
    key: 'form',
  },
  messages: {
    status: 'Choose what it is',
    'sinceTime.required': 'Enter since when, as hours and minutes, such as 21:30',
    'riskLevel.required': 'Choose the risk level',
    'why.required': 'Say why this level',
  },
}

/** Where each field of a report is typed. */
export const FIELD_OF_REPORT: Readonly<Record<string, string>> = { since: 'sinceTime', until: 'untilTime' }

/** The report that a form is, or what its times lack. */
export function reportFrom(
  sent: Static<typeof ReportForm>,
  now: Instant,
): MissingReported | { readonly problems: readonly FieldProblem[] } {
  const { status, riskLevel, why, place, postcode, toldBy, circumstances } = sent
  const since = momentIn({ date: sent.sinceDate, time: sent.sinceTime }, now, { date: 'sinceDate', time: 'sinceTime' })
  const until = momentIn({ date: sent.untilDate, time: sent.untilTime }, now, { date: 'untilDate', time: 'untilTime' })
  const problems = [since, until].filter(moment => typeof moment === 'object')
  if (problems.length > 0 || typeof since !== 'string' || typeof until === 'object') return { problems }
  return { kind: 'reported', status, riskLevel, why, since, until, place, postcode, toldBy, circumstances }
}
