import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { openReview } from '#services/link-review.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { reviewPage } from './view.ts'

const Query = Type.Object({
  done: Type.Optional(Type.String({ maxLength: 20 })),
  undo: Type.Optional(Type.String({ format: 'uuid' })),
})

/** GET /links/review: pairs that wait for the reader's agency, the first one open. */
export const linkReviewPages: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/links/review',
    { config: { action: 'link.list' }, schema: { querystring: Query } },
    async (request, reply) => {
      const model = await unitOfWork(app.database, request.who(), async ctx =>
        reviewPage(await openReview(ctx), await agencyDirectory(ctx), request.query),
      )
      return render(reply, 'pages/links/review/page.njk', model)
    },
  )
}
