import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import './augment.ts'

/** One browser that listens. */
export interface Stream {
  /** Send an event; `data` becomes JSON. Does nothing once the stream is closed. */
  send(event: string, data: unknown, id?: string): void
  close(): void
  /** Call when the browser leaves, the session ends or the server stops. Called at once if that has happened. */
  onClose(listener: () => void): void
}

/** Every open stream, so that a stopping server can end them. */
export type Streams = Set<Stream>

/** Options of one stream. */
export interface StreamOptions {
  readonly heartbeatSeconds?: number
  /** Asked at each heartbeat; the stream ends when it says no, for one when the session has ended. */
  readonly goesOn?: () => Promise<boolean>
}

const HEARTBEAT_SECONDS = 15

/** Keep count of open streams and end them when the server stops. */
export function installStreams(app: FastifyInstance): void {
  const streams: Streams = new Set()
  app.decorate('streams', streams)
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.close()
  })
}

/** Answer a request with server-sent events. The handler returns after this and sends through the stream. */
export function openStream(request: FastifyRequest, reply: FastifyReply, options: StreamOptions = {}): Stream {
  const { streams } = request.server
  const closing: (() => void)[] = []
  const raw = reply.raw
  let open = true

  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  // A browser that loses the line comes back after three seconds.
  raw.write('retry: 3000\n\n')

  const stream: Stream = {
    send(event, data, id) {
      if (!open) return
      raw.write(
        `${id === undefined ? '' : `id: ${oneLine(id)}\n`}event: ${oneLine(event)}\ndata: ${JSON.stringify(data)}\n\n`,
      )
    },
    close() {
      if (!open) return
      open = false
      clearInterval(heartbeat)
      streams.delete(stream)
      raw.end()
      for (const listener of closing) listener()
    },
    onClose(listener) {
      if (open) closing.push(listener)
      else listener()
    },
  }

  const beat = async () => {
    if (options.goesOn !== undefined && !(await options.goesOn())) stream.close()
    else if (open) raw.write(': still here\n\n')
  }
  const heartbeat = setInterval(
    () => void beat().catch(() => stream.close()),
    (options.heartbeatSeconds ?? HEARTBEAT_SECONDS) * 1000,
  )
  heartbeat.unref()
  streams.add(stream)
  raw.on('close', () => stream.close())
  raw.on('error', () => stream.close())
  return stream
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ')
}
