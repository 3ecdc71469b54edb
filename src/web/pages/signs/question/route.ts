import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openQuestion, QUESTION_ANSWERS, replyToQuestion } from '#services/sign-questions.ts'
import '#http/augment.ts'
import { notTaken, readForm, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { questionPage } from './view.ts'

const AnswerForm = Type.Object({
  state: Type.Enum([...QUESTION_ANSWERS]),
  words: Type.String({ maxLength: 2000 }),
})

const WORDS = {
  labels: { state: 'your answer', words: 'what was seen' },
  messages: {
    'state.required': 'Choose your answer',
    'words.required': 'Say what was seen, where you looked, or why you do not answer',
  },
}

/** GET /sign-questions/:id — whether the reader's agency has seen signs; POST …/answer says so. */
export const questionPages: FastifyPluginAsync = async app => {
  app.get<Named>('/sign-questions/:id', { schema: NAMED, config: { action: 'sign.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const answers = { schema: NAMED, config: { action: 'sign.reply', form: WORDS.labels } } as const
  app.post<Named>('/sign-questions/:id/answer', answers, async (request, reply) => {
    const form = readForm(AnswerForm, request.body, WORDS)
    const { typed } = form
    if (!form.ok) return show(request, reply, { typed, errors: form.errors }, 422)
    const { id } = request.params
    try {
      await unitOfWork(app.database, request.who(), ctx => replyToQuestion(ctx, id, form.value))
      return await reply.redirect(`/sign-questions/${id}`, 303)
    } catch (error) {
      return show(request, reply, ...notTaken(error, typed))
    }
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
    return questionPage({
      question: await openQuestion(ctx, request.params.id),
      name: code => agency(code).name,
      now: who.now,
      ...sent,
    })
  })
  return render(reply, 'pages/signs/question/page.njk', model, status)
}
