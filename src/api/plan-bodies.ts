import { Type } from 'typebox'
import { CONTINGENCIES } from '#domain/case/event.ts'
import { PLAN_MOVES } from '#domain/case/plan-rules.ts'
import type { PlanFile } from '#services/plans.ts'
import { Day } from './case-bodies.ts'

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Line = Type.String({ maxLength: 200 })
const strict = { additionalProperties: false }

const WRITTEN = {
  at: Type.String(),
  agency: Type.String(),
  byName: Nullable,
  words: Nullable,
}
const Written = Type.Object(WRITTEN)
const MaybeWritten = Type.Optional(Written)
const ITEM = {
  itemId: Uuid,
  version: Type.Integer({ description: 'Send it back with what you do about this' }),
  noted: Written,
}
const OwnerBody = Type.Object({ agency: Type.String(), name: Type.String() })
const VISIT = { on: Type.String(), at: Type.Optional(Type.String()), who: Type.String() }
const IF_THEN = {
  about: Type.String({ description: CONTINGENCIES.join(', ') }),
  when: Type.String(),
  ring: Type.String(),
  phone: Type.String(),
}

const ThePlan = Type.Object(
  {
    planId: Uuid,
    opened: Written,
    closed: MaybeWritten,
    team: Type.Array(
      Type.Object({
        agency: Type.String(),
        state: Type.String({ description: 'invited, on, declined or left' }),
        since: Type.String(),
        asked: MaybeWritten,
        answer: MaybeWritten,
      }),
    ),
    said: Type.Array(Type.Object({ ...WRITTEN, heardOn: Type.String(), heardBy: Type.String() }), {
      description: 'In the child’s own words, oldest first',
    }),
    needs: Type.Array(Type.Object({ ...ITEM, met: MaybeWritten })),
    actions: Type.Array(
      Type.Object({
        ...ITEM,
        owner: OwnerBody,
        dueOn: Type.String(),
        state: Type.String({ description: 'open, done or not-done' }),
        ownerLeft: MaybeWritten,
        moves: Type.Array(Written),
        outcome: MaybeWritten,
      }),
    ),
    contingencies: Type.Array(Type.Object({ ...ITEM, ...IF_THEN, ended: MaybeWritten })),
    visits: Type.Array(Type.Object({ ...ITEM, ...VISIT, cancelled: MaybeWritten })),
    version: Type.Integer(),
  },
  { description: 'What the team wrote; for others, only that there is a plan' },
)

/** The plan for a child, as the API gives it. */
export const PlanBody = Type.Unsafe<PlanAnswer>(
  Type.Object({
    plan: Type.Optional(ThePlan),
    standing: Type.String({ description: 'on-team, invited or outside' }),
    answers: Type.Optional(Type.String({ description: 'The agency that answers for the plan: ring it' })),
    others: Type.Array(Type.String(), { description: 'Agencies that opened another plan of the same child' }),
    asOf: Type.String({ description: 'Nothing that was recorded later is in it' }),
    moves: Type.Array(Type.Enum([...PLAN_MOVES]), { description: 'What you may do to the plan as a whole' }),
  }),
)

const Agency = Type.String({ maxLength: 60, description: 'Code of an agency' })
const Words = Type.String({ maxLength: 2000, description: 'In your own words; the team reads them' })
const IN_PLAN = { planId: Uuid, words: Words }
const ON_ITEM = { ...IN_PLAN, itemId: Uuid, version: Type.Integer({ minimum: 0 }) }
const OWNED = { owner: Type.Object({ agency: Agency, name: Line }, strict), dueOn: Day }
const IF = {
  about: Type.Enum([...CONTINGENCIES]),
  when: Type.String({ maxLength: 2000 }),
  ring: Line,
  phone: Type.String({ maxLength: 40 }),
}

/** What may be done about a plan. */
export const PlanDoneBody = Type.Union([
  Type.Object({ kind: Type.Literal('open'), words: Words }, strict),
  Type.Object({ kind: Type.Enum(['invite', 'leave']), ...IN_PLAN, agency: Agency }, strict),
  Type.Object({ kind: Type.Enum(['join', 'decline', 'need', 'close']), ...IN_PLAN }, strict),
  Type.Object({ kind: Type.Literal('say'), ...IN_PLAN, heardOn: Day, heardBy: Line }, strict),
  Type.Object({ kind: Type.Literal('act'), ...IN_PLAN, ...OWNED }, strict),
  Type.Object({ kind: Type.Literal('move'), ...ON_ITEM, ...OWNED }, strict),
  Type.Object({ kind: Type.Enum(['met', 'done', 'not-done', 'owner-left', 'end-if', 'cancel']), ...ON_ITEM }, strict),
  Type.Object({ kind: Type.Literal('if'), ...IN_PLAN, ...IF }, strict),
  Type.Object({ kind: Type.Literal('change-if'), ...ON_ITEM, ...IF }, strict),
  Type.Object(
    {
      kind: Type.Literal('book'),
      ...IN_PLAN,
      on: Day,
      at: Type.Optional(Line),
      who: Line,
      knows: Type.Boolean({ description: 'That another agency visits on that day or beside it, where one does' }),
    },
    strict,
  ),
])

/** What is given of a plan. */
export type PlanAnswer = Pick<PlanFile, 'plan' | 'standing' | 'answers' | 'others' | 'asOf' | 'moves'>
