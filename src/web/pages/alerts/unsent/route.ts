import type { FastifyPluginAsync } from 'fastify'
import { unitOfWork } from '#services/context.ts'
import { listUnsent, sendAgain } from '#services/outbox.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { unsentPage } from './view.ts'

/** GET /alerts/unsent — messages that were given up; POST /alerts/unsent/:number tries one again. */
export const unsentPages: FastifyPluginAsync = async app => {
  const config = { config: { action: 'alert.unsent' } } as const

  app.get('/alerts/unsent', config, async (request, reply) => {
    const letters = await unitOfWork(app.database, request.who(), listUnsent)
    return render(reply, 'pages/alerts/unsent/page.njk', unsentPage(letters, request.receivedAt))
  })

  app.post<{ Params: { number: number } }>(
    '/alerts/unsent/:number',
    {
      ...config,
      schema: {
        params: { type: 'object', required: ['number'], properties: { number: { type: 'integer', minimum: 1 } } },
      },
    },
    async (request, reply) => {
      await unitOfWork(app.database, request.who(), ctx => sendAgain(ctx, request.params.number))
      return reply.redirect('/alerts/unsent', 303)
    },
  )
}
