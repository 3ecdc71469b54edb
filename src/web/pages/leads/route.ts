import type { FastifyPluginAsync } from 'fastify'
import { type CaseClock, standingOf } from '#domain/case/clocks.ts'
import { actionStanding } from '#domain/case/plan-rules.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { leadRules, stepName } from '#services/case-rules.ts'
import { listWaiting, type WaitingMatter } from '#services/cases.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { render } from '../page.ts'
import { leadsPage } from './view.ts'

/** What a matter's clock is called in the reference data. An action of a plan has a day instead. */
const CLOCKS: Readonly<Partial<Record<WaitingMatter['kind'], CaseClock['kind']>>> = {
  offer: 'offer',
  dispute: 'dispute-step',
  placement: 'placement-notice',
  nrm: 'nrm-ask',
  'nrm-action': 'nrm-action',
}

/** GET /leads — all of cases that waits for the agency, or that it waits for: offers, disputes, placements, plans, referrals to the NRM. */
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
        standing: (kind, dueAt) => {
          const clock = CLOCKS[kind]
          return clock === undefined ? actionStanding(dueAt, who.now) : standingOf(rules, clock, dueAt, who.now)
        },
        now: who.now,
      })
    })
    return render(reply, 'pages/leads/page.njk', model)
  })
}
