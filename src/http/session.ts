import { randomBytes, randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isGuest } from '#domain/actor.ts'
import { Problem } from '#domain/problem.ts'
import type { Instant } from '#domain/values/time.ts'
import { timedIds } from '#domain/values/timed-id.ts'
import type { Who } from '#services/context.ts'
import type { SignedIn } from '#services/sign-in.ts'
import './augment.ts'

const COOKIE = 'throughline_session'

/** Where sessions are looked up, and what time it is. */
export interface SessionOptions {
  readonly find: (token: string, now: Instant) => Promise<SignedIn | undefined>
  readonly clock: () => Instant
  /** Given to everybody who asks. */
  readonly inMemory?: Who['inMemory']
}

/**
 * Know who is asking, from the cookie or, for programs, `Authorization: Bearer`.
 *
 * Every route that is not public is refused here without a session, before its handler runs.
 */
export async function installSession(app: FastifyInstance, options: SessionOptions): Promise<void> {
  await app.register(cookie)
  app.decorateRequest('signedIn', undefined)
  app.decorateRequest('sessionToken', undefined)
  app.decorateRequest('receivedAt')
  app.decorateRequest('who', function who(this: FastifyRequest): Who {
    return { ...whoOf(this), inMemory: options.inMemory }
  })
  app.addHook('onRequest', async request => {
    Object.assign(request, { receivedAt: options.clock() })
    request.sessionToken = tokenOf(request)
    if (request.sessionToken !== undefined) {
      request.signedIn = await options.find(request.sessionToken, request.receivedAt)
    }
    if (!request.is404 && request.routeOptions.config.action !== 'public' && request.signedIn === undefined) {
      throw new Problem('sign-in-required')
    }
    // Every other route asks the policy; this one is everybody's own account, and a guest has none but their page.
    if (request.routeOptions.config.action === 'account.manage' && request.signedIn && isGuest(request.signedIn.actor))
      throw new Problem('not-found')
  })
}

/** Give the browser its session. */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: Instant, secure: boolean): void {
  // Lax, not strict: the link in an alert's e-mail must open for someone who is signed in. Forms carry their own token.
  void reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    expires: new Date(expiresAt),
  })
}

/** Take the session away from the browser. */
export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  void reply.clearCookie(COOKIE, { path: '/', httpOnly: true, sameSite: 'lax', secure })
}

function whoOf(request: FastifyRequest): Who {
  if (request.signedIn === undefined) throw new Problem('sign-in-required')
  return {
    actor: request.signedIn.actor,
    purpose: request.signedIn.purpose,
    now: request.receivedAt,
    trailOf: request.signedIn.trailOf,
    requestId: request.id,
    newId: timedIds(request.receivedAt, randomUUID),
    randomBytes,
  }
}

/** A bearer token counts under /api/ only; there it goes before the cookie. */
function tokenOf(request: FastifyRequest): string | undefined {
  const { authorization } = request.headers
  const bearer = request.url.startsWith('/api/')
    ? /^Bearer ([\w-]{20,100})$/i.exec(authorization ?? '')?.[1]
    : undefined
  if (bearer !== undefined || authorization !== undefined) return bearer
  const cookie = request.cookies[COOKIE]
  return cookie !== undefined && cookie.length <= 100 ? cookie : undefined
}
