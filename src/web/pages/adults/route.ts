import type { FastifyPluginAsync } from 'fastify'
import { listAdultWork } from '#services/adults.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { adultsPage } from './view.ts'

/** GET /adults — what waits for adults who may be at risk, and for those who turn eighteen. */
export const adultListPages: FastifyPluginAsync = async app => {
  app.get('/adults', { config: { action: 'adult.list' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const matters = await listAdultWork(ctx)
      return adultsPage({ matters, ownAgency: who.actor.agency, agencyName: code => agency(code).name, now: who.now })
    })
    return render(reply, 'pages/adults/page.njk', model)
  })
}
