import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { GROUNDS_OF_DUTY } from '#domain/case/event.ts'
import { LEAD_MOVES } from '#domain/case/lead-rules.ts'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, parseInstant, parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import { ProblemBody } from '#http/problem.ts'
import {
  type CaseFile,
  type CaseState,
  changeLead,
  changePlacement,
  type LeadCommand,
  listWaiting,
  openCase,
  type PlacementCommand,
  type WaitingMatter,
} from '#services/cases.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Maybe = Type.Optional(Nullable)
const Agency = Type.String({ maxLength: 60, description: 'Code of an agency' })
const Words = Type.String({ maxLength: 2000, description: 'In your own words; the other agency reads them' })
const Day = Type.String({ maxLength: 10, description: 'Year-month-day' })
const Params = Type.Object({ id: Uuid })
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
const StateBody = Type.Unsafe<CaseState>(Type.Object(STATE))

const CaseBody = Type.Object({
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
})

const version = Type.Integer({ minimum: 0, description: 'Of the lead, as you saw it' })
const OfOffer = { version, offerId: Uuid, words: Words }
const LeadBody = Type.Union([
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

const PlaceBody = Type.Union([
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

const MatterBody = Type.Object({
  matterId: Uuid,
  kind: Type.String({ description: 'offer, dispute or placement' }),
  agency: Type.String(),
  other: Nullable,
  since: Type.String(),
  dueAt: Nullable,
  step: Nullable,
  personId: Nullable,
  person: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'What a record that you may see says',
  }),
})

const tags = ['Who leads']

/** GET /people/:id/case, POST /people/:id/lead, POST /people/:id/placements and GET /leads. */
export const caseRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people/:id/case',
    {
      config: { action: 'case.read' },
      schema: {
        summary: 'Who leads for a person, as it is or as it was known at the end of a day',
        tags,
        params: Params,
        querystring: Type.Object({ on: Type.Optional(Day) }),
        response: { 200: Type.Unsafe<Body>(CaseBody), '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      return bodyOf(await unitOfWork(app.database, request.who(), ctx => openCase(ctx, request.params.id, day)))
    },
  )

  app.post(
    '/people/:id/lead',
    {
      config: { action: 'case.lead' },
      schema: {
        summary:
          'Say that the child is with you; offer, accept, decline, counter, withdraw, dispute; name a practitioner',
        tags,
        params: Params,
        body: LeadBody,
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const who = request.who()
      const command = leadCommand(request.body, who.now)
      return unitOfWork(app.database, who, ctx => changeLead(ctx, request.params.id, request.body.version, command))
    },
  )

  app.post(
    '/people/:id/placements',
    {
      config: { action: 'case.place' },
      schema: {
        summary: 'Record a placement in another area, or what was done about one',
        tags,
        params: Params,
        body: PlaceBody,
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = placementCommand(request.body)
      return unitOfWork(app.database, request.who(), ctx => changePlacement(ctx, request.params.id, command))
    },
  )

  app.get(
    '/leads',
    {
      config: { action: 'case.list' },
      schema: {
        summary: 'Offers, disputes and placements that wait, on either side; the next to run out first, at most 200',
        tags,
        response: {
          200: Type.Object({ matters: Type.Array(Type.Unsafe<WaitingMatter>(MatterBody)) }),
          '4xx': ProblemBody,
        },
      },
    },
    async request => ({ matters: [...(await unitOfWork(app.database, request.who(), listWaiting))] }),
  )
}

type Body = CaseState & Pick<CaseFile, 'asOf' | 'moves' | 'events'>

function bodyOf({ state, asOf, moves, events }: CaseFile): Body {
  return { ...state, asOf, moves, events }
}

function leadCommand(sent: Static<typeof LeadBody>, now: Instant): LeadCommand {
  switch (sent.kind) {
    case 'here':
      return { ...sent, happenedAt: sent.happenedAt === undefined ? now : momentIn(sent.happenedAt) }
    case 'offer':
      return { ...sent, to: sent.to as AgencyId }
    case 'counter': {
      const { what, agency, from, ...rest } = sent
      const named = {
        what,
        agency: agency as AgencyId | undefined,
        from: from === undefined ? undefined : dayIn('from', from),
      }
      return { ...rest, proposal: named }
    }
    default:
      return sent
  }
}

function placementCommand(sent: Static<typeof PlaceBody>): PlacementCommand {
  if (sent.kind === 'place') return { ...sent, area: sent.area as AgencyId, startsOn: dayIn('startsOn', sent.startsOn) }
  return sent.kind === 'end' ? { ...sent, endedOn: dayIn('endedOn', sent.endedOn) } : sent
}

function momentIn(text: string): Instant {
  const moment = parseInstant(text)
  if (moment.ok) return moment.value
  throw new Problem('bad-request', 'Nothing was stored.', [{ field: 'happenedAt', message: moment.reason }])
}

function dayIn(field: string, text: string): PlainDate {
  const day = parsePlainDate(text)
  if (day.ok) return day.value
  throw new Problem('bad-request', 'Nothing was stored.', [{ field, message: day.reason }])
}
