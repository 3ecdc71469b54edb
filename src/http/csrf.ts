import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '#domain/problem.ts'
import './augment.ts'
import { isFromElsewhere, isFromOwnPage } from './same-origin.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])
const ELSEWHERE =
  'Another site made your browser send this, so it was not taken. If you meant it, do it on a page of this service.'

/**
 * Refuse what changes something unless our own page sent it.
 *
 * Pages: the session's token in the field `_csrf`, and no other site in Origin. API: a bearer token proves itself; with a cookie,
 * the Origin must be ours. Install after the session.
 */
export function installCsrf(app: FastifyInstance, publicUrl: string): void {
  const publicOrigin = new URL(publicUrl).origin
  app.addHook('preValidation', async request => {
    if (SAFE.has(request.method)) return
    if (isFromElsewhere(request, publicOrigin)) throw new Problem('form-expired', ELSEWHERE)
    if (request.signedIn === undefined || request.headers.authorization !== undefined) return
    if (request.url.startsWith('/api/')) {
      if (isFromOwnPage(request, publicOrigin)) return
      throw new Problem(
        'form-expired',
        'Send the token as "Authorization: Bearer …"; a cookie is taken from our own pages only.',
      )
    }
    if (request.routeOptions.config.csrf !== 'in-handler') checkCsrf(request, fieldOf(request.body))
  })
}

/** Compare the token that a form sent with the session's own, in constant time. Throws Problem 'form-expired'. */
export function checkCsrf(request: FastifyRequest, sent: unknown): void {
  const expected = request.signedIn?.csrf
  if (expected === undefined || typeof sent !== 'string' || !equal(sent, expected)) throw new Problem('form-expired')
}

function fieldOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && '_csrf' in body ? body._csrf : undefined
}

function equal(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
