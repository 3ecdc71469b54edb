import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { unitOfWork } from '#services/context.ts'
import { noteSupervision, openSupervisionOf } from '#services/supervision.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { partsOf } from '../parts.ts'
import { SUPERVISION_LABELS, SupervisionForm, supervisionFrom } from './form.ts'
import { supervisionPage } from './view.ts'

/** GET /people/:id/supervision — what supervisors and practitioners of the reader's agency wrote; POST adds a note. */
export const supervisionPages: FastifyPluginAsync = async app => {
  const read = { schema: NAMED, config: { action: 'supervision.read' } } as const
  app.get<Named>('/people/:id/supervision', read, (request, reply) => show(request, reply, {}))

  const write = { schema: NAMED, config: { action: 'supervision.write', form: SUPERVISION_LABELS.labels } } as const
  app.post<Named>('/people/:id/supervision', write, (request, reply) =>
    takeForm(request, reply, {
      form: SupervisionForm,
      words: SUPERVISION_LABELS,
      command: supervisionFrom,
      work: async given => {
        await unitOfWork(app.database, request.who(), ctx => noteSupervision(ctx, request.params.id, given))
        return `/people/${request.params.id}/supervision`
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
  const { id } = request.params
  const model = await unitOfWork(request.server.database, who, async ctx =>
    supervisionPage({
      file: await openSupervisionOf(ctx, id),
      agency: await agencyDirectory(ctx),
      reader: who.actor,
      stepName,
      material: { typed: sent.typed ?? {}, errors: sent.errors ?? NO_ERRORS },
      parts: partsOf(who, id, '/supervision'),
      now: who.now,
    }),
  )
  return render(reply, 'pages/people/supervision/page.njk', model, status)
}
