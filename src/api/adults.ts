import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { ADULT_MOVES } from '#domain/case/adult-rules.ts'
import { ANSWERS, NOTED_ABOUT, REACHED, TOLD_BY } from '#domain/case/event.ts'
import { TURNING_MOVES } from '#domain/case/turning-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { ProblemBody } from '#http/problem.ts'
import {
  type AdultCommand,
  type AdultFile,
  type AdultState,
  changeAdult,
  listAdultWork,
  openAdult,
} from '#services/adults.ts'
import { unitOfWork } from '#services/context.ts'
import {
  changeTurning,
  listTurningEighteen,
  openTurning,
  type TurningCommand,
  type TurningFile,
  type TurningState,
  type TurnsEighteen,
} from '#services/turning-18.ts'
import '#http/augment.ts'
import { Day, MatterBody, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'

const tags = ['Adults']
const strict = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Code = Type.String({ maxLength: 60 })
const Line = Type.String({ maxLength: 200 })
const Words = Type.String({ maxLength: 2000 })
const Answer = Type.Enum([...ANSWERS])
const Text = Type.String()
const Maybe = Type.Optional(Text)

const SAID = { at: Text, agency: Text, byName: Nullable, words: Nullable }
const Said = Type.Object(SAID)

const AdultStateBody = Type.Unsafe<AdultState>(
  Type.Object({
    wishes: Type.Array(Type.Object({ ...SAID, toldBy: Text, outcome: Text }), {
      description: 'What they want; oldest first',
    }),
    enquiries: Type.Array(
      Type.Object({
        enquiryId: Uuid,
        by: Text,
        opened: Said,
        takenOver: Type.Boolean({ description: 'Others have taken over the home' }),
        test: Text,
        decideBy: Text,
        answers: Type.Array(Type.Object({ ...SAID, question: Text, answer: Text, source: Text })),
        decided: Type.Optional(Type.Object({ ...SAID, met: Type.Boolean(), lead: Maybe, phone: Maybe, dueOn: Maybe })),
        ended: Type.Optional(Type.Object({ ...SAID, reached: Text })),
      }),
    ),
    noted: Type.Array(Type.Object({ ...SAID, about: Text, answer: Text, matter: Text, on: Text })),
    checks: Type.Array(
      Type.Object({ ...SAID, address: Text, postcode: Text, children: Type.Integer(), unsure: Type.Integer() }),
    ),
    actions: Type.Array(
      Type.Object({
        actionId: Uuid,
        by: Text,
        agreed: Said,
        agency: Text,
        owner: Text,
        dueOn: Text,
        way: Maybe,
        enquiryId: Type.Optional(Uuid),
        done: Type.Optional(Said),
      }),
    ),
    contingencies: Type.Array(Type.Object({ ...SAID, name: Text, phone: Text })),
    reviews: Type.Array(Type.Object({ ...SAID, reviewId: Uuid, nextOn: Maybe })),
  }),
)

const AdultBody = Type.Object({
  age: Type.String({ description: 'adult, child or unknown' }),
  state: AdultStateBody,
  moves: Type.Array(Type.Enum([...ADULT_MOVES]), { description: 'What you may do now' }),
})

const TAKEN_ON = { agency: Code, owner: Line, dueOn: Day }
const AdultCommandBody = Type.Union([
  Type.Object({ kind: Type.Literal('open'), takenOver: Type.Boolean(), words: Words }, strict),
  Type.Object({ kind: Type.Literal('wish'), toldBy: Type.Enum([...TOLD_BY]), outcome: Line, words: Words }, strict),
  Type.Object(
    {
      kind: Type.Literal('note'),
      about: Type.Enum([...NOTED_ABOUT]),
      answer: Answer,
      matter: Line,
      on: Day,
      words: Words,
    },
    strict,
  ),
  Type.Object(
    { kind: Type.Literal('answer'), enquiryId: Uuid, question: Code, answer: Answer, source: Line, words: Words },
    strict,
  ),
  Type.Object(
    { kind: Type.Literal('met'), enquiryId: Uuid, lead: Line, phone: Line, dueOn: Day, words: Words },
    strict,
  ),
  Type.Object(
    { kind: Type.Literal('not-met'), enquiryId: Uuid, words: Words, way: Code, task: Words, ...TAKEN_ON },
    strict,
  ),
  Type.Object({ kind: Type.Literal('end'), enquiryId: Uuid, reached: Type.Enum([...REACHED]), words: Words }, strict),
  Type.Object({ kind: Type.Literal('act'), way: Type.Optional(Code), words: Words, ...TAKEN_ON }, strict),
  Type.Object({ kind: Type.Literal('done'), actionId: Uuid, words: Words }, strict),
  Type.Object({ kind: Type.Literal('if-back'), name: Line, phone: Line, words: Words }, strict),
  Type.Object({ kind: Type.Literal('review'), nextOn: Type.Optional(Day), words: Words }, strict),
  Type.Object({ kind: Type.Literal('check'), address: Line, postcode: Code, words: Words }, strict),
])

const LEAD = {
  handoverId: Uuid,
  from: Text,
  to: Text,
  named: Said,
  name: Text,
  post: Text,
  phone: Text,
  acceptBy: Text,
  answer: Type.Optional(Type.Object({ ...SAID, accepted: Type.Boolean(), name: Text })),
}

const TurningStateBody = Type.Unsafe<TurningState>(
  Type.Object({
    done: Type.Record(Text, Said, { description: 'Steps that were done, by their code' }),
    wishes: Type.Array(Type.Object({ ...SAID, agrees: Text })),
    leads: Type.Array(Type.Object(LEAD), { description: 'Who was asked to help after eighteen; oldest first' }),
    notNeeded: Type.Optional(Type.Object({ ...SAID, name: Text, post: Text })),
  }),
)

const STEP = {
  item: Type.Object({ code: Text, label: Text }),
  dueOn: Text,
  standing: Type.String({ description: 'done, late, soon or ahead' }),
}

const TurningBody = Type.Object({
  stage: Type.Unsafe<TurningFile['stage']>(
    Type.Object({
      stage: Type.String({ description: 'unknown, not-born, too-young, preparing, turned or past' }),
      eighteenOn: Maybe,
      from: Maybe,
    }),
  ),
  state: TurningStateBody,
  steps: Type.Unsafe<TurningFile['steps']>(Type.Array(Type.Object(STEP))),
  moves: Type.Array(Type.Enum([...TURNING_MOVES]), { description: 'What you may do now' }),
})

const TurningCommandBody = Type.Union([
  Type.Object({ kind: Type.Literal('step'), step: Code, words: Words }, strict),
  Type.Object({ kind: Type.Literal('hear'), agrees: Answer, words: Words }, strict),
  Type.Object({ kind: Type.Literal('name'), to: Code, name: Line, post: Line, phone: Line, words: Words }, strict),
  Type.Object({ kind: Type.Enum(['accept', 'decline']), handoverId: Uuid, name: Line, words: Words }, strict),
  Type.Object({ kind: Type.Literal('not-needed'), name: Line, post: Line, words: Words }, strict),
])

/** GET and POST /people/:id/adult and /people/:id/turning-18, GET /adults and GET /turning-18. */
export const adultRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/people/:id/adult',
    {
      config: { action: 'adult.read' },
      schema: {
        summary:
          'An adult who may be at risk: what they want, the test in law, and the plan of their own, now or as known at the end of a day',
        tags,
        params: Params,
        querystring: Type.Object({ on: Type.Optional(Day) }),
        response: { 200: AdultBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      return adultBody(await unitOfWork(app.database, request.who(), ctx => openAdult(ctx, request.params.id, day)))
    },
  )

  app.post(
    '/people/:id/adult',
    {
      config: { action: 'adult.change' },
      schema: {
        summary: 'Open a concern, hear the person, answer and decide the test, look for children, plan and review',
        tags,
        params: Params,
        body: AdultCommandBody,
        response: { 200: AdultStateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = adultCommand(request.body)
      return unitOfWork(app.database, request.who(), ctx => changeAdult(ctx, request.params.id, command))
    },
  )

  app.get(
    '/people/:id/turning-18',
    {
      config: { action: 'adult.read' },
      schema: {
        summary: 'How somebody is prepared for eighteen, with the steps and their days',
        tags,
        params: Params,
        response: { 200: TurningBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const file = await unitOfWork(app.database, request.who(), ctx => openTurning(ctx, request.params.id))
      return { stage: file.stage, state: file.state, steps: file.steps, moves: [...file.moves] }
    },
  )

  app.post(
    '/people/:id/turning-18',
    {
      config: { action: 'adult.change' },
      schema: {
        summary: 'Say that a step is done, what the young person wants, and who helps after; accept or decline',
        tags,
        params: Params,
        body: TurningCommandBody,
        response: { 200: TurningStateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = turningCommand(request.body)
      return unitOfWork(app.database, request.who(), ctx => changeTurning(ctx, request.params.id, command))
    },
  )

  app.get(
    '/adults',
    {
      config: { action: 'adult.list' },
      schema: {
        summary: 'What waits for adults and for those who turn eighteen; the next to run out first, at most 200',
        tags,
        response: { 200: Type.Object({ matters: Type.Array(MatterBody) }), '4xx': ProblemBody },
      },
    },
    async request => ({ matters: [...(await unitOfWork(app.database, request.who(), listAdultWork))] }),
  )

  app.get(
    '/turning-18',
    {
      config: { action: 'adult.list' },
      schema: {
        summary: 'Who turns eighteen in the next twelve months, by the day; at most 200',
        tags,
        response: { 200: Type.Object({ people: Type.Array(TurnsBody) }), '4xx': ProblemBody },
      },
    },
    async request => ({ people: [...(await unitOfWork(app.database, request.who(), listTurningEighteen))] }),
  )
}

const TurnsBody = Type.Unsafe<TurnsEighteen>(
  Type.Object({
    personId: Uuid,
    name: Text,
    eighteenOn: Text,
    stage: Type.String({ description: 'preparing or turned' }),
    settled: Type.Boolean({ description: 'Somebody accepted, or somebody says why nobody has to' }),
    lead: Type.Optional(Type.Object(LEAD)),
    next: Type.Optional(Type.Object(STEP)),
  }),
)

function adultBody({ age, state, moves }: AdultFile) {
  return { age, state, moves: [...moves] }
}

function adultCommand(sent: Static<typeof AdultCommandBody>): AdultCommand {
  switch (sent.kind) {
    case 'note':
      return { ...sent, on: dayIn('on', sent.on) }
    case 'met':
      return { ...sent, dueOn: dayIn('dueOn', sent.dueOn) }
    case 'not-met':
    case 'act':
      return { ...sent, agency: sent.agency as AgencyId, dueOn: dayIn('dueOn', sent.dueOn) }
    case 'review':
      return { ...sent, nextOn: sent.nextOn === undefined ? undefined : dayIn('nextOn', sent.nextOn) }
    default:
      return sent
  }
}

function turningCommand(sent: Static<typeof TurningCommandBody>): TurningCommand {
  return sent.kind === 'name' ? { ...sent, to: sent.to as AgencyId } : sent
}
