import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Problem } from '#domain/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { endWatch, openWatch, renewWatch, watchChoices } from '#services/watches.ts'
import '#http/augment.ts'
import { type FormErrors, formErrors, readForm, type Typed } from '../../../form.ts'
import { render } from '../../page.ts'
import { TERM_LABELS, TERMS, termsFrom } from '../terms.ts'
import { watchPage } from './view.ts'

const WatchForm = Type.Object({
  version: Type.Integer({ minimum: 1 }),
  ...TERMS,
  endReason: Type.Optional(Type.String({ maxLength: 500 })),
})

const WORDS = { labels: { version: 'version', ...TERM_LABELS, endReason: 'why it ends' } }

interface Named {
  readonly Params: { readonly id: string }
}

const schema = {
  params: { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
} as const

/** GET /watches/:id — one watch; POST …/renew and …/end. */
export const watchPages: FastifyPluginAsync = async app => {
  app.get<Named>('/watches/:id', { schema, config: { action: 'watch.list' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const change = { schema, config: { action: 'watch.change', form: WORDS.labels } } as const
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
    if (!(error instanceof Problem)) throw error
    if (error.code === 'stale-version') return show(request, reply, { typed, conflict: error.message }, 409)
    if (error.fields.length > 0) return show(request, reply, { typed, errors: formErrors(error.fields) }, 422)
    throw error
  }
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: { readonly typed?: Typed; readonly errors?: FormErrors; readonly conflict?: string },
  status = 200,
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const watch = await unitOfWork(database, who, ctx => openWatch(ctx, request.params.id))
  const model = watchPage(watch, watchChoices(who), reference, who.now, sent)
  return render(reply, 'pages/watches/show/page.njk', model, status)
}
