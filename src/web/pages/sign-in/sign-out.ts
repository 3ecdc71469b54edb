import type { FastifyPluginAsync } from 'fastify'
import { clearSessionCookie } from '#http/session.ts'
import { endAllSessions, endSession } from '#services/sign-in.ts'
import { render } from '../page.ts'

/** Where "Leave this page quickly" goes: a page that nobody looks at twice. */
export const ELSEWHERE = 'https://www.bbc.co.uk/weather'

/** POST /sign-out and /sign-out-everywhere, GET /account, GET /leave. */
export const signOutRoutes: FastifyPluginAsync = async app => {
  const own = { config: { action: 'account.manage' } } as const

  app.post('/sign-out', own, async (request, reply) => {
    const { signedIn, sessionToken, receivedAt: now, id: requestId } = request
    if (signedIn && sessionToken) await endSession(app.database, sessionToken, signedIn, { now, requestId })
    clearSessionCookie(reply, app.pageSetting.secureCookies)
    return reply.redirect('/sign-in', 303)
  })

  app.post('/sign-out-everywhere', own, async (request, reply) => {
    const { signedIn, receivedAt: now, id: requestId } = request
    if (signedIn) await endAllSessions(app.database, signedIn, { now, requestId })
    clearSessionCookie(reply, app.pageSetting.secureCookies)
    return reply.redirect('/sign-in', 303)
  })

  app.get('/account', own, async (_request, reply) =>
    render(reply, 'pages/sign-in/account.njk', { pageTitle: 'Your account' }),
  )

  app.get('/leave', { config: { action: 'public' } }, async (_request, reply) => reply.redirect(ELSEWHERE, 303))
}
