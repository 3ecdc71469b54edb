import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Purpose, PURPOSES } from '#domain/actor.ts'
import type { UserId } from '#domain/values/ids.ts'
import { type RateLimits, strictLimit } from '#http/rate-limit.ts'
import { setSessionCookie } from '#http/session.ts'
import { findSignedIn, signIn, signInAsPersona, type SignInResult } from '#services/sign-in.ts'
import { draftModel } from '../../draft.ts'
import { formErrors, readForm } from '../../form.ts'
import { type PurposeWords, render } from '../page.ts'
import { signInModel } from './model.ts'
import { safeNext, type SignInView } from './view.ts'

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
      return show(reply, { next })
    })

    app.post<WithNext>('/sign-in', open, async (request, reply) => {
      const next = safeNext(request.body?.next)
      const form = readForm(SignInForm, request.body, WORDS)
      if (!form.ok) return show(reply, { next, typed: form.typed, errors: form.errors })
      const { email, password, purpose } = form.value
      const result = await signIn(app.database, { email, password }, { ...attemptOf(request), purpose })
      if (result.kind === 'signed-in') return welcome(request, reply, result, next)
      return show(reply, { next, typed: form.typed, errors: errorsOf(result, app.pageSetting.purposes) })
    })

    app.post<WithNext>('/sign-in/persona', open, async (request, reply) => {
      const next = safeNext(request.body?.next)
      const form = readForm(PersonaForm, request.body, { labels: { user: 'person' } })
      const result: SignInResult =
        app.pageSetting.demonstration && form.ok
          ? await signInAsPersona(app.database, form.value.user as UserId, attemptOf(request))
          : { kind: 'refused' }
      if (result.kind === 'signed-in') return welcome(request, reply, result, next)
      return show(reply, {
        next,
        errors: formErrors([{ field: 'email', message: 'This person is not there to be signed in as.' }]),
      })
    })
  }
}

/** What was written before the session ended stays on the page until somebody is signed in. */
async function show(
  reply: FastifyReply,
  view: Omit<SignInView, 'purposes' | 'personas' | 'draft'>,
): Promise<FastifyReply> {
  const model = await signInModel(reply.server, { ...view, draft: await reply.request.draft() })
  return render(reply, 'pages/sign-in/page.njk', model, view.errors ? 422 : 200)
}

/** On to where they wanted to go, or to what they had written. It is not sent for them: somebody else may have signed in here. */
async function welcome(
  request: FastifyRequest,
  reply: FastifyReply,
  { token, expiresAt }: SignInResult & { kind: 'signed-in' },
  next: string,
): Promise<FastifyReply> {
  const { database, reference, pageSetting } = reply.server
  setSessionCookie(reply, token, expiresAt, pageSetting.secureCookies)
  const draft = await request.draft()
  if (draft === undefined) return reply.redirect(next, 303)
  request.signedIn = await findSignedIn(database, token, request.receivedAt)
  const model = { pageTitle: 'What you wrote has not been sent', draft: draftModel(draft, reference, 'Send it now') }
  return render(reply, 'pages/sign-in/go-on.njk', model)
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
