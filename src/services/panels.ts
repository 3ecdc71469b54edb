import { allows } from '#domain/access.ts'
import { actionFor } from '#domain/case/meeting-rules.ts'
import { planFor } from '#domain/case/plan-rules.ts'
import { holdsIn } from '#domain/clock.ts'
import {
  type DecidedAction,
  type ItemMove,
  itemMoves,
  itemOf,
  mayDoPanel,
  type PanelCommand,
  panelEvents,
  type PanelKind,
  type PanelMove,
  panelMoves,
  panelProblems,
  type PanelRules,
} from '#domain/panel/panel-rules.ts'
import { type Panel, type PanelAction, panelFrom, type PanelItem, panelWaits, partiesOf } from '#domain/panel/panel.ts'
import { checkFields, Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import { type Instant, parseInstant } from '#domain/values/time.ts'
import { lockPeople } from '#store/links.ts'
import { announce } from '#store/news.ts'
import { addMessage, type MailPayload } from '#store/outbox.ts'
import { type Anchor, findAnchor } from '#store/own-records.ts'
import {
  appendToPanel,
  type ListedPanel,
  listPanelEvents,
  listPanelPeople,
  listPanels as listStored,
  lockPanel,
  type PanelCursor,
  panelOfAction,
  type PanelPerson,
  setPanelWaits,
  subjectOfPanel,
} from '#store/panels.ts'
import { loadReference } from '#store/reference.ts'
import { subjectOfPerson } from '#store/subjects.ts'
import { nationOf } from './agencies.ts'
import { caseParts } from './case-parts.ts'
import { appendEvents } from './cases.ts'
import { clockDue } from './clocks.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { planMail, planRules } from './plans.ts'

export type { ListedPanel, Panel, PanelAction, PanelCommand, PanelItem, PanelKind, PanelPerson }

/** A panel as the actor's agency knows it, and what it may do. */
export interface OpenPanel {
  readonly panel: Panel
  /** Undefined when the reference data has it no more. */
  readonly kind: PanelKind | undefined
  /** Whom items are about, by item: only those whom the agency reaches besides. */
  readonly people: ReadonlyMap<string, PanelPerson>
  readonly moves: readonly PanelMove[]
  /** What may be done about each item, by its id. */
  readonly itemMoves: ReadonlyMap<string, readonly ItemMove[]>
}

/**
 * Panels that the actor's agency called or is asked to: to be held, the next first; or over, the last first.
 *
 * @param after when the last one of the page before is, and its id. Throws Problem 'bad-request' for anything else.
 */
export async function listPanels(
  ctx: Context,
  isOver: boolean,
  after: readonly string[] | undefined,
  most: number,
): Promise<readonly ListedPanel[]> {
  const grant = authorise(ctx, 'panel.list', ownSubject(ctx, 'panel'))
  const found = await listStored(ctx.tx, grant, isOver, after && cursorFrom(after), most)
  disclosed(
    ctx,
    grant,
    found.map(one => one.panelId),
  )
  return found
}

/** Where the list goes on after a panel. */
export function panelCursor({ at, panelId }: ListedPanel): readonly string[] {
  return [at, panelId]
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function cursorFrom([given = '', panelId = '']: readonly string[]): PanelCursor {
  const at = parseInstant(given)
  if (!at.ok || !UUID.test(panelId))
    throw new Problem('bad-request', 'This list cannot be continued from there. Start again from its first page.')
  return { at: at.value, panelId }
}

/** What somebody chooses from who calls a panel. */
export interface CallMaterial {
  /** In the order of the reference data. */
  readonly kinds: readonly PanelKind[]
  /** Other agencies that serve a part of the own agency's area, by name, at most 30. */
  readonly near: readonly { readonly code: AgencyId; readonly name: string }[]
}

const MOST_NEAR = 30

/** What somebody chooses from who calls a panel. Throws when refused. */
export function openCall(ctx: Context): CallMaterial {
  const { agency } = authorise(ctx, 'panel.call', ownSubject(ctx, 'panel', 'new'))
  const { agencies, agencyByCode } = loadReference()
  const area = agencyByCode.get(agency)?.area ?? []
  const near = agencies
    .filter(one => one.code !== agency && one.area.some(part => area.includes(part)))
    .toSorted((a, b) => a.name.localeCompare(b.name))
  return { kinds: panelKindsFor(agency, ctx.now), near: near.slice(0, MOST_NEAR) }
}

/** One panel, without the items that the actor's agency may not see. Throws when refused. */
export async function openPanel(ctx: Context, panelId: string): Promise<OpenPanel> {
  const grant = authorise(ctx, 'panel.read', await subjectOfPanel(ctx.tx, panelId))
  const panel = panelFrom(panelId, await listPanelEvents(ctx.tx, grant))
  if (panel === undefined) throw new Problem('not-found')
  const people = await listPanelPeople(ctx.tx, grant)
  disclosed(ctx, grant, [...panel.items.map(one => one.itemId), ...people.map(one => one.personId)])
  const { agency } = ctx.actor
  return {
    panel,
    kind: kindOfPanel(panel),
    people: new Map(people.map(one => [one.itemId, one])),
    moves: panelMoves(panel, agency, ctx.now),
    itemMoves: new Map(panel.items.map(item => [item.itemId, itemMoves(panel, item, agency, ctx.now)] as const)),
  }
}

/** One panel for somebody who writes about it. Throws when refused. */
export async function openToWrite(ctx: Context, panelId: string): Promise<OpenPanel> {
  authorise(ctx, 'panel.change', await subjectOfPanel(ctx.tx, panelId))
  return openPanel(ctx, panelId)
}

/** An action of a panel that the actor's agency has, with its panel and item. Throws when refused, and for an action of somebody else. */
export async function openPanelAction(
  ctx: Context,
  actionId: string,
): Promise<OpenPanel & { readonly item: PanelItem; readonly action: PanelAction }> {
  const open = await openPanel(ctx, (await panelOfAction(ctx.tx, actionId)) ?? actionId)
  for (const item of open.panel.items) {
    const action = item.actions.find(one => one.actionId === actionId)
    if (action !== undefined && action.owner.agency === ctx.actor.agency) return { ...open, item, action }
  }
  return refuse(ctx, 'panel.read', open.panel.panelId)
}

/** One item of a panel for somebody who writes about it. Throws when refused, and for an item that the actor's agency may not see. */
export async function openItemToWrite(
  ctx: Context,
  panelId: string,
  itemId: string,
): Promise<OpenPanel & { readonly item: PanelItem }> {
  const open = await openToWrite(ctx, panelId)
  const item = itemOf(open.panel, itemId)
  return item === undefined ? refuse(ctx, 'panel.change', panelId) : { ...open, item }
}

/** What an agency of a panel may not see of it is nobody's, and asking for it is on the trail. */
function refuse(ctx: Context, action: 'panel.read' | 'panel.change', panelId: string): never {
  authorise(ctx, action, { kind: 'panel', id: panelId, owners: [], sharedWith: [] })
  throw new Problem('not-found')
}

/**
 * Call a panel, or do something about one; tell everybody of it; and give its id.
 *
 * Actions that are decided about a child go into the plan of the child in the same transaction, where the agency reaches the child and is on
 * the team of the plan.
 *
 * Throws when refused; Problem 'already-answered' when it may not be done as the panel stands, as a second set of minutes; 'bad-request'
 * naming the fields.
 */
export async function changePanel(ctx: Context, command: PanelCommand): Promise<string> {
  const rules = panelRules(ctx)
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  if (command.kind === 'call') {
    checkFields(panelProblems(undefined, command, rules, doer))
    const panelId = ctx.newId()
    const grant = authorise(ctx, 'panel.call', { ...ownSubject(ctx, 'panel'), id: panelId })
    await append(ctx, grant, panelId, panelEvents(undefined, command, rules, doer))
    return panelId
  }
  const { panelId } = command
  const grant = authorise(ctx, 'panel.change', await subjectOfPanel(ctx.tx, panelId))
  // What is read from here on stays so until this is done: no second set of minutes.
  await lockPanel(ctx.tx, panelId)
  const panel = panelFrom(panelId, await listPanelEvents(ctx.tx, grant))
  if (panel === undefined || isHidden(panel, command)) return refuse(ctx, 'panel.change', panelId)
  if (!mayDoPanel(panel, command, doer)) throw new Problem('already-answered', notNow(command, panel))
  checkFields(panelProblems(panel, command, rules, doer))
  const about = command.kind === 'put' ? await anchorOf(ctx, command.personId) : undefined
  const decided = command.kind === 'minute-item' ? await decidedOf(ctx, grant, command) : []
  await append(ctx, grant, panelId, panelEvents(panel, command, rules, doer, decided), about)
  return panelId
}

/** An item or action that the agency may not see is not there. */
function isHidden(panel: Panel, command: PanelCommand): boolean {
  if (command.kind === 'answer')
    return !panel.items.some(({ actions }) => actions.some(one => one.actionId === command.actionId))
  return 'itemId' in command && command.itemId !== undefined && itemOf(panel, command.itemId) === undefined
}

function notNow({ kind }: PanelCommand, panel: Panel): string {
  if (kind === 'minute' && panel.minutes !== undefined)
    return 'Minutes of this panel have been written, and are written once. Add a dated correction instead. Nothing of yours was stored.'
  if (kind === 'minute-item')
    return 'Minutes of this item have been written, and are written once. Add a dated correction instead. Nothing of yours was stored.'
  return 'This cannot be done as the panel stands now. Nothing of yours was stored.'
}

/** The record by which an item says whom it is about: of somebody whom the agency that brings it reaches. */
async function anchorOf(ctx: Context, personId: string | undefined): Promise<Anchor | undefined> {
  if (personId === undefined) return undefined
  const grant = authorise(ctx, 'meeting.change', await subjectOfPerson(ctx.tx, ctx.actor.agency, personId))
  const anchor = await findAnchor(ctx.tx, grant)
  if (anchor === undefined) throw new Problem('not-found')
  return anchor
}

/** The actions of an item's minutes; those that the child's plan takes are in it then. */
async function decidedOf(
  ctx: Context,
  grant: Parameters<typeof listPanelPeople>[1],
  { itemId, actions }: Extract<PanelCommand, { kind: 'minute-item' }>,
): Promise<readonly DecidedAction[]> {
  const outside = actions.map(action => ({ ...action, inPlan: false }))
  const person = (await listPanelPeople(ctx.tx, grant)).find(one => one.itemId === itemId)
  if (person === undefined) return outside
  const subject = await subjectOfPerson(ctx.tx, ctx.actor.agency, person.personId)
  // Whoever may not change the plan still minutes the panel: nothing was refused.
  if (!allows(ctx.actor, 'plan.change', subject, ctx.purpose)) return outside
  const ofPlan = authorise(ctx, 'plan.change', subject)
  await lockPeople(ctx.tx, [person.personId])
  const { plans } = await caseParts(ctx, ofPlan, ['plans'])
  const plan = planFor(plans, ctx.actor.agency)
  const doer = { agency: ctx.actor.agency, now: ctx.now, newId: ctx.newId }
  const taken = actions.map(action => ({ action, event: actionFor(plan, action, doer)?.event }))
  const events = taken.flatMap(({ event }) => event ?? [])
  if (events.length > 0) await appendEvents(ctx, ofPlan, events, (event, told) => planMail(event, told, plan))
  return taken.map(({ action, event }) => ({ ...action, inPlan: event !== undefined }))
}

async function append(
  ctx: Context,
  grant: Parameters<typeof appendToPanel>[1],
  panelId: string,
  drafts: ReturnType<typeof panelEvents>,
  about?: Anchor,
): Promise<void> {
  const { id, name, agency } = ctx.actor
  const entries = drafts.map(event => ({
    event,
    eventId: ctx.newId(),
    by: { id, name },
    at: ctx.now,
    about: event.kind === 'item-put' ? about : undefined,
  }))
  await appendToPanel(ctx.tx, grant, panelId, entries)
  disclosed(
    ctx,
    grant,
    entries.map(one => one.eventId),
  )
  const known = authorise(ctx, 'panel.read', await subjectOfPanel(ctx.tx, panelId))
  const panel = panelFrom(panelId, await listPanelEvents(ctx.tx, known))
  if (panel === undefined) return
  await setPanelWaits(ctx.tx, grant, panelId, panelWaits(panel))
  await announce(ctx.tx, { agency, kind: 'case' })
  for (const { event, eventId } of entries) await tellOf(ctx, panel, event, eventId)
}

/** A mail is for what an agency has to do something about; the rest is news for pages that are open. Of an item only those hear who see it. */
async function tellOf(
  ctx: Context,
  panel: Panel,
  event: ReturnType<typeof panelEvents>[number],
  eventId: string,
): Promise<void> {
  const readers = event.itemId === undefined ? partiesOf(panel) : (itemOf(panel, event.itemId)?.sees ?? [])
  for (const told of readers.filter(one => one !== ctx.actor.agency)) {
    const about = mailOf(event, told)
    if (about !== undefined)
      await addMessage(ctx.tx, `${about}:${eventId}:${told}`, told, { kind: 'mail', payload: { about } }, ctx.now)
    await announce(ctx.tx, { agency: told, kind: 'case' })
  }
}

function mailOf(event: ReturnType<typeof panelEvents>[number], told: AgencyId): MailPayload['about'] | undefined {
  switch (event.kind) {
    case 'called':
    case 'moved':
    case 'cancelled':
      return 'panel-told'
    case 'asked':
      return event.facts.agency === told ? 'panel-told' : undefined
    case 'item-shown':
      return event.facts.to.includes(told) ? 'panel-told' : undefined
    case 'action-set':
      return event.facts.owner.agency === told && !event.facts.inPlan ? 'panel-told' : undefined
    case 'minuted':
    case 'corrected':
      return 'panel-minutes'
    default:
      return undefined
  }
}

function panelRules(ctx: Context): PanelRules {
  return {
    ...planRules(ctx.now),
    kinds: panelKindsFor(ctx.actor.agency, ctx.now),
    dueFrom: (clock, from) => clockDue(clock, ctx.actor.agency, from),
  }
}

/** Kinds of panels that an agency may call on a day, in the order of the reference data. */
function panelKindsFor(agency: AgencyId, at: Instant): readonly PanelKind[] {
  const [nation, day] = [nationOf(agency), londonDay(at)]
  return loadReference().panelKinds.filter(kind => holdsIn(kind, nation, day))
}

/** The kind of a panel as it held in the nation of who called it when they did. */
function kindOfPanel({ panel, by, called }: Panel): PanelKind | undefined {
  return panelKindsFor(by, called.at).find(kind => kind.code === panel)
}

/** What a kind of panel is called; its code when the reference data has it no more. */
export function panelLabel(code: string): string {
  return loadReference().panelKinds.find(one => one.code === code)?.label ?? code
}
