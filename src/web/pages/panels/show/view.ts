import { ITEM_KINDS, partiesOf } from '#domain/panel/panel.ts'
import type { Written } from '#domain/case/plan.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { OpenPanel, PanelItem } from '#services/panels.ts'
import { agoText, momentText, plainDateText } from '../../../dates.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { agencyItems } from '../../people/agencies.ts'
import { type CaseForm, errorsIn, formOf } from '../../people/case/forms.ts'
import type { Item } from '../../people/case/words.ts'
import { nameText } from '../../people/name-text.ts'
import {
  ABOUT,
  actionText,
  BRING,
  chooseFrom,
  type FormMove,
  moveWords,
  panelTag,
  partyTag,
  stateOf,
} from '../words.ts'

/** What pages of panels are made from. */
export interface PanelView {
  readonly agency: (code: string) => AgencyWords
  readonly agencies: readonly { readonly code: string; readonly name: string }[]
  readonly ownAgency: AgencyId
  /** Whether the reader may do anything here at all. */
  readonly mayChange: boolean
  readonly now: Instant
  readonly typed: Typed
  readonly errors: FormErrors
  readonly conflict: string | undefined
}

/** What a panel is called. */
export function titleOf({ panel, kind }: OpenPanel): string {
  return `${kind?.label ?? panel.panel}, ${panel.area}`
}

/** One panel, exactly as page.njk prints it. Items that the reader's agency may not see are not in it. */
export function panelPage(open: OpenPanel, view: PanelView) {
  const { panel } = open
  const { agency, now } = view
  const href = `/panels/${panel.panelId}`
  const moves = view.mayChange ? open.moves : []
  const may = (move: string) => moves.some(one => one === move)
  const { minutes, cancelled, called } = panel
  return {
    pageTitle: titleOf(open),
    hasErrors: view.errors.summary.length > 0,
    href,
    errors: errorsIn(view, ['itemId']),
    conflict: view.conflict,
    sentence: sentenceOf(open, view.ownAgency, now),
    answerForms: formsOf(open, view, moves, ['come', 'apologise', 'read']),
    rows: [
      row('When', momentText(panel.at)),
      row('Where or how', panel.where),
      row('Chaired by', `${panel.chair.name}, ${agency(panel.chair.agency).name}`),
      row('Called by', byOf(called, view)),
      row('Why', called.words ?? ''),
      ...panel.moves.map(move => row('Moved', `${move.words ?? ''} (${byOf(move, view)})`)),
      ...(cancelled === undefined ? [] : [row('Cancelled', `${cancelled.words ?? ''} (${byOf(cancelled, view)})`)]),
    ],
    tag: panelTag(stateOf(panel), panel.at, now),
    minutesHref: minutes === undefined ? '' : `${href}/minutes`,
    papersHref: panel.items.length === 0 ? '' : `${href}/papers`,
    said: minutes?.words ?? '',
    writeHref: may('minute') ? `${href}/minutes/new` : '',
    asked: panel.asked.map(one => ({
      name: agency(one.agency).name,
      tag: partyTag(panel, one),
      texts: [
        ...(one.answer === undefined
          ? []
          : [[one.answer.names, one.answer.words ?? '', byOf(one.answer, view)].filter(Boolean).join('. ')]),
        ...(one.read === undefined
          ? []
          : [`Read by ${one.read.name}. ${[one.read.words ?? '', byOf(one.read, view)].filter(Boolean).join('. ')}`]),
      ],
    })),
    changeForms: formsOf(open, view, moves, ['ask', 'move', 'cancel']),
    items: panel.items.map(item => itemCard(item, open, view)),
    bring: may('put') ? ITEM_KINDS.map(about => ({ href: `${href}/put?about=${about}`, text: BRING[about] })) : [],
    corrections: correctionsOf(open, undefined, view),
    correctForms: formsOf(open, view, moves, ['correct']),
  } satisfies PageModel & Record<string, unknown>
}

function row(key: string, text: string) {
  return { key: { text: key }, value: { text } }
}

/** Who wrote something, and when. */
function byOf({ byName, agency: code, at }: Written, { agency, now }: PanelView): string {
  return [byName ?? '', agency(code).name, agoText(at, now)].filter(Boolean).join(', ')
}

function sentenceOf({ panel }: OpenPanel, ownAgency: AgencyId, now: Instant): string {
  const { cancelled, minutes, asked, by, at } = panel
  if (cancelled !== undefined) return 'This panel was cancelled. Nothing is asked of you.'
  const mine = asked.find(one => one.agency === ownAgency)
  if (minutes !== undefined) {
    const there = minutes.present.some(one => one.agency === ownAgency)
    if (!there && mine !== undefined && mine.read === undefined)
      return 'This panel was held without your agency. Read the minutes, and say who has read them.'
    return 'This panel was held, and its minutes are written. They stay as they are; a correction is added with its date.'
  }
  if (by === ownAgency)
    return at <= now
      ? 'Your agency called this panel, and its time has come. Write the minutes of each item, then who was there.'
      : 'Your agency called this panel. Look who comes, and what is on the agenda.'
  return mine?.answer === undefined
    ? 'Your agency is asked to this panel. Say who comes, or send apologies with what you want said.'
    : 'Your agency has answered. Bring what you want talked about, and choose who needs to know.'
}

function itemCard(item: PanelItem, open: OpenPanel, view: PanelView) {
  const { panel } = open
  const { agency } = view
  const href = `/panels/${panel.panelId}`
  const moves = view.mayChange ? (open.itemMoves.get(item.itemId) ?? []) : []
  const person = open.people.get(item.itemId)
  const { minutes } = item
  return {
    id: item.itemId,
    about: ABOUT[item.about],
    heading: item.heading,
    by: byOf(item, view),
    why: item.words ?? '',
    asks: item.asks,
    facts: item.facts.map(fact => ({ text: fact.words ?? '', source: `${fact.source}; ${byOf(fact, view)}` })),
    sees: item.sees.map(code => agency(code).name).join('; '),
    person: person === undefined ? undefined : { href: `/people/${person.personId}`, name: nameText(person) },
    minutes:
      minutes === undefined
        ? undefined
        : {
            childSaid: minutes.childSaid,
            said: minutes.words ?? '',
            decision: minutes.decision,
            reason: minutes.reason,
            dissent:
              minutes.dissent === undefined
                ? ''
                : `${minutes.dissent.name}, ${agency(minutes.dissent.agency).name}, did not agree: ${minutes.dissent.why}`,
          },
    actions: item.actions.map(action => ({
      text: action.words ?? '',
      who: `${action.owner.name}, ${agency(action.owner.agency).name}, by ${plainDateText(action.dueOn)}. ${actionText(action)}`,
      href:
        action.owner.agency === view.ownAgency && action.answer === undefined && !action.inPlan
          ? `/panels/actions/${action.actionId}`
          : '',
    })),
    corrections: correctionsOf(open, item.itemId, view),
    writeHref: moves.includes('minute-item') ? `${href}/items/${item.itemId}/minutes` : '',
    places: (['up', 'down'] as const).filter(way => moves.includes(way)),
    forms: formsOf(open, view, moves, ['fact', 'show', 'correct'], item),
  }
}

function correctionsOf({ panel }: OpenPanel, itemId: string | undefined, view: PanelView) {
  return panel.corrections
    .filter(one => one.itemId === itemId)
    .map(one => ({ text: one.words ?? '', by: byOf(one, view) }))
}

function formsOf(
  { panel }: OpenPanel,
  view: PanelView,
  moves: readonly string[],
  wanted: readonly FormMove[],
  item?: PanelItem,
): readonly CaseForm[] {
  const action = `/panels/${panel.panelId}`
  return wanted
    .filter(move => moves.includes(move))
    .map(kind =>
      formOf(
        moveWords(kind, choicesFor(kind, partiesOf(panel), view, item), item?.heading ?? ''),
        {
          kind,
          key: item === undefined ? kind : `${kind}-${item.itemId}`,
          action,
          hidden: item === undefined ? [] : [{ name: 'itemId', value: item.itemId }],
          open: kind === 'come' || kind === 'read',
          values: kind === 'move' ? { where: panel.where } : {},
        },
        view,
      ),
    )
}

function choicesFor(
  move: FormMove,
  parties: readonly AgencyId[],
  view: PanelView,
  item: PanelItem | undefined,
): readonly Item[] {
  if (move === 'show')
    return chooseFrom(
      parties.filter(one => item?.sees.includes(one) !== true),
      view.agency,
    )
  return agencyItems(
    view.agencies.filter(({ code }) => !parties.some(one => one === code)),
    view.ownAgency,
  )
}
