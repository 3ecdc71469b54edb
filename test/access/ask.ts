import type { Relationship } from '#domain/access.ts'
import { type Place, SECRETS } from './secrets.ts'
import type { Session, World } from './world.ts'

/** A request as a case makes it; who sends it is added. */
export interface Sent {
  readonly method: string
  readonly url: string
  /** Fields of a form; the hidden token is added. */
  readonly form?: Readonly<Record<string, string>>
  /** A file in a form of several parts, after its fields. */
  readonly file?: { readonly name: string; readonly content: string }
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** An endless answer: what comes in the first moment is taken. */
  readonly stream?: boolean
}

/** An answer as a test looks at it. */
export interface Answered {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
  /** Type and caching, which must not tell a refusal from nothing. */
  readonly headers: Readonly<Record<string, unknown>>
}

const BOUNDARY = 'a-line-between-parts'
const FIRST_MOMENT_MS = 60

/** Send a request as somebody, or as nobody who is signed in: pages by cookie, the API by token. */
export async function ask({ test: { app } }: World, session: Session | undefined, sent: Sent): Promise<Answered> {
  const { type, payload } = contentOf(sent, session?.csrf ?? '')
  const response = await app.inject({
    method: sent.method as 'GET',
    url: sent.url,
    headers: { ...type, ...credentials(session, sent.url), ...sent.headers },
    ...(payload === undefined ? {} : { payload }),
    ...(sent.stream === true ? { payloadAsStream: true } : {}),
  })
  const { location, 'content-type': contentType, 'cache-control': caching } = response.headers
  const body = sent.stream === true ? await firstMoment(response.stream()) : response.body
  return { status: response.statusCode, body, location, headers: { contentType, caching } }
}

function credentials(session: Session | undefined, url: string): Record<string, string> {
  if (session === undefined) return {}
  return url.startsWith('/api/')
    ? { authorization: `Bearer ${session.token}` }
    : { cookie: `throughline_session=${session.token}` }
}

function contentOf({ form, file, json }: Sent, csrf: string): { type: Record<string, string>; payload?: string } {
  if (file !== undefined) {
    const fields = Object.entries({ _csrf: csrf, ...form }).map(([name, value]) => part(`name="${name}"`, value))
    const content = part(`name="file"; filename="${file.name}"\r\nContent-Type: text/csv`, file.content)
    const payload = `${[...fields, content].join('')}--${BOUNDARY}--\r\n`
    return { type: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }, payload }
  }
  if (form !== undefined) {
    const payload = new URLSearchParams({ _csrf: csrf, ...form }).toString()
    return { type: { 'content-type': 'application/x-www-form-urlencoded' }, payload }
  }
  if (json !== undefined) return { type: { 'content-type': 'application/json' }, payload: JSON.stringify(json) }
  return { type: {} }
}

function part(names: string, content: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; ${names}\r\n\r\n${content}\r\n`
}

type Flow = NodeJS.ReadableStream & { destroy(): void }

async function firstMoment(flow: Flow): Promise<string> {
  const heard = hear(flow)
  await Promise.race([heard.ended, new Promise(done => setTimeout(done, FIRST_MOMENT_MS))])
  return heard.stop()
}

function hear(flow: Flow) {
  let text = ''
  flow.on('data', piece => {
    text += String(piece)
  })
  flow.on('error', () => undefined)
  const ended = new Promise<void>(done => flow.on('end', done))
  const stop = () => {
    flow.destroy()
    return text
  }
  return { ended, stop, soFar: () => text }
}

/** Listen to an endless answer. `soFar` is all that came; `stop` hangs up. */
export async function listen({ test: { app } }: World, session: Session, url: string) {
  const response = await app.inject({ url, headers: credentials(session, url), payloadAsStream: true })
  return hear(response.stream())
}

/** An answer without what differs from one request to the next: ids, tokens, and the place in the navigation. */
export function withoutIds({ status, body, headers }: Answered) {
  const text = body
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\b(?:ENC|ALT|SGN|ASK|JDG)-[0-9A-Z]{4}-[0-9A-Z]{2}\b/g, 'REFERENCE')
    .replaceAll(/nonce="[^"]*"/g, 'nonce')
    .replaceAll(/ aria-current="[^"]*"| govuk-service-navigation__item--active|<\/?strong[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
  const isJson = String(headers['contentType']).includes('json')
  return { status, body: isJson ? (JSON.parse(text) as unknown) : text, headers }
}

/** Secrets that stand in a text and that an agency may not be shown. */
export function leaksTo(place: Place | undefined, text: string): string[] {
  return SECRETS.filter(
    ({ text: secret, seenBy }) => text.includes(secret) && (place === undefined || !seenBy.includes(place)),
  ).map(({ text: secret }) => secret)
}

/** How the agencies stand to what a case is about; everybody stands to the lists of their own agency as their owner. */
export type Standing = Readonly<Record<Place, Relationship>>
