import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { listTurningEighteen } from '#services/turning-18.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { turningListPage } from './view.ts'

/** GET /turning-18 — who of the agency's own turns eighteen in the next twelve months, by the day. */
export const turningListPages: FastifyPluginAsync = async app => {
  app.get('/turning-18', { config: { action: 'adult.list' } }, async (request, reply) => {
    const model = await unitOfWork(app.database, request.who(), async ctx => {
      const agency = await agencyDirectory(ctx)
      return turningListPage(await listTurningEighteen(ctx), code => agency(code).name)
    })
    return render(reply, 'pages/turning-18/page.njk', model)
  })
}
