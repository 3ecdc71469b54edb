import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { dissentFrom, openJudgement } from '#services/judgements.ts'
import { nameOf } from '#services/search.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, NO_ERRORS, readForm, type Typed } from '../../../form.ts'
import { render } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { NAMED, type Named } from '../../../named.ts'
import { judgementWords } from '../../signs/section.ts'

const DissentForm = Type.Object({ words: Type.String({ maxLength: 2000 }) })

const WORDS = {
  labels: { words: 'what you see differently' },
  messages: { 'words.required': 'Say what you see differently, and why' },
}

/** GET /judgements/:id — one judgement; POST …/dissent says what somebody sees differently. */
export const judgementPages: FastifyPluginAsync = async app => {
  app.get<Named>('/judgements/:id', { schema: NAMED, config: { action: 'judgement.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const dissents = { schema: NAMED, config: { action: 'judgement.dissent', form: WORDS.labels } } as const
  app.post<Named>('/judgements/:id/dissent', dissents, async (request, reply) => {
    const form = readForm(DissentForm, request.body, WORDS)
    const { typed } = form
    if (!form.ok) return show(request, reply, { typed, errors: form.errors }, 422)
    const { id } = request.params
    try {
      await unitOfWork(app.database, request.who(), ctx => dissentFrom(ctx, id, form.value.words))
      return await reply.redirect(`/judgements/${id}`, 303)
    } catch (error) {
      return show(request, reply, { typed, errors: errorsOf(error) }, 422)
    }
  })
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  { typed = {}, errors = NO_ERRORS }: { readonly typed?: Typed; readonly errors?: FormErrors },
  status = 200,
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const model = await unitOfWork(database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    const judgement = await openJudgement(ctx, request.params.id)
    return {
      pageTitle: 'A judgement of the signs',
      hasErrors: errors.summary.length > 0,
      caption: nameOf(judgement.person ?? {}),
      judgement: judgementWords(judgement, { reference, name: code => agency(code).name, now: who.now }),
      personHref: judgement.personId === null ? '' : `/people/${judgement.personId}`,
      typedWords: textOf(typed, 'words'),
      errors,
    }
  })
  return render(reply, 'pages/judgements/show/page.njk', model, status)
}
