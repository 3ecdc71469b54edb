import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CONCERN_STEPS } from '#domain/concern.ts'
import { answerConcern, openConcern } from '#services/concerns.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, readForm, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { concernPage } from './view.ts'

const AnswerForm = Type.Object({
  step: Type.Enum([...CONCERN_STEPS]),
  words: Type.Optional(Type.String({ maxLength: 10_000 })),
})

const WORDS = { labels: { step: 'what you do', words: 'your words' }, messages: { step: 'Choose what you do' } }

/** GET /concerns/:id — what somebody told the agency; POST — read it, answer, note or close. */
export const concernPages: FastifyPluginAsync = async app => {
  app.get<Named>('/concerns/:id', { schema: NAMED, config: { action: 'concern.list' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const change = { schema: NAMED, config: { action: 'concern.answer', form: WORDS.labels } } as const
  app.post<Named>('/concerns/:id', change, async (request, reply) => {
    const form = readForm(AnswerForm, request.body, WORDS)
    if (!form.ok) return show(request, reply, form, 422)
    const { step, words = '' } = form.value
    try {
      await unitOfWork(app.database, request.who(), ctx => answerConcern(ctx, request.params.id, step, words))
    } catch (error) {
      return show(request, reply, { typed: form.typed, errors: errorsOf(error) }, 422)
    }
    return reply.redirect(`/concerns/${request.params.id}`, 303)
  })
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: { readonly typed?: Typed; readonly errors?: FormErrors },
  status = 200,
): Promise<FastifyReply> {
  const held = await unitOfWork(request.server.database, request.who(), ctx => openConcern(ctx, request.params.id))
  return render(reply, 'pages/concerns/show/page.njk', concernPage(held, sent), status)
}
