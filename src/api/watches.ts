import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import {
  endWatch,
  listOwnWatches,
  renewWatch,
  setWatches,
  type Watch,
  type WatchesSet,
  type WatchTerms,
} from '#services/watches.ts'
import '#http/augment.ts'
import { dayIn } from './day-in.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])

const TERMS = {
  reason: Type.String({ maxLength: 60, description: 'Code of a watch reason' }),
  legalBasis: Type.String({ maxLength: 60, description: 'Code of a legal basis that your agency may use' }),
  reviewOn: Type.String({ maxLength: 10 }),
  expiresOn: Type.String({ maxLength: 10, description: 'No watch lives for ever' }),
  note: Type.Optional(Type.String({ maxLength: 2000 })),
  team: Type.Optional(Type.String({ maxLength: 60 })),
}

const strict = { additionalProperties: false }
const SetBody = Type.Object({ persons: Type.Array(Uuid, { minItems: 1, maxItems: 100 }), ...TERMS }, strict)
const RenewBody = Type.Object({ version: Type.Integer({ minimum: 1 }), ...TERMS }, strict)
const EndBody = Type.Object(
  { version: Type.Integer({ minimum: 1 }), reason: Type.String({ minLength: 1, maxLength: 500 }) },
  strict,
)

const WatchBody = Type.Object({
  watchId: Uuid,
  personId: Nullable,
  since: Type.String(),
  expiresAt: Type.String(),
  reviewOn: Type.String(),
  reason: Type.String(),
  legalBasis: Type.String(),
  ownerName: Nullable,
  team: Nullable,
  note: Nullable,
  version: Type.Integer(),
})

const tags = ['Watches']
const Named = Type.Object({ id: Uuid })

/** GET and POST /watches, POST /watches/:id/renew and POST /watches/:id/end. */
export const watchRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/watches',
    {
      config: { action: 'watch.list' },
      schema: {
        summary: 'Open watches of your agency, the next to end first',
        tags,
        response: { 200: Type.Object({ watches: Type.Array(Type.Unsafe<Watch>(WatchBody)) }), '4xx': ProblemBody },
      },
    },
    async request => ({ watches: [...(await unitOfWork(app.database, request.who(), listOwnWatches)).open] }),
  )

  app.post(
    '/watches',
    {
      config: { action: 'watch.change' },
      schema: {
        summary: 'Watch people of your own agency nationally',
        tags,
        body: SetBody,
        response: {
          201: Type.Unsafe<WatchesSet>(Type.Object({ set: Type.Array(Uuid), already: Type.Integer() })),
          '4xx': ProblemBody,
        },
      },
    },
    async (request, reply) => {
      const { persons, ...terms } = request.body
      const set = await unitOfWork(app.database, request.who(), ctx => setWatches(ctx, persons, termsIn(terms)))
      return reply.code(201).send(set)
    },
  )

  const changed = { 204: Type.Null(), '4xx': ProblemBody }
  app.post(
    '/watches/:id/renew',
    {
      config: { action: 'watch.change' },
      schema: { summary: 'Renew a watch on new terms', tags, params: Named, body: RenewBody, response: changed },
    },
    async (request, reply) => {
      const { version, ...terms } = request.body
      await unitOfWork(app.database, request.who(), ctx => renewWatch(ctx, request.params.id, version, termsIn(terms)))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/watches/:id/end',
    {
      config: { action: 'watch.change' },
      schema: { summary: 'End a watch', tags, params: Named, body: EndBody, response: changed },
    },
    async (request, reply) => {
      const { version, reason } = request.body
      await unitOfWork(app.database, request.who(), ctx => endWatch(ctx, request.params.id, version, reason))
      return reply.code(204).send(null)
    },
  )
}

function termsIn({
  reviewOn,
  expiresOn,
  ...terms
}: Readonly<Record<'reviewOn' | 'expiresOn' | 'reason' | 'legalBasis', string>> & {
  note?: string
  team?: string
}): WatchTerms {
  return { ...terms, reviewOn: dayIn('reviewOn', reviewOn), expiresOn: dayIn('expiresOn', expiresOn) }
}
