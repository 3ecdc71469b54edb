import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { standingOf } from '#domain/case/clocks.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { leadReasons, leadRules, stepName, takers } from '#services/case-rules.ts'
import { changeLead, changePlacement, openLead } from '#services/cases.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { render } from '../../page.ts'
import { partsOf } from '../parts.ts'
import { LEAD_WORDS, LeadForm, leadCommandFrom, PLACEMENT_WORDS, placementCommandFrom, PlacementForm } from './form.ts'
import { casePage } from './view.ts'

interface Opened extends Named {
  readonly Querystring: { readonly on?: string }
}

/** GET /people/:id/case — who leads, now or as known on a day; POST /people/:id/lead and /people/:id/placements change it. */
export const casePages: FastifyPluginAsync = async app => {
  app.get<Opened>('/people/:id/case', { schema: NAMED, config: { action: 'case.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const lead = { schema: NAMED, config: { action: 'case.lead', form: LEAD_WORDS.labels } } as const
  app.post<Opened>('/people/:id/lead', lead, (request, reply) => {
    const who = request.who()
    return takeForm(request, reply, {
      form: LeadForm,
      words: LEAD_WORDS,
      command: sent => leadCommandFrom(sent, who.now),
      work: async (command, { version }) => {
        await unitOfWork(app.database, who, ctx => changeLead(ctx, request.params.id, version, command))
        return `/people/${request.params.id}/case`
      },
      show: (sent, status) => show(request, reply, sent, status),
    })
  })

  const placements = { schema: NAMED, config: { action: 'case.place', form: PLACEMENT_WORDS.labels } } as const
  app.post<Opened>('/people/:id/placements', placements, (request, reply) =>
    takeForm(request, reply, {
      form: PlacementForm,
      words: PLACEMENT_WORDS,
      command: placementCommandFrom,
      work: async command => {
        await unitOfWork(app.database, request.who(), ctx => changePlacement(ctx, request.params.id, command))
        return `/people/${request.params.id}/case`
      },
      show: (sent, status) => show(request, reply, sent, status),
    }),
  )
}

async function show(
  request: FastifyRequest<Opened>,
  reply: FastifyReply,
  sent: Sent,
  status = 200,
): Promise<FastifyReply> {
  const { database, reference } = request.server
  const who = request.who()
  const { id } = request.params
  const on = parsePlainDate(request.query.on ?? '')
  const model = await unitOfWork(database, who, async ctx => {
    const agency = await agencyDirectory(ctx)
    const file = await openLead(ctx, id, on.ok ? on.value : undefined)
    const rules = leadRules(who.now)
    const reasons = leadReasons()
    return casePage({
      file,
      agency,
      ownAgency: who.actor.agency,
      stepName,
      reasonName: code => reference.leadReasonByCode.get(code)?.label ?? code,
      standing: (kind, dueAt) => standingOf(rules, kind, dueAt, file.asOf),
      mayChange: allows(who.actor, 'case.lead', ownSubject(ctx, 'person', id), who.purpose),
      mayPlace: rules.mayLead(who.actor.agency),
      now: who.now,
      material: {
        takers: takers(who.now),
        declineReasons: reasons.filter(({ answer }) => answer === 'decline'),
        proposals: reasons.filter(({ answer }) => answer === 'counter'),
        typed: sent.typed ?? {},
        errors: sent.errors ?? NO_ERRORS,
      },
      conflict: sent.conflict,
      parts: partsOf(who, id, '/case'),
    })
  })
  return render(reply, 'pages/people/case/page.njk', model, status)
}
