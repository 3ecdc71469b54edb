import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { WORK_KINDS } from '#domain/workload.ts'
import { pageOf, pageRequest } from '#http/paging.ts'
import { unitOfWork } from '#services/context.ts'
import { countWork, listWork } from '#services/workload.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { TeamFilter, WorkFilter } from './form.ts'
import { peoplePage, workPage } from './view.ts'

/** GET /team — the open work of an agency by named person, and what nobody has; GET /team/work — that work itself. For managers. */
export const teamPages: FastifyPluginAsyncTypebox = async app => {
  const manager = { action: 'team.read' } as const

  app.get('/team', { config: manager, schema: { querystring: TeamFilter } }, async (request, reply) => {
    const who = request.who()
    const { query } = request
    const { order = 'name', whose = 'agency' } = query
    const kind = WORK_KINDS.find(one => one === query.kind)
    const ownTeam = who.actor.team
    const team = whose === 'team' ? ownTeam : undefined
    const work = await unitOfWork(app.database, who, ctx => countWork(ctx, { kind, team, order }))
    const model = peoplePage({
      work,
      kind,
      order,
      whose,
      hasTeam: ownTeam !== undefined,
      after: pageRequest(query).after?.[0],
      now: who.now,
    })
    return render(reply, 'pages/team/people.njk', model)
  })

  app.get('/team/work', { config: manager, schema: { querystring: WorkFilter } }, async (request, reply) => {
    const who = request.who()
    const { query } = request
    const kind = WORK_KINDS.find(one => one === query.kind)
    const owner = query.nobody === 'yes' ? '' : query.owner === '' ? undefined : query.owner
    const late = query.late === 'yes'
    const { after, limit } = pageRequest(query, 2)
    const rows = await unitOfWork(app.database, who, ctx => listWork(ctx, { owner, kind, late }, after, limit + 1))
    const { items, next } = pageOf(rows, limit, one => [one.dueAt ?? '', one.id])
    return render(reply, 'pages/team/work.njk', workPage({ items, next, owner, kind, late, now: who.now }))
  })
}
