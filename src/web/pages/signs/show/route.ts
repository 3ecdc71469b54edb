import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { allows } from '#domain/access.ts'
import { SIGN_ANSWERS } from '#domain/sign.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { answerSign, openSign } from '#services/signs.ts'
import '#http/augment.ts'
import { type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { signPage } from './view.ts'

const AnswerForm = Type.Object({
  kind: Type.Enum([...SIGN_ANSWERS]),
  words: Type.Optional(Type.String({ maxLength: 2000 })),
  version: Type.Integer({ minimum: 1 }),
})

const WORDS = {
  labels: { kind: 'your answer', words: 'what was done, or why it is not a concern', version: 'version' },
  messages: { 'kind.required': 'Choose your answer' },
}

/** GET /signs/:id — one sign; POST …/answer answers it. */
export const signPages: FastifyPluginAsync = async app => {
  app.get<Named>('/signs/:id', { schema: NAMED, config: { action: 'sign.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const answers = { schema: NAMED, config: { action: 'sign.answer', form: WORDS.labels } } as const
  app.post<Named>('/signs/:id/answer', answers, (request, reply) =>
    takeForm(request, reply, {
      form: AnswerForm,
      words: WORDS,
      command: sent => sent,
      work: async ({ kind, words = '', version }) => {
        const { id } = request.params
        await unitOfWork(app.database, request.who(), ctx => answerSign(ctx, id, version, { kind, words }))
        return `/signs/${id}`
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
  const model = await unitOfWork(database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    return signPage({
      sign: await openSign(ctx, request.params.id),
      reference,
      name: code => agency(code).name,
      now: who.now,
      mayAnswer: allows(who.actor, 'sign.answer', ownSubject(ctx, 'sign'), who.purpose),
      ...sent,
    })
  })
  return render(reply, 'pages/signs/show/page.njk', model, status)
}
