import rateLimit, { type RateLimitOptions } from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { Problem } from '#domain/problem.ts'
import './augment.ts'

/** Requests a minute from one session, or from one address when nobody is signed in. */
export interface RateLimits {
  readonly general: number
  /** Tries to sign in from one address; a whole station may share one. Single accounts are guarded by their lock-out. */
  readonly signIn: number
}

/** Lenient for people and for systems that send in bulk, strict for what a guesser would use. */
export const RATE_LIMITS: RateLimits = { general: 12_000, signIn: 60 }

const MINUTE = 60_000

/** Refuse too many requests with Problem 'too-many-requests' and `Retry-After`. Install after the session and before routes. */
export async function installRateLimit(app: FastifyInstance, limits: RateLimits): Promise<void> {
  await app.register(rateLimit, {
    global: true,
    max: limits.general,
    timeWindow: MINUTE,
    keyGenerator: request => request.signedIn?.actor.id ?? request.ip,
    errorResponseBuilder: (_request, context) =>
      new Problem('too-many-requests', `Wait ${Math.ceil(context.ttl / 1000)} seconds and try again.`),
  })
}

/** Route option for anything that checks a password; counted for each such route, by address. */
export function strictLimit(limits: RateLimits): RateLimitOptions {
  return { max: limits.signIn, timeWindow: MINUTE, keyGenerator: request => request.ip }
}
