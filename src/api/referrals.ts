import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { CONSENTS, URGENCIES } from '#domain/case/event.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import {
  answerReferral,
  type ListedReferral,
  listReferrals,
  openReferrals,
  type ReceiverCommand,
  REFERRAL_SIDES,
  type ReferralCounts,
  referralCounts,
  referralCursor,
  type ReferralState,
  sendReferral,
  type SenderCommand,
} from '#services/referrals.ts'
import '#http/augment.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'

const tags = ['Referrals']
const strict = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Code = Type.String({ maxLength: 60 })
const Line = Type.String({ maxLength: 200 })
const Words = Type.String({ maxLength: 2000, description: 'In your own words; the other agency reads them' })
const Text = Type.String()
const SAID = { at: Text, agency: Text, byName: Nullable, words: Nullable }

const StateBody = Type.Unsafe<{ readonly referrals: ReferralState }>(
  Type.Object({
    referrals: Type.Array(
      Type.Object({
        referralId: Uuid,
        from: Text,
        to: Text,
        service: Type.String({ description: 'What is asked for' }),
        sent: Type.Object(SAID),
        wishes: Text,
        consent: Text,
        consentWhy: Text,
        urgency: Text,
        name: Type.String({ description: 'Whom to ring about it' }),
        phone: Text,
        answerBy: Text,
        insteadOf: Type.Optional(Type.String({ description: 'The declined one that it follows' })),
        stage: Type.String({
          description: 'sent, received, accepted, declined, disputed, moved-on, closed, withdrawn or done',
        }),
        received: Type.Optional(Type.Object({ ...SAID, name: Text, phone: Text })),
        accepted: Type.Optional(Type.Object({ ...SAID, name: Text, phone: Text, firstOn: Text })),
        declined: Type.Optional(
          Type.Object({ ...SAID, reason: Text, instead: Text, insteadTo: Type.Optional(Text), nextBy: Text }),
        ),
        contests: Type.Array(Type.Object({ ...SAID, step: Text, dueAt: Text })),
        ended: Type.Optional(Type.Object(SAID)),
      }),
      { description: 'Those of which your agency is a side; oldest first' },
    ),
  }),
)

const referralId = Uuid
const SendBody = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('send'),
      to: Code,
      service: Code,
      words: Words,
      wishes: Words,
      consent: Type.Enum([...CONSENTS]),
      consentWhy: Words,
      urgency: Type.Enum([...URGENCIES]),
      name: Line,
      phone: Type.String({ maxLength: 40 }),
      insteadOf: Type.Optional(Type.String({ format: 'uuid', description: 'A declined one that it follows' })),
    },
    strict,
  ),
  Type.Object({ kind: Type.Enum(['withdraw', 'dispute', 'close']), referralId, words: Words }, strict),
])

const WHO = { name: Line, phone: Type.String({ maxLength: 40 }) }
const AnswerBody = Type.Union([
  Type.Object({ kind: Type.Literal('receive'), referralId, words: Words, ...WHO }, strict),
  Type.Object({ kind: Type.Literal('accept'), referralId, words: Words, ...WHO, firstOn: Day }, strict),
  Type.Object(
    { kind: Type.Literal('decline'), referralId, words: Words, reason: Code, instead: Words, insteadTo: Code },
    strict,
  ),
  Type.Object({ kind: Type.Literal('finish'), referralId, words: Words }, strict),
])

const ListBody = Type.Unsafe<{ readonly items: readonly ListedReferral[]; readonly next?: string }>(
  Type.Object({
    items: Type.Array(
      Type.Object({
        referralId: Uuid,
        from: Text,
        to: Text,
        service: Text,
        urgency: Text,
        stage: Text,
        sentAt: Text,
        waitsFor: Nullable,
        dueAt: Nullable,
        endedAt: Nullable,
        personId: Nullable,
      }),
    ),
    next: Type.Optional(Text),
  }),
)

const CountBody = Type.Array(
  Type.Object({
    other: Type.String({ description: 'Code of the other agency' }),
    sent: Type.Integer(),
    received: Type.Integer(),
    accepted: Type.Integer(),
    declined: Type.Integer({ description: 'Also those that were accepted after all' }),
    notInTime: Type.Integer(),
    reasons: Type.Record(Text, Type.Integer(), { description: 'How many were declined, by reason' }),
  }),
)

/** GET and POST /people/:id/referrals, POST /people/:id/referrals/answers, GET /referrals and /referrals/counts. */
export const referralRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people/:id/referrals',
    {
      config: { action: 'referral.read' },
      schema: {
        summary: 'Referrals of a person to and from your agency, as they are or as known at the end of a day',
        tags,
        params: Params,
        querystring: Type.Object({ on: Type.Optional(Day) }),
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      const { state } = await unitOfWork(app.database, request.who(), ctx => openReferrals(ctx, request.params.id, day))
      return { referrals: state }
    },
  )

  app.post(
    '/people/:id/referrals',
    {
      config: { action: 'referral.send' },
      schema: {
        summary: 'Refer a person; take it back, contest that it was declined, or say why nothing more is done',
        tags,
        params: Params,
        body: SendBody,
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = senderCommand(request.body)
      const referrals = await unitOfWork(app.database, request.who(), ctx =>
        sendReferral(ctx, request.params.id, command),
      )
      return { referrals }
    },
  )

  app.post(
    '/people/:id/referrals/answers',
    {
      config: { action: 'referral.answer' },
      schema: {
        summary: 'Say that a referral arrived, accept it, decline it, or say what was done',
        tags,
        params: Params,
        body: AnswerBody,
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = receiverCommand(request.body)
      const referrals = await unitOfWork(app.database, request.who(), ctx =>
        answerReferral(ctx, request.params.id, command),
      )
      return { referrals }
    },
  )

  app.get(
    '/referrals',
    {
      config: { action: 'referral.list' },
      schema: {
        summary: 'Referrals to your agency or by it: open ones, the next due first, or those that are over',
        tags,
        querystring: Type.Object({
          ...PageQuery.properties,
          side: Type.Enum([...REFERRAL_SIDES]),
          closed: Type.Optional(Type.Boolean()),
        }),
        response: { 200: ListBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { side, closed = false } = request.query
      const { after, limit } = pageRequest(request.query, 2)
      const rows = await unitOfWork(app.database, request.who(), ctx =>
        listReferrals(ctx, { side, closed }, after, limit + 1),
      )
      return pageOf(rows, limit, referralCursor)
    },
  )

  app.get(
    '/referrals/counts',
    {
      config: { action: 'referral.count' },
      schema: {
        summary: 'What became of referrals that were sent in a period, by the other agency',
        tags,
        querystring: Type.Object({ from: Day, to: Day }),
        response: {
          200: Type.Unsafe<ReferralCounts>(Type.Object({ received: CountBody, sent: CountBody })),
          '4xx': ProblemBody,
        },
      },
    },
    async request => {
      const [from, to] = [dayIn('from', request.query.from), dayIn('to', request.query.to)]
      return unitOfWork(app.database, request.who(), ctx => referralCounts(ctx, from, to))
    },
  )
}

function senderCommand(sent: Static<typeof SendBody>): SenderCommand {
  return sent.kind === 'send' ? { ...sent, to: sent.to as AgencyId } : sent
}

function receiverCommand(sent: Static<typeof AnswerBody>): ReceiverCommand {
  return sent.kind === 'accept' ? { ...sent, firstOn: dayIn('firstOn', sent.firstOn) } : sent
}
