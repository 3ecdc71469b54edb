import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { GROUNDS_DECISIONS, OUTCOMES } from '#domain/case/event.ts'
import { type Stage, stageOf } from '#domain/case/nrm.ts'
import type { Entry } from '#domain/chronology.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import { changeNrm, type NrmCommand, type NrmState, openNrm, type PackSection, type Referral } from '#services/nrm.ts'
import '#http/augment.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Code = Type.String({ maxLength: 60 })
const Words = Type.String({ maxLength: 2000, description: 'In your own words' })
const strict = { additionalProperties: false }
const SAID = { at: Type.String(), agency: Type.String(), byName: Nullable, words: Nullable }

const ReferralBody = Type.Object({
  referralId: Uuid,
  stage: Type.String({
    description: 'asked, not-taken, draft, sent, suspended, withdrawn, notified, or the last decision',
  }),
  asked: Type.Optional(Type.Object({ ...SAID, of: Type.String(), dueAt: Type.String() })),
  notTaken: Type.Optional(Type.Object({ ...SAID, reason: Type.String() })),
  responder: Type.Optional(Type.String()),
  saved: Type.Record(Type.String(), Type.Integer(), { description: 'How often each section was saved: its version' }),
  consent: Type.Optional(Type.Object({ ...SAID, given: Type.Boolean() })),
  sent: Type.Optional(Type.Object({ ...SAID, route: Type.String(), decisionDueAt: Type.String() })),
  notified: Type.Optional(Type.Object(SAID)),
  action: Type.Optional(
    Type.Object({
      actionId: Uuid,
      council: Type.String(),
      dueAt: Type.String(),
      answered: Type.Optional(Type.Object({ ...SAID, name: Type.String(), post: Type.String(), phone: Type.String() })),
    }),
  ),
  decisions: Type.Array(
    Type.Object({
      ...SAID,
      decision: Type.String(),
      outcome: Type.String(),
      on: Type.String(),
      reconsiderations: Type.Array(
        Type.Object({
          ...SAID,
          decided: Type.Optional(Type.Object({ ...SAID, outcome: Type.String(), on: Type.String() })),
        }),
      ),
    }),
  ),
  suspended: Type.Optional(Type.Object({ ...SAID, reason: Type.String() })),
  withdrawn: Type.Optional(Type.Object({ ...SAID, reason: Type.String() })),
})

const StateBody = Type.Unsafe<StateAnswer>(Type.Object({ referrals: Type.Array(ReferralBody) }))

/** Referrals with how they stand. */
interface StateAnswer {
  readonly referrals: readonly (Referral & { readonly stage: Stage })[]
}

/** The pack, and who knew what when. */
interface PackAnswer {
  readonly asOf: Instant
  readonly sections: readonly PackSection[]
  readonly knew: readonly Entry[]
}

const PackBody = Type.Unsafe<PackAnswer>(
  Type.Object({
    asOf: Type.String(),
    sections: Type.Array(
      Type.Object({
        code: Type.String(),
        label: Type.String(),
        fields: Type.Array(
          Type.Object({
            code: Type.String(),
            label: Type.String(),
            state: Type.String({ description: 'answered, known (records only), not-asked or held-back' }),
            answer: Type.Optional(
              Type.Object({ text: Type.String(), at: Type.String(), agency: Type.String(), byName: Nullable }),
            ),
            known: Type.Array(
              Type.Object({
                text: Type.String(),
                agency: Type.String(),
                source: Type.String(),
                on: Type.Optional(Type.String()),
              }),
            ),
            heldBack: Type.Optional(Type.String({ description: 'Why; then neither answer nor records are given' })),
          }),
        ),
      }),
    ),
    knew: Type.Array(
      Type.Object({
        at: Type.String(),
        agency: Type.String(),
        kind: Type.String(),
        source: Type.String(),
        place: Type.Optional(Type.String()),
      }),
      { description: 'Who knew what, and when: the newest 500' },
    ),
  }),
)

const referralId = Uuid
const NrmBody = Type.Union([
  Type.Object({ kind: Type.Literal('ask'), of: Code, words: Words }, strict),
  Type.Object({ kind: Type.Literal('begin'), referralId: Type.Optional(Uuid) }, strict),
  Type.Object(
    {
      kind: Type.Literal('save'),
      referralId,
      section: Code,
      version: Type.Integer({ minimum: 0 }),
      answers: Type.Record(Code, Type.String({ maxLength: 4000 })),
      heldBack: Type.Record(Code, Type.String({ maxLength: 200 })),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('consent'), referralId, given: Type.Boolean(), words: Words }, strict),
  Type.Object(
    {
      kind: Type.Literal('send'),
      referralId,
      route: Code,
      council: Code,
      reference: Type.String({ maxLength: 200 }),
      words: Words,
    },
    strict,
  ),
  Type.Object({ kind: Type.Enum(['notify', 'resume']), referralId, words: Words }, strict),
  Type.Object(
    {
      kind: Type.Literal('answer-action'),
      referralId,
      name: Type.String({ maxLength: 200 }),
      post: Type.String({ maxLength: 200 }),
      phone: Type.String({ maxLength: 40 }),
      words: Words,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Enum(['decide', 'decide-again']),
      referralId,
      decision: Type.Enum([...GROUNDS_DECISIONS]),
      outcome: Type.Enum([...OUTCOMES]),
      on: Day,
      words: Words,
    },
    strict,
  ),
  Type.Object(
    { kind: Type.Literal('ask-again'), referralId, decision: Type.Enum([...GROUNDS_DECISIONS]), words: Words },
    strict,
  ),
  Type.Object(
    { kind: Type.Enum(['not-taken', 'suspend', 'withdraw']), referralId, reason: Code, words: Words },
    strict,
  ),
])

/** GET and POST /people/:id/nrm, GET /people/:id/nrm/pack. */
export const nrmRoutes: FastifyPluginAsyncTypebox = async app => {
  const tags = ['NRM referral']
  const querystring = Type.Object({ on: Type.Optional(Day) })

  app.get(
    '/people/:id/nrm',
    {
      config: { action: 'nrm.read' },
      schema: {
        summary: 'Referrals of a person to the NRM, as they are or as they were known at the end of a day',
        tags,
        params: Params,
        querystring,
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      const { state } = await unitOfWork(app.database, request.who(), ctx => openNrm(ctx, request.params.id, day))
      return bodyOf(state)
    },
  )

  app.post(
    '/people/:id/nrm',
    {
      config: { action: 'nrm.change' },
      schema: {
        summary: 'Ask a first responder, write, send, answer the safeguarding action, record decisions',
        tags,
        params: Params,
        body: NrmBody,
        response: { 200: StateBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = commandOf(request.body)
      return bodyOf(await unitOfWork(app.database, request.who(), ctx => changeNrm(ctx, request.params.id, command)))
    },
  )

  app.get(
    '/people/:id/nrm/pack',
    {
      config: { action: 'nrm.read' },
      schema: {
        summary: 'Every field of the form, with what was written and what records say, or that nobody has asked',
        tags,
        params: Params,
        querystring,
        response: { 200: PackBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { on } = request.query
      const day = on === undefined ? undefined : dayIn('on', on)
      const { asOf, pack, file } = await unitOfWork(app.database, request.who(), ctx =>
        openNrm(ctx, request.params.id, day),
      )
      const knew = file.chronology.flatMap(item => (item.is === 'entry' && item.at <= asOf ? [item] : [])).slice(0, 500)
      return { asOf, sections: pack, knew }
    },
  )
}

function bodyOf(state: NrmState): StateAnswer {
  return { referrals: state.map(one => ({ ...one, stage: stageOf(one) })) }
}

function commandOf(sent: Static<typeof NrmBody>): NrmCommand {
  switch (sent.kind) {
    case 'ask':
      return { ...sent, of: sent.of as AgencyId }
    case 'send':
      return { ...sent, council: sent.council as AgencyId }
    case 'decide':
    case 'decide-again':
      return { ...sent, on: dayIn('on', sent.on) }
    default:
      return sent
  }
}
