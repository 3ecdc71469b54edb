import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { strictLimit } from '#http/rate-limit.ts'
import type { RateLimits } from '#http/rate-limit.ts'
import { Problem } from '#domain/problem.ts'
import { beginCalendar, endCalendar, openCalendar, readCalendar } from '#services/calendar.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'
import { render } from '../../page.ts'
import { calendarPage } from './view.ts'
import { calendarText } from './ical.ts'

interface Kept {
  readonly Params: { readonly file: string }
}

const FILE = {
  params: {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', pattern: '^[\\w-]{43}\\.ics$' } },
  },
} as const

/**
 * GET /due/calendar — whether the reader has a calendar open outside; POST …/begin gives its address once, POST …/end ends it.
 * GET /calendar/:file — the calendar itself, for whoever has the address: when something is due and what kind of thing, nothing else.
 */
export function calendarRoutes(limits: RateLimits, publicUrl: string): FastifyPluginAsync {
  return async app => {
    const { database } = app
    const own = { config: { action: 'due.list' } } as const
    const show = (reply: FastifyReply, model: Parameters<typeof calendarPage>[0]) =>
      render(reply, 'pages/due/calendar/page.njk', calendarPage(model))

    app.get('/due/calendar', own, async (request, reply) =>
      show(reply, { feed: await unitOfWork(database, request.who(), openCalendar), now: request.receivedAt }),
    )

    app.post('/due/calendar/begin', own, async (request, reply) => {
      const [key, feed] = await unitOfWork(
        database,
        request.who(),
        async ctx => [await beginCalendar(ctx), await openCalendar(ctx)] as const,
      )
      return show(reply, { feed, now: request.receivedAt, address: new URL(`/calendar/${key}.ics`, publicUrl).href })
    })

    app.post('/due/calendar/end', own, async (request, reply) => {
      await unitOfWork(database, request.who(), endCalendar)
      return reply.redirect('/due/calendar', 303)
    })

    const open = { schema: FILE, config: { action: 'public', rateLimit: strictLimit(limits) } } as const
    app.get<Kept>('/calendar/:file', open, async (request, reply) => {
      const key = request.params.file.slice(0, -'.ics'.length)
      const entries = await readCalendar(database, key, request.receivedAt, request.id)
      if (entries === undefined) throw new Problem('not-found')
      return reply.type('text/calendar; charset=utf-8').send(calendarText(entries, new URL('/due', publicUrl).href))
    })
  }
}
