import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { DUE_KINDS } from '#domain/due.ts'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { countWhatIsDue, listWhatIsDue } from '#services/due.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { duePage } from './view.ts'

/** An empty choice of the filter comes as an empty text. */
const Query = Type.Object({ ...PageQuery.properties, kind: Type.Optional(Type.Enum(['', ...DUE_KINDS])) })

/** GET /due — what is late and what is due within a month, the first due first. */
export const duePages: FastifyPluginAsyncTypebox = async app => {
  app.get('/due', { config: { action: 'due.list' }, schema: { querystring: Query } }, async (request, reply) => {
    const who = request.who()
    const kind = DUE_KINDS.find(one => one === request.query.kind)
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const counts = await countWhatIsDue(ctx, kind)
      const { after, limit } = pageRequest(request.query, 2)
      const rows = await listWhatIsDue(ctx, kind, after, limit + 1)
      const { items, next } = pageOf(rows, limit, one => [one.dueAt, one.id])
      return duePage({
        items,
        counts,
        kind,
        next,
        ownAgency: who.actor.agency,
        agencyName: code => agency(code).name,
        now: who.now,
      })
    })
    return render(reply, 'pages/due/list/page.njk', model)
  })
}
