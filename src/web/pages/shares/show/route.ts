import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { answerSharing, endSharing, gatewaysFor, openSharing } from '#services/sharing.ts'
import '#http/augment.ts'
import { formErrors, notTaken, readForm, type Sent, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { ANSWER_WORDS, AnswerForm, decisionFrom } from './form.ts'
import { sharePage } from './view.ts'

/** GET /shares/:id — one request; POST …/answer shares or refuses, POST …/end stops sharing or takes the request back. */
export const sharePages: FastifyPluginAsync = async app => {
  app.get<Named>('/shares/:id', { schema: NAMED, config: { action: 'share.list' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const answers = { schema: NAMED, config: { action: 'share.decide', form: ANSWER_WORDS.labels } } as const
  app.post<Named>('/shares/:id/answer', answers, async (request, reply) => {
    const form = readForm(AnswerForm, request.body, ANSWER_WORDS)
    if (!form.ok) return show(request, reply, form, 422)
    const decision = decisionFrom(form.value)
    const { typed } = form
    if ('problems' in decision) return show(request, reply, { typed, errors: formErrors(decision.problems) }, 422)
    const { version } = form.value
    return changed(request, reply, typed, () =>
      unitOfWork(app.database, request.who(), ctx => answerSharing(ctx, request.params.id, version, decision)),
    )
  })

  app.post<Named>('/shares/:id/end', { schema: NAMED, config: { action: 'share.end' } }, (request, reply) =>
    changed(request, reply, {}, () =>
      unitOfWork(app.database, request.who(), ctx => endSharing(ctx, request.params.id)),
    ),
  )
}

async function changed(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  typed: Typed,
  work: () => Promise<void>,
): Promise<FastifyReply> {
  try {
    await work()
    return await reply.redirect(`/shares/${request.params.id}`, 303)
  } catch (error) {
    return show(request, reply, ...notTaken(error, typed))
  }
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
    return sharePage({
      request: await openSharing(ctx, request.params.id),
      agencyName: code => agency(code).name,
      basisName: code => reference.legalBasisByCode.get(code)?.label ?? code,
      bases: gatewaysFor(ctx),
      now: who.now,
      ...sent,
    })
  })
  return render(reply, 'pages/shares/show/page.njk', model, status)
}
