import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { listPanels, panelCursor } from '#services/panels.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { panelListPage } from './view.ts'

const Query = Type.Object({ ...PageQuery.properties, show: Type.Optional(Type.Enum(['past'])) })

/** GET /panels — panels of the reader's agency that are to come, or those that are over. */
export const panelListPages: FastifyPluginAsyncTypebox = async app => {
  const config = { action: 'panel.list' } as const
  app.get('/panels', { config, schema: { querystring: Query } }, async (request, reply) => {
    const who = request.who()
    const { show, ...page } = request.query
    const isOver = show === 'past'
    const { after, limit } = pageRequest(page, 2)
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const { items, next } = pageOf(await listPanels(ctx, isOver, after, limit + 1), limit, panelCursor)
      return panelListPage({
        items,
        isOver,
        isFirst: after === undefined,
        next,
        agencyName: code => agency(code).name,
        now: who.now,
      })
    })
    return render(reply, 'pages/panels/list/page.njk', model)
  })
}
