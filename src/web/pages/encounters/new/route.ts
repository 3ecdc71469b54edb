import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { unitOfWork } from '#services/context.ts'
import { lastPlaces } from '#services/encounter-file.ts'
import { reportEncounter } from '#services/encounters.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, formErrors, readForm, type Typed } from '../../../form.ts'
import { render } from '../../page.ts'
import { ENCOUNTER_WORDS, EncounterForm, FIELD_OF_REPORT, reportFrom } from './form.ts'
import { newEncounterPage } from './view.ts'

/** GET and POST /encounters/new — somebody is with a person now. */
export const newEncounterPages: FastifyPluginAsync = async app => {
  const config = { config: { action: 'encounter.report' } } as const

  app.get('/encounters/new', config, (request, reply) => show(request, reply, {}))

  const sent = { config: { ...config.config, form: ENCOUNTER_WORDS.labels } }
  app.post('/encounters/new', sent, async (request, reply) => {
    const form = readForm(EncounterForm, request.body, ENCOUNTER_WORDS)
    if (!form.ok) return show(request, reply, form)
    const report = reportFrom(form.value, request.receivedAt)
    if ('problems' in report) return show(request, reply, { typed: form.typed, errors: formErrors(report.problems) })
    try {
      const { encounterId } = await unitOfWork(app.database, request.who(), ctx =>
        reportEncounter(ctx, report, form.value.key),
      )
      return await reply.redirect(`/encounters/${encounterId}`, 303)
    } catch (error) {
      return show(request, reply, { typed: form.typed, errors: errorsOf(error, FIELD_OF_REPORT) })
    }
  })
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: { readonly typed?: Typed; readonly errors?: FormErrors },
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const places = await unitOfWork(database, request.who(), lastPlaces)
  const kind = reference.agencyByCode.get(request.who().actor.agency)?.kind
  const own = reference.circumstances.filter(one => kind === undefined || one.kinds.includes(kind))
  const key = sent.typed?.['key']
  const model = newEncounterPage({
    key: typeof key === 'string' ? key : randomUUID(),
    circumstances: own,
    observations: reference.observations,
    places,
    ...sent,
  })
  return render(reply, 'pages/encounters/new/page.njk', model, sent.errors === undefined ? 200 : 422)
}
