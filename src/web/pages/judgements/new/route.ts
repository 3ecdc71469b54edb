import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { parsePlainDate, plusDays } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { judge, openJudgementForm } from '#services/judgements.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, formErrors, NO_ERRORS, notADay, readForm, type Typed } from '../../../form.ts'
import { render } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { NAMED, type Named } from '../../../named.ts'

const JudgementForm = Type.Object({
  words: Type.String({ maxLength: 2000 }),
  reasons: Type.String({ maxLength: 2000 }),
  exploitation: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 10 }),
  reviewOn: Type.String({ maxLength: 20 }),
  showTo: Type.Array(Type.String({ maxLength: 60 }), { maxItems: 100 }),
})

const WORDS = {
  labels: {
    words: 'what you judge',
    reasons: 'why',
    exploitation: 'kinds of exploitation',
    reviewOn: 'when you look again',
    showTo: 'who else should read it',
  },
  messages: { 'words.required': 'Say what you judge', 'reasons.required': 'Say why' },
}

/** A first day of review to start from: four weeks. */
const USUAL_REVIEW_DAYS = 28

/** GET and POST /people/:id/judgements/new — judge the signs, by name. */
export const newJudgementPages: FastifyPluginAsync = async app => {
  app.get<Named>(
    '/people/:id/judgements/new',
    { schema: NAMED, config: { action: 'judgement.make' } },
    (request, reply) => show(request, reply, {}),
  )

  const judges = { schema: NAMED, config: { action: 'judgement.make', form: WORDS.labels } } as const
  app.post<Named>('/people/:id/judgements/new', judges, async (request, reply) => {
    const form = readForm(JudgementForm, request.body, WORDS)
    const { typed } = form
    if (!form.ok) return show(request, reply, { typed, errors: form.errors }, 422)
    const reviewOn = parsePlainDate(form.value.reviewOn)
    if (!reviewOn.ok) {
      const problem = { field: 'reviewOn', message: notADay(reviewOn.reason) }
      return show(request, reply, { typed, errors: formErrors([problem]) }, 422)
    }
    const { id } = request.params
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whether they know the person is for the service to say
    const given = { ...form.value, reviewOn: reviewOn.value, showTo: form.value.showTo as AgencyId[] }
    try {
      await unitOfWork(app.database, request.who(), ctx => judge(ctx, id, given))
      return await reply.redirect(`/people/${id}#judgement`, 303)
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
  const { id } = request.params
  const who = request.who()
  const ticked = (name: string, value: string) => [typed[name] ?? []].flat().includes(value)
  const model = await unitOfWork(request.server.database, who, async ctx => {
    const { exploitations, agencies, name } = await openJudgementForm(ctx, id)
    const agency = await agencyDirectory(ctx)
    return {
      pageTitle: `Judge the signs: ${name}`,
      hasErrors: errors.summary.length > 0,
      personHref: `/people/${id}`,
      typed: {
        words: textOf(typed, 'words'),
        reasons: textOf(typed, 'reasons'),
        reviewOn: textOf(typed, 'reviewOn', plusDays(londonDay(who.now), USUAL_REVIEW_DAYS)),
      },
      exploitations: exploitations.map(one => ({
        value: one.code,
        text: one.label,
        hint: { text: one.hint },
        checked: ticked('exploitation', one.code),
      })),
      agencies: agencies.map(code => ({ value: code, text: agency(code).name, checked: ticked('showTo', code) })),
      errors,
    }
  })
  return render(reply, 'pages/judgements/new/page.njk', model, status)
}
