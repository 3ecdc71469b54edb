import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { LINK_WORDS } from '#domain/link.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { undoLink } from '#services/link-decisions.ts'
import { answerReview, type LinkSide, type LinkView, openLink, openReview } from '#services/link-review.ts'
import '#http/augment.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = <T extends ReturnType<typeof Type.String | typeof Type.Number>>(type: T) =>
  Type.Union([type, Type.Null()])

const Side = Type.Object({
  agency: Type.String(),
  recordId: Nullable(Uuid),
  person: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'As given; null when you may not see it',
  }),
})

const Link = Type.Object({
  id: Uuid,
  sides: Type.Array(Side),
  sentence: Type.String({ description: 'Why they may be the same person, without any value' }),
  weight: Nullable(Type.Number()),
  samePerson: Type.Boolean(),
  toAnswer: Type.Boolean({ description: 'Another agency proposed this; your answer confirms or refuses it' }),
  waits: Type.Boolean({ description: 'An agency waits for the answer' }),
})

const Answer = Type.Object(
  { word: Type.Enum([...LINK_WORDS]), reason: Type.Optional(Type.String({ maxLength: 2000 })) },
  { additionalProperties: false },
)
const Answered = Type.Object({ id: Nullable(Uuid), status: Type.String() })
const Params = Type.Object({ id: Uuid })

/** GET /links, GET /links/:id, POST /links/:id/answers, DELETE /links/:id: pairs to look at, and what a person says of them. */
export const linkRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/links',
    {
      config: { action: 'link.list' },
      schema: {
        summary: 'Pairs that may be the same person, most consequence first',
        tags: ['Links'],
        response: { 200: Type.Object({ items: Type.Array(Link), full: Type.Boolean() }) },
      },
    },
    async request => {
      const { items, full } = await unitOfWork(app.database, request.who(), openReview)
      return { items: items.map(linkBody), full }
    },
  )
  app.get(
    '/links/:id',
    {
      config: { action: 'link.read' },
      schema: { summary: 'One pair', tags: ['Links'], params: Params, response: { 200: Link, '4xx': ProblemBody } },
    },
    async request => linkBody(await unitOfWork(app.database, request.who(), ctx => openLink(ctx, request.params.id))),
  )
  app.post(
    '/links/:id/answers',
    {
      config: { action: 'link.decide' },
      schema: {
        summary: 'Say whether they are the same person',
        description:
          'Without sight of both records the answer is a proposal, which the other holder confirms or refuses.',
        tags: ['Links'],
        params: Params,
        body: Answer,
        response: { 201: Answered, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { word, reason = '' } = request.body
      const { decisionId, status } = await unitOfWork(app.database, request.who(), ctx =>
        answerReview(ctx, request.params.id, word, reason),
      )
      return reply.code(201).send({ id: decisionId ?? null, status })
    },
  )
  app.delete(
    '/links/:id',
    {
      config: { action: 'link.decide' },
      schema: {
        summary: 'Take back what your agency said',
        tags: ['Links'],
        params: Params,
        response: { 204: Type.Null(), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      await unitOfWork(app.database, request.who(), ctx => undoLink(ctx, request.params.id))
      return reply.code(204).send(null)
    },
  )
}

function linkBody(link: LinkView) {
  return {
    id: link.decisionId,
    sides: link.sides.map(sideBody),
    sentence: link.sentence,
    weight: link.weight ?? null,
    samePerson: link.samePerson,
    toAnswer: link.toAnswer,
    waits: link.waits !== undefined,
  }
}

function sideBody({ agency, record }: LinkSide) {
  return { agency, recordId: record?.recordId ?? null, person: record === undefined ? null : { ...record.person } }
}
