import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { allows } from '#domain/access.ts'
import { toInstant } from '#domain/values/time.ts'
import { openStream } from '#http/sse.ts'
import { checkMayHear, openInbox } from '#services/alerts.ts'
import { canaryState } from '#services/canary.ts'
import { ownSubject, unitOfWork } from '#services/context.ts'
import type { Live } from '#services/live.ts'
import { findSignedIn } from '#services/sign-in.ts'
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

    app.get('/alerts/stream', config, async (request, reply) => {
      const who = request.who()
      await unitOfWork(app.database, who, checkMayHear)
      const stream = openStream(request, reply, { goesOn: () => isSignedIn(request) })
      // Kind and id only: what changed is asked for again, by those who may see it.
      stream.onClose(live.hear(who.actor.agency, ({ kind, id }) => stream.send('news', { kind, id })))
    })
  }
}

/** Whether the session behind the stream is still there: signing out everywhere closes it. */
async function isSignedIn(request: FastifyRequest): Promise<boolean> {
  const { sessionToken, server } = request
  return (
    sessionToken !== undefined &&
    (await findSignedIn(server.database, sessionToken, toInstant(new Date()))) !== undefined
  )
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
