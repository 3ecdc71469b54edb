import { type Static, Type } from 'typebox'
import type { Dissent, Owner } from '#domain/case/event.ts'
import { ITEM_MOVES, MOST_ASKED, type NewAction, PANEL_MOVES } from '#domain/panel/panel-rules.ts'
import { ITEM_KINDS, type Panel, partiesOf } from '#domain/panel/panel.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { parsePlainDate } from '#domain/values/time.ts'
import type { PanelCommand } from '#services/panels.ts'
import { numbered, type Wrong } from '../../form.ts'
import { momentOn } from '../../moment.ts'

const Code = Type.Optional(Type.String({ maxLength: 60 }))
const Line = Type.Optional(Type.String({ maxLength: 200 }))
const Words = Type.Optional(Type.String({ maxLength: 2000 }))
const Agencies = Type.Optional(Type.Array(Type.String({ maxLength: 60 }), { maxItems: 200 }))

/** Whatever one of the forms of panels sends, but for minutes. */
export const PanelForm = Type.Object({
  kind: Type.Enum(['call', 'answer', ...new Set([...PANEL_MOVES, ...ITEM_MOVES])]),
  itemId: Code,
  panel: Code,
  area: Line,
  on: Code,
  time: Code,
  where: Line,
  chairAgency: Code,
  chairName: Line,
  asked: Agencies,
  agency: Code,
  names: Line,
  name: Line,
  about: Type.Optional(Type.Enum([...ITEM_KINDS])),
  q: Line,
  personId: Code,
  heading: Line,
  asks: Words,
  fact: Words,
  source: Line,
  sees: Agencies,
  to: Agencies,
  done: Type.Optional(Type.Enum(['yes', 'no'])),
  words: Words,
})

/** What its fields are called in errors. */
export const PANEL_WORDS = {
  labels: {
    kind: 'what you do',
    itemId: 'item',
    panel: 'what kind of panel it is',
    area: 'the area',
    on: 'the day',
    time: 'the time',
    where: 'where it is',
    chairAgency: 'the agency that chairs it',
    chairName: 'who chairs it',
    asked: 'the agencies that are asked',
    agency: 'the agency',
    names: 'who comes',
    name: 'who has read the minutes',
    about: 'what it is about',
    q: 'whom you look for',
    personId: 'the child',
    heading: 'what it is called',
    asks: 'what you ask of the panel',
    fact: 'what your agency knows',
    source: 'from where you know it',
    sees: 'who sees it',
    to: 'who is to see it',
    done: 'whether it was done',
    words: 'in your own words',
  },
}

/** The tick that stands for everybody who is asked. */
export const EVERYBODY = 'everybody'

/** What the form of a new panel asks for, or what cannot be read in it. */
export function callFrom(sent: Static<typeof PanelForm>): PanelCommand | Wrong {
  const at = momentOn(sent)
  if (typeof at !== 'string') return at
  const further = sent.agency === undefined ? [] : [sent.agency]
  return {
    kind: 'call',
    panel: sent.panel ?? '',
    area: sent.area ?? '',
    at,
    where: sent.where ?? '',
    chair: { agency: (sent.chairAgency ?? '') as AgencyId, name: sent.chairName ?? '' },
    asked: [...(sent.asked ?? []), ...further] as AgencyId[],
    words: sent.words ?? '',
  }
}

/** What a form about a panel asks for, or what cannot be read in it. What is missing in it besides is for the service to say. */
export function panelCommandFrom(sent: Static<typeof PanelForm>, panel: Panel): PanelCommand | Wrong {
  const { kind, itemId = '', words = '' } = sent
  const { panelId } = panel
  const own = { panelId, words }
  const chosen = (given: readonly string[] = []) =>
    (given.includes(EVERYBODY) ? partiesOf(panel) : given) as readonly AgencyId[]
  switch (kind) {
    case 'ask':
      return { kind, ...own, agency: (sent.agency ?? '') as AgencyId }
    case 'come':
      return { kind, ...own, names: sent.names ?? '' }
    case 'move': {
      const at = momentOn(sent)
      return typeof at === 'string' ? { kind, ...own, at, where: sent.where ?? '' } : at
    }
    case 'put': {
      const { about = 'theme', personId, heading = '', asks = '', fact = '', source = '', sees } = sent
      return { kind, ...own, about, personId, heading, asks, fact, source, sees: chosen(sees) }
    }
    case 'fact':
      return { kind, ...own, itemId, source: sent.source ?? '' }
    case 'show':
      return { kind, ...own, itemId, to: chosen(sent.to) }
    case 'up':
    case 'down':
      return { kind, ...own, itemId }
    case 'correct':
      return { kind, ...own, itemId: itemId === '' ? undefined : itemId }
    case 'read':
      return { kind, ...own, name: sent.name ?? '' }
    case 'apologise':
    case 'cancel':
      return { kind, ...own }
    default:
      return { problems: [{ field: 'kind', message: 'This has a form of its own' }] }
  }
}

/** So many actions fit into the form of an item's minutes; the API takes more. */
export const FORM_ACTIONS = 3

const ACTION_LABELS = {
  action: 'what is done',
  owner: 'the agency that does it',
  name: 'who does it',
  dueOn: 'by which day',
}

interface TextWords {
  readonly labels: Readonly<Record<string, string>>
}

/** What the fields of the minutes of one item are called. */
export const ITEM_MINUTES_WORDS: TextWords = {
  labels: Object.fromEntries([
    ['kind', 'what you do'],
    ['childSaid', 'what the child says'],
    ['words', 'what was said'],
    ['decision', 'what was decided'],
    ['reason', 'why it was decided so'],
    ['dissentAgency', 'the agency that did not agree'],
    ['dissentName', 'who did not agree'],
    ['dissentWhy', 'why they did not agree'],
    ...numbered(FORM_ACTIONS, ACTION_LABELS),
  ]),
}

/** What the fields of the minutes of a panel are called. Attendance is numbered by who was asked, who called it first. */
export const MINUTES_WORDS: TextWords = {
  labels: Object.fromEntries([
    ['kind', 'what you do'],
    ...numbered(MOST_ASKED + 1, { present: 'who was there' }),
    ['words', 'what was said besides'],
  ]),
}

const textForm = ({ labels }: TextWords) =>
  Type.Object(
    Object.fromEntries(Object.keys(labels).map(name => [name, Type.Optional(Type.String({ maxLength: 10_000 }))])),
  )

/** The form of an item's minutes: every field a text, checked by the domain. */
export const ItemMinutesForm = textForm(ITEM_MINUTES_WORDS)

/** The form of a panel's minutes: every field a text, checked by the domain. */
export const MinutesForm = textForm(MINUTES_WORDS)

/** The minutes of an item that a form says, or what cannot be read in it. */
export function itemMinutesFrom(
  sent: Static<typeof ItemMinutesForm>,
  panelId: string,
  itemId: string,
): PanelCommand | Wrong {
  const text = (name: string) => sent[name] ?? ''
  const used = Array.from({ length: FORM_ACTIONS }, (_, at) => at + 1).filter(n =>
    Object.keys(ACTION_LABELS).some(name => text(`${name}${n}`) !== ''),
  )
  const actions = used.map(n => actionFrom(n, text))
  const wrong = [
    ...used.flatMap((n, at) =>
      n === at + 1
        ? []
        : [{ field: `action${n}`, message: 'Write actions one after the other, without an empty one between' }],
    ),
    ...actions.flatMap(one => ('problems' in one ? one.problems : [])),
  ]
  if (wrong.length > 0) return { problems: wrong }
  return {
    kind: 'minute-item',
    panelId,
    itemId,
    words: text('words'),
    childSaid: text('childSaid'),
    decision: text('decision'),
    reason: text('reason'),
    dissent: dissentFrom(text),
    actions: actions.flatMap(one => ('problems' in one ? [] : [one])),
  }
}

function dissentFrom(text: (name: string) => string): Dissent | undefined {
  const dissent = { ...ownerIn('dissentAgency', 'dissentName', text), why: text('dissentWhy') }
  return Object.values(dissent).every(one => one === '') ? undefined : dissent
}

function ownerIn(agency: string, name: string, text: (name: string) => string): Owner {
  return { agency: text(agency) as AgencyId, name: text(name) }
}

function actionFrom(n: number, text: (name: string) => string): NewAction | Wrong {
  const day = parsePlainDate(text(`dueOn${n}`))
  if (!day.ok) return { problems: [{ field: `dueOn${n}`, message: `Enter the day. ${day.reason}` }] }
  return { text: text(`action${n}`), owner: ownerIn(`owner${n}`, `name${n}`, text), dueOn: day.value }
}

/** The minutes of a panel that a form says. */
export function minutesFrom(sent: Static<typeof MinutesForm>, panel: Panel): PanelCommand {
  return {
    kind: 'minute',
    panelId: panel.panelId,
    words: sent['words'] ?? '',
    present: partiesOf(panel).flatMap((agency, at) => {
      const names = sent[`present${at + 1}`] ?? ''
      return names === '' ? [] : [{ agency, names }]
    }),
  }
}
