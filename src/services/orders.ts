import type { Grant } from '#domain/access.ts'
import type { Nation } from '#domain/clock.ts'
import {
  type BreachNoted,
  kindOn,
  type OrderChange,
  type OrderGiven,
  orderProblems,
  type OrderState,
  orderState,
  type OrderStep,
  reviewOf,
  standingOn,
  stepProblems,
} from '#domain/order.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { isInForce } from '#domain/values/in-force.ts'
import { endOfDay, londonDay, londonInstant } from '#domain/values/london.ts'
import { type Instant, parsePlainDate, type PlainDate } from '#domain/values/time.ts'
import { parseDate } from '#linkage/index.ts'
import {
  appendOrderStep,
  findHistory,
  findOrder,
  insertOrder,
  listOrders as listStored,
  listOrdersAbout,
  type OrderList,
  type StoredOrder,
  subjectOfOrder,
} from '#store/orders.ts'
import { findAnchor, listAgenciesAround } from '#store/own-records.ts'
import { loadReference } from '#store/reference.ts'
import type { OrderKind } from '#store/reference-schema.ts'
import type { About } from '#store/signs.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { nationOf } from './agencies.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { idempotent } from './idempotent.ts'
import { tellAgencies } from './interests.ts'
import { isNamed, sayOfPerson, sendWord, tellOf } from './own-records.ts'
import { nameOf } from './search.ts'

export type { OrderKind, OrderList, StoredOrder }

/** An order with where it stands today, and its clock. */
export interface Order extends StoredOrder {
  readonly standing: ReturnType<typeof standingOn>
  /** By when it is looked at again; undefined for what is over, and for another agency's. */
  readonly review: ReturnType<typeof reviewOf>
}

/** An order opened by itself. */
export interface OpenOrder extends Order, About {
  /** What happened to it, and the possible breaches; undefined for an agency that was only shown it. */
  readonly history: { readonly state: OrderState; readonly steps: readonly OrderHappening[] } | undefined
}

type OrderHappening = Parameters<typeof orderState>[1][number]

/** What recording an order offers. */
export interface OrderChoices {
  /** Kinds that may be recorded today, in the order of the reference data. */
  readonly kinds: readonly OrderKind[]
  /** Kinds that are not known to be in force. */
  readonly notYet: readonly OrderKind[]
  /** Agencies that know the person. */
  readonly around: readonly AgencyId[]
  /** Police and national agencies besides, where the own agency's records name the person. */
  readonly further: readonly AgencyId[]
  readonly name: string
  readonly born: PlainDate | undefined
}

/** The kind of an order as it held on a day; the code itself when there is none. */
export function orderLabel(code: string): string {
  return loadReference().orders.kinds.find(kind => kind.code === code)?.label ?? code
}

/** What the law says of an order, in the version that held when it was made. */
export function kindOf({ kind, issuedOn }: Pick<StoredOrder, 'kind' | 'issuedOn'>): OrderKind | undefined {
  return kindOn(loadReference().orders.kinds, kind, issuedOn)
}

/** What may be recorded of a person whom the actor's agency reaches. Throws when refused. */
export async function openOrderForm(ctx: Context, personId: string): Promise<OrderChoices> {
  const { anchor, around, further } = await recording(ctx, personId)
  const { kinds } = loadReference().orders
  const today = londonDay(ctx.now)
  const given = anchor.named['dateOfBirth']
  const day = parseDate(typeof given === 'string' ? given : '')
  const born = parsePlainDate(day.ok ? day.value : '')
  return {
    kinds: kinds.filter(kind => isInForce(kind, today)),
    notYet: kinds.filter(({ effectiveFrom }) => effectiveFrom === null),
    around,
    further,
    name: nameOf(anchor.named),
    born: born.ok ? born.value : undefined,
  }
}

async function recording(ctx: Context, personId: string) {
  const { agency } = ctx.actor
  const grant = authorise(ctx, 'order.record', await subjectOfPerson(ctx.tx, agency, personId))
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  const around = (await listAgenciesAround(ctx.tx, grant)).filter(one => one !== agency)
  const mayName = anchor.agency === agency && isNamed(anchor.person)
  const police = loadReference().agencies.filter(({ kind }) => kind === 'police' || kind === 'national')
  const further = mayName ? police.map(one => one.code).filter(one => one !== agency && !around.includes(one)) : []
  return { grant, anchor, around, further }
}

/** An order as it is recorded, with the agencies to which it is shown. */
export type OrderTold = OrderGiven & { readonly showTo: readonly AgencyId[] }

/**
 * Record an order or notice about a person whom the actor's agency reaches, and show it to agencies whose people may meet them. Gives
 * its id.
 *
 * It stands on a record of the agency's own. While it lasts its agency is told when the person is met.
 *
 * @param key makes sending it again harmless
 * @throws Problem 'bad-request' naming the fields; 'not-found' when refused
 */
export async function recordOrder(ctx: Context, personId: string, told: OrderTold, key?: string): Promise<string> {
  const { grant, around, further } = await recording(ctx, personId)
  const { answer } = await idempotent(
    ctx,
    { key, request: { order: told, personId } },
    () => undefined,
    () => record(ctx, grant, told, [...around, ...further]),
  )
  disclosed(ctx, grant, [answer])
  return answer
}

async function record(
  ctx: Context,
  grant: Grant<'order.record'>,
  told: OrderTold,
  mayShow: readonly AgencyId[],
): Promise<string> {
  const { orders } = loadReference()
  const { showTo, ...given } = told
  const nation = nationOf(ctx.actor.agency)
  checkFields([
    ...orderProblems(given, orders.kinds, nation, londonDay(ctx.now)),
    ...(showTo.every(one => mayShow.includes(one)) ? [] : [{ field: 'showTo', message: 'Choose from the list' }]),
  ])
  const own = await sayOfPerson(ctx, grant, {
    feed: 'order',
    asGiven: given,
    event: {
      kind: 'order',
      startsAt: londonInstant(given.from, 0, 0),
      facts: { order: orderLabel(given.kind), issuedBy: given.issuedBy },
    },
  })
  const { id, name, team } = ctx.actor
  const protects = kindOn(orders.kinds, given.kind, given.issuedOn)?.protects === null ? null : (given.protects ?? null)
  const stored = {
    orderId: own.recordId,
    reference: own.reference,
    kind: given.kind,
    kindVersion: orders.version,
    isInterim: given.isInterim,
    nation,
    issuedBy: given.issuedBy.trim(),
    issuedOn: given.issuedOn,
    from: given.from,
    until: given.until ?? null,
    born: given.born,
    youthViews: given.youthViews ?? null,
    protects,
    conditions: given.conditions,
    reviewedOn: given.issuedOn,
    reviewBy: reviewSince(ctx, { ...given, nation }, given.issuedOn)?.dueAt ?? null,
  }
  await insertOrder(ctx.tx, grant, stored, { id, name, team }, endOf(given.until), ctx.now)
  for (const agency of new Set(showTo)) {
    const what = 'one order or notice, with its conditions'
    await tellOf(ctx, grant, own, agency, { what, because: 'its people may meet the person' })
    await sendWord(ctx, 'order', own.recordId, agency)
  }
  await tellAgencies(ctx, grant.subject.personId === undefined ? [] : [grant.subject.personId])
  return own.recordId
}

/** The orders of a person that the actor's agency holds or was shown, the newest first. Throws when refused. */
export async function ordersOf(ctx: Context, personId: string): Promise<readonly Order[]> {
  const grant = authorise(ctx, 'person.read', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const orders = await listOrdersAbout(ctx.tx, grant)
  disclosed(
    ctx,
    grant,
    orders.map(({ orderId }) => orderId),
  )
  return orders.map(order => asItStands(ctx, order))
}

/** Orders of the actor's agency, at most 200: those that ask for something first, or those that are over. */
export async function listOrders(ctx: Context, which: OrderList): Promise<readonly (Order & About)[]> {
  const grant = authorise(ctx, 'order.list', ownSubject(ctx, 'order'))
  const orders = await listStored(ctx.tx, grant, which)
  disclosed(
    ctx,
    grant,
    orders.map(({ orderId }) => orderId),
  )
  return orders.map(order => ({ ...asItStands(ctx, order), personId: order.personId, person: order.person }))
}

/** One order that the actor's agency holds, with all that happened to it; or one that it was shown. Throws when refused. */
export async function openOrder(ctx: Context, orderId: string): Promise<OpenOrder> {
  return opened(ctx, authorise(ctx, 'order.read', await subjectOfOrder(ctx.tx, ctx.actor.agency, orderId)))
}

/** One order of the actor's agency for its log: what was seen, and what the child says, is its agency's own. Throws when refused. */
export async function openLog(ctx: Context, orderId: string): Promise<OpenOrder> {
  return opened(ctx, authorise(ctx, 'order.note', await subjectOfOrder(ctx.tx, ctx.actor.agency, orderId)))
}

async function opened(ctx: Context, grant: Grant<'order.read'> | Grant<'order.note'>): Promise<OpenOrder> {
  const order = await findOrder(ctx.tx, grant)
  if (order === undefined) throw new Problem('not-found')
  const history = await findHistory(ctx.tx, grant)
  const { personId, person } = order
  return {
    ...asItStands(ctx, order),
    personId,
    person,
    history: history && { steps: history.steps, state: stateFrom(order, history) },
  }
}

/** Note what was seen that a condition may speak of, with the account of the person. Throws as `changeOrder` does. */
export async function noteBreach(ctx: Context, orderId: string, version: number, noted: BreachNoted): Promise<void> {
  const grant = authorise(ctx, 'order.note', await subjectOfOrder(ctx.tx, ctx.actor.agency, orderId))
  await append(ctx, grant, version, noted)
}

/**
 * Vary, discharge, end or review an order of the actor's agency, or decide what a possible breach was, by name.
 *
 * @param version how many steps were there when the writer looked
 * @throws Problem 'bad-request' naming the fields, 'stale-version', or 'not-found' when refused
 */
export async function changeOrder(ctx: Context, orderId: string, version: number, change: OrderChange): Promise<void> {
  const grant = authorise(ctx, 'order.change', await subjectOfOrder(ctx.tx, ctx.actor.agency, orderId))
  await append(ctx, grant, version, change)
}

async function append(
  ctx: Context,
  grant: Grant<'order.note'> | Grant<'order.change'>,
  version: number,
  said: OrderStep,
): Promise<void> {
  const order = await findOrder(ctx.tx, grant)
  const history = await findHistory(ctx.tx, grant)
  if (order === undefined || history === undefined) throw new Problem('not-found')
  if (order.version !== version) throw stale()
  const before = stateFrom(order, history)
  checkFields(stepProblems(before, order, said, { now: ctx.now, today: londonDay(ctx.now) }))
  const step = { stepNo: version + 1, said, at: ctx.now, byName: ctx.actor.name }
  const after = orderState(givenOf(order, history), [...history.steps, step])
  const stands = {
    state: after.state,
    until: after.until,
    conditions: after.conditions,
    reviewedOn: after.reviewedOn,
    reviewBy: reviewSince(ctx, order, after.reviewedOn)?.dueAt,
    undecided: after.breaches.filter(({ decided }) => decided === undefined).length,
    ends: endOf(after.until),
  }
  const appended = await appendOrderStep(ctx.tx, grant, version, { said, by: ctx.actor, at: ctx.now }, stands)
  if (!appended) throw stale()
}

function stale(): Problem {
  return new Problem(
    'stale-version',
    'Somebody wrote something down here meanwhile. Look at it again; nothing of yours was stored.',
  )
}

type History = NonNullable<Awaited<ReturnType<typeof findHistory>>>

function givenOf({ issuedOn }: StoredOrder, { made }: History) {
  return { issuedOn, until: made.until ?? undefined, conditions: made.conditions }
}

function stateFrom(order: StoredOrder, history: History): OrderState {
  return orderState(givenOf(order, history), history.steps)
}

function asItStands(ctx: Context, order: StoredOrder): Order {
  const { agency, until, state, reviewedOn } = order
  const standing = standingOn({ ...order, until: until ?? undefined }, londonDay(ctx.now))
  const isLooked = agency === ctx.actor.agency && state === 'made'
  return { ...order, standing, review: isLooked ? reviewSince(ctx, order, reviewedOn) : undefined }
}

/** By which clock the order is looked at again, when it was last looked at on a day. */
function reviewSince(
  ctx: Context,
  order: Pick<StoredOrder, 'kind' | 'issuedOn' | 'born'> & { readonly nation: Nation },
  since: PlainDate,
): ReturnType<typeof reviewOf> {
  const kind = kindOf(order)
  if (kind === undefined) return undefined
  return reviewOf(kind, { ...order, since }, loadReference(), ctx.now)
}

/** An order ends with its last day. */
function endOf(until: PlainDate | undefined): Instant | undefined {
  return until === undefined ? undefined : endOfDay(until)
}
