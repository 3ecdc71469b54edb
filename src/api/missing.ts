import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { HOW_FAR, MISSING_STATUSES, type MissingReported, type MissingStep } from '#domain/missing-step.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { type Episode, type MissingFile, missingOf } from '#services/missing.ts'
import { changeMissing, offerInterview, reportMissing } from '#services/missing-changes.ts'
import { openPerson } from '#services/people.ts'
import '#http/augment.ts'
import { momentIn } from './moment-in.ts'

const strict = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Text = Type.String()
const Nullable = Type.Union([Text, Type.Null()])
const Moment = Type.String({ maxLength: 40, description: 'With its offset, such as 2026-03-04T12:00:00Z' })
const Short = Type.Optional(Type.String({ maxLength: 200 }))
const Long = Type.Optional(Type.String({ maxLength: 4000 }))

const Report = Type.Object(
  {
    status: Type.Enum([...MISSING_STATUSES]),
    riskLevel: Type.String({ maxLength: 60, description: 'Code of a risk level' }),
    why: Type.String({ maxLength: 2000, description: 'Why this level' }),
    since: Moment,
    until: Type.Optional(Moment),
    place: Short,
    postcode: Type.Optional(Type.String({ maxLength: 20 })),
    toldBy: Short,
    circumstances: Long,
  },
  strict,
)

const Offer = Type.Object({ at: Moment, by: Type.String({ maxLength: 200 }), independent: Type.Boolean() }, strict)

const Step = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('risk-reviewed'),
      riskLevel: Type.String({ maxLength: 60 }),
      why: Type.String({ maxLength: 4000 }),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('found'),
      at: Moment,
      place: Type.String({ maxLength: 200 }),
      postcode: Type.Optional(Type.String({ maxLength: 20 })),
      withWhom: Short,
      howFar: Type.Enum([...HOW_FAR]),
      miles: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      injuries: Long,
      property: Long,
      how: Short,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('prevention-interview'),
      at: Moment,
      by: Type.String({ maxLength: 200 }),
      learnt: Type.String({ maxLength: 4000 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('accepted'), at: Moment }, strict),
  Type.Object({ kind: Type.Literal('declined'), at: Moment, reason: Type.String({ maxLength: 4000 }) }, strict),
  Type.Object(
    {
      kind: Type.Literal('held'),
      at: Moment,
      by: Type.String({ maxLength: 200 }),
      independent: Type.Boolean(),
      before: Long,
      during: Long,
      after: Long,
      push: Long,
      pull: Long,
    },
    strict,
  ),
])

const Clock = Type.Object({ state: Text, dueAt: Text })
const EpisodeBody = Type.Object({
  agency: Text,
  recordId: Uuid,
  reference: Text,
  status: Text,
  riskLevel: Nullable,
  since: Text,
  until: Nullable,
  place: Nullable,
  foundPlace: Nullable,
  foundOutOfArea: Type.Boolean(),
  cameBackHurt: Type.Boolean(),
  version: Type.Integer({ description: 'How many steps there are; sent with the next one' }),
  interviews: Type.Array(
    Type.Object({
      agency: Text,
      recordId: Uuid,
      offeredAt: Text,
      answer: Nullable,
      answeredAt: Nullable,
      heldAt: Nullable,
      version: Type.Integer(),
    }),
  ),
  clocks: Type.Union([Type.Object({ offer: Clock, held: Clock }), Type.Null()]),
})
const AddsUp = Type.Object({
  episodes: Type.Integer(),
  absent: Type.Integer(),
  agencies: Type.Integer(),
  soonAgain: Type.Integer(),
  dayOrLonger: Type.Integer(),
  samePlace: Type.Array(Type.Object({ place: Text, times: Type.Integer() })),
  foundOutOfArea: Type.Integer(),
  injured: Type.Integer(),
  withSchoolAbsence: Type.Integer(),
  gapDays: Type.Array(Type.Integer()),
  stayMinutes: Type.Array(Type.Integer()),
})
const Missing = Type.Object({ episodes: Type.Array(EpisodeBody), addsUp: AddsUp })
const Written = Type.Object({ recordId: Uuid, reference: Text })
const Named = Type.Object({ id: Uuid })
const Key = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 8, maxLength: 200, description: 'Makes sending the same report again harmless' }),
  ),
})
const tags = ['Missing']

/** GET and POST /people/:id/missing, POST …/:agency/:record/interviews and POST /missing/:id/steps. */
export const missingRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people/:id/missing',
    {
      config: { action: 'person.read' },
      schema: {
        summary: 'Missing episodes of one person as far as your agency may see, and what adds up',
        tags,
        params: Named,
        response: { 200: Missing, '4xx': ProblemBody },
      },
    },
    async request => {
      const who = request.who()
      const file = await unitOfWork(app.database, who, ctx => openPerson(ctx, request.params.id))
      return missingBody(missingOf(file, who.actor.agency, who.now))
    },
  )

  app.post(
    '/people/:id/missing',
    {
      config: { action: 'missing.record' },
      schema: {
        summary: 'Report somebody missing or absent',
        tags,
        params: Named,
        headers: Key,
        body: Report,
        response: { 201: Written, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const report = reportFrom(request.body)
      const key = request.headers['idempotency-key']
      const written = await unitOfWork(app.database, request.who(), ctx =>
        reportMissing(ctx, request.params.id, report, key),
      )
      return reply.code(201).send(written)
    },
  )

  app.post(
    '/people/:id/missing/:agency/:record/interviews',
    {
      config: { action: 'missing.record' },
      schema: {
        summary: 'Write down that a return home interview was offered',
        tags,
        params: Type.Object({ id: Uuid, agency: Type.String({ maxLength: 60 }), record: Uuid }),
        body: Offer,
        response: { 201: Written, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { id, agency, record } = request.params
      const offer = { kind: 'offered', ...request.body, at: momentIn('at', request.body.at) } as const
      const written = await unitOfWork(app.database, request.who(), ctx =>
        offerInterview(ctx, id, { agency, recordId: record }, offer),
      )
      return reply.code(201).send(written)
    },
  )

  app.post(
    '/missing/:id/steps',
    {
      config: { action: 'missing.change' },
      schema: {
        summary: 'Write down what happened next to an episode or an interview of your agency',
        tags,
        params: Named,
        body: Type.Object({ version: Type.Integer({ minimum: 0 }), step: Step }, strict),
        response: { 204: Type.Null(), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { version, step } = request.body
      await unitOfWork(app.database, request.who(), ctx =>
        changeMissing(ctx, request.params.id, version, stepFrom(step)),
      )
      return reply.code(204).send(null)
    },
  )
}

function reportFrom({ since, until, ...rest }: Static<typeof Report>): MissingReported {
  return {
    kind: 'reported',
    ...rest,
    since: momentIn('since', since),
    ...(until === undefined ? {} : { until: momentIn('until', until) }),
  }
}

function stepFrom(step: Static<typeof Step>): MissingStep {
  return step.kind === 'risk-reviewed' ? step : { ...step, at: momentIn('at', step.at) }
}

function missingBody({ episodes, addsUp }: MissingFile) {
  const { quarters: _, ...counts } = addsUp
  return {
    episodes: episodes.map(episodeBody),
    addsUp: {
      ...counts,
      samePlace: [...addsUp.samePlace],
      gapDays: [...addsUp.gapDays],
      stayMinutes: [...addsUp.stayMinutes],
    },
  }
}

function episodeBody({ state, interviews, clocks, injured, steps, ...episode }: Episode) {
  return {
    ...episode,
    riskLevel: state.riskLevel ?? null,
    since: state.since,
    until: state.until ?? null,
    place: episode.place ?? null,
    foundPlace: episode.foundPlace ?? null,
    cameBackHurt: injured,
    version: steps.length,
    interviews: interviews.map(({ agency, recordId, state: interview, steps: own }) => ({
      agency,
      recordId,
      offeredAt: interview.offeredAt,
      answer: interview.answer ?? null,
      answeredAt: interview.answeredAt ?? null,
      heldAt: interview.held?.at ?? null,
      version: own.length,
    })),
    clocks: clocks === undefined ? null : { offer: clocks.offer, held: clocks.held },
  }
}
