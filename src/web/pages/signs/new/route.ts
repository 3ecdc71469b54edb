import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { londonDay } from '#domain/values/london.ts'
import { unitOfWork } from '#services/context.ts'
import { openSignForm, recordSign, tradeOf } from '#services/signs.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, formErrors, readForm, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { SIGN_WORDS, SignForm, signFrom } from './form.ts'
import { newSignPage } from './view.ts'

interface Asked extends Named {
  readonly Querystring: { readonly trade?: string; readonly again?: string }
}

const schema = {
  ...NAMED,
  querystring: {
    type: 'object',
    properties: { trade: { type: 'string', maxLength: 60 }, again: { type: 'string', format: 'uuid' } },
  },
} as const

/** GET and POST /people/:id/signs/new — record a sign, in words of one's own trade. */
export const newSignPages: FastifyPluginAsync = async app => {
  app.get<Asked>('/people/:id/signs/new', { schema, config: { action: 'sign.record' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const sent = { schema: NAMED, config: { action: 'sign.record', form: SIGN_WORDS.labels } } as const
  app.post<Asked>('/people/:id/signs/new', sent, async (request, reply) => {
    const form = readForm(SignForm, request.body, SIGN_WORDS)
    if (!form.ok) return show(request, reply, form)
    const { typed } = form
    const told = signFrom(form.value)
    if ('problems' in told) return show(request, reply, { typed, errors: formErrors(told.problems) })
    const { id } = request.params
    try {
      await unitOfWork(app.database, request.who(), ctx => recordSign(ctx, id, told, form.value.key))
      return await reply.redirect(`/people/${id}#signs`, 303)
    } catch (error) {
      return show(request, reply, { typed, errors: errorsOf(error) })
    }
  })
}

async function show(
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  { typed, errors }: { readonly typed?: Typed; readonly errors?: FormErrors },
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const { id: personId } = request.params
  const choices = await unitOfWork(database, who, ctx => openSignForm(ctx, personId))
  const own = tradeOf(who.actor.agency)?.code ?? 'charity'
  const model = newSignPage({
    personId,
    choices,
    trade: textOf(typed ?? {}, 'trade', request.query.trade ?? own),
    agencies: reference.agencies,
    reader: who.actor,
    today: londonDay(who.now),
    key: textOf(typed ?? {}, 'key', randomUUID()),
    again: request.query.again,
    typed,
    errors,
  })
  return render(reply, 'pages/signs/new/page.njk', model, errors === undefined ? 200 : 422)
}
