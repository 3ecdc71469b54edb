import type { FastifyPluginAsync } from 'fastify'
import type { Mapping } from '#domain/mapping.ts'
import { type PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { unitOfWork } from '#services/context.ts'
import { recentBatches } from '#services/intake/batches.ts'
import { render } from '../../page.ts'
import { filesPage } from './view.ts'

/** GET /records-in: files that the agency has sent. */
export function filesRoutes(mappings: readonly Mapping[]): FastifyPluginAsync {
  return async app => {
    app.get<{ Querystring: PageQuery }>('/records-in', { config: { action: 'batch.list' } }, async (request, reply) => {
      const { after, limit } = pageRequest(request.query, 2)
      const [createdAt = '', batchId = ''] = after ?? []
      const before = after === undefined ? undefined : ([createdAt, batchId] as const)
      const rows = await unitOfWork(app.database, request.who(), ctx =>
        recentBatches(ctx, { before, limit: limit + 1 }),
      )
      const { items, next } = pageOf(rows, limit, row => [row.createdAt, row.batchId])
      const page = { next, continued: before !== undefined }
      return render(reply, 'pages/records-in/list/page.njk', filesPage(items, mappings, page))
    })
  }
}
