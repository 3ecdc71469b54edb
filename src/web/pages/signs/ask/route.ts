import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AgencyId } from '#domain/values/ids.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { askForSigns, openQuestionForm } from '#services/sign-questions.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { textOf } from '../../shares/words.ts'

const AskForm = Type.Object({ agency: Type.String({ maxLength: 60 }), words: Type.String({ maxLength: 2000 }) })

const WORDS = {
  labels: { agency: 'whom you ask', words: 'what you ask' },
  messages: { 'agency.required': 'Choose whom to ask', 'words.required': 'Say what you ask, and why' },
}

/** GET and POST /people/:id/signs/ask — ask an agency whether it has seen signs. */
export const askForSignsPages: FastifyPluginAsync = async app => {
  app.get<Named>('/people/:id/signs/ask', { schema: NAMED, config: { action: 'sign.ask' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const asks = { schema: NAMED, config: { action: 'sign.ask', form: WORDS.labels } } as const
  app.post<Named>('/people/:id/signs/ask', asks, (request, reply) =>
    takeForm(request, reply, {
      form: AskForm,
      words: WORDS,
      command: ({ agency, words }) => ({ agency: agency as AgencyId, words }),
      work: async question => {
        await unitOfWork(app.database, request.who(), ctx => askForSigns(ctx, request.params.id, question))
        return `/people/${request.params.id}#silence`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  { typed = {}, errors = NO_ERRORS, conflict }: Sent,
  status = 200,
): Promise<FastifyReply> {
  const { id } = request.params
  const model = await unitOfWork(request.server.database, request.who(), async ctx => {
    const { agencies, name } = await openQuestionForm(ctx, id)
    const agency = await agencyDirectory(ctx)
    const chosen = textOf(typed, 'agency')
    return {
      pageTitle: `Have others seen signs? ${name}`,
      hasErrors: errors.summary.length > 0,
      personHref: `/people/${id}`,
      agencies: [
        { value: '', text: 'Choose an agency', selected: chosen === '' },
        ...agencies.map(code => ({ value: code, text: agency(code).name, selected: code === chosen })),
      ],
      typedWords: textOf(typed, 'words'),
      conflict,
      errors,
    }
  })
  return render(reply, 'pages/signs/ask/page.njk', model, status)
}
