import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { listFamilyMessages } from '#services/family.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { familyMessagesPage } from './view.ts'

/** GET /family-messages — what families wrote to the teams that the agency is on. */
export const familyMessageListPages: FastifyPluginAsync = async app => {
  app.get('/family-messages', { config: { action: 'family.list' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      return familyMessagesPage(await listFamilyMessages(ctx), agency, who.now)
    })
    return render(reply, 'pages/family-messages/list/page.njk', model)
  })
}
