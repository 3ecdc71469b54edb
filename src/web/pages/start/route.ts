import type { FastifyPluginAsync } from 'fastify'
import { unitOfWork } from '#services/context.ts'
import { whatWaits } from '#services/waiting.ts'
import { destinationsFor } from '../../nav.ts'
import { render } from '../page.ts'
import { startPage } from './view.ts'

/** GET / — what waits for someone, and what they can do here. */
export const startRoutes: FastifyPluginAsync = async app => {
  app.get('/', { config: { action: 'account.manage' } }, async (request, reply) => {
    const who = request.who()
    const { actor, purpose } = who
    const destinations = destinationsFor({ roles: actor.roles, purpose }, url => app.hasRoute({ method: 'GET', url }))
    const waiting = await unitOfWork(app.database, who, whatWaits)
    return render(reply, 'pages/start/page.njk', startPage(destinations, waiting))
  })
}
