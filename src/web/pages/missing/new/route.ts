import { NO_NAME } from '#services/search.ts'
import { randomUUID } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { unitOfWork } from '#services/context.ts'
import { missingOf } from '#services/missing.ts'
import { reportMissing } from '#services/missing-changes.ts'
import { openPerson } from '#services/people.ts'
import '#http/augment.ts'
import { errorsOf, type FormErrors, formErrors, readForm, type Typed } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { textOf } from '../../shares/words.ts'
import { FIELD_OF_REPORT, REPORT_WORDS, ReportForm, reportFrom } from './form.ts'
import { newMissingPage } from './view.ts'

/** GET /people/:id/missing/new and POST /people/:id/missing — report somebody missing or absent. */
export const newMissingPages: FastifyPluginAsync = async app => {
  const config = { action: 'missing.record', form: REPORT_WORDS.labels } as const

  app.get<Named>('/people/:id/missing/new', { schema: NAMED, config: { action: 'person.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  app.post<Named>('/people/:id/missing', { schema: NAMED, config }, async (request, reply) => {
    const form = readForm(ReportForm, request.body, REPORT_WORDS)
    if (!form.ok) return show(request, reply, form)
    const { typed } = form
    const report = reportFrom(form.value, request.receivedAt)
    if ('problems' in report) return show(request, reply, { typed, errors: formErrors(report.problems) })
    const { id } = request.params
    const who = request.who()
    try {
      const { recordId } = await unitOfWork(app.database, who, ctx => reportMissing(ctx, id, report, form.value.key))
      return await reply.redirect(`/people/${id}/missing/${who.actor.agency}/${recordId}`, 303)
    } catch (error) {
      return show(request, reply, { typed, errors: errorsOf(error, FIELD_OF_REPORT) })
    }
  })
}

async function show(
  request: FastifyRequest<Named>,
  reply: FastifyReply,
  sent: { readonly typed?: Typed; readonly errors?: FormErrors },
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const file = await unitOfWork(database, who, ctx => openPerson(ctx, request.params.id))
  const model = newMissingPage({
    personId: file.personId,
    person: file.names[0] ?? NO_NAME,
    missing: missingOf(file, who.actor.agency, who.now),
    ownAgency: who.actor.agency,
    reference,
    now: who.now,
    key: textOf(sent.typed ?? {}, 'key', randomUUID()),
    ...sent,
  })
  return render(reply, 'pages/missing/new/page.njk', model, sent.errors === undefined ? 200 : 422)
}
