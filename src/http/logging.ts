import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Pino serializers that keep personal data out of the log: no addresses with queries, no headers, no values out of database errors. */
export const LOG_SERIALIZERS = {
  req: (request: FastifyRequest) => ({ id: request.id, method: request.method, route: request.routeOptions?.url }),
  err: errorForLog,
} as const

/** Type, code, place and masked message of an error. Values that PostgreSQL quotes are masked. */
export function errorForLog(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error', stack: '' }
  const message = 'severity' in error ? error.message.replaceAll(/"[^"]*"|\([^)]*\)=\([^)]*\)/g, '"…"') : error.message
  const places = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message,
    stack: places.join('\n'),
  }
}

/** One line for each answer, at level debug: which route, how it ended and how long it took. */
export function installRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.debug({ req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'answered')
  })
}
