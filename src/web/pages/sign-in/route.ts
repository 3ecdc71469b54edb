import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Purpose, PURPOSES } from '#domain/actor.ts'
import type { UserId } from '#domain/values/ids.ts'
import { type RateLimits, strictLimit } from '#http/rate-limit.ts'
import { setSessionCookie } from '#http/session.ts'
import { personaChoices, signIn, signInAsPersona, type SignInResult } from '#services/sign-in.ts'
import { formErrors, readForm } from '../../form.ts'
import { type PurposeWords, render } from '../page.ts'
import { safeNext, signInPage, type SignInView } from './view.ts'

const SignInForm = Type.Object({
  email: Type.String({ maxLength: 254 }),
  password: Type.String({ maxLength: 1000 }),
  purpose: Type.Enum([...PURPOSES]),
})

const WORDS = {
  labels: { email: 'email address', password: 'password', purpose: 'purpose' },
  messages: {
    'email.required': 'Enter your email address',
    'password.required': 'Enter your password',
    purpose: 'Choose what you are signing in for',
  },
  secret: ['password'],
} as const

const REFUSED =
  'The email address or the password is not right. After several wrong tries an account rests for some minutes.'

const PersonaForm = Type.Object({ user: Type.String({ pattern: '^[0-9a-f-]{36}$' }) })

type WithNext = { Querystring: { next?: string }; Body: { next?: string } | undefined }

/** GET and POST /sign-in, and POST /sign-in/persona in a demonstration. */
export function signInRoutes(limits: RateLimits): FastifyPluginAsync {
  return async app => {
    const open = { config: { action: 'public', rateLimit: strictLimit(limits) } } as const

    app.get<WithNext>('/sign-in', { config: { action: 'public' } }, async (request, reply) => {
      const next = safeNext(request.query.next)
      if (request.signedIn !== undefined) return reply.redirect(next, 303)
      return show(app, reply, { next })
    })

    app.post<WithNext>('/sign-in', open, async (request, reply) => {
      const next = safeNext(request.body?.next)
      const form = readForm(SignInForm, request.body, WORDS)
      if (!form.ok) return show(app, reply, { next, typed: form.typed, errors: form.errors })
      const { email, password, purpose } = form.value
      const result = await signIn(app.database, { email, password }, { ...attemptOf(request), purpose })
      if (result.kind === 'signed-in') return welcome(reply, result, next)
      return show(app, reply, { next, typed: form.typed, errors: errorsOf(result, app.pageSetting.purposes) })
    })

    app.post<WithNext>('/sign-in/persona', open, async (request, reply) => {
      const next = safeNext(request.body?.next)
      const form = readForm(PersonaForm, request.body, { labels: { user: 'person' } })
      const result: SignInResult =
        app.pageSetting.demonstration && form.ok
          ? await signInAsPersona(app.database, form.value.user as UserId, attemptOf(request))
          : { kind: 'refused' }
      if (result.kind === 'signed-in') return welcome(reply, result, next)
      return show(app, reply, {
        next,
        errors: formErrors([{ field: 'email', message: 'This person is not there to be signed in as.' }]),
      })
    })
  }
}

async function show(
  app: FastifyInstance,
  reply: FastifyReply,
  view: Omit<SignInView, 'purposes' | 'personas'>,
): Promise<FastifyReply> {
  const { demonstration, purposes } = app.pageSetting
  const personas = demonstration ? await personaChoices(app.database) : []
  return render(reply, 'pages/sign-in/page.njk', signInPage({ ...view, purposes, personas }), view.errors ? 422 : 200)
}

function welcome(reply: FastifyReply, result: SignInResult & { kind: 'signed-in' }, next: string): FastifyReply {
  setSessionCookie(reply, result.token, result.expiresAt, reply.server.pageSetting.secureCookies)
  return reply.redirect(next, 303)
}

function attemptOf(request: FastifyRequest) {
  return {
    now: request.receivedAt,
    requestId: request.id,
    userAgent: request.headers['user-agent'],
    sessionHours: request.server.pageSetting.sessionHours,
  }
}

function errorsOf(result: Exclude<SignInResult, { kind: 'signed-in' }>, purposes: readonly PurposeWords[]) {
  if (result.kind === 'refused') return formErrors([{ field: 'email', message: REFUSED }])
  const named = result.allowed.map((code: Purpose) => purposes.find(one => one.code === code)?.label ?? code)
  return formErrors([
    { field: 'purpose', message: `Your role does not work for this purpose. Choose: ${named.join('; ')}` },
  ])
}
