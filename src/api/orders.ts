import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { type Conditions, WEEKDAYS } from '#domain/condition.ts'
import { BREACH_DECISIONS, CARE_STATUSES, type OrderChange } from '#domain/order.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import {
  changeOrder,
  listOrders,
  noteBreach,
  type OpenOrder,
  openOrder,
  type Order,
  ordersOf,
  type OrderTold,
  recordOrder,
} from '#services/orders.ts'
import '#http/augment.ts'
import { agencyIn } from './agency-in.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'
import { momentIn } from './moment-in.ts'

const tags = ['Orders']
const strict = { additionalProperties: false }
const Uuid = Type.String({ format: 'uuid' })
const Text = Type.String()
const Nullable = Type.Union([Text, Type.Null()])
const Maybe = Type.Optional(Text)
const Code = Type.String({ maxLength: 60 })
const Line = Type.String({ maxLength: 200 })
const Words = Type.String({ maxLength: 2000 })
const Time = Type.String({ maxLength: 5, description: 'By the clock on the wall in London, such as 19:00' })

const AREA = { name: Line, outcodes: Type.Array(Type.String({ maxLength: 10 }), { maxItems: 50 }) }
const ConditionsSent = Type.Object(
  {
    curfew: Type.Optional(
      Type.Object(
        {
          where: Line,
          hours: Type.Array(
            Type.Object({ days: Type.Array(Type.Enum([...WEEKDAYS]), { maxItems: 7 }), from: Time, to: Time }, strict),
            { maxItems: 7 },
          ),
        },
        strict,
      ),
    ),
    keepOut: Type.Optional(Type.Object(AREA, strict)),
    stayIn: Type.Optional(Type.Object(AREA, strict)),
    notWith: Type.Optional(Type.Array(Line, { maxItems: 20 })),
    phones: Type.Optional(
      Type.Object(
        {
          most: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
          told: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
        },
        strict,
      ),
    ),
    other: Type.Optional(Words),
  },
  strict,
)

const AreaBody = Type.Object({ name: Text, outcodes: Type.Array(Text) })
const ConditionsBody = Type.Unsafe<Conditions>(
  Type.Object({
    curfew: Type.Optional(
      Type.Object({
        where: Text,
        hours: Type.Array(Type.Object({ days: Type.Array(Text), from: Text, to: Text })),
      }),
    ),
    keepOut: Type.Optional(AreaBody),
    stayIn: Type.Optional(AreaBody),
    notWith: Type.Optional(Type.Array(Text)),
    phones: Type.Optional(Type.Object({ most: Type.Optional(Type.Integer()), told: Type.Array(Text) })),
    other: Maybe,
  }),
)

const ORDER = {
  orderId: Uuid,
  agency: Type.String({ description: 'Code of the agency that holds it' }),
  reference: Text,
  kind: Text,
  isInterim: Type.Boolean(),
  issuedBy: Text,
  issuedOn: Text,
  from: Text,
  until: Nullable,
  standing: Type.String({ description: 'not-begun, in-force, over, discharged or ended' }),
  conditions: ConditionsBody,
  reviewedOn: Text,
  reviewBy: Type.Union([Text, Type.Null()], { description: 'By when its agency looks at it again' }),
  undecided: Type.Integer({ description: 'Possible breaches of which nobody has decided what they were' }),
  version: Type.Integer({ description: 'To name with the next change' }),
}

const OrderBody = Type.Unsafe<Order>(Type.Object(ORDER))
const ListedBody = Type.Unsafe<Order & { readonly personId: string | null }>(
  Type.Object({ ...ORDER, personId: Nullable }),
)

const STEP = { stepNo: Type.Integer(), at: Text, byName: Text }
const OpenBody = Type.Unsafe<OpenOrder>(
  Type.Object({
    ...ORDER,
    personId: Nullable,
    youthViews: Nullable,
    history: Type.Optional(
      Type.Object(
        {
          state: Type.Object({
            breaches: Type.Array(
              Type.Object({
                noted: Type.Object({
                  ...STEP,
                  said: Type.Object({ at: Text, seen: Text, seenBy: Text, account: Text }),
                }),
                decided: Type.Optional(Type.Object({ ...STEP, said: Type.Object({ decision: Text, reason: Text }) })),
              }),
            ),
          }),
          steps: Type.Array(
            Type.Object({
              ...STEP,
              said: Type.Object({ kind: Text, on: Maybe, reason: Maybe, until: Maybe }),
            }),
          ),
        },
        { description: 'Only for the agency that holds it' },
      ),
    ),
  }),
)

const NewOrder = Type.Object(
  {
    kind: Code,
    isInterim: Type.Boolean(),
    issuedBy: Line,
    issuedOn: Day,
    from: Type.Optional(Day),
    until: Type.Optional(Day),
    born: Day,
    youthViews: Type.Optional(Words),
    protects: Type.Optional(Type.Object({ name: Line, born: Day, care: Type.Enum([...CARE_STATUSES]) }, strict)),
    conditions: ConditionsSent,
    showTo: Type.Array(Code, { maxItems: 100, description: 'Codes of agencies whose people may meet the person' }),
  },
  strict,
)

const Version = Type.Integer({ minimum: 0, description: 'How many steps there were when you looked' })
const NewBreach = Type.Object(
  {
    version: Version,
    at: Type.String({ maxLength: 40, description: 'With its offset, such as 2026-03-04T12:00:00Z' }),
    seen: Words,
    seenBy: Line,
    account: Type.String({ maxLength: 2000, description: 'What the person says, or why nobody asked' }),
  },
  strict,
)

const Change = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('varied'),
      version: Version,
      on: Day,
      reason: Words,
      until: Type.Optional(Day),
      conditions: ConditionsSent,
    },
    strict,
  ),
  Type.Object(
    { kind: Type.Enum(['discharged', 'ended', 'reviewed']), version: Version, on: Day, reason: Words },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('decided'),
      version: Version,
      about: Type.Integer({ minimum: 1, description: 'Number of the step of the possible breach' }),
      decision: Type.Enum([...BREACH_DECISIONS]),
      reason: Words,
    },
    strict,
  ),
])

/** GET and POST /people/:id/orders, GET /orders and /orders/:id, POST /orders/:id/breaches and /orders/:id/changes. */
export const orderRoutes: FastifyPluginAsyncTypebox = async app => {
  const { database } = app

  app.get(
    '/people/:id/orders',
    {
      config: { action: 'person.read' },
      schema: {
        summary: 'Orders and notices about a person that your agency holds or was shown, the newest first; at most 50',
        tags,
        params: Params,
        response: { 200: Type.Object({ orders: Type.Array(OrderBody) }), '4xx': ProblemBody },
      },
    },
    async request => {
      const orders = await unitOfWork(database, request.who(), ctx => ordersOf(ctx, request.params.id))
      return { orders: [...orders] }
    },
  )

  app.post(
    '/people/:id/orders',
    {
      config: { action: 'order.record' },
      schema: {
        summary: 'Record an order or notice, and show it to agencies whose people may meet the person',
        description: 'Send an Idempotency-Key.',
        tags,
        params: Params,
        headers: Type.Object({ 'idempotency-key': Type.Optional(Type.String({ minLength: 8, maxLength: 200 })) }),
        body: NewOrder,
        response: { 201: Type.Object({ id: Uuid }), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const told = toldIn(request.body)
      const key = request.headers['idempotency-key']
      const id = await unitOfWork(database, request.who(), ctx => recordOrder(ctx, request.params.id, told, key))
      return reply.code(201).send({ id })
    },
  )

  app.get(
    '/orders',
    {
      config: { action: 'order.list' },
      schema: {
        summary: 'Orders of your agency: those that ask for something first, or those that are over; at most 200',
        tags,
        querystring: Type.Object({ show: Type.Enum(['open', 'closed'], { default: 'open' }) }),
        response: { 200: Type.Object({ orders: Type.Array(ListedBody) }), '4xx': ProblemBody },
      },
    },
    async request => {
      const { show } = request.query
      return { orders: [...(await unitOfWork(database, request.who(), ctx => listOrders(ctx, show)))] }
    },
  )

  app.get(
    '/orders/:id',
    {
      config: { action: 'order.read' },
      schema: {
        summary: 'One order; for the agency that holds it with all that happened to it',
        tags,
        params: Params,
        response: { 200: OpenBody, '4xx': ProblemBody },
      },
    },
    async request => unitOfWork(database, request.who(), ctx => openOrder(ctx, request.params.id)),
  )

  app.post(
    '/orders/:id/breaches',
    {
      config: { action: 'order.note' },
      schema: {
        summary: 'Note what was seen that a condition may speak of, with the account of the person',
        tags,
        params: Params,
        body: NewBreach,
        response: { 204: Type.Null(), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const { version, at, ...said } = request.body
      const noted = { kind: 'possible-breach', at: momentIn('at', at), ...said } as const
      await unitOfWork(database, request.who(), ctx => noteBreach(ctx, request.params.id, version, noted))
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/orders/:id/changes',
    {
      config: { action: 'order.change' },
      schema: {
        summary: 'Vary, review, discharge or end an order, or decide what a possible breach was',
        tags,
        params: Params,
        body: Change,
        response: { 204: Type.Null(), '4xx': ProblemBody },
      },
    },
    async (request, reply) => {
      const change = changeIn(request.body)
      await unitOfWork(database, request.who(), ctx =>
        changeOrder(ctx, request.params.id, request.body.version, change),
      )
      return reply.code(204).send(null)
    },
  )
}

function toldIn({ from, until, born, issuedOn, protects, showTo, ...rest }: Static<typeof NewOrder>): OrderTold {
  return {
    ...rest,
    issuedOn: dayIn('issuedOn', issuedOn),
    from: dayIn('from', from ?? issuedOn),
    until: until === undefined ? undefined : dayIn('until', until),
    born: dayIn('born', born),
    protects: protects && { ...protects, born: dayIn('protectsBorn', protects.born) },
    showTo: showTo.map(code => agencyIn(code)),
  }
}

function changeIn(sent: Static<typeof Change>): OrderChange {
  if (sent.kind === 'decided') {
    const { kind, about, decision, reason } = sent
    return { kind, about, decision, reason }
  }
  const { reason } = sent
  const on = dayIn('on', sent.on)
  if (sent.kind !== 'varied') return { kind: sent.kind, on, reason }
  const { kind, conditions } = sent
  return { kind, on, reason, conditions, until: sent.until === undefined ? undefined : dayIn('until', sent.until) }
}
