import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { londonDay } from '#domain/values/london.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import { changeAdult, openAdult } from '#services/adults.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { stepName } from '#services/case-rules.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import { NAMED, type Named } from '../../../named.ts'
import { takeForm } from '../../../take-form.ts'
import { agencyItems } from '../agencies.ts'
import { itemsOf } from '../case/words.ts'
import { render } from '../../page.ts'
import { partsOf } from '../parts.ts'
import { ADULT_LABELS, adultCommandFrom, AdultForm } from './form.ts'
import { adultPage } from './view.ts'

interface Opened extends Named {
  readonly Querystring: { readonly on?: string }
}

/** GET /people/:id/adult — an adult who may be at risk, and the plan of their own, now or as known on a day; POST changes it. */
export const adultPages: FastifyPluginAsync = async app => {
  app.get<Opened>('/people/:id/adult', { schema: NAMED, config: { action: 'adult.read' } }, (request, reply) =>
    show(request, reply, {}),
  )

  const change = { schema: NAMED, config: { action: 'adult.change', form: ADULT_LABELS.labels } } as const
  app.post<Opened>('/people/:id/adult', change, (request, reply) => {
    const who = request.who()
    return takeForm(request, reply, {
      form: AdultForm,
      words: ADULT_LABELS,
      command: sent => sent,
      // What is wrong in the form and what the service finds wrong are said together.
      work: async sent => {
        const { command, problems } = adultCommandFrom(sent, londonDay(who.now))
        await unitOfWork(app.database, who, ctx => changeAdult(ctx, request.params.id, command, problems))
        return `/people/${request.params.id}/adult`
      },
      show: (sent, status) => show(request, reply, sent, status),
    })
  })
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
    const [file, agency] = [await openAdult(ctx, id, on.ok ? on.value : undefined), await agencyDirectory(ctx)]
    return adultPage({
      file,
      agency,
      ownAgency: who.actor.agency,
      stepName,
      wayName: code => reference.adults.ways.find(way => way.code === code)?.label ?? code,
      mayChange: allows(who.actor, 'adult.change', ownSubject(ctx, 'person', id), who.purpose),
      choices: { agencies: agencyItems(reference.agencies, who.actor.agency), ways: itemsOf(file.ways) },
      material: { typed: sent.typed ?? {}, errors: sent.errors ?? NO_ERRORS },
      conflict: sent.conflict,
      parts: partsOf(who, id, '/adult'),
      now: who.now,
    })
  })
  return render(reply, 'pages/people/adult/page.njk', model, status)
}
