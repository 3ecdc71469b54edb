import { type Static, Type } from 'typebox'
import { CONTINGENCIES } from '#domain/case/event.ts'
import { ITEM_MOVES, PLAN_MOVES } from '#domain/case/plan-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import type { PlanCommand } from '#services/plans.ts'
import type { Wrong } from '../../../form.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Words = Type.Optional(Type.String({ maxLength: 2000 }))

/** Whatever one of the forms of the plan sends. */
export const PlanForm = Type.Object({
  kind: Type.Enum([...PLAN_MOVES, ...ITEM_MOVES]),
  planId: Code,
  itemId: Code,
  version: Type.Optional(Type.Integer({ minimum: 0 })),
  heardOn: Code,
  heardBy: Line,
  agency: Code,
  name: Line,
  dueOn: Code,
  about: Type.Optional(Type.Enum([...CONTINGENCIES])),
  when: Words,
  ring: Line,
  phone: Line,
  visitOn: Code,
  at: Line,
  who: Line,
  knows: Code,
  words: Words,
})

/** What its fields are called in errors. */
export const PLAN_WORDS = {
  labels: {
    kind: 'what you do',
    planId: 'plan',
    itemId: 'what it is about',
    version: 'version',
    heardOn: 'when it was heard',
    heardBy: 'who heard it',
    agency: 'the agency',
    name: 'the name of the one who does it',
    dueOn: 'the day by which it is done',
    about: 'what it is about',
    when: 'what may happen',
    ring: 'whom to ring',
    phone: 'the number to ring',
    visitOn: 'the day of the visit',
    at: 'the time',
    who: 'who goes',
    knows: 'that you know of the other visit',
    words: 'in your own words',
  },
}

/** What a form of the plan asks for, or what cannot be read in it. What is missing in it is for the service to say. */
export function planCommandFrom(sent: Static<typeof PlanForm>, now: Instant): PlanCommand | Wrong {
  const { kind, planId = '', itemId = '', version = 0, words = '' } = sent
  const item = { planId, words, itemId, version }
  switch (kind) {
    case 'open':
      return { kind, words }
    case 'invite':
    case 'leave':
      return { kind, planId, words, agency: (sent.agency ?? '') as AgencyId }
    case 'join':
    case 'decline':
    case 'need':
    case 'close':
      return { kind, planId, words }
    case 'say':
      return withDay('heardOn', sent.heardOn ?? londonDay(now), heardOn => ({
        kind,
        planId,
        words,
        heardOn,
        heardBy: sent.heardBy ?? '',
      }))
    case 'act':
    case 'move': {
      const owner = { agency: (sent.agency ?? '') as AgencyId, name: sent.name ?? '' }
      return withDay('dueOn', sent.dueOn ?? '', dueOn =>
        kind === 'act' ? { kind, planId, words, owner, dueOn } : { kind, ...item, owner, dueOn },
      )
    }
    case 'if':
    case 'change-if': {
      if (sent.about === undefined) return { problems: [{ field: 'about', message: 'Choose what it is about' }] }
      const then = { about: sent.about, when: sent.when ?? '', ring: sent.ring ?? '', phone: sent.phone ?? '' }
      return kind === 'if' ? { kind, planId, words, ...then } : { kind, ...item, ...then }
    }
    case 'book': {
      const visit = { who: sent.who ?? '', at: sent.at, knows: sent.knows === 'yes' }
      return withDay('visitOn', sent.visitOn ?? '', on => ({ kind, planId, words, on, ...visit }))
    }
    default:
      return { kind, ...item }
  }
}

function withDay(field: string, text: string, make: (day: PlainDate) => PlanCommand): PlanCommand | Wrong {
  const day = parsePlainDate(text)
  return day.ok ? make(day.value) : { problems: [{ field, message: `Enter the day. ${day.reason}` }] }
}
