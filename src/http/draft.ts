import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import './augment.ts'
import { BODY_BYTES } from './limits.ts'
import { isFromOwnPage } from './same-origin.ts'

/** One field of a form. Its label is empty where the page, and not the person, wrote it: a version, a key. */
const Field = Type.Object({
  name: Type.String({ maxLength: 100 }),
  label: Type.String({ maxLength: 200 }),
  value: Type.String(),
})

const Draft = Type.Object({
  action: Type.String({ pattern: String.raw`^/(?![/\\])[^\s\\]*$`, maxLength: 2000 }),
  fields: Type.Array(Field, { maxItems: 500 }),
  editable: Type.Boolean(),
  whole: Type.Boolean(),
})

/**
 * What somebody wrote in a form that could not be taken. `action` is where it was sent, `editable` whether its page can be opened with
 * it, `whole` whether nothing had to be left out. It goes back in the same answer and nowhere else: no address, log or store has it.
 */
export type Draft = Static<typeof Draft>

/** More than all fields of any form may hold together; a draft is no longer, so that it fits into a form again however it is encoded. */
const MOST_CHARACTERS = 100_000
/** Read of what is too large before it is answered: a browser that still sends does not hear. */
const MOST_READ = 8 * BODY_BYTES

/** Written by the page itself. */
const MACHINERY = new Set(['key', 'version', 'from'])
/** Never given back, whatever form they are in. */
const SECRET = /^_|pass|secret|token/i

/**
 * Let every request say what was written in the form that it is: `request.draft()`, for answers that cannot take it.
 *
 * Only for forms that one of our own pages sent: what another site made somebody send is not theirs, and never sent again for them.
 */
export function installDrafts(app: FastifyInstance, publicUrl: string): void {
  const publicOrigin = new URL(publicUrl).origin
  app.decorateRequest('draft', async function draft(this: FastifyRequest): Promise<Draft | undefined> {
    return isForm(this) && isFromOwnPage(this, publicOrigin) ? draftOf(this) : undefined
  })
}

/** A draft that a page carried along, in JSON; undefined for what is none. */
export function parseDraft(text: unknown): Draft | undefined {
  if (typeof text !== 'string') return undefined
  try {
    const draft: unknown = JSON.parse(text)
    return Value.Check(Draft, draft) && !draft.fields.some(({ name }) => SECRET.test(name)) ? draft : undefined
  } catch {
    return undefined
  }
}

/** Whether somebody wrote something in it. */
export function hasWords(draft: Draft): boolean {
  return draft.fields.some(({ label }) => label !== '')
}

function isForm(request: FastifyRequest): boolean {
  const type = request.headers['content-type'] ?? ''
  return (
    request.method === 'POST' &&
    !request.is404 &&
    !request.url.startsWith('/api/') &&
    /^application\/x-www-form-urlencoded\b/i.test(type)
  )
}

async function draftOf(request: FastifyRequest): Promise<Draft | undefined> {
  const sent = await sentFields(request)
  const { action, form } = request.routeOptions.config
  // Somebody who signs in carries along what they wrote before.
  if (action === 'public') return parseDraft(sent.find(([name]) => name === 'draft')?.[1])
  let room = MOST_CHARACTERS
  const own = sent.filter(([name, value]) => !SECRET.test(name) && value !== '')
  const fields = own.slice(0, 500).map(([name, value]) => {
    const kept = value.slice(0, room)
    room -= kept.length
    return { name: name.slice(0, 100), label: MACHINERY.has(name) ? '' : (form?.[name] ?? ''), value: kept }
  })
  const length = own.reduce((sum, [, value]) => sum + value.length, 0)
  const whole = own.length <= 500 && length <= MOST_CHARACTERS
  return { action: request.url, fields, editable: form !== undefined, whole }
}

/** Names and values in the order of the form, also when the request was refused before its body was read. */
async function sentFields(request: FastifyRequest): Promise<(readonly [string, string])[]> {
  const { body } = request
  if (typeof body !== 'object' || body === null) return [...new URLSearchParams(await unreadBody(request))]
  return Object.entries(body).flatMap(([name, value]: [string, unknown]) =>
    [value].flat().flatMap(one => (typeof one === 'string' ? [[name, one] as const] : [])),
  )
}

/** The body of a request that nobody has read yet, up to the limit of a form. */
function unreadBody({ raw }: FastifyRequest): Promise<string> {
  if (raw.readableDidRead || raw.readableEnded || raw.destroyed) return Promise.resolve('')
  return new Promise(resolve => {
    const pieces: Buffer[] = []
    let read = 0
    const done = () => resolve(Buffer.concat(pieces).subarray(0, BODY_BYTES).toString('utf8'))
    raw.on('data', (piece: Buffer) => {
      if (read < BODY_BYTES) pieces.push(piece)
      read += piece.length
      if (read > MOST_READ) done()
    })
    for (const end of ['end', 'close', 'error']) raw.on(end, done)
  })
}
