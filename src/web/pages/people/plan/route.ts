import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { changePlan, openPlan, planAgencies } from '#services/plans.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { partsOf } from '../parts.ts'
import { PLAN_WORDS, planCommandFrom, PlanForm } from './form.ts'
import { planPage } from './view.ts'

interface Opened extends Named {
  readonly Querystring: { readonly on?: string }
}

interface Seen extends Named {
  readonly Querystring: { readonly seen?: string }
}

/** What a form calls the fields that the service names otherwise. */
const FIELDS = { knows: 'visitOn' }

/** GET /people/:id/plan — the plan, now or as known on a day; POST writes in it; GET …/news says whether somebody wrote since. */
export const planPages: FastifyPluginAsync = async app => {
  app.get<Opened>('/people/:id/plan', { schema: NAMED, config: { action: 'plan.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  app.get<Seen>('/people/:id/plan/news', { schema: NAMED, config: { action: 'plan.read' } }, async (request, reply) => {
    const { id } = request.params
    const { plan } = await unitOfWork(app.database, request.who(), ctx => openPlan(ctx, id))
    const news = plan !== undefined && String(plan.version) !== request.query.seen
    const model = { pageTitle: 'The plan', news, planHref: `/people/${id}/plan` }
    return render(reply, 'pages/people/plan/news.njk', model)
  })

  const write = { schema: NAMED, config: { action: 'plan.change', form: PLAN_WORDS.labels } } as const
  app.post<Opened>('/people/:id/plan', write, (request, reply) => {
    const who = request.who()
    const { id } = request.params
    return takeForm(request, reply, {
      form: PlanForm,
      words: PLAN_WORDS,
      command: sent => planCommandFrom(sent, who.now),
      work: async command => {
        await unitOfWork(app.database, who, ctx => changePlan(ctx, id, command))
        return `/people/${id}/plan`
      },
      show: (sent, status) => show(request, reply, sent, status),
      fieldOf: FIELDS,
    })
  })
}

async function show(
  request: FastifyRequest<Opened>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const who = request.who()
  const { id } = request.params
  const on = parsePlainDate(request.query.on ?? '')
  const model = await unitOfWork(request.server.database, who, async ctx =>
    planPage({
      agency: await agencyDirectory(ctx),
      file: await openPlan(ctx, id, on.ok ? on.value : undefined),
      agencies: planAgencies(),
      ownAgency: who.actor.agency,
      stepName,
      mayChange: allows(who.actor, 'plan.change', ownSubject(ctx, 'person', id), who.purpose),
      now: who.now,
      typed: sent.typed ?? {},
      errors: sent.errors ?? NO_ERRORS,
      conflict: sent.conflict,
      parts: partsOf(who, id, '/plan'),
    }),
  )
  return render(reply, 'pages/people/plan/page.njk', model, status)
}
