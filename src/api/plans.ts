import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import type { AgencyId } from '#domain/values/ids.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { changePlan, openPlan, type PlanCommand, type PlanFile } from '#services/plans.ts'
import '#http/augment.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'
import { type PlanAnswer, PlanBody, PlanDoneBody } from './plan-bodies.ts'

const tags = ['The plan']

/** GET and POST /people/:id/plan. */
export const planRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people/:id/plan',
    {
      config: { action: 'plan.read' },
      schema: {
        summary: 'The plan for a child, as it is or as it was known at the end of a day',
        tags,
        params: Params,
        querystring: Type.Object({ on: Type.Optional(Day) }),
        response: { 200: PlanBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      return bodyOf(await unitOfWork(app.database, request.who(), ctx => openPlan(ctx, request.params.id, day)))
    },
  )

  app.post(
    '/people/:id/plan',
    {
      config: { action: 'plan.change' },
      schema: {
        summary: 'Open the plan, join its team, write in it, or change what stands in it',
        tags,
        params: Params,
        body: PlanDoneBody,
        response: { 200: PlanBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = planCommand(request.body)
      return bodyOf(await unitOfWork(app.database, request.who(), ctx => changePlan(ctx, request.params.id, command)))
    },
  )
}

function bodyOf({ plan, standing, answers, others, asOf, moves }: PlanFile): PlanAnswer {
  return { plan, standing, answers, others, asOf, moves }
}

function planCommand(sent: Static<typeof PlanDoneBody>): PlanCommand {
  switch (sent.kind) {
    case 'invite':
    case 'leave':
      return { ...sent, agency: sent.agency as AgencyId }
    case 'say':
      return { ...sent, heardOn: dayIn('heardOn', sent.heardOn) }
    case 'act':
    case 'move': {
      const owner = { ...sent.owner, agency: sent.owner.agency as AgencyId }
      return { ...sent, owner, dueOn: dayIn('dueOn', sent.dueOn) }
    }
    case 'book':
      return { ...sent, on: dayIn('on', sent.on) }
    default:
      return sent
  }
}
