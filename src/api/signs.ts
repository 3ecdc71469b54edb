import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { ORIGIN_KINDS, SIGN_ANSWERS, SIGN_CLASSES, SIGN_STATES } from '#domain/sign.ts'
import { QUESTION_STATES } from '#domain/silence.ts'
import type { PlainDate } from '#domain/values/time.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { dissentFrom, judge, openJudgement, type StoredJudgement } from '#services/judgements.ts'
import { openPerson } from '#services/people.ts'
import {
  askForSigns,
  listQuestionsOwed,
  QUESTION_ANSWERS,
  replyToQuestion,
  type StoredQuestion,
} from '#services/sign-questions.ts'
import {
  answerSign,
  indicatorsOn,
  listOwed,
  openSign,
  type PersonSignGroup,
  recordSign,
  type Sign,
} from '#services/signs.ts'
import '#http/augment.ts'
import { agencyIn } from './agency-in.ts'
import { dayIn } from './day-in.ts'

const Uuid = Type.String({ format: 'uuid' })
const Text = Type.String()
const Words = Type.String({ maxLength: 2000 })
const Code = Type.String({ maxLength: 60 })
const Nullable = Type.Union([Text, Type.Null()])
const Params = Type.Object({ id: Uuid })
const Made = Type.Object({ id: Uuid })
const strict = { additionalProperties: false }
const tags = ['Signs']

const Answer = Type.Object({
  agency: Text,
  kind: Type.Enum([...SIGN_ANSWERS]),
  words: Text,
  name: Text,
  at: Text,
})

const SignBody = Type.Object({
  id: Uuid,
  agency: Text,
  reference: Text,
  indicator: Text,
  sign: Type.Enum([...SIGN_CLASSES]),
  words: Text,
  trade: Nullable,
  seenBy: Text,
  seenOn: Text,
  grade: Text,
  originKind: Type.Enum([...ORIGIN_KINDS]),
  originAgency: Nullable,
  originName: Nullable,
  confirms: Type.Union([Uuid, Type.Null()]),
  recordedName: Text,
  recordedAt: Text,
  askedAgency: Text,
  state: Type.Enum([...SIGN_STATES]),
  answerBy: Nullable,
  dueness: Type.Union([Type.Enum(['waits', 'soon', 'late']), Type.Null()]),
  version: Type.Integer(),
  answers: Type.Array(Answer),
})

const Groups = Type.Array(
  Type.Object({
    indicator: Text,
    lastSeenOn: Text,
    isStale: Type.Boolean({ description: 'Nobody has seen it again for longer than the reference data allows' }),
    isCorroborated: Type.Boolean({ description: 'At least two independent sources say it' }),
    signs: Type.Array(SignBody),
  }),
)

const Judgement = Type.Object({
  id: Uuid,
  agency: Text,
  words: Text,
  reasons: Text,
  exploitation: Type.Array(Text),
  reviewOn: Text,
  name: Text,
  at: Text,
  dissents: Type.Array(Type.Object({ agency: Text, words: Text, name: Text, at: Text })),
})

const Question = Type.Object({
  id: Uuid,
  askedAgency: Text,
  asker: Text,
  words: Text,
  askedName: Text,
  askedAt: Text,
  answerBy: Text,
  state: Type.Enum([...QUESTION_STATES]),
  answer: Nullable,
  answeredName: Nullable,
  answeredAt: Nullable,
})

const NewSign = Type.Object(
  {
    indicator: Type.String({ maxLength: 60, description: 'Code of /api/v1/indicators' }),
    words: Words,
    trade: Type.Optional(Code),
    seenBy: Type.String({ maxLength: 200 }),
    seenOn: Type.String({ maxLength: 10 }),
    grade: Code,
    origin: Type.Object(
      {
        kind: Type.Enum([...ORIGIN_KINDS]),
        agency: Type.Optional(Code),
        name: Type.Optional(Type.String({ maxLength: 200 })),
      },
      strict,
    ),
    confirms: Type.Optional(Uuid),
    askedAgency: Type.String({ maxLength: 60, description: 'The agency that is asked to answer' }),
  },
  strict,
)

/** Signs that somebody may be exploited: recording, answering, asking who else has seen some, and judging. */
export const signRoutes: FastifyPluginAsyncTypebox = async app => {
  const { database } = app
  app.get(
    '/indicators',
    {
      config: { action: 'account.manage' },
      schema: {
        summary: 'Signs that may be recorded today, with their words for each trade and their sources',
        tags,
        response: {
          200: Type.Object({
            version: Text,
            items: Type.Array(
              Type.Object({
                code: Text,
                sign: Type.Enum([...SIGN_CLASSES]),
                label: Text,
                hint: Text,
                exploitation: Type.Array(Text),
                sources: Type.Array(Text),
                words: Type.Record(Text, Text),
              }),
            ),
          }),
        },
      },
    },
    async request => ({
      version: app.reference.signs.version,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a day of the request's own clock
      items: indicatorsOn(request.who().now.slice(0, 10) as PlainDate).map(one => ({ ...one })),
    }),
  )
  app.get(
    '/signs',
    {
      config: { action: 'sign.list' },
      schema: {
        summary: 'Signs and questions that wait for an answer of your agency, the first due first',
        tags,
        response: { 200: Type.Object({ signs: Type.Array(SignBody), questions: Type.Array(Question) }) },
      },
    },
    async request =>
      unitOfWork(database, request.who(), async ctx => ({
        signs: (await listOwed(ctx)).map(signBody),
        questions: (await listQuestionsOwed(ctx)).map(questionBody),
      })),
  )
  app.get(
    '/people/:id/signs',
    {
      config: { action: 'person.read' },
      schema: {
        summary: 'The signs of a person in three lists that never add up, with questions and judgements',
        tags,
        params: Params,
        response: {
          200: Type.Object({
            harm: Groups,
            possible: Groups,
            vulnerability: Groups,
            questions: Type.Array(Question),
            judgements: Type.Array(Judgement),
          }),
          '4xx': ProblemBody,
        },
      },
    },
    async request => {
      const { signs, questions, judgements } = await unitOfWork(database, request.who(), ctx =>
        openPerson(ctx, request.params.id),
      )
      return {
        harm: signs.harm.map(groupBody),
        possible: signs.possible.map(groupBody),
        vulnerability: signs.vulnerability.map(groupBody),
        questions: questions.map(questionBody),
        judgements: judgements.map(judgementBody),
      }
    },
  )
  app.post(
    '/people/:id/signs',
    {
      config: { action: 'sign.record' },
      schema: {
        summary: 'Record a sign, and ask an agency to answer it',
        description:
          'Send an Idempotency-Key. What several agencies quote from one tip names its origin, and counts as one source.',
        tags,
        params: Params,
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 8, maxLength: 200 })) }),
        body: NewSign,
        response: { 201: Made, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { seenOn, origin, askedAgency, ...rest } = request.body
      const told = {
        ...rest,
        seenOn: dayIn('seenOn', seenOn),
        origin: {
          kind: origin.kind,
          name: origin.name,
          agency: origin.agency === undefined ? undefined : agencyIn(origin.agency),
        },
        askedAgency: agencyIn(askedAgency),
      }
      const key = request.headers['idempotency-key']
      const id = await unitOfWork(database, request.who(), ctx => recordSign(ctx, request.params.id, told, key))
      return reply.code(201).send({ id })
    },
  )
  app.get(
    '/signs/:id',
    {
      config: { action: 'sign.read' },
      schema: { summary: 'One sign', tags, params: Params, response: { 200: SignBody, '4xx': ProblemBody } },
    },
    async request => signBody(await unitOfWork(database, request.who(), ctx => openSign(ctx, request.params.id))),
  )
  app.post(
    '/signs/:id/answers',
    {
      config: { action: 'sign.answer' },
      schema: {
        summary: 'Answer a sign: acknowledged, acted on, or no concern and why',
        tags,
        params: Params,
        body: Type.Object(
          { kind: Type.Enum([...SIGN_ANSWERS]), words: Type.Optional(Words), version: Type.Integer() },
          strict,
        ),
        response: { 201: SignBody, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { kind, words = '', version } = request.body
      const sign = await unitOfWork(database, request.who(), async ctx => {
        await answerSign(ctx, request.params.id, version, { kind, words })
        return openSign(ctx, request.params.id)
      })
      return reply.code(201).send(signBody(sign))
    },
  )
  app.post(
    '/people/:id/sign-questions',
    {
      config: { action: 'sign.ask' },
      schema: {
        summary: 'Ask an agency whether it has seen signs',
        tags,
        params: Params,
        body: Type.Object({ agency: Code, words: Words }, strict),
        response: { 201: Made, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { agency, words } = request.body
      const asked = { agency: agencyIn(agency), words }
      const id = await unitOfWork(database, request.who(), ctx => askForSigns(ctx, request.params.id, asked))
      return reply.code(201).send({ id })
    },
  )
  app.post(
    '/sign-questions/:id/answers',
    {
      config: { action: 'sign.reply' },
      schema: {
        summary: 'Answer whether your agency has seen signs, or say why you do not',
        tags,
        params: Params,
        body: Type.Object({ state: Type.Enum([...QUESTION_ANSWERS]), words: Words }, strict),
        response: { 204: Type.Null(), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      await unitOfWork(database, request.who(), ctx => replyToQuestion(ctx, request.params.id, request.body))
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/people/:id/judgements',
    {
      config: { action: 'judgement.make' },
      schema: {
        summary: 'Judge the signs of a person, by name, with reasons and a day of review',
        tags,
        params: Params,
        body: Type.Object(
          {
            words: Words,
            reasons: Words,
            exploitation: Type.Array(Code, { maxItems: 10 }),
            reviewOn: Type.String({ maxLength: 10 }),
            showTo: Type.Array(Code, { maxItems: 100 }),
          },
          strict,
        ),
        response: { 201: Made, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { reviewOn, showTo, ...rest } = request.body
      const given = { ...rest, reviewOn: dayIn('reviewOn', reviewOn), showTo: showTo.map(code => agencyIn(code)) }
      const id = await unitOfWork(database, request.who(), ctx => judge(ctx, request.params.id, given))
      return reply.code(201).send({ id })
    },
  )
  app.post(
    '/judgements/:id/dissents',
    {
      config: { action: 'judgement.dissent' },
      schema: {
        summary: 'Say, by name, what you see differently',
        tags,
        params: Params,
        body: Type.Object({ words: Words }, strict),
        response: { 201: Judgement, '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const judgement = await unitOfWork(database, request.who(), async ctx => {
        await dissentFrom(ctx, request.params.id, request.body.words)
        return openJudgement(ctx, request.params.id)
      })
      return reply.code(201).send(judgementBody(judgement))
    },
  )
}

function signBody(sign: Sign) {
  return { ...sign, id: sign.signId, dueness: sign.dueness ?? null, answers: [...sign.answers] }
}

function groupBody(group: PersonSignGroup) {
  return { ...group, signs: group.signs.map(signBody) }
}

function questionBody(question: StoredQuestion) {
  return { ...question, id: question.questionId }
}

function judgementBody(judgement: StoredJudgement) {
  return {
    ...judgement,
    id: judgement.judgementId,
    exploitation: [...judgement.exploitation],
    dissents: [...judgement.dissents],
  }
}
