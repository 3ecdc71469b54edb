import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { findPeople } from '#services/search.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { searchPage } from './view.ts'

const Query = Type.Object({ q: Type.Optional(Type.String({ maxLength: 6000 })) })

/** GET /people: find somebody by what was said of them. */
export const peopleSearchPages: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people',
    { config: { action: 'person.search' }, schema: { querystring: Query } },
    async (request, reply) => {
      const asked = (request.query.q ?? '').trim()
      const model = await unitOfWork(app.database, request.who(), async ctx => {
        const [directory, found] = await Promise.all([agencyDirectory(ctx), findPeople(ctx, asked)])
        return searchPage(asked, asked === '' ? undefined : found, code => directory(code).name)
      })
      return render(reply, 'pages/people/search/page.njk', model)
    },
  )
}
