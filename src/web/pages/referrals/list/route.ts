import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { allows } from '#domain/access.ts'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { listReferrals, REFERRAL_SIDES, referralCursor } from '#services/referrals.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { type ListedSide, referralListPage } from './view.ts'

const Query = Type.Object({
  ...PageQuery.properties,
  side: Type.Optional(Type.Enum([...REFERRAL_SIDES])),
  show: Type.Optional(Type.Enum(['open', 'closed'])),
})

/** GET /referrals — referrals to the reader's agency and its own, or one of both: open ones, the next due first, or those that are over. */
export const referralListPages: FastifyPluginAsyncTypebox = async app => {
  const config = { action: 'referral.list' } as const
  app.get('/referrals', { config, schema: { querystring: Query } }, async (request, reply) => {
    const who = request.who()
    const { side, show, ...page } = request.query
    // Where a list goes on says nothing of the other one.
    const shown = side === undefined ? REFERRAL_SIDES : [side]
    const { after: given, limit } = pageRequest(page, 2)
    const after = side === undefined ? undefined : given
    const closed = show === 'closed'
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const sides: ListedSide[] = []
      for (const one of shown) {
        const rows = await listReferrals(ctx, { side: one, closed }, after, limit + 1)
        const { items, next } = pageOf(rows, limit, referralCursor)
        sides.push({ side: one, items, next })
      }
      return referralListPage({
        sides,
        closed,
        isFirst: after === undefined,
        ownAgency: who.actor.agency,
        agencyName: code => agency(code).name,
        mayCount: allows(who.actor, 'referral.count', ownSubject(ctx, 'case'), who.purpose),
        now: who.now,
      })
    })
    return render(reply, 'pages/referrals/list/page.njk', model)
  })
}
