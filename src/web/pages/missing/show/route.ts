import { NO_NAME } from '#services/search.ts'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { Problem } from '#domain/problem.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { openEpisode } from '#services/missing.ts'
import { changeMissing, offerInterview, whereIsMissing } from '#services/missing-changes.ts'
import '#http/augment.ts'
import { errorsOf, formErrors, notTaken, readForm, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { FIELDS_OF_STEP, OFFER_WORDS, OfferForm, offerFrom, STEP_FORM_WORDS, StepForm, stepFrom } from './form.ts'
import { episodePage } from './view.ts'

/** One episode on the page of a person. */
interface Place {
  readonly id: string
  readonly agency: string
  readonly record: string
}

const Uuid = { type: 'string', format: 'uuid' } as const
const schema = {
  params: {
    type: 'object',
    required: ['id', 'agency', 'record'],
    properties: { id: Uuid, agency: { type: 'string', maxLength: 60 }, record: Uuid },
  },
} as const

/**
 * GET /people/:id/missing/:agency/:record — one episode; POST …/interviews — a return home interview was offered;
 * POST /missing/:id/steps — what happened next to an episode or an interview of one's own agency.
 */
export const episodePages: FastifyPluginAsync = async app => {
  const place = '/people/:id/missing/:agency/:record'
  app.get<{ Params: Place }>(place, { schema, config: { action: 'missing.read' } }, (request, reply) =>
    show(request, reply, request.params, {}),
  )

  const offers = { schema, config: { action: 'missing.record', form: OFFER_WORDS.labels } } as const
  app.post<{ Params: Place }>(`${place}/interviews`, offers, async (request, reply) => {
    const { params } = request
    const form = readForm(OfferForm, request.body, OFFER_WORDS)
    if (!form.ok) return show(request, reply, params, form, 422)
    const { typed } = form
    const offer = offerFrom(form.value, request.receivedAt)
    if ('problems' in offer) return show(request, reply, params, { typed, errors: formErrors(offer.problems) }, 422)
    const episode = { agency: params.agency, recordId: params.record }
    try {
      await unitOfWork(app.database, request.who(), ctx => offerInterview(ctx, params.id, episode, offer))
      return await reply.redirect(pathOf(params), 303)
    } catch (error) {
      return show(request, reply, params, { typed, errors: errorsOf(error, FIELDS_OF_STEP[offer.kind]) }, 422)
    }
  })

  const steps = { schema: NAMED, config: { action: 'missing.change', form: STEP_FORM_WORDS.labels } } as const
  app.post<Named>('/missing/:id/steps', steps, async (request, reply) => {
    const { id } = request.params
    const again = async (sent: Sent, status = 422) => {
      const { personId, episode } = await unitOfWork(app.database, request.who(), ctx => whereIsMissing(ctx, id))
      if (personId === undefined) throw new Problem('not-found')
      return show(request, reply, { id: personId, agency: episode.agency, record: episode.recordId }, sent, status)
    }
    const form = readForm(StepForm, request.body, STEP_FORM_WORDS)
    if (!form.ok) return again(form)
    const { typed } = form
    const step = stepFrom(form.value, request.receivedAt)
    if ('problems' in step) return again({ typed, errors: formErrors(step.problems) })
    try {
      const { version } = form.value
      const done = await unitOfWork(app.database, request.who(), ctx => changeMissing(ctx, id, version, step))
      const { agency, recordId } = done.episode
      return await reply.redirect(pathOf({ id: done.personId ?? '', agency, record: recordId }), 303)
    } catch (error) {
      return again(...notTaken(error, typed, FIELDS_OF_STEP[step.kind]))
    }
  })
}

function pathOf({ id, agency, record }: Place): string {
  return `/people/${id}/missing/${agency}/${record}`
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, agency, record }: Place,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const model = await unitOfWork(database, who, async ctx => {
    const [{ file, episode }, words] = await Promise.all([
      openEpisode(ctx, id, { agency, recordId: record }),
      agencyDirectory(ctx),
    ])
    return episodePage({
      personId: file.personId,
      person: file.names[0] ?? NO_NAME,
      episode,
      ownAgency: who.actor.agency,
      name: code => words(code).name,
      reference,
      now: who.now,
      mayRecord: allows(who.actor, 'missing.record', ownSubject(ctx, 'person', id), who.purpose),
      mayChange: allows(who.actor, 'missing.change', ownSubject(ctx, 'missing', record), who.purpose),
      ...sent,
    })
  })
  return render(reply, 'pages/missing/show/page.njk', model, status)
}
