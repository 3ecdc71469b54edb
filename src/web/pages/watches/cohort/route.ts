import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { allows } from '#domain/access.ts'
import { londonDay } from '#domain/values/london.ts'
import { pageOf, PageQuery, pageRequest } from '#http/paging.ts'
import { openCohort } from '#services/cohort.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { setWatches, watchChoices } from '#services/watches.ts'
import '#http/augment.ts'
import { errorsOf, formErrors, readForm } from '../../../form.ts'
import { render } from '../../page.ts'
import { TERM_LABELS, TERMS, termsFrom } from '../terms.ts'
import { cohortPage, type CohortView } from './view.ts'

const CohortForm = Type.Object({
  persons: Type.Array(Type.String({ pattern: '^[0-9a-f-]{36}$' }), { maxItems: 100 }),
  ...TERMS,
})

const Query = Type.Object({
  ...PageQuery.properties,
  set: Type.Optional(Type.Integer()),
  already: Type.Optional(Type.Integer()),
})

type Asked = { Querystring: PageQuery & { set?: number; already?: number } }

/** GET /cohort — everyone of ours missing in 12 months; POST watches those who are ticked. */
export const cohortPages: FastifyPluginAsync = async app => {
  app.get<Asked>(
    '/cohort',
    { config: { action: 'cohort.read' }, schema: { querystring: Query } },
    async (request, reply) => {
      const { set, already = 0 } = request.query
      return show(request, reply, set === undefined ? {} : { set: { number: set, already } })
    },
  )

  const labels = { persons: 'people', ...TERM_LABELS }
  app.post<Asked>(
    '/cohort',
    { config: { action: 'watch.change', form: labels }, schema: { querystring: Query } },
    async (request, reply) => {
      const form = readForm(CohortForm, request.body, { labels })
      if (!form.ok) return show(request, reply, form)
      const { persons, ...sent } = form.value
      const terms = termsFrom(sent)
      const { typed } = form
      if ('problems' in terms) return show(request, reply, { typed, errors: formErrors(terms.problems) })
      try {
        const done = await unitOfWork(app.database, request.who(), ctx => setWatches(ctx, persons, terms))
        return await reply.redirect(`/cohort?set=${done.set.length}&already=${done.already}`, 303)
      } catch (error) {
        return show(request, reply, { typed, errors: errorsOf(error) })
      }
    },
  )
}

async function show(
  request: FastifyRequest<Asked>,
  reply: FastifyReply,
  sent: Pick<CohortView, 'typed' | 'errors' | 'set'>,
): Promise<FastifyReply> {
  const who = request.who()
  const { after, limit } = pageRequest(request.query, 2)
  const [number, personId] = after ?? []
  const from = number === undefined || personId === undefined ? undefined : { number: Number(number), personId }
  const cohort = await unitOfWork(request.server.database, who, ctx => openCohort(ctx, from, limit + 1))
  const page = pageOf(cohort.members, limit, member => [String(member.held), member.personId])
  const model = cohortPage({
    cohort: { ...cohort, members: page.items },
    choices: watchChoices(who),
    today: londonDay(who.now),
    action: request.query.after === undefined ? '/cohort' : `/cohort?after=${encodeURIComponent(request.query.after)}`,
    mayWatch: allows(who.actor, 'watch.change', ownSubject(who, 'watch'), who.purpose),
    first: after === undefined ? undefined : '/cohort',
    next: page.next === undefined ? undefined : `/cohort?after=${page.next}`,
    ...sent,
  })
  return render(reply, 'pages/watches/cohort/page.njk', model, sent.errors === undefined ? 200 : 422)
}
