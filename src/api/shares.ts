import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { LONGEST_SHARE_DAYS, REFUSAL_GROUNDS, SHARE_STATES, SHARED_KINDS, type ShareDecision } from '#domain/sharing.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import {
  answerSharing,
  askToShare,
  endSharing,
  listSharing,
  openSharing,
  type SharingRequest,
} from '#services/sharing.ts'
import '#http/augment.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Days = Type.Integer({ minimum: 1, maximum: LONGEST_SHARE_DAYS })
const Gateway = Type.String({ maxLength: 60, description: 'Code of a legal basis' })
const Params = Type.Object({ id: Uuid })

const Share = Type.Object({
  id: Uuid,
  side: Type.Enum(['holder', 'asker'], { description: 'Which of the two you are' }),
  holder: Type.String(),
  asker: Type.String(),
  personId: Type.Union([Uuid, Type.Null()], { description: 'null when the records are not of one person any more' }),
  state: Type.Enum([...SHARE_STATES]),
  reason: Type.String(),
  gateway: Type.String(),
  days: Type.Integer(),
  askedAt: Type.String(),
  answerBy: Type.String(),
  decidedAt: Nullable,
  ground: Type.Union([Type.Enum([...REFUSAL_GROUNDS]), Type.Null()]),
  note: Nullable,
  shareGateway: Nullable,
  holds: Type.Union([Type.Enum([...SHARED_KINDS]), Type.Null()]),
  conditions: Nullable,
  expiresAt: Nullable,
  endedAt: Nullable,
  records: Type.Integer({ description: 'How many records are open by this now' }),
  version: Type.Integer(),
})

const Ask = Type.Object(
  {
    agency: Type.String({ maxLength: 60, description: 'Code of the agency whose records you need' }),
    reason: Type.String({ maxLength: 2000 }),
    gateway: Gateway,
    days: Days,
  },
  { additionalProperties: false },
)

const Text = Type.Optional(Type.String({ maxLength: 2000 }))
const Answer = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('share'),
      version: Type.Integer({ description: 'As you saw it' }),
      gateway: Gateway,
      days: Days,
      holds: Type.Enum([...SHARED_KINDS], { description: 'Facts, opinions, or both' }),
      conditions: Text,
      note: Text,
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('refuse'),
      version: Type.Integer({ description: 'As you saw it' }),
      ground: Type.Enum([...REFUSAL_GROUNDS]),
      note: Type.String({ maxLength: 2000, description: 'The other agency reads it' }),
    },
    { additionalProperties: false },
  ),
])

/** Asking other agencies to share what they hold of a person, answering, and ending it. */
export const shareRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/shares',
    {
      config: { action: 'share.list' },
      schema: {
        summary: 'Requests to share that you made or were sent, newest first',
        tags: ['Sharing'],
        querystring: Type.Object({ which: Type.Enum(['open', 'over'], { default: 'open' }) }),
        response: { 200: Type.Object({ items: Type.Array(Share) }) },
      },
    },
    async request => {
      const items = await unitOfWork(app.database, request.who(), ctx => listSharing(ctx, request.query.which))
      return { items: items.map(shareBody) }
    },
  )
  app.get(
    '/shares/:id',
    {
      config: { action: 'share.list' },
      schema: {
        summary: 'One request to share',
        tags: ['Sharing'],
        params: Params,
        response: { 200: Share, '4xx': ProblemBody },
      },
    },
    async request =>
      shareBody(await unitOfWork(app.database, request.who(), ctx => openSharing(ctx, request.params.id))),
  )
  app.post(
    '/people/:id/shares',
    {
      config: { action: 'share.ask' },
      schema: {
        summary: 'Ask an agency to share what it holds of a person',
        description: 'For an agency that `further` of the person names. One request may be open at a time.',
        tags: ['Sharing'],
        params: Params,
        body: Ask,
        response: { 201: Type.Object({ id: Uuid }), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { agency, ...terms } = request.body
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether there is such an agency is checked with what it holds
      const asked = { ...terms, holder: agency as AgencyId }
      const id = await unitOfWork(app.database, request.who(), ctx => askToShare(ctx, request.params.id, asked))
      return reply.code(201).send({ id })
    },
  )
  app.post(
    '/shares/:id/answers',
    {
      config: { action: 'share.decide' },
      schema: {
        summary: 'Share what was asked for, or say why not',
        tags: ['Sharing'],
        params: Params,
        body: Answer,
        response: { 201: Share, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { version, ...answer } = request.body
      const decision: ShareDecision =
        answer.kind === 'share' ? { ...answer, conditions: answer.conditions, note: answer.note } : answer
      const answered = await unitOfWork(app.database, request.who(), async ctx => {
        await answerSharing(ctx, request.params.id, version, decision)
        return openSharing(ctx, request.params.id)
      })
      return reply.code(201).send(shareBody(answered))
    },
  )
  app.delete(
    '/shares/:id',
    {
      config: { action: 'share.end' },
      schema: {
        summary: 'Stop sharing, give back what was shared, or take a request back',
        tags: ['Sharing'],
        params: Params,
        response: { 204: Type.Null(), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      await unitOfWork(app.database, request.who(), ctx => endSharing(ctx, request.params.id))
      return reply.code(204).send(null)
    },
  )
}

/** What the schema does not name does not leave. */
function shareBody(request: SharingRequest) {
  return { ...request, id: request.requestId }
}
