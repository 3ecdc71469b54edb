import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { changeTurning, openTurning } from '#services/turning-18.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { agencyItems } from '../agencies.ts'
import { partsOf } from '../parts.ts'
import { TURNING_LABELS, turningCommandFrom, TurningForm } from './form.ts'
import { turningPage } from './view.ts'

/** GET /people/:id/turning-18 — how somebody is prepared for eighteen, and what is otherwise then; POST changes it. */
export const turningPages: FastifyPluginAsync = async app => {
  app.get<Named>('/people/:id/turning-18', { schema: NAMED, config: { action: 'adult.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const change = { schema: NAMED, config: { action: 'adult.change', form: TURNING_LABELS.labels } } as const
  app.post<Named>('/people/:id/turning-18', change, (request, reply) =>
    takeForm(request, reply, {
      form: TurningForm,
      words: TURNING_LABELS,
      command: turningCommandFrom,
      work: async command => {
        await unitOfWork(app.database, request.who(), ctx => changeTurning(ctx, request.params.id, command))
        return `/people/${request.params.id}/turning-18`
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
  const { id } = request.params
  const model = await unitOfWork(database, who, async ctx =>
    turningPage({
      file: await openTurning(ctx, id),
      agency: await agencyDirectory(ctx),
      ownAgency: who.actor.agency,
      stepName,
      mayChange: allows(who.actor, 'adult.change', ownSubject(ctx, 'person', id), who.purpose),
      agencies: agencyItems(reference.agencies, who.actor.agency),
      material: { typed: sent.typed ?? {}, errors: sent.errors ?? NO_ERRORS },
      conflict: sent.conflict,
      parts: partsOf(who, id, '/turning-18'),
      now: who.now,
    }),
  )
  return render(reply, 'pages/people/turning-18/page.njk', model, status)
}
