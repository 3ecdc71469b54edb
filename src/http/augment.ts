import type { Action } from '#domain/access.ts'
import type { Instant } from '#domain/values/time.ts'
import type { Who } from '#services/context.ts'
import type { SignedIn } from '#services/sign-in.ts'
import type { Database } from '#store/database.ts'
import type { Reference } from '#store/reference.ts'
import type { DeclaredRoute } from './declared-action.ts'
import type { Draft } from './draft.ts'
import type { Streams } from './sse.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What policy calls this; 'public' for what needs no sign-in. A route without one stops the server from starting. */
    readonly action?: Action | 'public'
    /** 'in-handler' for a streamed upload: the handler itself calls `checkCsrf` on the first field. */
    readonly csrf?: 'in-handler'
    /** What the fields of the form that is sent here are called inside a sentence. A route that says so reads it with `readForm`. */
    readonly form?: Readonly<Record<string, string>>
  }

  interface FastifyRequest {
    /** Who is asking, why and when: the first argument of `unitOfWork`. Throws Problem 'sign-in-required'. */
    who(): Who
    /** What was written in the form that this request is, to be given back when it cannot be taken; undefined for any other request. */
    draft(): Promise<Draft | undefined>
    /** The session behind the request, for pages that differ when someone is signed in. */
    signedIn: SignedIn | undefined
    /** The secret of that session, to end it. */
    sessionToken: string | undefined
    /** One time of the request, the same wherever it is asked. */
    readonly receivedAt: Instant
    /** Made anew for each page; a script without it does not run. */
    readonly scriptNonce: string
  }

  interface FastifyInstance {
    readonly database: Database
    readonly reference: Reference
    readonly declaredRoutes: readonly DeclaredRoute[]
    readonly streams: Streams
  }
}
