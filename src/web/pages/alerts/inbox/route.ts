import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { openStream } from '#http/sse.ts'
import { openInbox } from '#services/alerts.ts'
import { canaryState } from '#services/canary.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import type { Live } from '#services/live.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { type InboxPage, inboxPage } from './view.ts'

interface Filtered {
  readonly Querystring: { readonly team?: string; readonly closed?: string }
}

/** GET /alerts — the inbox, its list alone for refreshing, and the stream of news that says when to. */
export function inboxPages(live: Live): FastifyPluginAsync {
  return async app => {
    const config = { config: { action: 'alert.list' } } as const

    app.get<Filtered>('/alerts', config, async (request, reply) =>
      render(reply, 'pages/alerts/inbox/page.njk', await inboxOf(request)),
    )

    app.get<Filtered>('/alerts/list', config, async (request, reply) =>
      render(reply, 'pages/alerts/inbox/list.njk', await inboxOf(request)),
    )

    app.get('/alerts/stream', config, (request, reply) => {
      const { actor } = request.who()
      const stream = openStream(request, reply)
      // Kind and id only: what changed is asked for again, by those who may see it.
      stream.onClose(live.hear(actor.agency, ({ kind, id }) => stream.send('news', { kind, id })))
    })
  }
}

async function inboxOf(request: FastifyRequest<Filtered>): Promise<InboxPage> {
  const { database, reference } = request.server
  const who = request.who()
  const { agency } = who.actor
  const teams = reference.agencyByCode.get(agency)?.teams ?? []
  const team = teams.find(one => one.code === request.query.team)?.code
  const closed = request.query.closed === 'yes'
  const inbox = await unitOfWork(database, who, ctx => openInbox(ctx, { closed, team }))
  const { lastAt } = await canaryState(database, agency, who.now)
  const mayListUnsent = allows(who.actor, 'alert.unsent', ownSubject(who, 'alert'), who.purpose)
  return inboxPage({ inbox, agency, team, closed, teams, now: who.now, lastCanary: lastAt, mayListUnsent })
}
