import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'

const ABOUT =
  `What agencies' own systems may ask of Throughline and tell it. Sign in with POST /api/v1/sessions and send the token as
"Authorization: Bearer …". Policy, audit and what may be seen are the same as for people. Times are UTC in ISO 8601, days are YYYY-MM-DD.
Every failure is problem details (RFC 9457). What does not exist and what is not yours to see give the same 404.`.replaceAll(
    '\n',
    ' ',
  )

/** Collect the schemas of every route under /api/v1 into one OpenAPI 3.1 document. Install before the routes. */
export async function installOpenApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Throughline', version, description: ABOUT, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/', description: 'This service' }],
      components: {
        securitySchemes: { session: { type: 'http', scheme: 'bearer', description: 'From POST /api/v1/sessions' } },
      },
      security: [{ session: [] }],
    },
    transform: ({ schema, url, route }) => {
      const action = route.config?.action
      const open = action === 'public' ? { security: [] } : {}
      return {
        url,
        schema: { ...schema, ...open, hide: schema?.hide === true || !url.startsWith('/api/v1/'), 'x-action': action },
      }
    },
  })
  app.get('/api/v1/openapi.json', { config: { action: 'public' }, schema: { hide: true } }, async () => app.swagger())
}
