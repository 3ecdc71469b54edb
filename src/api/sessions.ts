import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { PURPOSES } from '#domain/actor.ts'
import { Problem } from '#domain/problem.ts'
import { ProblemBody } from '#http/problem.ts'
import { type RateLimits, strictLimit } from '#http/rate-limit.ts'
import { endSession, signIn } from '#services/sign-in.ts'
import '#http/augment.ts'

const Credentials = Type.Object(
  {
    email: Type.String({ minLength: 3, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 1000 }),
    purpose: Type.Enum([...PURPOSES], { description: 'Written beside everything that this session does' }),
  },
  { additionalProperties: false },
)

const Started = Type.Object({
  token: Type.String({ description: 'Send as "Authorization: Bearer TOKEN"' }),
  expiresAt: Type.String({ format: 'date-time' }),
})

/** POST and DELETE /sessions — a system signs in and out. */
export function sessionRoutes(limits: RateLimits, sessionHours: number): FastifyPluginAsyncTypebox {
  return async app => {
    app.post(
      '/sessions',
      {
        config: { action: 'public', rateLimit: strictLimit(limits) },
        schema: {
          summary: 'Sign in',
          tags: ['Sessions'],
          body: Credentials,
          response: { 201: Started, '4xx': ProblemBody },
        },
      },
      async (request, reply) => {
        const { email, password, purpose } = request.body
        const attempt = {
          purpose,
          now: request.receivedAt,
          requestId: request.id,
          userAgent: request.headers['user-agent'],
          sessionHours,
        }
        const result = await signIn(app.database, { email, password }, attempt)
        if (result.kind === 'signed-in')
          return reply.code(201).send({ token: result.token, expiresAt: result.expiresAt })
        if (result.kind === 'refused')
          throw new Problem(
            'sign-in-required',
            'The email or the password is not right, or the account rests after several wrong tries.',
          )
        throw new Problem('bad-request', 'This account does not work for that purpose.', [
          { field: 'purpose', message: `Choose one of: ${result.allowed.join(', ')}` },
        ])
      },
    )

    app.delete(
      '/sessions/current',
      {
        config: { action: 'account.manage' },
        schema: { summary: 'Sign out', tags: ['Sessions'], response: { 204: Type.Null(), '4xx': ProblemBody } },
      },
      async (request, reply) => {
        const { signedIn, sessionToken, receivedAt: now, id: requestId } = request
        if (signedIn && sessionToken) await endSession(app.database, sessionToken, signedIn, { now, requestId })
        return reply.code(204).send(null)
      },
    )
  }
}
