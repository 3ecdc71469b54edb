import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { unitOfWork } from '#services/context.ts'
import { endWatch, openWatch, renewWatch, watchChoices } from '#services/watches.ts'
import '#http/augment.ts'
import { type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
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
  app.post<Named>('/watches/:id/renew', change, (request, reply) =>
    takeForm(request, reply, {
      form: WatchForm,
      words: WORDS,
      command: termsFrom,
      work: async (terms, { version }) => {
        await unitOfWork(app.database, request.who(), ctx => renewWatch(ctx, request.params.id, version, terms))
        return `/watches/${request.params.id}`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )

  app.post<Named>('/watches/:id/end', change, (request, reply) =>
    takeForm(request, reply, {
      form: WatchForm,
      words: WORDS,
      command: sent => sent,
      work: async ({ version, endReason = '' }) => {
        await unitOfWork(app.database, request.who(), ctx => endWatch(ctx, request.params.id, version, endReason))
        return `/watches/${request.params.id}`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )
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
