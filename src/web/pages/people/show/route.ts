import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { type Action, allows, RULES } from '#domain/access.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import { stepName } from '#services/case-rules.ts'
import { missingOf } from '#services/missing.ts'
import { openPerson, whoHasLooked } from '#services/people.ts'
import { gatewaysFor } from '#services/sharing.ts'
import { victimFirstOf } from '#services/victim-first.ts'
import '#http/augment.ts'
import { PageNumber } from '../../../paging.ts'
import { render } from '../../page.ts'
import { missingSection } from '../../missing/section.ts'
import { victimFirstPanel } from '../nrm/victim-first.ts'
import { partsOf } from '../parts.ts'
import { personPage } from './view.ts'

const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })

const Query = Type.Object({ episodes: PageNumber, entries: PageNumber, records: PageNumber, links: PageNumber })

/** GET /people/:id: what every agency says of one person, as far as the reader may see. */
export const personPages: FastifyPluginAsyncTypebox = async app => {
  const schema = { params: Params, querystring: Query }
  app.get('/people/:id', { config: { action: 'person.read' }, schema }, async (request, reply) => {
    const who = request.who()
    const model = await unitOfWork(app.database, who, async ctx => {
      const [file, agency] = await Promise.all([openPerson(ctx, request.params.id), agencyDirectory(ctx)])
      const answers = allows(who.actor, 'person.looks', ownSubject(ctx, 'person', request.params.id), who.purpose)
      const mayAsk = allows(who.actor, 'share.ask', ownSubject(ctx, 'person', request.params.id), who.purpose)
      const may = (action: Action) =>
        allows(who.actor, action, ownSubject(ctx, RULES[action].about, request.params.id), who.purpose)
      const goesMissing = missingSection({
        personId: file.personId,
        missing: missingOf(file, who.actor.agency, who.now),
        name: code => agency(code).name,
        reference: app.reference,
        now: who.now,
        page: request.query.episodes ?? 1,
        mayRecord: allows(who.actor, 'missing.record', ownSubject(ctx, 'person', request.params.id), who.purpose),
      })
      const page = personPage({
        file,
        pages: request.query,
        looks: answers ? await whoHasLooked(ctx, request.params.id) : undefined,
        agency,
        now: who.now,
        stepName,
        ownAgency: who.actor.agency,
        mayOpenLinks: allows(who.actor, 'link.read', ownSubject(ctx, 'link'), who.purpose),
        maySeeSharing: allows(who.actor, 'share.list', ownSubject(ctx, 'share'), who.purpose),
        askOn: mayAsk ? gatewaysFor(ctx) : undefined,
        reference: app.reference,
        maySign: {
          record: may('sign.record'),
          ask: may('sign.ask'),
          judge: may('judgement.make'),
          answer: may('sign.answer'),
        },
      })
      const victimFirst = victimFirstPanel(victimFirstOf(file, who.now), app.reference, agency)
      return { ...page, goesMissing, victimFirst, parts: partsOf(who, request.params.id, '') }
    })
    return render(reply, 'pages/people/show/page.njk', model)
  })
}
