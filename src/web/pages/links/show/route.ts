import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { LINK_WORDS } from '#domain/link.ts'
import { Problem } from '#domain/problem.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork, type Who } from '#services/context.ts'
import { undoLink } from '#services/link-decisions.ts'
import { type Answered, answerReview, openLink } from '#services/link-review.ts'
import '#http/augment.ts'
import { readForm } from '../../../form.ts'
import { render } from '../../page.ts'
import { linkPage, type NotTaken } from './view.ts'

const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })

const Answer = Type.Object({
  word: Type.Enum([...LINK_WORDS]),
  reason: Type.Optional(Type.String({ maxLength: 2000 })),
  from: Type.Optional(Type.Enum(['review'])),
})
const WORDS = {
  labels: { word: 'same, different or not sure', reason: 'what decided it', from: 'where you came from' },
}

/** One pair: GET /links/:id, POST its answer, POST to take one's own word back. */
export const linkPages: FastifyPluginAsyncTypebox = async app => {
  app.get('/links/:id', { config: { action: 'link.read' }, schema: { params: Params } }, (request, reply) =>
    show(request.who(), reply, request.params.id),
  )

  app.post(
    '/links/:id/answer',
    { config: { action: 'link.decide', form: WORDS.labels }, schema: { params: Params } },
    async (request, reply) => {
      const { id } = request.params
      const form = readForm(Answer, request.body, WORDS)
      const { typed } = form
      if (!form.ok) {
        const [wrong] = form.errors.summary
        return show(request.who(), reply, id, { typed, ...(wrong && { noteError: wrong.text }) }, wrong ? 400 : 200)
      }
      const { word, reason = '', from } = form.value
      try {
        const answered = await unitOfWork(app.database, request.who(), ctx => answerReview(ctx, id, word, reason))
        return reply.redirect(from === 'review' ? nextOf(answered, word) : `/links/${answered.decisionId ?? id}`, 303)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        if (error.code === 'already-answered')
          return show(
            request.who(),
            reply,
            id,
            { typed, conflict: 'Somebody was quicker. Look at what they said.' },
            409,
          )
        const wrong = error.fields.find(({ field }) => field === 'reason')
        if (wrong === undefined) throw error
        return show(request.who(), reply, id, { typed, noteError: wrong.message }, 400)
      }
    },
  )

  app.post(
    '/links/:id/undo',
    { config: { action: 'link.decide' }, schema: { params: Params } },
    async (request, reply) => {
      await unitOfWork(app.database, request.who(), ctx => undoLink(ctx, request.params.id))
      return reply.redirect('/links/review?done=undone', 303)
    },
  )

  async function show(who: Who, reply: FastifyReply, id: string, sent?: NotTaken, status = 200): Promise<FastifyReply> {
    const model = await unitOfWork(app.database, who, async ctx =>
      linkPage(await openLink(ctx, id), await agencyDirectory(ctx), sent),
    )
    return render(reply, 'pages/links/show/page.njk', model, status)
  }
}

function nextOf({ decisionId, status }: Answered, word: string): string {
  const done = status === 'stands' ? word : status
  return `/links/review?done=${done}${decisionId === undefined ? '' : `&undo=${decisionId}`}`
}
