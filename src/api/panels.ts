import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { MOST_ACTIONS, MOST_ASKED, PANEL_MOVES, type PanelMove } from '#domain/panel/panel-rules.ts'
import { ITEM_KINDS } from '#domain/panel/panel.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { PageQuery, pageOf, pageRequest } from '#http/paging.ts'
import { ProblemBody } from '#http/problem.ts'
import { unitOfWork } from '#services/context.ts'
import {
  changePanel,
  listPanels,
  openPanel,
  type OpenPanel,
  type Panel,
  type PanelCommand,
  panelCursor,
  type PanelItem,
} from '#services/panels.ts'
import '#http/augment.ts'
import { Day, Params } from './case-bodies.ts'
import { dayIn } from './day-in.ts'
import { momentIn } from './moment-in.ts'

const tags = ['Panels']
const strict = { additionalProperties: false }

const Uuid = Type.String({ format: 'uuid' })
const Nullable = Type.Union([Type.String(), Type.Null()])
const Line = Type.String({ maxLength: 200 })
const Agency = Type.String({ maxLength: 60, description: 'Code of an agency' })
const Words = Type.String({ maxLength: 2000, description: 'In your own words' })
const LongWords = Type.String({ maxLength: 10_000 })
const Moment = Type.String({ maxLength: 40, description: 'With an offset from UTC, or Z' })
const Person = Type.Object({ agency: Agency, name: Line }, strict)
const Attendance = { agency: Agency, names: Line }

const WRITTEN = { at: Type.String(), agency: Type.String(), byName: Nullable, words: Nullable }
const Written = Type.Object(WRITTEN)
const Dissent = Type.Object({ agency: Agency, name: Line, why: Words }, strict)

const ListBody = Type.Object({
  items: Type.Array(
    Type.Object({
      panelId: Uuid,
      by: Type.String({ description: 'The agency that called it' }),
      kind: Type.String({ description: 'Code of the kind of panel' }),
      area: Type.String(),
      at: Type.String(),
      state: Type.Enum(['called', 'held', 'cancelled']),
      step: Type.Union([Type.Enum(['answer', 'minutes', 'read', 'action']), Type.Null()]),
      dueAt: Nullable,
      actions: Type.Integer({ description: 'Actions of your agency that it has not answered' }),
    }),
  ),
  next: Type.Optional(Type.String()),
})

const ItemBody = Type.Object({
  ...WRITTEN,
  itemId: Uuid,
  about: Type.Enum([...ITEM_KINDS]),
  heading: Type.String(),
  asks: Type.String(),
  sees: Type.Array(Type.String(), { description: 'Agencies that see it' }),
  personId: Type.Optional(Type.String({ description: 'Of a child whom your agency reaches besides' })),
  facts: Type.Array(Type.Object({ ...WRITTEN, source: Type.String() })),
  minutes: Type.Optional(
    Type.Object({
      ...WRITTEN,
      childSaid: Type.String(),
      decision: Type.String(),
      reason: Type.String(),
      dissent: Type.Optional(Dissent),
    }),
  ),
  actions: Type.Array(
    Type.Object({
      ...WRITTEN,
      actionId: Uuid,
      owner: Person,
      dueOn: Type.String(),
      inPlan: Type.Boolean({ description: 'It became an action of the plan of the child, and is followed there' }),
      answer: Type.Optional(Type.Object({ ...WRITTEN, done: Type.Boolean() })),
    }),
  ),
})

/** What is given of a panel. */
interface PanelAnswer extends Omit<Panel, 'items'> {
  readonly items: readonly (Omit<PanelItem, 'place'> & { readonly personId: string | undefined })[]
  readonly may: readonly PanelMove[]
}

const PanelBody = Type.Unsafe<PanelAnswer>(
  Type.Object({
    panelId: Uuid,
    panel: Type.String({ description: 'Code of the kind of panel' }),
    area: Type.String(),
    by: Type.String(),
    chair: Person,
    at: Type.String(),
    where: Type.String(),
    minutesBy: Type.String(),
    called: Written,
    asked: Type.Array(
      Type.Object({
        agency: Type.String(),
        answer: Type.Optional(Type.Object({ ...WRITTEN, coming: Type.Boolean(), names: Type.String() })),
        read: Type.Optional(Type.Object({ ...WRITTEN, name: Type.String() })),
      }),
    ),
    items: Type.Array(ItemBody, { description: 'Those that your agency may see, in the order of the agenda' }),
    moves: Type.Array(Written, { description: 'Why it was moved' }),
    cancelled: Type.Optional(Written),
    minutes: Type.Optional(
      Type.Object({ ...WRITTEN, present: Type.Array(Type.Object(Attendance)), readBy: Type.String() }),
    ),
    corrections: Type.Array(Type.Object({ ...WRITTEN, itemId: Type.Optional(Type.String()) })),
    may: Type.Array(Type.Enum([...PANEL_MOVES]), { description: 'What you may do about it now' }),
  }),
)

const CallBody = Type.Object(
  {
    panel: Type.String({ maxLength: 60, description: 'Code of the kind of panel' }),
    area: Line,
    at: Moment,
    where: Line,
    chair: Person,
    asked: Type.Array(Agency, { maxItems: MOST_ASKED }),
    words: Words,
  },
  strict,
)

const OF_ITEM = { itemId: Uuid, words: Words }

const DoneBody = Type.Union([
  Type.Object({ kind: Type.Literal('ask'), agency: Agency, words: Words }, strict),
  Type.Object({ kind: Type.Literal('come'), names: Line, words: Words }, strict),
  Type.Object({ kind: Type.Enum(['apologise', 'cancel']), words: Words }, strict),
  Type.Object({ kind: Type.Literal('move'), at: Moment, where: Line, words: Words }, strict),
  Type.Object(
    {
      kind: Type.Literal('put'),
      about: Type.Enum([...ITEM_KINDS]),
      personId: Type.Optional(Uuid),
      heading: Line,
      asks: Words,
      fact: Words,
      source: Line,
      sees: Type.Array(Agency, { maxItems: MOST_ASKED + 1, description: 'Agencies of the panel that need to know' }),
      words: Words,
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('fact'), ...OF_ITEM, source: Line }, strict),
  Type.Object({ kind: Type.Literal('show'), ...OF_ITEM, to: Type.Array(Agency, { maxItems: MOST_ASKED + 1 }) }, strict),
  Type.Object({ kind: Type.Enum(['up', 'down']), ...OF_ITEM }, strict),
  Type.Object(
    {
      kind: Type.Literal('minute-item'),
      itemId: Uuid,
      words: LongWords,
      childSaid: Words,
      decision: Words,
      reason: Words,
      dissent: Type.Optional(Dissent),
      actions: Type.Array(Type.Object({ text: Words, owner: Person, dueOn: Day }, strict), { maxItems: MOST_ACTIONS }),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('minute'),
      words: LongWords,
      present: Type.Array(Type.Object(Attendance, strict), { maxItems: MOST_ASKED + 1 }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal('correct'), itemId: Type.Optional(Uuid), words: Words }, strict),
  Type.Object({ kind: Type.Literal('read'), name: Line, words: Words }, strict),
  Type.Object({ kind: Type.Literal('answer'), actionId: Uuid, done: Type.Boolean(), words: Words }, strict),
])

/** GET and POST /panels, GET and POST /panels/:id. */
export const panelRoutes: FastifyPluginAsyncTypebox = async app => {
  app.get(
    '/panels',
    {
      config: { action: 'panel.list' },
      schema: {
        summary: 'Panels over several children that your agency called or is asked to: to be held, or over',
        tags,
        querystring: Type.Object({ ...PageQuery.properties, show: Type.Optional(Type.Enum(['past'])) }),
        response: { 200: ListBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const { show, ...page } = request.query
      const { after, limit } = pageRequest(page, 2)
      const rows = await unitOfWork(app.database, request.who(), ctx =>
        listPanels(ctx, show === 'past', after, limit + 1),
      )
      const { items, next } = pageOf(rows, limit, panelCursor)
      return { items: [...items], ...(next === undefined ? {} : { next }) }
    },
  )

  app.post(
    '/panels',
    {
      config: { action: 'panel.call' },
      schema: { summary: 'Call a panel', tags, body: CallBody, response: { 201: PanelBody, '4xx': ProblemBody } },
    },
    async (request, reply) => {
      const { at, asked, chair, ...sent } = request.body
      const command = {
        ...sent,
        kind: 'call',
        at: momentIn('at', at),
        asked: asked as AgencyId[],
        chair: ownerOf(chair),
      } as const
      return reply
        .code(201)
        .send(
          bodyOf(
            await unitOfWork(app.database, request.who(), async ctx => openPanel(ctx, await changePanel(ctx, command))),
          ),
        )
    },
  )

  app.get(
    '/panels/:id',
    {
      config: { action: 'panel.read' },
      schema: {
        summary: 'One panel, with the items that your agency may see',
        tags,
        params: Params,
        response: { 200: PanelBody, '4xx': ProblemBody },
      },
    },
    async request => bodyOf(await unitOfWork(app.database, request.who(), ctx => openPanel(ctx, request.params.id))),
  )

  app.post(
    '/panels/:id',
    {
      config: { action: 'panel.change' },
      schema: {
        summary:
          'Answer whether you come, bring an item and choose who sees it, write minutes once, or answer an action',
        tags,
        params: Params,
        body: DoneBody,
        response: { 200: PanelBody, '4xx': ProblemBody },
      },
    },
    async request => {
      const command = commandOf(request.params.id, request.body)
      return bodyOf(
        await unitOfWork(app.database, request.who(), async ctx => openPanel(ctx, await changePanel(ctx, command))),
      )
    },
  )
}

function bodyOf({ panel, people, moves }: OpenPanel): PanelAnswer {
  const items = panel.items.map(({ place: _place, ...item }) => ({
    ...item,
    personId: people.get(item.itemId)?.personId,
  }))
  return { ...panel, items, may: moves }
}

function ownerOf({ agency, name }: Static<typeof Person>) {
  return { agency: agency as AgencyId, name }
}

function commandOf(panelId: string, sent: Static<typeof DoneBody>): PanelCommand {
  switch (sent.kind) {
    case 'ask':
      return { ...sent, panelId, agency: sent.agency as AgencyId }
    case 'move':
      return { ...sent, panelId, at: momentIn('at', sent.at) }
    case 'put':
      return { ...sent, panelId, sees: sent.sees as AgencyId[] }
    case 'show':
      return { ...sent, panelId, to: sent.to as AgencyId[] }
    case 'minute-item':
      return {
        ...sent,
        panelId,
        dissent: sent.dissent && { ...sent.dissent, ...ownerOf(sent.dissent) },
        actions: sent.actions.map(({ text, owner, dueOn }) => ({
          text,
          owner: ownerOf(owner),
          dueOn: dayIn('dueOn', dueOn),
        })),
      }
    case 'minute':
      return { ...sent, panelId, present: sent.present.map(one => ({ ...one, agency: one.agency as AgencyId })) }
    default:
      return { ...sent, panelId }
  }
}
