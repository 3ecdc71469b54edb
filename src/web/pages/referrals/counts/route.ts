import type { FastifyPluginAsync } from 'fastify'
import { londonDay } from '#domain/values/london.ts'
import { parsePlainDate, plusDays } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { referralCounts } from '#services/referrals.ts'
import '#http/augment.ts'
import { formErrors, NO_ERRORS } from '../../../form.ts'
import { render } from '../../page.ts'
import { countsPage } from './view.ts'

interface Asked {
  readonly Querystring: { readonly from?: string; readonly to?: string; readonly passOn?: string }
}

/** Days that are counted unless others are asked for: the last three months or so. */
const DAYS = 91

/** GET /referrals/counts — what became of the agency's referrals of a period, on both sides. */
export const referralCountPages: FastifyPluginAsync = async app => {
  app.get<Asked>('/referrals/counts', { config: { action: 'referral.count' } }, async (request, reply) => {
    const who = request.who()
    const { query } = request
    const today = londonDay(who.now)
    const [from, to] = [parsePlainDate(query.from ?? plusDays(today, -DAYS)), parsePlainDate(query.to ?? today)]
    const problems = [
      ...(from.ok ? [] : [{ field: 'from', message: `Enter the first day. ${from.reason}` }]),
      ...(to.ok ? [] : [{ field: 'to', message: `Enter the last day. ${to.reason}` }]),
      ...(from.ok && to.ok && from.value > to.value
        ? [{ field: 'to', message: 'The last day cannot be before the first' }]
        : []),
    ]
    const period =
      from.ok && to.ok && problems.length === 0
        ? { from: from.value, to: to.value }
        : { from: plusDays(today, -DAYS), to: today }
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      return countsPage({
        counts: await referralCounts(ctx, period.from, period.to),
        ...period,
        passOn: query.passOn === 'yes',
        errors: problems.length === 0 ? NO_ERRORS : formErrors(problems),
        agencyName: code => agency(code).name,
      })
    })
    return render(reply, 'pages/referrals/counts/page.njk', model, problems.length === 0 ? 200 : 422)
  })
}
