import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { ALERT_ANSWERS, ALERT_OUTCOMES, type AlertAnswer, type AlertState } from '#domain/alert-state.ts'
import { Problem } from '#domain/problem.ts'
import { ProblemBody } from '#http/problem.ts'
import { type Alert, answerAlert, openAlert, openInbox } from '#services/alerts.ts'
import { unitOfWork } from '#services/context.ts'
import '#http/augment.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])

const AlertBody = Type.Object({
  alertId: Uuid,
  reference: Type.String(),
  encounterAgency: Type.String(),
  encounterReference: Type.String({ description: 'Say this when you ring them' }),
  interestKind: Type.String(),
  certainty: Type.String(),
  tells: Type.Enum(['encounter', 'contact-only']),
  team: Nullable,
  raisedAt: Type.String(),
  respondBy: Type.String(),
  state: Type.String(),
  outcome: Nullable,
  seenAt: Nullable,
  acknowledgedAt: Nullable,
  acknowledgedName: Nullable,
  escalatedAt: Nullable,
  closedAt: Nullable,
  version: Type.Integer({ description: 'Send it back with an answer' }),
  personId: Nullable,
  person: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
    description: 'What your own newest record with a name says',
  }),
  place: Nullable,
  occurredAt: Nullable,
  circumstance: Nullable,
})

const InboxBody = Type.Object({
  alerts: Type.Array(Type.Unsafe<Alert>(AlertBody)),
  counts: Type.Object({
    waiting: Type.Integer(),
    escalated: Type.Integer(),
    inHand: Type.Integer(),
    closed: Type.Integer({ description: 'In the last 90 days' }),
    notOurs: Type.Integer({ description: 'Of those closed' }),
  }),
})

const AnswerBody = Type.Object(
  {
    kind: Type.Enum([...ALERT_ANSWERS]),
    version: Type.Integer({ minimum: 1 }),
    note: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
    team: Type.Optional(Type.String({ maxLength: 60 })),
    outcome: Type.Optional(Type.Enum(ALERT_OUTCOMES.filter(outcome => outcome !== 'not-ours'))),
  },
  { additionalProperties: false },
)

/** GET /alerts, GET /alerts/:id and POST /alerts/:id/answers. */
export const alertRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/alerts',
    {
      config: { action: 'alert.list' },
      schema: {
        summary: 'Alerts of your agency: open ones by time left, at most 200',
        tags: ['Alerts'],
        querystring: Type.Object({
          team: Type.Optional(Type.String({ maxLength: 60 })),
          closed: Type.Optional(Type.Boolean({ default: false })),
        }),
        response: { 200: InboxBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { team, closed = false } = request.query
      const { alerts, counts } = await unitOfWork(app.database, request.who(), ctx => openInbox(ctx, { closed, team }))
      return { alerts: [...alerts], counts }
    },
  )

  app.get(
    '/alerts/:id',
    {
      config: { action: 'alert.read' },
      schema: {
        summary: 'One alert; opening it tells those who reported that it was seen',
        tags: ['Alerts'],
        params: Type.Object({ id: Uuid }),
        response: { 200: Type.Unsafe<Alert>(AlertBody), '4xx': ProblemBody },
      },
    },
    async request => (await unitOfWork(app.database, request.who(), ctx => openAlert(ctx, request.params.id))).alert,
  )

  app.post(
    '/alerts/:id/answers',
    {
      config: { action: 'alert.answer' },
      schema: {
        summary: 'Take an alert on, say what was done, hand it on, close it, or say that it is somebody else',
        tags: ['Alerts'],
        params: Type.Object({ id: Uuid }),
        body: AnswerBody,
        response: { 200: Type.Object({ state: Type.Unsafe<AlertState>(Type.String()) }), '4xx': ProblemBody },
      },
    },
    async request => {
      const { version } = request.body
      const answer = answerIn(request.body)
      const { id: alertId } = request.params
      return {
        state: await unitOfWork(app.database, request.who(), ctx => answerAlert(ctx, { alertId, version, answer })),
      }
    },
  )
}

function answerIn({ kind, note, team, outcome }: Static<typeof AnswerBody>): AlertAnswer {
  const lacks = (field: string, message: string) =>
    new Problem('bad-request', 'The alert was not answered.', [{ field, message }])
  if (kind === 'acknowledge') return { kind }
  if (kind === 'hand-on') {
    if (team === undefined) throw lacks('team', 'Name the team that it is handed to')
    return { kind, team, note }
  }
  if (note === undefined) throw lacks('note', 'Say what was done, or how you know')
  if (kind === 'close') {
    if (outcome === undefined) throw lacks('outcome', 'Say how it ended')
    return { kind, outcome, note }
  }
  return { kind, note }
}
