import type { FastifyPluginAsync } from 'fastify'
import { type CaseClock, standingOf } from '#domain/case/clocks.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { leadRules, stepName } from '#services/case-rules.ts'
import { listWaiting, type WaitingMatter } from '#services/cases.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { leadsPage } from './view.ts'

/** What a matter's clock is called in the reference data. */
const CLOCKS: Readonly<Partial<Record<WaitingMatter['kind'], CaseClock['kind']>>> = {
  offer: 'offer',
  dispute: 'dispute-step',
  placement: 'placement-notice',
}

/** GET /leads — offers, disputes and placements that wait for the agency, or that it waits for. */
export const leadsPages: FastifyPluginAsync = async app => {
  app.get('/leads', { config: { action: 'case.list' } }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const agency = await agencyDirectory(ctx)
      const rules = leadRules(who.now)
      return leadsPage({
        matters: await listWaiting(ctx),
        ownAgency: who.actor.agency,
        agencyName: code => agency(code).name,
        stepName,
        standing: (kind, dueAt) => standingOf(rules, CLOCKS[kind] ?? 'offer', dueAt, who.now),
        now: who.now,
      })
    })
    return render(reply, 'pages/leads/page.njk', model)
  })
}
