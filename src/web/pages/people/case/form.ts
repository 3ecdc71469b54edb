import { type Static, Type } from 'typebox'
import { GROUNDS_OF_DUTY } from '#domain/case/event.ts'
import { LEAD_MOVES } from '#domain/case/lead-rules.ts'
import { PLACEMENT_MOVES } from '#domain/case/placement-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay, londonInstant } from '#domain/values/london.ts'
import { type Instant, parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import type { LeadCommand, PlacementCommand } from '#services/cases.ts'
import type { Wrong } from '../../../form.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Words = Type.Optional(Type.String({ maxLength: 2000 }))

/** Whatever one of the forms about who leads sends. */
export const LeadForm = Type.Object({
  kind: Type.Enum([...LEAD_MOVES]),
  version: Type.Integer({ minimum: 0 }),
  offerId: Code,
  because: Type.Optional(Type.Enum([...GROUNDS_OF_DUTY])),
  happenedOn: Code,
  to: Code,
  reason: Code,
  proposal: Code,
  agency: Code,
  from: Code,
  name: Line,
  phone: Line,
  post: Line,
  words: Words,
})

/** What its fields are called in errors. */
export const LEAD_WORDS = {
  labels: {
    kind: 'what you do',
    version: 'version',
    offerId: 'offer',
    because: 'why the child is with you',
    happenedOn: 'since when',
    to: 'the council',
    reason: 'why you decline it',
    proposal: 'what you propose',
    agency: 'the other area',
    from: 'from which day',
    name: 'the name of the practitioner',
    phone: 'the number to ring',
    post: 'their post',
    words: 'in your own words',
  },
}

/** Whatever one of the forms about placements sends. */
export const PlacementForm = Type.Object({
  kind: Type.Enum(['place', ...PLACEMENT_MOVES]),
  placementId: Code,
  area: Code,
  distance: Type.Optional(Type.Enum(['adjoining', 'at-a-distance'])),
  urgency: Type.Optional(Type.Enum(['planned', 'emergency'])),
  startsOn: Code,
  senior: Line,
  post: Line,
  endedOn: Code,
  words: Words,
})

/** What its fields are called in errors. */
export const PLACEMENT_WORDS = {
  labels: {
    kind: 'what you do',
    placementId: 'placement',
    area: 'the council of the area',
    distance: 'how far it is',
    urgency: 'whether it is an emergency',
    startsOn: 'the day of the move',
    senior: 'who approved it',
    post: 'their post',
    endedOn: 'the last day',
    words: 'in your own words',
  },
}

/** What a form about who leads asks for, or what cannot be read in it. What is missing in it is for the service to say. */
export function leadCommandFrom(sent: Static<typeof LeadForm>, now: Instant): LeadCommand | Wrong {
  const { kind, offerId = '', words = '' } = sent
  switch (kind) {
    case 'here': {
      if (sent.because === undefined)
        return wrong('because', 'Choose whether the child was found with you or lives with you')
      const day = dayFrom('happenedOn', sent.happenedOn ?? londonDay(now))
      if (typeof day !== 'string') return day
      // Today is known to the minute; of another day nobody asks the hour.
      const happenedAt = day === londonDay(now) ? now : londonInstant(day, 12, 0)
      return { kind, because: sent.because, happenedAt, words }
    }
    case 'offer':
      return { kind, to: (sent.to ?? '') as AgencyId, words }
    case 'withdraw':
    case 'accept':
      return { kind, offerId, words }
    case 'decline':
      return { kind, offerId, reason: sent.reason ?? '', words }
    case 'counter': {
      const { proposal: what = '', agency, from } = sent
      const day = from === undefined ? undefined : dayFrom('from', from)
      if (typeof day === 'object') return day
      return { kind, offerId, proposal: { what, agency: agency as AgencyId | undefined, from: day }, words }
    }
    case 'name':
      return { kind, name: sent.name ?? '', phone: sent.phone ?? '', post: sent.post }
    case 'escalate':
    case 'settle':
    case 'close':
      return { kind, words }
  }
}

/** What a form about placements asks for, or what cannot be read in it. What is missing in it is for the service to say. */
export function placementCommandFrom(sent: Static<typeof PlacementForm>): PlacementCommand | Wrong {
  const { kind, placementId = '', words = '' } = sent
  if (kind === 'place') return placeFrom(sent, words)
  if (kind === 'approve') return { kind, placementId, senior: sent.senior ?? '', post: sent.post ?? '' }
  if (kind !== 'end') return { kind, placementId, words }
  const endedOn = dayFrom('endedOn', sent.endedOn ?? '')
  return typeof endedOn === 'string' ? { kind, placementId, endedOn } : endedOn
}

function placeFrom(sent: Static<typeof PlacementForm>, words: string): PlacementCommand | Wrong {
  const { area = '', distance, urgency } = sent
  const startsOn = dayFrom('startsOn', sent.startsOn ?? '')
  const problems = [
    ...(distance === undefined ? [{ field: 'distance', message: 'Choose how far it is' }] : []),
    ...(urgency === undefined ? [{ field: 'urgency', message: 'Choose whether it is planned or an emergency' }] : []),
    ...(typeof startsOn === 'string' ? [] : startsOn.problems),
  ]
  if (problems.length > 0 || typeof startsOn !== 'string') return { problems }
  const facts = { atDistance: distance === 'at-a-distance', emergency: urgency === 'emergency', startsOn }
  return { kind: 'place', area: area as AgencyId, ...facts, words }
}

function dayFrom(field: string, text: string): PlainDate | Wrong {
  const day = parsePlainDate(text)
  return day.ok ? day.value : wrong(field, `Enter the day. ${day.reason}`)
}

function wrong(field: string, message: string): Wrong {
  return { problems: [{ field, message }] }
}
