import type { FastifyRequest } from 'fastify'

/** Whether a request says that another site made it. Silence is not a no: programs send neither header. */
export function isFromElsewhere(request: FastifyRequest, publicOrigin: string): boolean {
  const { origin } = request.headers
  if (origin !== undefined) return !isOwnOrigin(origin, request, publicOrigin)
  const site = request.headers['sec-fetch-site']
  return site === 'cross-site' || site === 'same-site'
}

/** Whether a request proves that one of our own pages made it. */
export function isFromOwnPage(request: FastifyRequest, publicOrigin: string): boolean {
  const { origin } = request.headers
  return origin !== undefined && isOwnOrigin(origin, request, publicOrigin)
}

function isOwnOrigin(origin: string, request: FastifyRequest, publicOrigin: string): boolean {
  if (!URL.canParse(origin)) return false
  if (origin === publicOrigin) return true
  const { protocol, host } = new URL(origin)
  const own = `${protocol}//${request.host}`
  return /^https?:$/.test(protocol) && URL.canParse(own) && new URL(own).host === host
}
