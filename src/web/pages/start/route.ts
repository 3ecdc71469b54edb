import type { FastifyPluginAsync } from 'fastify'
import { destinationsFor } from '../../nav.ts'
import { render } from '../page.ts'
import { startPage } from './view.ts'

/** GET / — what someone can do here. */
export const startRoutes: FastifyPluginAsync = async app => {
  app.get('/', { config: { action: 'account.manage' } }, async (request, reply) => {
    const { actor, purpose } = request.who()
    const destinations = destinationsFor({ roles: actor.roles, purpose }, url => app.hasRoute({ method: 'GET', url }))
    return render(reply, 'pages/start/page.njk', startPage(destinations))
  })
}
