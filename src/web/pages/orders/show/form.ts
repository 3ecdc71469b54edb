import { type Static, Type } from 'typebox'
import { BREACH_DECISIONS, type BreachNoted, type OrderChange } from '#domain/order.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import { type FormWords, notADay, type Wrong } from '../../../form.ts'
import { momentIn } from '../../../moment.ts'
import { CONDITION_FIELDS, CONDITION_LABELS, conditionsFrom } from '../conditions.ts'

const Text = Type.Optional(Type.String({ maxLength: 2000 }))
const Day = Type.Optional(Type.String({ maxLength: 20 }))
const Version = Type.Integer({ minimum: 0 })

/** What was seen, as its form sends it. */
export const BreachForm = Type.Object({
  version: Version,
  date: Day,
  time: Day,
  seen: Text,
  seenBy: Type.Optional(Type.String({ maxLength: 200 })),
  account: Text,
})

/** Words for its errors. */
export const BREACH_WORDS: FormWords<typeof BreachForm> = {
  labels: {
    version: 'version',
    date: 'the day',
    time: 'the time',
    seen: 'what was seen',
    seenBy: 'who saw it',
    account: 'what they say',
  },
}

/** What is decided about an order, as one of the forms sends it. */
export const ChangeForm = Type.Object({
  kind: Type.Enum(['varied', 'discharged', 'ended', 'reviewed', 'decided']),
  version: Version,
  about: Type.Optional(Type.Integer({ minimum: 1 })),
  decision: Type.Optional(Type.Enum([...BREACH_DECISIONS])),
  on: Day,
  until: Day,
  reason: Text,
  ...CONDITION_FIELDS,
})

/** Words for its errors. */
export const CHANGE_WORDS: FormWords<typeof ChangeForm> = {
  labels: {
    kind: 'what happened',
    version: 'version',
    about: 'which note',
    decision: 'what it was',
    on: 'the day',
    until: 'the last day',
    reason: 'why',
    ...CONDITION_LABELS,
  },
}

/** The note that a form is, or what cannot be read in it. */
export function breachFrom(sent: Static<typeof BreachForm>, now: Instant): BreachNoted | Wrong {
  const at = momentIn(sent, now, { date: 'date', time: 'time' }) ?? now
  if (typeof at !== 'string') return { problems: [at] }
  const { seen = '', seenBy = '', account = '' } = sent
  return { kind: 'possible-breach', at, seen, seenBy, account }
}

/** The change that a form is, or what cannot be read in it. */
export function changeFrom(sent: Static<typeof ChangeForm>, now: Instant): OrderChange | Wrong {
  const { kind, reason = '', about = 0, decision, until } = sent
  if (kind === 'decided') {
    if (decision !== undefined) return { kind, about, decision, reason }
    return { problems: [{ field: 'decision', message: 'Choose what it was' }] }
  }
  const on = dayFrom('on', sent.on ?? londonDay(now))
  if (typeof on !== 'string') return on
  if (kind !== 'varied') return { kind, on, reason }
  const last = until === undefined ? undefined : dayFrom('until', until)
  if (last !== undefined && typeof last !== 'string') return last
  return { kind, on, reason, until: last, conditions: conditionsFrom(sent) }
}

function dayFrom(field: string, text: string): PlainDate | Wrong {
  const day = parsePlainDate(text)
  return day.ok ? day.value : { problems: [{ field, message: notADay(day.reason) }] }
}
