import type { FastifyPluginAsync } from 'fastify'
import { londonDay } from '#domain/values/london.ts'
import { unitOfWork } from '#services/context.ts'
import { listOwnWatches } from '#services/watches.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { watchesPage } from './view.ts'

/** GET /watches — the agency's watches, those that end soon first. */
export const watchListPages: FastifyPluginAsync = async app => {
  app.get('/watches', { config: { action: 'watch.list' } }, async (request, reply) => {
    const watches = await unitOfWork(app.database, request.who(), listOwnWatches)
    const model = watchesPage(watches, app.reference, londonDay(request.receivedAt))
    return render(reply, 'pages/watches/list/page.njk', model)
  })
}
