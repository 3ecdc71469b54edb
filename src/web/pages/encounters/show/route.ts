import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openEncounter, tellDutyTeam, whoWasTold } from '#services/encounter-file.ts'
import { asksVictimFirst, victimFirstFor } from '#services/victim-first.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { victimFirstPanel } from '../../people/nrm/victim-first.ts'
import { encounterPage, newsPage } from './view.ts'

interface Named {
  readonly Params: { readonly id: string }
  readonly Querystring: { readonly duty?: string }
}

/** GET /encounters/:id, by id or reference, the answer first; its live parts, whom else to ring and who has been told; POST …/duty asks the own team on duty. */
export const encounterPages: FastifyPluginAsync = async app => {
  const read = { config: { action: 'encounter.read' } } as const

  app.get<Named>('/encounters/:id', read, async (request, reply) => {
    const model = await unitOfWork(app.database, request.who(), async ctx => {
      const file = await openEncounter(ctx, request.params.id)
      const { personId, circumstance } = file.encounter
      const found =
        file.own && personId !== null && asksVictimFirst(circumstance) ? await victimFirstFor(ctx, personId) : undefined
      const victimFirst = found && victimFirstPanel(found, app.reference, await agencyDirectory(ctx))
      return { ...encounterPage(file, app.reference, request.receivedAt, request.query.duty === 'told'), victimFirst }
    })
    return render(reply, 'pages/encounters/show/page.njk', model)
  })

  app.get<Named>('/encounters/:id/told', read, async (request, reply) => {
    const telling = await unitOfWork(app.database, request.who(), ctx => whoWasTold(ctx, request.params.id))
    return render(reply, 'pages/encounters/show/news.njk', newsPage(telling, request.receivedAt))
  })

  app.post<Named>('/encounters/:id/duty', { config: { action: 'encounter.report' } }, async (request, reply) => {
    await unitOfWork(app.database, request.who(), ctx => tellDutyTeam(ctx, request.params.id))
    return reply.redirect(`/encounters/${encodeURIComponent(request.params.id)}?duty=told`, 303)
  })
}
