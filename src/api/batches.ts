import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { Problem } from '#domain/problem.ts'
import { UPLOAD_LIMITS } from '#http/limits.ts'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { type Batch, errorsOf, getBatch } from '#services/intake/batches.ts'
import type { Uploads } from '#services/intake/uploads.ts'
import '#http/augment.ts'

const Name = Type.String({ minLength: 1, maxLength: 60 })
const SystemName = Type.String({
  minLength: 1,
  maxLength: 60,
  description:
    'Your system that numbered the people: the same number of one system is one person. As the mapping says when it is left out',
})
const Count = Type.Integer({ minimum: 0 })
const NullableText = Type.Union([Type.String(), Type.Null()])

const RowsBody = Type.Object(
  {
    mapping: Name,
    sourceSystem: Type.Optional(SystemName),
    rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), {
      minItems: 1,
      maxItems: 10_000,
      description: 'Each row as an object, its members named as the columns of the mapping',
    }),
  },
  { additionalProperties: false },
)

const BatchQuery = Type.Object({
  mapping: Type.Optional(Name),
  sourceSystem: Type.Optional(SystemName),
  fileName: Type.Optional(Type.String({ maxLength: 200 })),
})

const BatchBody = Type.Object({
  id: Type.String({ format: 'uuid' }),
  state: Type.String({
    description:
      'checking, reading, done, failed (also when it was cut off: `problem` says at how many rows), or cancelled when it equals the file before it',
  }),
  problem: NullableText,
  mapping: Type.String(),
  sourceSystem: Type.String(),
  createdAt: Type.String(),
  finishedAt: NullableText,
  counts: Type.Object({
    rows: Count,
    good: Count,
    corrected: Count,
    refused: Count,
    fresh: Count,
    changed: Count,
    unchanged: Count,
    withdrawn: Count,
    joined: Count,
    review: Count,
  }),
})

const ErrorsBody = Type.Object({
  items: Type.Array(Type.Object({ line: Count, column: NullableText, value: NullableText, reason: Type.String() })),
  next: Type.Optional(Type.String()),
})

const Params = Type.Object({ id: Type.String({ format: 'uuid' }) })
const Headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 8,
      maxLength: 200,
      description: 'The same key with the same rows gives the same batch; a key is kept for a month',
    }),
  ),
})

const STREAMED = ['text/csv', 'application/x-ndjson', 'application/ndjson', 'text/plain']
/** A JSON body is held in memory; longer lists are sent as CSV or NDJSON, which are streamed. */
const JSON_BYTES = 16 * 1024 * 1024
const WAIT_MS = 10_000

/** POST /batches, GET /batches/:id and /batches/:id/errors: an agency's system sends rows and asks what became of them. */
export function batchRoutes(uploads: Uploads): FastifyPluginAsyncTypebox {
  return async app => {
    app.addContentTypeParser(STREAMED, (_request, payload, done) => done(null, payload))

    app.post(
      '/batches',
      {
        config: { action: 'record.import' },
        bodyLimit: JSON_BYTES,
        schema: {
          summary: 'Send rows: JSON, or CSV or NDJSON with `mapping` in the query',
          description:
            'Sending rows twice changes nothing. Answers 201 when the rows are in, 202 while they are coming in: then ask GET /batches/{id}.',
          tags: ['Records'],
          querystring: BatchQuery,
          headers: Headers,
          body: { content: { 'application/json': { schema: RowsBody } } },
          response: { 201: BatchBody, 202: BatchBody, '4xx': ProblemBody },
        },
      },
      async (request, reply) => {
        const who = request.who()
        const key = request.headers['idempotency-key']
        const id = await uploads.post(who, { ...arriving(request, request.query), key })
        await uploads.settled(id, WAIT_MS)
        const batch = await unitOfWork(app.database, who, ctx => getBatch(ctx, id))
        if (batch.state === 'failed') throw new Problem('bad-file', batch.problem ?? undefined)
        const working = batch.state === 'checking' || batch.state === 'reading'
        return reply
          .code(working ? 202 : 201)
          .header('location', `/api/v1/batches/${id}`)
          .send(bodyOf(batch))
      },
    )

    app.get(
      '/batches/:id',
      {
        config: { action: 'batch.read' },
        schema: {
          summary: 'What became of the rows that were sent',
          tags: ['Records'],
          params: Params,
          response: { 200: BatchBody, '4xx': ProblemBody },
        },
      },
      async request => bodyOf(await unitOfWork(app.database, request.who(), ctx => getBatch(ctx, request.params.id))),
    )

    app.get(
      '/batches/:id/errors',
      {
        config: { action: 'batch.read' },
        schema: {
          summary: 'Rows that were refused: line, column, value (masked where personal), reason',
          tags: ['Records'],
          params: Params,
          querystring: PageQuery,
          response: { 200: ErrorsBody, '4xx': ProblemBody },
        },
      },
      async request => {
        const { after, limit } = pageRequest(request.query, 2)
        const [line, position] = (after ?? []).map(Number)
        const from = line === undefined || position === undefined ? undefined : { line, position }
        const rows = await unitOfWork(app.database, request.who(), ctx =>
          errorsOf(ctx, request.params.id, { after: from, limit: limit + 1 }),
        )
        const { items, next } = pageOf(rows, limit, row => [String(row.line), String(row.position)])
        const shown = items.map(error => ({ ...error, value: error.valueMasked }))
        return { items: shown, ...(next === undefined ? {} : { next }) }
      },
    )
  }
}

function arriving(
  request: Pick<FastifyRequest, 'body'>,
  query: { readonly mapping?: string; readonly sourceSystem?: string; readonly fileName?: string },
) {
  const { body } = request
  if (Value.Check(RowsBody, body)) {
    const lines = body.rows.map(row => `${JSON.stringify(row)}\n`)
    return { fileName: 'rows', mapping: body.mapping, sourceSystem: body.sourceSystem, pieces: asBytes(lines) }
  }
  if (query.mapping === undefined) {
    throw new Problem('bad-request', 'Say what kind of rows they are.', [
      { field: 'mapping', message: 'Add ?mapping=NAME to the address' },
    ])
  }
  if (!isStream(body)) throw new Problem('bad-request', 'Send JSON, text/csv or application/x-ndjson.')
  const fileName = query.fileName ?? 'posted rows'
  return { fileName, mapping: query.mapping, sourceSystem: query.sourceSystem, pieces: limited(body) }
}

async function* asBytes(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const line of lines) yield Buffer.from(line)
}

async function* limited(pieces: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const piece of pieces) {
    if (!(piece instanceof Uint8Array)) continue
    size += piece.length
    if (size > UPLOAD_LIMITS.fileSize)
      throw new Problem('too-large', 'The file is larger than 5 GB. Send it in several.')
    yield piece
  }
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function bodyOf(batch: Batch) {
  const { batchId: id, state, problem, mapping, sourceSystem, createdAt, finishedAt, counts } = batch
  return { id, state, problem, mapping, sourceSystem, createdAt, finishedAt, counts: { ...counts } }
}
