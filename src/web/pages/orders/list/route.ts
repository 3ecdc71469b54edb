import type { FastifyPluginAsync } from 'fastify'
import { unitOfWork } from '#services/context.ts'
import { listOrders } from '#services/orders.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { ordersPage } from './view.ts'

/** GET /orders — orders of the reader's agency: those that ask for something first, or those that are over. */
export const orderListPages: FastifyPluginAsync = async app => {
  app.get<{ Querystring: { readonly show?: string } }>(
    '/orders',
    { config: { action: 'order.list' } },
    async (request, reply) => {
      const who = request.who()
      const which = request.query.show === 'closed' ? 'closed' : 'open'
      const orders = await unitOfWork(app.database, who, ctx => listOrders(ctx, which))
      return render(reply, 'pages/orders/list/page.njk', ordersPage(orders, which, who.now))
    },
  )
}
