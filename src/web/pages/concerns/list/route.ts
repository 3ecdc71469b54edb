import type { FastifyPluginAsync } from 'fastify'
import { listOwnConcerns } from '#services/concerns.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { concernsPage } from './view.ts'

/** GET /concerns — what people without an account told the agency of, those that wait first. */
export const concernListPages: FastifyPluginAsync = async app => {
  app.get('/concerns', { config: { action: 'concern.list' } }, async (request, reply) => {
    const concerns = await unitOfWork(app.database, request.who(), listOwnConcerns)
    return render(reply, 'pages/concerns/list/page.njk', concernsPage(concerns, request.receivedAt))
  })
}
