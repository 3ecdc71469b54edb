import type { FastifyPluginAsync } from 'fastify'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { nationalPicture } from '#services/pictures.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { picturePage } from './view.ts'

/** GET /picture: the country in counts, with its gaps. */
export const pictureRoutes: FastifyPluginAsync = async app => {
  app.get('/picture', { config: { action: 'picture.read' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const counts = await nationalPicture(ctx)
      return picturePage(counts, await agencyDirectory(ctx), who.now)
    })
    return render(reply, 'pages/picture/page.njk', model)
  })
}
