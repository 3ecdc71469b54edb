import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { GUEST_MESSAGES, WORDS_READERS } from '#domain/family.ts'
import { Problem } from '#domain/problem.ts'
import { GUEST_PAGE } from '#http/guest-page.ts'
import { type RateLimits, strictLimit } from '#http/rate-limit.ts'
import { clearSessionCookie, setSessionCookie } from '#http/session.ts'
import { agencyDirectory } from '#services/agencies.ts'
import { unitOfWork } from '#services/context.ts'
import { acceptInvitation, openOwnPage, signInGuest, writeOwnWords, writeToTeam } from '#services/guests.ts'
import { endSession } from '#services/sign-in.ts'
import { errorsOf, formErrors, readForm, type Sent } from '../../form.ts'
import { render } from '../page.ts'
import { ELSEWHERE } from '../sign-in/sign-out.ts'
import { closedPage, doorPage, myPage } from './view.ts'
import { GUEST_WORDS, type GuestWords } from './words.ts'

const InForm = Type.Object({ number: Type.String({ maxLength: 60 }), passphrase: Type.String({ maxLength: 1000 }) })
const FirstForm = Type.Object({ code: Type.String({ maxLength: 60 }), passphrase: Type.String({ maxLength: 1000 }) })
const WriteForm = Type.Object({
  kind: Type.Enum([...GUEST_MESSAGES]),
  words: Type.Optional(Type.String({ maxLength: 10_000 })),
  danger: Type.Optional(Type.Enum(['yes'])),
})
const WordsForm = Type.Object({
  ownWords: Type.Optional(Type.String({ maxLength: 10_000 })),
  readers: Type.Enum([...WORDS_READERS]),
  withFamily: Type.Optional(Type.Enum(['yes'])),
})

const LABELS = { kind: 'kind', words: 'words', danger: 'danger' }
const OWN_LABELS = { ownWords: 'words', readers: 'readers', withFamily: 'family' }
const IN_LABELS = { number: 'number', passphrase: 'passphrase' }
const FIRST_LABELS = { code: 'code', passphrase: 'passphrase' }
const SECRET = ['passphrase'] as const

/** Tells the browser to forget the pages that it holds, its cookies, and whatever else of ours. */
const FORGET = '"cache", "cookies", "storage"'

interface InLanguage {
  readonly Querystring: { readonly lang?: string; readonly sent?: string }
}

interface Invited extends InLanguage {
  readonly Params: { readonly link: string }
}

/** The page of a parent or carer, a young person or an advocate: GET /my-page, its way in, its forms, and two ways out that leave nothing. */
export function myPageRoutes(limits: RateLimits): FastifyPluginAsync {
  return async app => {
    const { database } = app
    const open = { action: 'public', rateLimit: strictLimit(limits) } as const

    app.get<InLanguage>(`${GUEST_PAGE}/in`, { config: { action: 'public' } }, (request, reply) =>
      showIn(reply, wordsOf(request)),
    )

    app.post<InLanguage>(`${GUEST_PAGE}/in`, { config: { ...open, form: IN_LABELS } }, async (request, reply) => {
      const words = wordsOf(request)
      const refused = (sent: Sent) =>
        showIn(reply, words, { ...sent, errors: formErrors([{ field: 'number', message: words.signIn.refused }]) }, 422)
      const form = readForm(InForm, request.body, { labels: IN_LABELS, secret: SECRET })
      if (!form.ok) return refused(form)
      const { receivedAt: now, id: requestId } = request
      const attempt = { now, requestId, userAgent: undefined }
      const result = await signInGuest(database, form.value, attempt)
      if (result.kind !== 'signed-in') return refused(form)
      setSessionCookie(reply, result.token, result.expiresAt, app.pageSetting.secureCookies)
      return reply.redirect(GUEST_PAGE, 303)
    })

    app.get<Invited>(`${GUEST_PAGE}/first/:link`, { config: { action: 'public' } }, (request, reply) =>
      showFirst(request, reply),
    )

    const first = { config: { ...open, form: FIRST_LABELS } }
    app.post<Invited>(`${GUEST_PAGE}/first/:link`, first, async (request, reply) => {
      const words = wordsOf(request)
      const again = (sent: Sent, field: string, message: string) =>
        showFirst(request, reply, { ...sent, errors: formErrors([{ field, message }]) }, 422)
      const form = readForm(FirstForm, request.body, { labels: FIRST_LABELS, secret: SECRET })
      if (!form.ok) return again(form, 'code', words.first.refused)
      const sent = { ...form.value, link: request.params.link }
      const taken = await accepted(() => acceptInvitation(database, sent, request.receivedAt))
      if (taken === 'too-short') return again(form, 'passphrase', words.first.short)
      if (taken.kind === 'refused') return again(form, 'code', words.first.refused)
      const model = { ...doorPage(words, words.first.ready, `${GUEST_PAGE}/in`), number: taken.number }
      return render(reply, 'pages/my-page/ready.njk', model)
    })

    app.get(`${GUEST_PAGE}/leave`, { config: { action: 'public' } }, async (request, reply) => {
      await forget(request, reply)
      return reply.redirect(ELSEWHERE, 303)
    })

    app.post(`${GUEST_PAGE}/out`, { config: { action: 'public' } }, async (request, reply) => {
      await forget(request, reply)
      return reply.redirect(`${GUEST_PAGE}/in`, 303)
    })

    app.get<InLanguage>(GUEST_PAGE, { config: { action: 'guest.read' } }, (request, reply) =>
      show(request, reply, { isSent: request.query.sent !== undefined }),
    )

    const write = { config: { action: 'guest.write', form: LABELS } } as const
    app.post(`${GUEST_PAGE}/write`, write, async (request, reply) => {
      const form = readForm(WriteForm, request.body, { labels: LABELS })
      if (!form.ok) throw new Problem('bad-request')
      const { kind, words = '', danger } = form.value
      return taken(request, reply, form, () =>
        unitOfWork(database, request.who(), ctx => writeToTeam(ctx, { kind, words, danger: danger === 'yes' })),
      )
    })

    const own = { config: { action: 'guest.write', form: OWN_LABELS } } as const
    app.post(`${GUEST_PAGE}/words`, own, async (request, reply) => {
      const form = readForm(WordsForm, request.body, { labels: OWN_LABELS })
      if (!form.ok) throw new Problem('bad-request')
      const { ownWords: words = '', readers, withFamily } = form.value
      const fields = { words: 'ownWords' }
      return taken(
        request,
        reply,
        form,
        () =>
          unitOfWork(database, request.who(), ctx =>
            writeOwnWords(ctx, { words, readers, withFamily: withFamily === 'yes' }),
          ),
        fields,
      )
    })
  }
}

async function accepted<T>(work: () => Promise<T>): Promise<T | 'too-short'> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem && error.fields[0]?.message === 'too-short') return 'too-short'
    throw error
  }
}

/** On to the page when it was taken, else the page with what is wrong, in the guest's own language. */
async function taken(
  request: FastifyRequest,
  reply: FastifyReply,
  { typed }: Sent,
  work: () => Promise<void>,
  fieldOf: Readonly<Record<string, string>> = {},
): Promise<FastifyReply> {
  try {
    await work()
    return await reply.redirect(`${GUEST_PAGE}?sent=1`, 303)
  } catch (error) {
    const errors = errorsOf(error, fieldOf)
    return show(request, reply, { ...(typed === undefined ? {} : { typed }), errors, isSent: false }, 422)
  }
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: Sent & { readonly isSent: boolean },
  status = 200,
): Promise<FastifyReply> {
  const { database } = request.server
  const { page, agency } = await unitOfWork(database, request.who(), async ctx => ({
    page: await openOwnPage(ctx),
    agency: await agencyDirectory(ctx),
  }))
  if (page.isClosed) return render(reply, 'pages/my-page/closed.njk', closedPage(page, agency))
  return render(
    reply,
    'pages/my-page/page.njk',
    myPage(page, agency, inWords(sent, GUEST_WORDS[page.language])),
    status,
  )
}

/** The services say what is wrong in a word; the page says it in the guest's language. */
function inWords<S extends Sent>(sent: S, { write }: GuestWords): S {
  if (sent.errors === undefined) return sent
  const message = (text: string) => (text === 'empty' ? write.empty : write.tooLong)
  const errors = formErrors(
    sent.errors.summary.map(({ text, href }) => ({ field: href.slice(1), message: message(text) })),
  )
  return { ...sent, errors }
}

function showIn(reply: FastifyReply, words: GuestWords, sent: Sent = {}, status = 200): Promise<FastifyReply> {
  return render(reply, 'pages/my-page/in.njk', doorPage(words, words.signIn.title, `${GUEST_PAGE}/in`, sent), status)
}

function showFirst(
  request: FastifyRequest<Invited>,
  reply: FastifyReply,
  sent: Sent = {},
  status = 200,
): Promise<FastifyReply> {
  const words = wordsOf(request)
  const path = `${GUEST_PAGE}/first/${encodeURIComponent(request.params.link)}`
  const model = { ...doorPage(words, words.first.title, path, sent), path }
  return render(reply, 'pages/my-page/first.njk', model, status)
}

/** End the session here, and let the browser forget all that it holds of these pages. */
async function forget(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { signedIn, sessionToken, receivedAt: now, id: requestId, server } = request
  if (signedIn && sessionToken) await endSession(server.database, sessionToken, signedIn, { now, requestId })
  clearSessionCookie(reply, server.pageSetting.secureCookies)
  void reply.header('clear-site-data', FORGET)
}

function wordsOf({ query }: FastifyRequest<InLanguage>): GuestWords {
  return GUEST_WORDS[query.lang === 'cy' ? 'cy' : 'en']
}
