import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { missingOf } from '#services/missing.ts'
import { openPerson } from '#services/people.ts'
import '#http/augment.ts'
import { NAMED, type Named } from '../../../named.ts'
import { render } from '../../page.ts'
import { sheetPage } from './view.ts'

/** GET /people/:id/missing/sheet — what to have ready before somebody goes missing again, to print. */
export const missingSheetPages: FastifyPluginAsync = async app => {
  app.get<Named>(
    '/people/:id/missing/sheet',
    { schema: NAMED, config: { action: 'person.read' } },
    async (request, reply) => {
      const who = request.who()
      const model = await unitOfWork(app.database, who, async ctx => {
        const [file, agency] = await Promise.all([openPerson(ctx, request.params.id), agencyDirectory(ctx)])
        return sheetPage({
          file,
          missing: missingOf(file, who.actor.agency, who.now),
          agency,
          ownAgency: who.actor.agency,
          reference: app.reference,
          now: who.now,
        })
      })
      return render(reply, 'pages/missing/sheet/page.njk', model)
    },
  )
}
