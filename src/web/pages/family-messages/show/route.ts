import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { FAMILY_REPLIES } from '#domain/family.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openMessage, replyToFamily } from '#services/family.ts'
import '#http/augment.ts'
import { errorsOf, readForm, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { familyMessagePage } from './view.ts'

const ReplyForm = Type.Object({
  kind: Type.Enum([...FAMILY_REPLIES]),
  words: Type.Optional(Type.String({ maxLength: 10_000 })),
  post: Type.Optional(Type.String({ maxLength: 200 })),
})

const WORDS = { labels: { kind: 'what you do', words: 'your answer', post: 'what you do' } }

/** GET /family-messages/:id — what somebody of a family wrote; POST — say that it is read, or answer. */
export const familyMessagePages: FastifyPluginAsync = async app => {
  app.get<Named>('/family-messages/:id', { schema: NAMED, config: { action: 'family.message' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const answer = { schema: NAMED, config: { action: 'family.answer', form: WORDS.labels } } as const
  app.post<Named>('/family-messages/:id', answer, async (request, reply) => {
    const form = readForm(ReplyForm, request.body, WORDS)
    if (!form.ok) return show(request, reply, form, 422)
    const { kind, words = '', post = '' } = form.value
    const { id } = request.params
    try {
      await unitOfWork(app.database, request.who(), ctx => replyToFamily(ctx, id, { kind, words, post }))
    } catch (error) {
      return show(request, reply, { typed: form.typed, errors: errorsOf(error) }, 422)
    }
    return reply.redirect(`/family-messages/${id}`, 303)
  })
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const who = request.who()
  const model = await unitOfWork(request.server.database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    return familyMessagePage(await openMessage(ctx, request.params.id), agency, who.now, sent)
  })
  return render(reply, 'pages/family-messages/show/page.njk', model, status)
}
