import type { FastifyPluginAsync } from 'fastify'
import { allows } from '#domain/access.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { openLead } from '#services/cases.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { ordersOf } from '#services/orders.ts'
import '#http/augment.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { leadHeader } from '../../people/lead.ts'
import { partsOf } from '../../people/parts.ts'
import { conditionLines } from '../conditions.ts'
import { lifeText, tagsOf, titleOf } from '../words.ts'

/** GET /people/:id/orders — orders and notices about one person, as far as the reader may see. */
export const personOrderPages: FastifyPluginAsync = async app => {
  app.get<Named>('/people/:id/orders', { schema: NAMED, config: { action: 'person.read' } }, async (request, reply) => {
    const who = request.who()
    const { id } = request.params
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const { name, state } = await openLead(ctx, id)
      const orders = await ordersOf(ctx, id)
      return {
        pageTitle: `Orders: ${name}`,
        sentence:
          orders.length === 0
            ? 'Your agency holds no order or notice about this person, and was shown none.'
            : 'Orders and notices about this person that your agency holds or was shown. They say what to ask; a child under one is a victim first.',
        parts: partsOf(who, id, '/orders'),
        lead: leadHeader({ lead: state.lead, agency, stepName, now: who.now, href: `/people/${id}/case` }),
        orders: orders.map(order => ({
          title: titleOf(order),
          href: `/orders/${order.orderId}`,
          reference: order.reference,
          holder: `Held by ${agency(order.agency).name}, ${lifeText(order)}`,
          tags: tagsOf(order, who.now),
          conditions: conditionLines(order.conditions),
        })),
        newHref: allows(who.actor, 'order.record', ownSubject(ctx, 'person', id), who.purpose)
          ? `/people/${id}/orders/new`
          : '',
      }
    })
    return render(reply, 'pages/orders/person/page.njk', model)
  })
}
