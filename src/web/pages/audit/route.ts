import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { readTrail } from '#services/audit.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { auditPage } from './view.ts'

const Query = Type.Object({ before: Type.Optional(Type.Integer({ minimum: 1 })) })

/** GET /audit: the agency's own trail, newest first. */
export const auditRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get('/audit', { config: { action: 'audit.read' }, schema: { querystring: Query } }, async (request, reply) => {
    const lines = await unitOfWork(app.database, request.who(), ctx => readTrail(ctx, request.query.before))
    const label = (code: string) => app.pageSetting.purposes.find(purpose => purpose.code === code)?.label ?? code
    return render(reply, 'pages/audit/page.njk', auditPage(lines, request.query.before, label))
  })
}
