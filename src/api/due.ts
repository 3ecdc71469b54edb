import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { DUE_KINDS } from '#domain/due.ts'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { countWhatIsDue, listWhatIsDue } from '#services/due.ts'
import '#http/augment.ts'

const Kind = Type.Enum([...DUE_KINDS])
const Due = Type.Object({
  kind: Kind,
  id: Type.String({
    format: 'uuid',
    description: 'Of the alert, sign, question, episode, matter, judgement, request or watch',
  }),
  dueAt: Type.String({ format: 'date-time' }),
  waitsFor: Type.String({ description: 'Code of the agency that has to do it' }),
  other: Type.Union([Type.String(), Type.Null()], { description: 'Code of the agency on the other side' }),
  personId: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
})

/** GET /due. */
export const dueRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/due',
    {
      config: { action: 'due.list' },
      schema: {
        summary: 'What is late and what is due within a month, the first due first',
        tags: ['What is due'],
        querystring: Type.Object({ ...PageQuery.properties, kind: Type.Optional(Kind) }),
        response: {
          200: Type.Object({
            late: Type.Integer({ description: 'What the agency itself has to do and is late with, at most 1,000' }),
            coming: Type.Integer({ description: 'What it has to do within a month, at most 1,000' }),
            items: Type.Array(Due),
            next: Type.Optional(Type.String()),
          }),
          '4xx': ProblemBody,
        },
      },
    },
    async request => {
      const { kind } = request.query
      return unitOfWork(app.database, request.who(), async ctx => {
        const { late, coming } = await countWhatIsDue(ctx, kind)
        const { after, limit } = pageRequest(request.query, 2)
        const rows = await listWhatIsDue(ctx, kind, after, limit + 1)
        const page = pageOf(rows, limit, one => [one.dueAt, one.id])
        return { late, coming, ...page, items: [...page.items] }
      })
    },
  )
}
