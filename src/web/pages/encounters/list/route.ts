import type { FastifyPluginAsync } from 'fastify'
import { pageOf, PageQuery, pageRequest } from '#http/paging.ts'
import { unitOfWork } from '#services/context.ts'
import { listOwnEncounters } from '#services/encounter-file.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { encountersPage } from './view.ts'

/** GET /encounters — what the own agency reported, newest first. */
export const encounterListPages: FastifyPluginAsync = async app => {
  app.get<{ Querystring: PageQuery }>(
    '/encounters',
    { config: { action: 'encounter.list' }, schema: { querystring: PageQuery } },
    async (request, reply) => {
      const { after, limit } = pageRequest(request.query, 2)
      const [reportedAt, encounterId] = after ?? []
      const from = reportedAt === undefined || encounterId === undefined ? undefined : { reportedAt, encounterId }
      const rows = await unitOfWork(app.database, request.who(), ctx => listOwnEncounters(ctx, from, limit + 1))
      const page = pageOf(rows, limit, row => [row.reportedAt, row.encounterId])
      const model = encountersPage(page.items, app.reference, request.receivedAt, {
        first: after === undefined ? undefined : '/encounters',
        next: page.next === undefined ? undefined : `/encounters?after=${page.next}`,
      })
      return render(reply, 'pages/encounters/list/page.njk', model)
    },
  )
}
