import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Mapping } from '#domain/mapping.ts'
import { openStream } from '#http/sse.ts'
import { unitOfWork } from '#services/context.ts'
import { errorFile, getBatch } from '#services/intake/batches.ts'
import type { Uploads } from '#services/intake/uploads.ts'
import { render } from '../../page.ts'
import { chosen } from '../new/route.ts'
import { previewPage } from '../preview/view.ts'
import { filePage, isWorking, progressOf } from './view.ts'

const params = Type.Object({ id: Type.String({ format: 'uuid' }) })
const schema = { params }

interface Named {
  readonly Params: { readonly id: string }
}

interface Chosen extends Named {
  readonly Body:
    | { readonly mapping?: string; readonly sourceSystem?: string; readonly otherSystem?: string }
    | undefined
}

/** Small files are in by the time that the next page is shown. */
const WAIT_MS = 2000
/** How often a file that another process reads is looked at. */
const LOOK_MS = 5000

/** One file: GET /records-in/:id, its progress and its errors; POST bring-in, cancel and mapping. */
export function fileRoutes(uploads: Uploads, mappings: readonly Mapping[]): FastifyPluginAsync {
  return async app => {
    const read = { schema, config: { action: 'batch.read' } } as const
    const change = { schema, config: { action: 'record.import' } } as const
    const batchOf = (request: FastifyRequest<Named>) =>
      unitOfWork(app.database, request.who(), ctx => getBatch(ctx, request.params.id))

    app.get<Named>('/records-in/:id', read, async (request, reply) => {
      const batch = await batchOf(request)
      const preview = batch.state === 'previewed' ? await uploads.findPreview(request.who(), batch.batchId) : undefined
      if (preview === undefined) return render(reply, 'pages/records-in/show/page.njk', filePage(batch))
      return render(reply, 'pages/records-in/preview/page.njk', previewPage(batch, preview, mappings))
    })

    app.get<Named>('/records-in/:id/progress', read, async (request, reply) => {
      const batch = await batchOf(request)
      const stream = openStream(request, reply)
      stream.onClose(uploads.follow(batch.batchId, counts => stream.send('progress', progressOf({ ...batch, counts }))))
      let open = true
      stream.onClose(() => (open = false))
      void uploads
        .settled(batch.batchId, Number.POSITIVE_INFINITY)
        .then(async () => {
          // Another process may read it, such as the command line: then the row is all that is heard of it.
          while (open) {
            const now = await batchOf(request)
            if (!isWorking(now)) break
            stream.send('progress', progressOf(now))
            await sleep(LOOK_MS, undefined, { ref: false })
          }
          stream.send('done', '')
        })
        .catch((error: unknown) => request.log.error({ err: error }, 'progress was not told'))
        .finally(() => stream.close())
    })

    app.get<Named>('/records-in/:id/errors.csv', read, async (request, reply) => {
      const { batchId } = await batchOf(request)
      void reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="errors-${batchId}.csv"`)
      return reply.send(Readable.from(errorFile(app.database, request.who(), batchId)))
    })

    app.post<Named>('/records-in/:id/bring-in', change, async (request, reply) => {
      const { batchId } = await batchOf(request)
      await uploads.bringIn(request.who(), batchId)
      return await next(reply, batchId)
    })

    app.post<Named>('/records-in/:id/cancel', change, async (request, reply) => {
      const { batchId } = await batchOf(request)
      await uploads.cancel(request.who(), batchId)
      return await next(reply, batchId)
    })

    app.post<Chosen>('/records-in/:id/mapping', change, async (request, reply) => {
      const { batchId } = await batchOf(request)
      await uploads.recheck(request.who(), batchId, {
        mapping: chosen(request.body?.mapping),
        sourceSystem: chosen(request.body?.otherSystem) ?? chosen(request.body?.sourceSystem),
      })
      return await next(reply, batchId)
    })
  }

  async function next(reply: FastifyReply, batchId: string): Promise<FastifyReply> {
    await uploads.settled(batchId, WAIT_MS)
    return reply.redirect(`/records-in/${batchId}`, 303)
  }
}
