import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openQuestion, QUESTION_ANSWERS, replyToQuestion } from '#services/sign-questions.ts'
import '#http/augment.ts'
import { type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
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
  app.post<Named>('/sign-questions/:id/answer', answers, (request, reply) =>
    takeForm(request, reply, {
      form: AnswerForm,
      words: WORDS,
      command: sent => sent,
      work: async answer => {
        await unitOfWork(app.database, request.who(), ctx => replyToQuestion(ctx, request.params.id, answer))
        return `/sign-questions/${request.params.id}`
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
