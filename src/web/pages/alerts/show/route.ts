import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { answerAlert, openAlert } from '#services/alerts.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { ANSWER_WORDS, answerFrom, AnswerForm } from './form.ts'
import { alertPage } from './view.ts'

/** GET /alerts/:id — one alert; POST /alerts/:id/answers — take it on, act, hand on, close, or say that it is somebody else. */
export const alertPages: FastifyPluginAsync = async app => {
  app.get<Named>('/alerts/:id', { schema: NAMED, config: { action: 'alert.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const answers = { schema: NAMED, config: { action: 'alert.answer', form: ANSWER_WORDS.labels } } as const
  app.post<Named>('/alerts/:id/answers', answers, (request, reply) =>
    takeForm(request, reply, {
      form: AnswerForm,
      words: ANSWER_WORDS,
      command: answerFrom,
      work: async (answer, { version, from }) => {
        const alertId = request.params.id
        await unitOfWork(app.database, request.who(), ctx => answerAlert(ctx, { alertId, version, answer }))
        return from === 'inbox' ? '/alerts' : `/alerts/${alertId}`
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
  const file = await unitOfWork(database, who, ctx => openAlert(ctx, request.params.id))
  const model = alertPage({ file, agency: who.actor.agency, reference, now: who.now, ...sent })
  return render(reply, 'pages/alerts/show/page.njk', model, status)
}
