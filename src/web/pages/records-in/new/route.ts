import type { MultipartFile, MultipartValue } from '@fastify/multipart'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Mapping } from '#domain/mapping.ts'
import { Problem, PROBLEMS } from '#domain/problem.ts'
import { checkCsrf } from '#http/csrf.ts'
import { unitOfWork } from '#services/context.ts'
import { sourceSystems } from '#services/intake/batches.ts'
import type { Uploads } from '#services/intake/uploads.ts'
import { formErrors } from '../../../form.ts'
import { render } from '../../page.ts'
import { newFilePage } from './view.ts'

/** Small files are checked by the time that the next page is shown. */
const WAIT_MS = 3000

/** GET and POST /records-in/new: send a file. Fields come before the file, so that the token is checked before it is read. */
export function newFileRoutes(uploads: Uploads, mappings: readonly Mapping[]): FastifyPluginAsync {
  return async app => {
    app.get('/records-in/new', { config: { action: 'record.import' } }, async (request, reply) => {
      const systems = await unitOfWork(app.database, request.who(), sourceSystems)
      return render(reply, 'pages/records-in/new/page.njk', newFilePage(mappings, systems))
    })

    app.post('/records-in/new', { config: { action: 'record.import', csrf: 'in-handler' } }, async (request, reply) => {
      request.who()
      const typed = new Map<string, string>()
      try {
        for await (const part of request.parts()) {
          if (part.type === 'field') typed.set(part.fieldname, textOf(part))
          else return await takeFile(request, reply, typed, part)
        }
        checkCsrf(request, typed.get('_csrf'))
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        const message = sayingOf(error)
        if (message === undefined) throw error
        return await showAgain(request, reply, typed, message, PROBLEMS[error.code].status)
      }
      return await showAgain(request, reply, typed)
    })
  }

  async function takeFile(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: ReadonlyMap<string, string>,
    part: MultipartFile,
  ): Promise<FastifyReply> {
    checkCsrf(request, typed.get('_csrf'))
    if (part.fieldname !== 'file' || part.filename === undefined || part.filename === '') {
      part.file.resume()
      return await showAgain(request, reply, typed)
    }
    const batchId = await uploads.receive(request.who(), {
      fileName: part.filename,
      pieces: whole(part),
      mapping: chosen(typed.get('mapping')),
      sourceSystem: chosen(typed.get('sourceSystem')),
    })
    await uploads.settled(batchId, WAIT_MS)
    return reply.redirect(`/records-in/${batchId}`, 303)
  }

  async function showAgain(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: ReadonlyMap<string, string>,
    message = 'Choose a file',
    status = 422,
  ): Promise<FastifyReply> {
    const systems = await unitOfWork(request.server.database, request.who(), sourceSystems)
    const errors = formErrors([{ field: 'file', message }])
    const again = { mapping: typed.get('mapping'), sourceSystem: typed.get('sourceSystem') }
    return render(reply, 'pages/records-in/new/page.njk', newFilePage(mappings, systems, again, errors), status)
  }
}

/** The bytes of an upload; fails at the end when the limit cut it off. */
async function* whole(part: MultipartFile): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterable<unknown> = part.file
  for await (const piece of pieces) if (piece instanceof Uint8Array) yield piece
  if (part.file.truncated) throw new Problem('too-large', 'The file is larger than 5 GB. Send it in several files.')
}

/** What to do about a form that is shown again for its choices to be kept; no browser keeps the file. */
function sayingOf({ code, message }: Problem): string | undefined {
  if (code === 'form-expired') return 'The form was from before you last signed in. Choose the file again'
  return code === 'too-large' ? message : undefined
}

function textOf(part: MultipartValue): string {
  return typeof part.value === 'string' ? part.value.trim() : ''
}

/** A choice or a name, or nothing. */
export function chosen(text: string | undefined): string | undefined {
  const name = text?.trim().slice(0, 60) ?? ''
  return name === '' ? undefined : name
}
