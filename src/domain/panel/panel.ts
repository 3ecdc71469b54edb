import type { Attendance, Dissent, Owner } from '../case/event.ts'
import type { Written } from '../case/plan.ts'
import type { AgencyId } from '../values/ids.ts'
import { endOfDay } from '../values/london.ts'
import type { Instant, PlainDate } from '../values/time.ts'

/** What an item of a panel is about, children first. */
export const ITEM_KINDS = ['child', 'may-exploit', 'place', 'theme'] as const

export type ItemKind = (typeof ITEM_KINDS)[number]

/** When and where a panel is. */
export interface PanelTime {
  readonly at: Instant
  readonly where: string
  /** Until then its minutes are written. */
  readonly minutesBy: Instant
}

interface Facts {
  called: PanelTime & {
    /** Code of data/reference/panel-kinds.json. */
    readonly panel: string
    readonly area: string
    readonly chair: Owner
    /** Without the agency that calls it. */
    readonly asked: readonly AgencyId[]
  }
  asked: { readonly agency: AgencyId }
  coming: { readonly names: string }
  apologies: Record<never, never>
  moved: PanelTime
  cancelled: Record<never, never>
  'item-put': {
    readonly about: ItemKind
    readonly heading: string
    readonly asks: string
    /** Chosen by who brings it; who calls and who chairs the panel see it besides. */
    readonly sees: readonly AgencyId[]
  }
  'fact-added': { readonly source: string }
  'item-shown': { readonly to: readonly AgencyId[] }
  /** The item stands where one put at that moment would stand. */
  'item-placed': { readonly place: number }
  minuted: { readonly present: readonly Attendance[]; readonly readBy: Instant }
  'item-minuted': {
    /** Of an item about a child, what the child says. */
    readonly childSaid: string
    readonly decision: string
    readonly reason: string
    readonly dissent?: Dissent | undefined
  }
  'action-set': {
    readonly actionId: string
    readonly owner: Owner
    readonly dueOn: PlainDate
    /** It became an action of the child's plan, and is followed there. */
    readonly inPlan: boolean
  }
  'action-answered': { readonly actionId: string; readonly done: boolean }
  corrected: Record<never, never>
  read: { readonly name: string }
}

export type PanelEventKind = keyof Facts

interface EventBase<Kind extends PanelEventKind> {
  readonly kind: Kind
  /** The item that it is about; everybody of the panel reads what is about none. */
  readonly itemId: string | undefined
  readonly facts: Facts[Kind]
  readonly words: string | undefined
}

/** Something that an agency does about a panel, not yet written. */
export type NewPanelEvent = { readonly [Kind in PanelEventKind]: EventBase<Kind> }[PanelEventKind]

/** Something that happened, as those read it who may. */
export type PanelEvent = NewPanelEvent & {
  readonly agency: AgencyId
  readonly byName: string
  readonly at: Instant
}

/** An agency that is asked to a panel. */
export interface PanelParty {
  readonly agency: AgencyId
  /** Whether it comes, and who; or its apologies, whose words are what it wants said. */
  readonly answer?: Written & { readonly coming: boolean; readonly names: string }
  /** Who of it, having been absent, said that the minutes were read. */
  readonly read?: Written & { readonly name: string }
}

/** Something that the panel decided should be done by one named person. Its words say what. */
export interface PanelAction extends Written {
  readonly actionId: string
  readonly owner: Owner
  readonly dueOn: PlainDate
  readonly inPlan: boolean
  readonly answer?: Written & { readonly done: boolean }
}

/** What a panel talks about. Its words say why it is brought. */
export interface PanelItem extends Written {
  readonly itemId: string
  readonly about: ItemKind
  readonly heading: string
  /** What is asked of the panel. */
  readonly asks: string
  /** Agencies that see it, who brought it first. */
  readonly sees: readonly AgencyId[]
  /** What agencies know, each in their own words with its source; oldest first. */
  readonly facts: readonly (Written & { readonly source: string })[]
  readonly place: number
  readonly minutes?: Written & Facts['item-minuted']
  readonly actions: readonly PanelAction[]
}

/** A panel over several children, as one of its agencies knows it: items that it may not see are not in it. */
export interface Panel extends PanelTime {
  readonly panelId: string
  readonly panel: string
  readonly area: string
  /** The agency that called it, which sees every item and writes the minutes. */
  readonly by: AgencyId
  readonly chair: Owner
  /** Says why. */
  readonly called: Written
  readonly asked: readonly PanelParty[]
  /** In the order in which they were put, unless the chair moved them. */
  readonly items: readonly PanelItem[]
  readonly moves: readonly Written[]
  readonly cancelled?: Written
  /** Words that are about no item. */
  readonly minutes?: Written & Facts['minuted']
  readonly corrections: readonly (Written & { readonly itemId: string | undefined })[]
}

/** Everybody who is to be at a panel: who called it first. */
export function partiesOf({ by, asked }: Pick<Panel, 'by' | 'asked'>): readonly AgencyId[] {
  return [by, ...asked.map(one => one.agency)]
}

/** Agencies that were asked and for which nobody was there; none before there are minutes. */
export function absentFrom({ asked, minutes }: Panel): readonly PanelParty[] {
  return minutes === undefined ? [] : asked.filter(one => !minutes.present.some(({ agency }) => agency === one.agency))
}

/** Who sees an item that an agency brings and shows to others: itself, who calls and who chairs the panel, and those whom it chose. */
export function readersOf(panel: Panel, by: AgencyId, chosen: readonly AgencyId[]): readonly AgencyId[] {
  const others = partiesOf(panel).filter(
    one => one === panel.by || one === panel.chair.agency || chosen.some(agency => agency === one),
  )
  return [...new Set([by, ...others])]
}

/** How a panel stands after what a reader knows of it, oldest first. Undefined when that does not begin with the call. */
export function panelFrom(panelId: string, events: readonly PanelEvent[]): Panel | undefined {
  const [first, ...later] = events
  if (first?.kind !== 'called') return undefined
  const { asked, ...facts } = first.facts
  const called: Panel = {
    ...facts,
    panelId,
    by: first.agency,
    called: writtenIn(first),
    asked: asked.map(agency => ({ agency })),
    items: [],
    moves: [],
    corrections: [],
  }
  const panel = later.reduce(after, called)
  return { ...panel, items: panel.items.toSorted((a, b) => a.place - b.place) }
}

function writtenIn({ at, agency, byName, words }: PanelEvent): Written {
  return { at, agency, byName, words: words ?? null }
}

function after(panel: Panel, event: PanelEvent): Panel {
  const written = writtenIn(event)
  switch (event.kind) {
    case 'called':
      return panel
    case 'asked':
      return { ...panel, asked: [...panel.asked, { agency: event.facts.agency }] }
    case 'coming':
      return withParty(panel, event.agency, { answer: { ...written, coming: true, names: event.facts.names } })
    case 'apologies':
      return withParty(panel, event.agency, { answer: { ...written, coming: false, names: '' } })
    case 'read':
      return withParty(panel, event.agency, { read: { ...written, name: event.facts.name } })
    case 'moved': {
      const asked = panel.asked.map(({ agency }) => ({ agency }))
      return { ...panel, ...event.facts, asked, moves: [...panel.moves, written] }
    }
    case 'cancelled':
      return { ...panel, cancelled: written }
    case 'minuted':
      return { ...panel, minutes: { ...written, ...event.facts } }
    case 'corrected':
      return { ...panel, corrections: [...panel.corrections, { ...written, itemId: event.itemId }] }
    case 'item-put': {
      const { about, heading, asks, sees } = event.facts
      const item: PanelItem = {
        ...written,
        ...{ itemId: event.itemId ?? '', about, heading, asks },
        sees: readersOf(panel, event.agency, sees),
        facts: [],
        place: Date.parse(event.at),
        actions: [],
      }
      return { ...panel, items: [...panel.items, item] }
    }
    default:
      return {
        ...panel,
        items: panel.items.map(item => (item.itemId === event.itemId ? itemAfter(panel, item, event) : item)),
      }
  }
}

type ItemEvent = Extract<
  PanelEvent,
  { kind: 'fact-added' | 'item-shown' | 'item-placed' | 'item-minuted' | 'action-set' | 'action-answered' }
>

function itemAfter(panel: Panel, item: PanelItem, event: ItemEvent): PanelItem {
  const written = writtenIn(event)
  switch (event.kind) {
    case 'fact-added':
      return { ...item, facts: [...item.facts, { ...written, source: event.facts.source }] }
    case 'item-shown':
      return { ...item, sees: readersOf(panel, item.agency, [...item.sees, ...event.facts.to]) }
    case 'item-placed':
      return { ...item, place: event.facts.place }
    case 'item-minuted':
      return { ...item, minutes: { ...written, ...event.facts } }
    case 'action-set':
      return { ...item, actions: [...item.actions, { ...written, ...event.facts }] }
    case 'action-answered': {
      const { actionId, done } = event.facts
      const answer = { ...written, done }
      return { ...item, actions: item.actions.map(one => (one.actionId === actionId ? { ...one, answer } : one)) }
    }
  }
}

function withParty(panel: Panel, agency: AgencyId, what: Partial<PanelParty>): Panel {
  return { ...panel, asked: panel.asked.map(one => (one.agency === agency ? { ...one, ...what } : one)) }
}

/** What an agency has to do about a panel next. */
export type WaitStep = 'answer' | 'minutes' | 'read' | 'action'

/** Something that waits for an agency of a panel, or waited. Its id is the panel's, or the action's. */
export interface PanelWait {
  readonly waitId: string
  readonly agency: AgencyId
  readonly kind: 'panel' | 'panel-action'
  readonly step: WaitStep
  readonly owner: string | undefined
  readonly dueAt: Instant
  readonly endedAt: Instant | undefined
}

/** What waits for the agencies of a panel, as far as the reader knows; with when it ended for what is over. */
export function panelWaits(panel: Panel): readonly PanelWait[] {
  const { panelId, by, chair, at, minutesBy, minutes, cancelled } = panel
  const over = cancelled?.at ?? minutes?.at
  const frame = { waitId: panelId, kind: 'panel' } as const
  const absent = absentFrom(panel)
  return [
    {
      ...frame,
      agency: by,
      step: 'minutes',
      owner: chair.agency === by ? chair.name : undefined,
      dueAt: minutesBy,
      endedAt: over,
    },
    ...panel.asked.map((one): PanelWait => {
      const mine = { ...frame, agency: one.agency, owner: undefined }
      if (minutes === undefined || !absent.includes(one))
        return { ...mine, step: 'answer', dueAt: at, endedAt: over ?? one.answer?.at }
      return { ...mine, step: 'read', dueAt: minutes.readBy, endedAt: one.read?.at }
    }),
    ...panel.items.flatMap(({ actions }) =>
      actions
        .filter(({ inPlan }) => !inPlan)
        .map(
          ({ actionId, owner, dueOn, answer }): PanelWait => ({
            waitId: actionId,
            agency: owner.agency,
            kind: 'panel-action',
            step: 'action',
            owner: owner.name,
            dueAt: endOfDay(dueOn),
            endedAt: answer?.at,
          }),
        ),
    ),
  ]
}
