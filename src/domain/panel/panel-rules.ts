import type { Attendance, Dissent, Owner } from '../case/event.ts'
import { agencyProblems, type Doer } from '../case/lead-rules.ts'
import { lineProblems, LONGEST_MINUTES, MINUTES_CLOCK, READ_CLOCK } from '../case/meeting-rules.ts'
import { dayProblems, type PlanRules } from '../case/plan-rules.ts'
import { type FieldProblem, textProblems, tooLong } from '../problem.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonDay } from '../values/london.ts'
import { type Instant, type PlainDate, plusDays, plusMinutes } from '../values/time.ts'
import {
  absentFrom,
  ITEM_KINDS,
  type ItemKind,
  type NewPanelEvent,
  type Panel,
  type PanelAction,
  type PanelItem,
  partiesOf,
} from './panel.ts'

/** A kind of panel, as the reference data has it for a nation and a day. */
export interface PanelKind {
  readonly code: string
  readonly label: string
  readonly hint: string
}

/** What the reference data says about panels, for the agency that acts. */
export interface PanelRules extends PlanRules {
  /** Kinds that it may call today. */
  readonly kinds: readonly PanelKind[]
  /** When a clock of data/reference/clocks.json is due that starts at a moment. */
  readonly dueFrom: (clock: string, from: Instant) => Instant
}

/** An action as somebody writes it. */
export interface NewAction {
  readonly text: string
  readonly owner: Owner
  readonly dueOn: PlainDate
}

interface InPanel {
  readonly panelId: string
  readonly words: string
}

interface OfItem extends InPanel {
  readonly itemId: string
}

/** What an agency does about a panel. */
export type PanelCommand =
  | {
      readonly kind: 'call'
      readonly panel: string
      readonly area: string
      readonly at: Instant
      readonly where: string
      readonly chair: Owner
      readonly asked: readonly AgencyId[]
      readonly words: string
    }
  | (InPanel & { readonly kind: 'ask'; readonly agency: AgencyId })
  | (InPanel & { readonly kind: 'come'; readonly names: string })
  | (InPanel & { readonly kind: 'apologise' | 'cancel' })
  | (InPanel & { readonly kind: 'move'; readonly at: Instant; readonly where: string })
  | (InPanel & {
      readonly kind: 'put'
      readonly about: ItemKind
      /** Of a child, who that is. */
      readonly personId?: string | undefined
      readonly heading: string
      readonly asks: string
      readonly fact: string
      readonly source: string
      readonly sees: readonly AgencyId[]
    })
  | (OfItem & { readonly kind: 'fact'; readonly source: string })
  | (OfItem & { readonly kind: 'show'; readonly to: readonly AgencyId[] })
  | (OfItem & { readonly kind: 'up' | 'down' })
  | (OfItem & {
      readonly kind: 'minute-item'
      readonly childSaid: string
      readonly decision: string
      readonly reason: string
      readonly dissent?: Dissent | undefined
      readonly actions: readonly NewAction[]
    })
  | (InPanel & { readonly kind: 'minute'; readonly present: readonly Attendance[] })
  | (InPanel & { readonly kind: 'correct'; readonly itemId?: string | undefined })
  | (InPanel & { readonly kind: 'read'; readonly name: string })
  | (InPanel & { readonly kind: 'answer'; readonly actionId: string; readonly done: boolean })

export type PanelMove = PanelCommand['kind']

/** What may be done about a panel that there is, in the order of a page. */
export const PANEL_MOVES = [
  'come',
  'apologise',
  'read',
  'put',
  'minute',
  'correct',
  'ask',
  'move',
  'cancel',
] as const satisfies readonly PanelMove[]

/** What may be done about one item of a panel, in the order of a page. */
export const ITEM_MOVES = [
  'fact',
  'show',
  'up',
  'down',
  'minute-item',
  'correct',
] as const satisfies readonly PanelMove[]

export type ItemMove = (typeof ITEM_MOVES)[number]

/** A panel is called so many days ahead at most. */
const DAYS_AHEAD = 366
/** An action is due in two years at the latest. */
const MOST_DAYS = 2 * 366
/** At most so many agencies are asked to a panel. */
export const MOST_ASKED = 20
/** One agency brings so many items to a panel at most. What others bring is not counted: it would say how many there are. */
export const MOST_BROUGHT = 20
/** At most so many actions are decided about one item. */
export const MOST_ACTIONS = 10

/** What an agency may do about a panel now. Minutes are written once, by who called it, from the day of the panel on. */
export function panelMoves(panel: Panel, agency: AgencyId, now: Instant): readonly (typeof PANEL_MOVES)[number][] {
  if (panel.cancelled !== undefined || !partiesOf(panel).includes(agency)) return []
  const ours = panel.by === agency
  const held = panel.minutes !== undefined
  const unread = absentFrom(panel).some(one => one.agency === agency && one.read === undefined)
  const may: Readonly<Record<(typeof PANEL_MOVES)[number], boolean>> = {
    come: !held && !ours,
    apologise: !held && !ours,
    read: unread,
    put: !held && panel.items.filter(one => one.agency === agency).length < MOST_BROUGHT,
    minute: !held && ours && dayHasCome(panel, now),
    correct: held,
    ask: !held && ours && panel.asked.length < MOST_ASKED,
    move: !held && ours,
    cancel: !held && ours && panel.items.every(one => one.minutes === undefined),
  }
  return PANEL_MOVES.filter(move => may[move])
}

/** What an agency that sees an item may do about it now. */
export function itemMoves(panel: Panel, item: PanelItem, agency: AgencyId, now: Instant): readonly ItemMove[] {
  if (panel.cancelled !== undefined || !item.sees.includes(agency)) return []
  const held = panel.minutes !== undefined
  const leads = panel.by === agency || panel.chair.agency === agency
  const at = panel.items.indexOf(item)
  const may: Readonly<Record<ItemMove, boolean>> = {
    fact: !held,
    show: item.agency === agency && partiesOf(panel).some(one => !item.sees.includes(one)),
    up: !held && leads && at > 0,
    down: !held && leads && at < panel.items.length - 1,
    'minute-item': !held && panel.by === agency && item.minutes === undefined && dayHasCome(panel, now),
    correct: item.minutes !== undefined,
  }
  return ITEM_MOVES.filter(move => may[move])
}

function dayHasCome({ at }: Panel, now: Instant): boolean {
  return londonDay(at) <= londonDay(now)
}

/** Whether an agency answers for an action: it has the action, and nobody has answered. */
export function mayAnswer({ owner, inPlan, answer }: PanelAction, agency: AgencyId): boolean {
  return owner.agency === agency && !inPlan && answer === undefined
}

/** Whether this very thing may be done as the panel stands. */
export function mayDoPanel(panel: Panel | undefined, command: PanelCommand, { agency, now }: Doer): boolean {
  if (command.kind === 'call') return true
  if (panel === undefined) return false
  if (command.kind === 'answer') {
    const action = panel.items.flatMap(one => one.actions).find(one => one.actionId === command.actionId)
    return action !== undefined && mayAnswer(action, agency)
  }
  if ('itemId' in command && command.itemId !== undefined) {
    const item = itemOf(panel, command.itemId)
    return item !== undefined && itemMoves(panel, item, agency, now).some(move => move === command.kind)
  }
  return panelMoves(panel, agency, now).some(move => move === command.kind)
}

/** The item of this id, if the reader sees it. */
export function itemOf(panel: Panel, itemId: string): PanelItem | undefined {
  return panel.items.find(one => one.itemId === itemId)
}

const TO_WRITE: Readonly<Partial<Record<PanelMove, string>>> = {
  call: 'Say why the panel is called',
  ask: 'Say why you ask them',
  apologise: 'Say what you want said in your absence, or that there is nothing',
  move: 'Say why it is moved',
  cancel: 'Say why it is cancelled',
  put: 'Say why you bring it',
  fact: 'Write what your agency knows',
  show: 'Say why they need to know',
  'minute-item': 'Write what was said',
  minute: 'Write what was said besides, or that there was nothing',
  correct: 'Write what is to be corrected',
  answer: 'Say what was done, or why it was not',
}

/** What is wrong with what somebody wrote, field by field; nothing when it is right. Fields of actions and attendance end in their number, from 1. */
export function panelProblems(
  panel: Panel | undefined,
  command: PanelCommand,
  rules: PanelRules,
  { agency, now }: Pick<Doer, 'agency' | 'now'>,
): FieldProblem[] {
  const { kind } = command
  const missing = TO_WRITE[kind]
  const longest = kind === 'minute' || kind === 'minute-item' ? LONGEST_MINUTES : undefined
  const words =
    missing === undefined ? tooLong('words', command.words) : textProblems('words', command.words, missing, longest)
  if (kind === 'call') return [...callProblems(command, rules, agency, now), ...words]
  if (panel === undefined) return words
  switch (kind) {
    case 'ask':
      return [...askProblems(panel, command.agency, rules), ...words]
    case 'come':
      return [...lineProblems('names', command.names, 'Enter who comes'), ...words]
    case 'read':
      return [...lineProblems('name', command.name, 'Enter who has read the minutes'), ...words]
    case 'move':
      return [...timeProblems(command, now), ...words]
    case 'put':
      return [...putProblems(panel, command), ...words]
    case 'fact':
      return [...words, ...lineProblems('source', command.source, 'Say from where you know it')]
    case 'show':
      return [...seesProblems('to', panel, command.to, 'Choose at least one agency'), ...words]
    case 'minute-item':
      return [...itemMinuteProblems(panel, command, now), ...words]
    case 'minute':
      return [...minuteProblems(panel, command), ...words]
    default:
      return words
  }
}

function callProblems(
  { panel, area, at, where, chair, asked }: Extract<PanelCommand, { kind: 'call' }>,
  rules: PanelRules,
  agency: AgencyId,
  now: Instant,
): FieldProblem[] {
  const others = new Set(asked.filter(one => one !== agency))
  return [
    ...(rules.kinds.some(one => one.code === panel)
      ? []
      : [{ field: 'panel', message: 'Choose what kind of panel it is' }]),
    ...lineProblems('area', area, 'Enter the area that it is for'),
    ...timeProblems({ at, where }, now),
    ...([agency, ...others].includes(chair.agency)
      ? []
      : [{ field: 'chairAgency', message: 'Choose your own agency or one that is asked' }]),
    ...lineProblems('chairName', chair.name, 'Enter who chairs it'),
    ...(others.size === 0 ? [{ field: 'asked', message: 'Choose at least one agency to ask' }] : []),
    ...(others.size > MOST_ASKED ? [{ field: 'asked', message: `Ask ${MOST_ASKED} agencies at most` }] : []),
    ...[...others].flatMap(one => agencyProblems('asked', one, rules, 'Choose agencies that there are')).slice(0, 1),
  ]
}

function timeProblems({ at, where }: { readonly at: Instant; readonly where: string }, now: Instant): FieldProblem[] {
  const message = at <= now ? 'This time is over' : 'This is more than a year away'
  return [
    ...(at <= now || at > plusMinutes(now, DAYS_AHEAD * 24 * 60) ? [{ field: 'on', message }] : []),
    ...lineProblems('where', where, 'Enter where it is, or how to join'),
  ]
}

function askProblems(panel: Panel, asked: AgencyId, rules: PanelRules): FieldProblem[] {
  const wrong = agencyProblems('agency', asked, rules, 'Choose the agency to ask')
  if (wrong.length > 0 || !partiesOf(panel).includes(asked)) return wrong
  return [{ field: 'agency', message: 'They have been asked' }]
}

const HEADINGS: Readonly<Record<ItemKind, string>> = {
  child: 'Enter what the panel calls the child',
  'may-exploit': 'Enter a name, or what is known of how they look',
  place: 'Enter the place',
  theme: 'Enter the theme',
}

function putProblems(
  panel: Panel,
  { about, personId, heading, asks, fact, source, sees }: Extract<PanelCommand, { kind: 'put' }>,
): FieldProblem[] {
  return [
    ...(ITEM_KINDS.includes(about) ? [] : [{ field: 'about', message: 'Choose what it is about' }]),
    ...(about === 'child' && personId === undefined ? [{ field: 'personId', message: 'Choose the child' }] : []),
    ...(about !== 'child' && personId !== undefined
      ? [{ field: 'personId', message: 'Only an item about a child names a person of the records' }]
      : []),
    ...lineProblems('heading', heading, HEADINGS[about]),
    ...textProblems('asks', asks, 'Say what you ask of the panel'),
    ...tooLong('fact', fact),
    ...(fact === '' && source !== '' ? [{ field: 'fact', message: 'Write what your agency knows' }] : []),
    ...(fact === '' ? [] : lineProblems('source', source, 'Say from where you know it')),
    // Nobody says what an agency knows of somebody who may exploit children but that agency, with its source.
    ...(about === 'may-exploit' && fact === ''
      ? [{ field: 'fact', message: 'Write what your agency has recorded of them, and its source' }]
      : []),
    ...seesProblems('sees', panel, sees),
  ]
}

/** Nobody sees an item who is not asked to its panel. */
function seesProblems(field: string, panel: Panel, sees: readonly AgencyId[], none?: string): FieldProblem[] {
  if (sees.length === 0) return none === undefined ? [] : [{ field, message: none }]
  const parties = partiesOf(panel)
  return sees.every(one => parties.includes(one))
    ? []
    : [{ field, message: 'Choose agencies that are asked to the panel' }]
}

function minuteProblems(panel: Panel, { present }: Extract<PanelCommand, { kind: 'minute' }>): FieldProblem[] {
  const parties = partiesOf(panel)
  const there = present.map(one => one.agency)
  const known = there.every(one => parties.includes(one)) && new Set(there).size === there.length
  const open = panel.items.find(one => one.minutes === undefined)
  return [
    ...(open === undefined
      ? []
      : [{ field: 'items', message: `Write the minutes of each item first: ${open.heading} has none` }]),
    ...(present.length > 0 && known ? [] : [{ field: 'present1', message: 'Enter who was there, by agency' }]),
    ...present.flatMap(({ agency, names }) =>
      lineProblems(`present${parties.indexOf(agency) + 1}`, names, 'Enter who was there'),
    ),
  ]
}

function itemMinuteProblems(
  panel: Panel,
  { itemId, childSaid, decision, reason, dissent, actions }: Extract<PanelCommand, { kind: 'minute-item' }>,
  now: Instant,
): FieldProblem[] {
  const item = itemOf(panel, itemId)
  // Whoever may not see an item can neither have spoken about it nor do something about it.
  const readers = item?.sees ?? []
  const today = londonDay(now)
  return [
    ...(item?.about === 'child'
      ? textProblems('childSaid', childSaid, 'Write what the child says, or why nobody could ask')
      : tooLong('childSaid', childSaid)),
    ...textProblems('decision', decision, 'Write what was decided'),
    ...textProblems('reason', reason, 'Say why it was decided so'),
    ...(dissent === undefined
      ? []
      : [
          ...readerProblems('dissentAgency', readers, dissent.agency),
          ...lineProblems('dissentName', dissent.name, 'Enter who did not agree'),
          ...textProblems('dissentWhy', dissent.why, 'Say why they did not agree'),
        ]),
    ...(actions.length > MOST_ACTIONS ? [{ field: 'action1', message: `Write ${MOST_ACTIONS} actions at most` }] : []),
    ...actions.flatMap(({ text, owner, dueOn }, at) => [
      ...textProblems(`action${at + 1}`, text, 'Write what is done'),
      ...readerProblems(`owner${at + 1}`, readers, owner.agency),
      ...lineProblems(`name${at + 1}`, owner.name, 'Enter the one person who does it'),
      ...dayProblems(`dueOn${at + 1}`, dueOn, today, today, plusDays(today, MOST_DAYS)),
    ]),
  ]
}

function readerProblems(field: string, readers: readonly AgencyId[], agency: AgencyId): FieldProblem[] {
  return readers.includes(agency) ? [] : [{ field, message: 'Choose an agency that sees this item' }]
}

/** An action that is decided, and whether it became one of the child's plan. */
export interface DecidedAction extends NewAction {
  readonly inPlan: boolean
}

/** What happens when it is done. `newItemId` is the id of an item that is put; `decided` are the actions of minutes. */
export function panelEvents(
  panel: Panel | undefined,
  command: PanelCommand,
  rules: PanelRules,
  doer: Doer,
  decided: readonly DecidedAction[] = [],
): readonly NewPanelEvent[] {
  const words = command.words === '' ? undefined : command.words
  const ofAll = { itemId: undefined, words }
  const timeOf = ({ at, where }: { readonly at: Instant; readonly where: string }) => ({
    at,
    where,
    minutesBy: rules.dueFrom(MINUTES_CLOCK, at),
  })
  switch (command.kind) {
    case 'call': {
      const asked = [...new Set(command.asked.filter(one => one !== doer.agency))]
      const { panel: kind, area, chair } = command
      return [{ ...ofAll, kind: 'called', facts: { ...timeOf(command), panel: kind, area, chair, asked } }]
    }
    case 'ask':
      return [{ ...ofAll, kind: 'asked', facts: { agency: command.agency } }]
    case 'come':
      return [{ ...ofAll, kind: 'coming', facts: { names: command.names } }]
    case 'apologise':
      return [{ ...ofAll, kind: 'apologies', facts: {} }]
    case 'move':
      return [{ ...ofAll, kind: 'moved', facts: timeOf(command) }]
    case 'cancel':
      return [{ ...ofAll, kind: 'cancelled', facts: {} }]
    case 'put': {
      const itemId = doer.newId()
      const { about, heading, asks, sees, fact, source } = command
      return [
        { itemId, words, kind: 'item-put', facts: { about, heading, asks, sees } },
        ...(fact === '' ? [] : [{ itemId, words: fact, kind: 'fact-added' as const, facts: { source } }]),
      ]
    }
    case 'fact':
      return [{ itemId: command.itemId, words, kind: 'fact-added', facts: { source: command.source } }]
    case 'show':
      return [{ itemId: command.itemId, words, kind: 'item-shown', facts: { to: command.to } }]
    case 'up':
    case 'down': {
      const place = placeFor(panel?.items ?? [], command.itemId, command.kind)
      return [{ itemId: command.itemId, words, kind: 'item-placed', facts: { place } }]
    }
    case 'minute-item': {
      const { itemId, childSaid, decision, reason, dissent } = command
      return [
        { itemId, words, kind: 'item-minuted', facts: { childSaid, decision, reason, dissent } },
        ...decided.map(({ text, owner, dueOn, inPlan }) => ({
          itemId,
          words: text,
          kind: 'action-set' as const,
          facts: { actionId: doer.newId(), owner, dueOn, inPlan },
        })),
      ]
    }
    case 'minute': {
      const readBy = rules.dueFrom(READ_CLOCK, doer.now)
      return [{ ...ofAll, kind: 'minuted', facts: { present: command.present, readBy } }]
    }
    case 'correct':
      return [{ itemId: command.itemId, words, kind: 'corrected', facts: {} }]
    case 'read':
      return [{ ...ofAll, kind: 'read', facts: { name: command.name } }]
    case 'answer': {
      const { actionId, done } = command
      const item = panel?.items.find(one => one.actions.some(action => action.actionId === actionId))
      return [{ itemId: item?.itemId, words, kind: 'action-answered', facts: { actionId, done } }]
    }
  }
}

const BEYOND = 60_000

/** Where an item stands that goes one up or down: between the two that it then stands between. */
function placeFor(items: readonly PanelItem[], itemId: string, way: 'up' | 'down'): number {
  const at = items.findIndex(one => one.itemId === itemId)
  const step = way === 'up' ? -1 : 1
  const next = items[at + step]?.place ?? 0
  const beyond = items[at + 2 * step]?.place ?? next + step * BEYOND
  return (next + beyond) / 2
}
