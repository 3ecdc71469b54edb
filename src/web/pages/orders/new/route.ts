import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { CARE_STATUSES } from '#domain/order.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openOrderForm, recordOrder } from '#services/orders.ts'
import '#http/augment.ts'
import { errorsOf, formErrors, NO_ERRORS, readForm, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { CONDITION_FIELD_OF, dayChoices } from '../conditions.ts'
import { CARE_WORDS } from '../words.ts'
import { ORDER_WORDS, OrderForm, orderFrom } from './form.ts'

/** GET and POST /people/:id/orders/new — record an order or notice that somebody is under. */
export const newOrderPages: FastifyPluginAsync = async app => {
  app.get<Named>('/people/:id/orders/new', { schema: NAMED, config: { action: 'order.record' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const records = { schema: NAMED, config: { action: 'order.record', form: ORDER_WORDS.labels } } as const
  app.post<Named>('/people/:id/orders/new', records, async (request, reply) => {
    const form = readForm(OrderForm, request.body, ORDER_WORDS)
    if (!form.ok) return show(request, reply, form, 422)
    const { typed } = form
    const told = orderFrom(form.value)
    if ('problems' in told) return show(request, reply, { typed, errors: formErrors(told.problems) }, 422)
    const { id } = request.params
    try {
      await unitOfWork(app.database, request.who(), ctx => recordOrder(ctx, id, told, form.value.key))
      return await reply.redirect(`/people/${id}/orders`, 303)
    } catch (error) {
      return show(request, reply, { typed, errors: errorsOf(error, CONDITION_FIELD_OF) }, 422)
    }
  })
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  { typed = {}, errors = NO_ERRORS }: Sent,
  status = 200,
): Promise<FastifyReply> {
  const { id } = request.params
  const shownTo = [typed['showTo'] ?? []].flat()
  const model = await unitOfWork(request.server.database, request.who(), async ctx => {
    const { kinds, notYet, around, further, name, born } = await openOrderForm(ctx, id)
    const agency = await agencyDirectory(ctx)
    const choices = (codes: readonly string[]) =>
      codes
        .map(code => ({ value: code, text: agency(code).name, checked: shownTo.includes(code) }))
        .toSorted((a, b) => a.text.localeCompare(b.text))
    return {
      pageTitle: `Record an order or notice: ${name}`,
      hasErrors: errors.summary.length > 0,
      personHref: `/people/${id}`,
      key: textOf(typed, 'key', randomUUID()),
      kinds: kinds.map(({ code, label, appliedForBy, verified }) => ({
        value: code,
        text: label,
        hint: {
          text: `${appliedForBy}.${verified ? '' : ' What we say of it was not checked against the law itself.'}`,
        },
        checked: textOf(typed, 'kind') === code,
      })),
      notYet: notYet.map(({ label }) => label).join('; '),
      care: CARE_STATUSES.map(value => ({
        value,
        text: CARE_WORDS[value],
        checked: textOf(typed, 'protectsCare', 'none') === value,
      })),
      isInterim: textOf(typed, 'isInterim') === 'yes',
      around: choices(around),
      further: choices(further),
      typed: { born: born ?? '', ...typed },
      ...dayChoices(typed),
      errors,
    }
  })
  return render(reply, 'pages/orders/new/page.njk', model, status)
}
