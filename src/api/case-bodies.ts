import { Type } from 'typebox'
import { GROUNDS_OF_DUTY } from '#domain/case/event.ts'
import { LEAD_MOVES } from '#domain/case/lead-rules.ts'
import type { CaseFile, CaseState, WaitingMatter } from '#services/cases.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Maybe = Type.Optional(Nullable)
const Agency = Type.String({ maxLength: 60, description: 'Code of an agency' })
const Words = Type.String({ maxLength: 2000, description: 'In your own words; the other agency reads them' })
/** A day in a request. */
export const Day = Type.String({ maxLength: 10, description: 'Year-month-day' })
/** The person in an address. */
export const Params = Type.Object({ id: Uuid })
const strict = { additionalProperties: false }

const DutyBody = Type.Object({
  agency: Type.String(),
  since: Type.String(),
  because: Type.String({ description: 'found, lives-here or accepted' }),
  until: Type.Optional(Type.String()),
  practitioners: Type.Array(
    Type.Object({
      name: Type.String(),
      phone: Type.String(),
      post: Type.Optional(Type.String()),
      since: Type.String(),
    }),
    { description: 'The last one is the practitioner now' },
  ),
})

const OfferBody = Type.Object({
  offerId: Uuid,
  from: Type.String(),
  to: Type.String(),
  at: Type.String(),
  expiresAt: Type.String(),
  state: Type.String(),
  words: Nullable,
  closedAt: Type.Optional(Type.String()),
  answerWords: Maybe,
  reason: Type.Optional(Type.String()),
  proposal: Type.Optional(
    Type.Object({ what: Type.String(), agency: Type.Optional(Type.String()), from: Type.Optional(Type.String()) }),
  ),
})

const DisputeBody = Type.Object({
  disputeId: Uuid,
  offerId: Uuid,
  between: Type.Array(Type.String()),
  steps: Type.Array(
    Type.Object({ step: Type.String(), by: Type.String(), at: Type.String(), dueAt: Type.String(), words: Nullable }),
  ),
  settledAt: Type.Optional(Type.String()),
  settledWords: Maybe,
})

const Said = Type.Optional(Type.Object({ at: Type.String(), agency: Type.String(), words: Nullable }))
const PlacementBody = Type.Object({
  placementId: Uuid,
  by: Type.String({ description: 'The responsible authority' }),
  area: Type.String({ description: 'The authority of the area' }),
  atDistance: Type.Boolean(),
  emergency: Type.Boolean(),
  startsOn: Type.String(),
  notifyBy: Type.String(),
  endedOn: Type.Optional(Type.String()),
  words: Nullable,
  riskChecked: Said,
  consultationAsked: Said,
  consultationAnswered: Said,
  approved: Type.Optional(Type.Object({ at: Type.String(), senior: Type.String(), post: Type.String() })),
  notified: Said,
  acknowledged: Said,
  warnings: Type.Array(Type.Object({ at: Type.String(), words: Nullable })),
})

const STATE = {
  lead: Type.Object({
    lead: Type.Optional(DutyBody),
    host: Type.Optional(DutyBody),
    past: Type.Array(DutyBody),
    offers: Type.Array(OfferBody),
    disputes: Type.Array(DisputeBody),
    closedAt: Type.Optional(Type.String()),
    version: Type.Integer({ description: 'Send it back with what you do about the lead' }),
  }),
  placements: Type.Array(PlacementBody),
}
/** A case after it was changed. */
export const StateBody = Type.Unsafe<CaseState>(Type.Object(STATE))

/** A case as the API gives it. */
export const CaseBody = Type.Unsafe<CaseAnswer>(
  Type.Object({
    ...STATE,
    asOf: Type.String({ description: 'Nothing that was recorded later is in it' }),
    moves: Type.Array(Type.Enum([...LEAD_MOVES]), { description: 'What you may do about the lead now' }),
    events: Type.Array(
      Type.Object({
        eventId: Uuid,
        agency: Type.String(),
        kind: Type.String(),
        happenedAt: Type.String(),
        recordedAt: Type.String(),
        byName: Nullable,
        words: Nullable,
      }),
    ),
  }),
)

const version = Type.Integer({ minimum: 0, description: 'Of the lead, as you saw it' })
const OfOffer = { version, offerId: Uuid, words: Words }
/** What may be done about who leads. */
export const LeadBody = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('here'),
      version,
      because: Type.Enum([...GROUNDS_OF_DUTY]),
      happenedAt: Type.Optional(Type.String({ maxLength: 40, description: 'Now, if left out' })),
      words: Words,
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('offer'), version, to: Agency, words: Words }, strict),
  Type.Object({ kind: Type.Enum(['withdraw', 'accept']), ...OfOffer }, strict),
  Type.Object({ kind: Type.Literal('decline'), ...OfOffer, reason: Type.String({ maxLength: 60 }) }, strict),
  Type.Object(
    {
      kind: Type.Literal('counter'),
      ...OfOffer,
      what: Type.String({ maxLength: 60, description: 'Code of what you propose instead' }),
      agency: Type.Optional(Agency),
      from: Type.Optional(Day),
    },
    strict,
  ),
  Type.Object({ kind: Type.Enum(['escalate', 'settle', 'close']), version, words: Words }, strict),
  Type.Object(
    {
      kind: Type.Literal('name'),
      version,
      name: Type.String({ maxLength: 200 }),
      phone: Type.String({ maxLength: 40 }),
      post: Type.Optional(Type.String({ maxLength: 200 })),
    },
    strict,
  ),
])

/** What may be done about placements. */
export const PlaceBody = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('place'),
      area: Agency,
      atDistance: Type.Boolean({ description: 'Also outside the areas that adjoin yours' }),
      emergency: Type.Boolean(),
      startsOn: Day,
      words: Words,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Enum(['check-risk', 'consult', 'answer', 'notify', 'warn', 'acknowledge']),
      placementId: Uuid,
      words: Words,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('approve'),
      placementId: Uuid,
      senior: Type.String({ maxLength: 200 }),
      post: Type.String({ maxLength: 200 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('end'), placementId: Uuid, endedOn: Day }, strict),
])

/** What waits, as the API gives it. */
export const MatterBody = Type.Unsafe<WaitingMatter>(
  Type.Object({
    matterId: Uuid,
    kind: Type.String({ description: 'offer, dispute, placement, invitation, action, meeting, nrm or nrm-action' }),
    agency: Type.String(),
    other: Nullable,
    since: Type.String(),
    dueAt: Nullable,
    step: Nullable,
    personId: Nullable,
    person: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
      description: 'What a record that you may see says',
    }),
  }),
)

/** What is given of a case: how it stands, as of when, its log, and what the asker may do. */
export type CaseAnswer = CaseState & Pick<CaseFile, 'asOf' | 'moves' | 'events'>
