import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { WORK_KINDS } from '#domain/workload.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { countWork } from '#services/workload.ts'
import '#http/augment.ts'

const Counts = {
  items: Type.Integer({ description: 'Open matters' }),
  late: Type.Integer({ description: 'Of these, overdue' }),
  coming: Type.Integer({ description: 'Of these, due in the next five working days' }),
}

const Person = Type.Object({
  owner: Type.Union([Type.String(), Type.Null()], {
    description: 'The named person; null for what nobody is named for',
  }),
  hasLeft: Type.Boolean({ description: 'They had an account here, and have none that is active' }),
  children: Type.Integer({ description: 'Children and adults whom the matters are about' }),
  ...Counts,
  firstDue: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
})

/** GET /team. */
export const teamRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/team',
    {
      config: { action: 'team.read' },
      schema: {
        summary: 'The open work of the agency by named person, at most 2,000, by name; first what nobody is named for',
        tags: ['What is due'],
        querystring: Type.Object({ kind: Type.Optional(Type.Enum([...WORK_KINDS])) }),
        response: { 200: Type.Object({ ...Counts, people: Type.Array(Person) }), '4xx': ProblemBody },
      },
    },
    async request => {
      const { kind } = request.query
      const { people, all } = await unitOfWork(app.database, request.who(), ctx =>
        countWork(ctx, { kind, team: undefined, order: 'name' }),
      )
      return { ...all, people: people.map(({ team: _team, ...one }) => one) }
    },
  )
}
