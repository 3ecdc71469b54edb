import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { unitOfWork } from '#services/context.ts'
import { endWatch, openWatch, renewWatch, watchChoices } from '#services/watches.ts'
import '#http/augment.ts'
import { formErrors, notTaken, readForm, type Sent, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { TERM_LABELS, TERMS, termsFrom } from '../terms.ts'
import { watchPage } from './view.ts'

const WatchForm = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  ...TERMS,
  endReason: Type.Optional(Type.String({ maxLength: 500 })),
})

const WORDS = { labels: { version: 'version', ...TERM_LABELS, endReason: 'why it ends' } }

/** GET /watches/:id — one watch; POST …/renew and …/end. */
export const watchPages: FastifyPluginAsync = async app => {
  app.get<Named>('/watches/:id', { schema: NAMED, config: { action: 'watch.list' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const change = { schema: NAMED, config: { action: 'watch.change', form: WORDS.labels } } as const
  app.post<Named>('/watches/:id/renew', change, async (request, reply) => {
    const form = readForm(WatchForm, request.body, WORDS)
    if (!form.ok) return show(request, reply, form, 422)
    const terms = termsFrom(form.value)
    if ('problems' in terms) return show(request, reply, { typed: form.typed, errors: formErrors(terms.problems) }, 422)
    return changed(request, reply, form.typed, () =>
      unitOfWork(app.database, request.who(), ctx => renewWatch(ctx, request.params.id, form.value.version, terms)),
    )
  })

  app.post<Named>('/watches/:id/end', change, async (request, reply) => {
    const form = readForm(WatchForm, request.body, WORDS)
    if (!form.ok) return show(request, reply, form, 422)
    const { version, endReason = '' } = form.value
    return changed(request, reply, form.typed, () =>
      unitOfWork(app.database, request.who(), ctx => endWatch(ctx, request.params.id, version, endReason)),
    )
  })
}

async function changed(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  typed: Typed,
  work: () => Promise<void>,
): Promise<FastifyReply> {
  try {
    await work()
    return await reply.redirect(`/watches/${request.params.id}`, 303)
  } catch (error) {
    return show(request, reply, ...notTaken(error, typed))
  }
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const watch = await unitOfWork(database, who, ctx => openWatch(ctx, request.params.id))
  const model = watchPage(watch, watchChoices(who), reference, who.now, sent)
  return render(reply, 'pages/watches/show/page.njk', model, status)
}
