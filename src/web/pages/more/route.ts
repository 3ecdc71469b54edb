import type { FastifyPluginAsync } from 'fastify'
import { type Destination, destinationsFor, MORE } from '../../nav.ts'
import { type PageModel, render } from '../page.ts'

/** Exactly what page.njk prints. */
interface MorePage extends PageModel {
  readonly destinations: readonly Destination[]
}

/** GET /more — every page that the reader may open, with one line each. */
export const morePages: FastifyPluginAsync = async app => {
  app.get(MORE, { config: { action: 'account.manage' } }, async (request, reply) => {
    const { actor, purpose } = request.who()
    const destinations = destinationsFor({ roles: actor.roles, purpose }, url => app.hasRoute({ method: 'GET', url }))
    const model: MorePage = { pageTitle: 'All pages', destinations }
    return render(reply, 'pages/more/page.njk', model)
  })
}
