import '@fastify/swagger'
import type { FastifyPluginAsync } from 'fastify'
import { render } from '../page.ts'
import { apiGuidePage } from './view.ts'

/** GET /api — the OpenAPI document for people to read. */
export const apiGuideRoutes: FastifyPluginAsync = async app => {
  app.get('/api', { config: { action: 'public' } }, async (_request, reply) =>
    render(reply, 'pages/api-guide/page.njk', apiGuidePage(app.swagger())),
  )
}
