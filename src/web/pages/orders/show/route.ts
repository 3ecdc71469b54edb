import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { type Action, allows } from '#domain/access.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { changeOrder, noteBreach, openLog, openOrder } from '#services/orders.ts'
import '#http/augment.ts'
import type { Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { CONDITION_FIELD_OF } from '../conditions.ts'
import { BREACH_WORDS, BreachForm, breachFrom, CHANGE_WORDS, ChangeForm, changeFrom } from './form.ts'
import { logPage, orderPage } from './view.ts'

const FIELD_OF = { ...CONDITION_FIELD_OF, at: 'time', about: 'reason' }

/**
 * GET /orders/:id — one order; GET …/log — its possible breaches, to print; POST …/breaches — note what was seen; POST …/changes —
 * vary, review, discharge or end it, or decide what a possible breach was.
 */
export const orderPages: FastifyPluginAsync = async app => {
  app.get<Named>('/orders/:id', { schema: NAMED, config: { action: 'order.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  app.get<Named>('/orders/:id/log', { schema: NAMED, config: { action: 'order.note' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const order = await openLog(ctx, request.params.id)
      return logPage(order, agency(order.agency).name, who.now)
    })
    return render(reply, 'pages/orders/show/log.njk', model)
  })

  const notes = { schema: NAMED, config: { action: 'order.note', form: BREACH_WORDS.labels } } as const
  app.post<Named>('/orders/:id/breaches', notes, (request, reply) =>
    takeForm(request, reply, {
      form: BreachForm,
      words: BREACH_WORDS,
      command: sent => breachFrom(sent, request.receivedAt),
      work: async (noted, { version }) => {
        await unitOfWork(app.database, request.who(), ctx => noteBreach(ctx, request.params.id, version, noted))
        return `/orders/${request.params.id}`
      },
      // The page has two forms, which are told apart by what they do.
      show: (sent, status) =>
        show(request, reply, { ...sent, typed: { ...sent.typed, kind: 'possible-breach' } }, status),
      fieldOf: FIELD_OF,
    }),
  )

  const changes = { schema: NAMED, config: { action: 'order.change', form: CHANGE_WORDS.labels } } as const
  app.post<Named>('/orders/:id/changes', changes, (request, reply) =>
    takeForm(request, reply, {
      form: ChangeForm,
      words: CHANGE_WORDS,
      command: sent => changeFrom(sent, request.receivedAt),
      work: async (change, { version }) => {
        await unitOfWork(app.database, request.who(), ctx => changeOrder(ctx, request.params.id, version, change))
        return `/orders/${request.params.id}`
      },
      show: (sent, status) => show(request, reply, sent, status),
      fieldOf: FIELD_OF,
    }),
  )
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const who = request.who()
  const { id } = request.params
  const model = await unitOfWork(request.server.database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    const may = (action: Action) => allows(who.actor, action, ownSubject(ctx, 'order', id), who.purpose)
    return orderPage({
      order: await openOrder(ctx, id),
      holder: agency,
      now: who.now,
      mayNote: may('order.note'),
      mayChange: may('order.change'),
      reader: who.actor.name,
      ...sent,
    })
  })
  return render(reply, 'pages/orders/show/page.njk', model, status)
}
