import { randomBytes } from 'node:crypto'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import './augment.ts'

/** Where this service may be reached by https only. */
export interface HeaderOptions {
  readonly secure: boolean
}

/** Headers that keep pages from being framed, sniffed, cached, or given a script that is not ours. Install first. */
export async function installSecurityHeaders(app: FastifyInstance, options: HeaderOptions): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    // Same-origin, not no-referrer: with that, browsers hide the origin of our own forms from us too.
    referrerPolicy: { policy: 'same-origin' },
    frameguard: { action: 'deny' },
    hsts: options.secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
  })
  app.decorateRequest('scriptNonce')
  app.addHook('onRequest', async (request, reply) => {
    Object.assign(request, { scriptNonce: randomBytes(16).toString('base64') })
    void reply.header('content-security-policy', contentSecurityPolicy(request.scriptNonce))
    void reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(self), browsing-topics=()')
    void reply.header('x-request-id', request.id)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  })
}

/** What a page may load and do: our own files, the one inline script that carries the nonce, and nothing else. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self'",
    "img-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
