import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { Problem } from '#domain/problem.ts'
import { type Instant, parseInstant } from '#domain/values/time.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { openEncounter, type OpenEncounter } from '#services/encounter-file.ts'
import { type Reported, reportEncounter } from '#services/encounters.ts'
import '#http/augment.ts'

const Text = (maxLength: number, description?: string) =>
  Type.Optional(Type.String({ maxLength, ...(description === undefined ? {} : { description }) }))

const Person = Type.Object(
  {
    givenName: Text(5000),
    middleName: Text(200),
    familyName: Text(5000),
    fullName: Text(5000, 'When the parts are not known apart'),
    aliases: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 10 })),
    dateOfBirth: Text(40, 'Any common written form, day before month'),
    ageYears: Type.Optional(Type.Integer({ minimum: 0, maximum: 120 })),
    sex: Text(20),
    address: Text(500),
    postcode: Text(20),
    city: Text(200),
    phone: Text(40),
    email: Text(254),
    nhsNumber: Text(20),
    upn: Text(20),
    pncId: Text(20),
  },
  { additionalProperties: false },
)

const Report = Type.Object(
  {
    circumstance: Type.String({ maxLength: 60, description: 'Why you met: a code such as found-on-train' }),
    place: Type.String({ minLength: 1, maxLength: 200 }),
    postcode: Text(20, 'Of the place'),
    occurredAt: Text(40, 'Now when absent; at most 31 days back'),
    person: Person,
    description: Text(4000),
    observations: Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 60 })),
    withWhom: Text(500),
    note: Text(4000),
    callback: Text(40, 'Number on which the reporter can be rung'),
  },
  { additionalProperties: false },
)

const Nullable = Type.Union([Type.String(), Type.Null()])
const Age = Type.Object({ from: Type.Integer(), to: Type.Integer() })

const Contact = Type.Object({
  agency: Type.String(),
  name: Type.String(),
  team: Type.Optional(Type.String()),
  officeHours: Type.Optional(Type.String()),
  outOfHours: Type.Optional(Type.String()),
})

const Ring = Type.Object({
  ...Contact.properties,
  reference: Type.String(),
  because: Type.Optional(Type.String({ description: 'Absent when only whom to ring may be told' })),
})

const Answer = Type.Object({
  kind: Type.Enum(['known', 'possibly-known', 'not-known']),
  certainty: Type.Optional(Type.Enum(['confirmed', 'probable'])),
  who: Type.Optional(Type.Object({ initials: Type.Optional(Type.String()), age: Type.Optional(Age) })),
  missing: Type.Optional(Type.Object({ since: Type.String(), agency: Type.String() })),
  ring: Type.Optional(Type.Array(Ring)),
  doNow: Type.Array(Type.String()),
  assumeNot: Type.Array(Type.String()),
  descriptionOnly: Type.Optional(Type.Boolean()),
})

const Told = Type.Object({
  agency: Type.String(),
  tells: Type.Enum(['encounter', 'contact-only']),
  state: Type.Optional(Type.String()),
  raisedAt: Type.Optional(Type.String()),
  seenAt: Type.Optional(Nullable),
  acknowledgedAt: Type.Optional(Nullable),
  closedAt: Type.Optional(Nullable),
})

const ReportedBody = Type.Object({
  encounterId: Type.String({ format: 'uuid' }),
  reference: Type.String(),
  answer: Answer,
  told: Type.Array(Told),
})

const OpenedBody = Type.Object({
  encounterId: Type.String({ format: 'uuid' }),
  agency: Type.String(),
  reference: Type.String(),
  circumstance: Type.String(),
  occurredAt: Type.String(),
  reportedAt: Type.String(),
  place: Type.String(),
  description: Nullable,
  observations: Type.Array(Type.String()),
  withWhom: Nullable,
  note: Nullable,
  callback: Nullable,
  person: Type.Record(Type.String(), Type.Unknown()),
  answer: Type.Union([Answer, Type.Null()], { description: 'For the agency that reported only' }),
  told: Type.Array(Told),
  later: Type.Array(Ring, {
    description: 'Whom to ring besides those in the answer: agencies that were told after it was given',
  }),
  trail: Type.Array(
    Type.Object({
      agency: Type.String(),
      occurredAt: Type.String(),
      circumstance: Type.String(),
      encounterId: Nullable,
    }),
  ),
  asked: Type.Array(
    Type.Object({
      orderId: Type.String({ format: 'uuid' }),
      reference: Type.String(),
      holder: Type.String(),
      kind: Type.String({ description: 'Code of an order or notice' }),
      ring: Type.Optional(Contact),
      questions: Type.Array(Type.String()),
    }),
    { description: 'What to ask because of orders that your agency holds or was shown. Questions, never findings' },
  ),
})

type Opened = OpenEncounter['encounter'] & Pick<OpenEncounter, 'told' | 'later' | 'trail' | 'asked'>

const Key = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 8, maxLength: 200, description: 'Makes sending the same report again harmless' }),
  ),
})

/** POST /encounters and GET /encounters/:reference. */
export const encounterRoutes: FastifyPluginAsyncTypebox = async app => {
  app.post(
    '/encounters',
    {
      config: { action: 'encounter.report' },
      schema: {
        summary: 'Report that you are with someone, and learn at once whom to ring',
        tags: ['Encounters'],
        headers: Key,
        body: Report,
        response: { 201: Type.Unsafe<Reported>(ReportedBody), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { occurredAt, observations = [], ...said } = request.body
      const report = { ...said, observations, occurredAt: instantOf(occurredAt) }
      const { replayed, ...reported } = await unitOfWork(app.database, request.who(), ctx =>
        reportEncounter(ctx, report, request.headers['idempotency-key']),
      )
      if (replayed) void reply.header('idempotent-replayed', 'true')
      return reply.code(201).send(reported)
    },
  )

  app.get(
    '/encounters/:reference',
    {
      config: { action: 'encounter.read' },
      schema: {
        summary: 'An encounter that your agency reported or was told of, who was told, and the last 25 of the person',
        tags: ['Encounters'],
        params: Type.Object({ reference: Type.String({ maxLength: 60 }) }),
        response: { 200: Type.Unsafe<Opened>(OpenedBody), '4xx': ProblemBody },
      },
    },
    async request => {
      const { encounter, told, later, trail, asked } = await unitOfWork(app.database, request.who(), ctx =>
        openEncounter(ctx, request.params.reference),
      )
      return { ...encounter, told, later, trail, asked }
    },
  )
}

function instantOf(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined
  const parsed = parseInstant(text)
  if (parsed.ok) return parsed.value
  throw new Problem('bad-request', 'The encounter was not stored.', [{ field: 'occurredAt', message: parsed.reason }])
}
