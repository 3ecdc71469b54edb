import type { FastifyInstance } from 'fastify'
import { Problem } from '#domain/problem.ts'
import './augment.ts'

/** What a starting server still waits for; undefined when it is ready. Changed by whoever starts it. */
export interface Readiness {
  waitingFor: string | undefined
}

/** Whether the database answers. */
export type Ping = () => Promise<void>

const ALWAYS = /^\/(health$|assets\/|leave$|help(\/|$))/

/**
 * GET /health: 200 once everything is in, 503 with what is awaited before. Until then other pages say that the service is starting.
 *
 * Where people are kept in memory it also says whether they are read; until then linkage asks the database.
 */
export function installHealth(
  app: FastifyInstance,
  readiness: Readiness,
  ping: Ping,
  inMemory?: { readonly isReady: boolean },
): void {
  app.addHook('onRequest', async request => {
    const { waitingFor } = readiness
    if (waitingFor === undefined || ALWAYS.test(request.url.split('?', 1)[0] ?? '')) return
    throw new Problem('not-ready', `It waits for ${waitingFor}. Load this page again in a moment.`)
  })

  app.get('/health', { config: { action: 'public', rateLimit: false }, logLevel: 'warn' }, async (_request, reply) => {
    if (readiness.waitingFor !== undefined) {
      return reply.code(503).send({ status: 'starting', waitingFor: readiness.waitingFor })
    }
    const answers = await ping().then(
      () => true,
      () => false,
    )
    if (!answers) return reply.code(503).send({ status: 'failing', waitingFor: 'the database' })
    return reply.send({ status: 'ok', ...(inMemory && { peopleInMemory: inMemory.isReady }) })
  })
}
