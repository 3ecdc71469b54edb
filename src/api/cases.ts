import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { ProblemBody } from '#http/problem.ts'
import {
  type CaseFile,
  changeLead,
  changePlacement,
  type LeadCommand,
  listWaiting,
  openCase,
  type PlacementCommand,
} from '#services/cases.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { type CaseAnswer, CaseBody, Day, LeadBody, MatterBody, Params, PlaceBody, StateBody } from './case-bodies.ts'
import { dayIn } from './day-in.ts'
import { momentIn } from './moment-in.ts'

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
        response: { 200: CaseBody, '4xx': ProblemBody },
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
        summary:
          'Offers, disputes, placements, invitations to plans, actions and meetings that wait, on either side; the next to run out first, at most 200',
        tags,
        response: {
          200: Type.Object({ matters: Type.Array(MatterBody) }),
          '4xx': ProblemBody,
        },
      },
    },
    async request => ({ matters: [...(await unitOfWork(app.database, request.who(), listWaiting))] }),
  )
}

function bodyOf({ state, asOf, moves, events }: CaseFile): CaseAnswer {
  return { ...state, asOf, moves, events }
}

function leadCommand(sent: Static<typeof LeadBody>, now: Instant): LeadCommand {
  switch (sent.kind) {
    case 'here':
      return { ...sent, happenedAt: sent.happenedAt === undefined ? now : momentIn('happenedAt', sent.happenedAt) }
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
