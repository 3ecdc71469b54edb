import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { listSharing } from '#services/sharing.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { sharesPage } from './view.ts'

/** GET /shares — what the agency was asked, what it asked, and what is shared now. */
export const shareListPages: FastifyPluginAsync = async app => {
  app.get('/shares', { config: { action: 'share.list' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const open = await listSharing(ctx, 'open')
      const over = await listSharing(ctx, 'over')
      return sharesPage({ open, over, agencyName: code => agency(code).name, now: who.now })
    })
    return render(reply, 'pages/shares/list/page.njk', model)
  })
}
