import { type ItemKind, partiesOf } from '#domain/panel/panel.ts'
import type { CallMaterial, OpenPanel, PanelAction, PanelItem } from '#services/panels.ts'
import type { SearchResult } from '#services/search.ts'
import { momentText, plainDateText } from '../../../dates.ts'
import { NO_ERRORS, type Sent } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { agencyItems } from '../../people/agencies.ts'
import { errorsIn, formOf } from '../../people/case/forms.ts'
import { itemsOf, type Said, WORDS_OF, type Words } from '../../people/case/words.ts'
import { FORM_ACTIONS } from '../form.ts'
import { type PanelView, titleOf } from '../show/view.ts'
import { ABOUT, BRING, callWords, chooseFrom, putWords } from '../words.ts'

interface Frame {
  readonly kind: string
  readonly pageTitle: string
  readonly sentence: string
  readonly texts?: readonly string[]
  readonly back: string
  readonly backText: string
  readonly action: string
  readonly button: string
  readonly hidden?: readonly { readonly name: string; readonly value: string }[]
  readonly values?: Readonly<Record<string, string>>
  readonly search?: { readonly action: string; readonly q: string; readonly nothing: string }
}

/** A form on a page of its own, in parts, exactly as write/page.njk prints it. */
function writePage(parts: readonly Words[], frame: Frame, sent: Sent) {
  const { kind, action, values = {}, hidden = [] } = frame
  const material = { typed: { ...sent.typed, kind }, errors: sent.errors ?? NO_ERRORS }
  const typed = sent.typed === undefined ? {} : material.typed
  const own = { kind, key: kind, action, hidden: [], open: true, values }
  return {
    ...frame,
    texts: frame.texts ?? [],
    search: frame.search,
    hasErrors: material.errors.summary.length > 0,
    errors: errorsIn(material, []),
    conflict: sent.conflict,
    hidden: [{ name: 'kind', value: kind }, ...hidden],
    groups: parts.map(words => formOf(words, own, { ...material, typed })),
  } satisfies PageModel & Record<string, unknown>
}

/** The form by which a panel is called. */
export function callPage({ kinds, near }: CallMaterial, { agencies, ownAgency }: PanelView, sent: Sent) {
  const words = callWords({
    kinds: itemsOf(kinds),
    near: near.map(({ code, name }) => ({ value: code, text: name })),
    others: agencyItems(
      agencies.filter(({ code }) => code !== ownAgency && !near.some(one => one.code === code)),
      ownAgency,
    ),
    all: agencyItems(agencies, ownAgency),
  })
  return writePage(
    [{ ...words, summary: '' }],
    {
      kind: 'call',
      pageTitle: 'Call a panel',
      sentence:
        'Call a panel over several children. Those whom you ask are told; each then brings what it wants talked about, and chooses who sees it.',
      back: '/panels',
      backText: 'Panels',
      action: '/panels/new',
      button: words.button,
      values: { chairAgency: ownAgency },
    },
    sent,
  )
}

/** What a child is looked for by, and who was found. */
export interface Sought {
  readonly q: string
  readonly found: SearchResult
}

/** The form by which something is put on the agenda; of a child, only once somebody was found. */
export function putPage(open: OpenPanel, about: ItemKind, sought: Sought | undefined, view: PanelView, sent: Sent) {
  const { panel } = open
  const href = `/panels/${panel.panelId}`
  const people = (sought?.found.people ?? []).map(({ personId, names, born, address }) => ({
    value: personId,
    text: names,
    hint: {
      text: [born === undefined ? '' : `born ${born}`, address ?? ''].filter(Boolean).join(', ') || 'no more is known',
    },
  }))
  const others = partiesOf(panel).filter(
    one => one !== view.ownAgency && one !== panel.by && one !== panel.chair.agency,
  )
  const words = putWords(about, people, chooseFrom(others, view.agency))
  const fields = others.length === 0 ? words.fields.filter(([, name]) => name !== 'sees') : words.fields
  return writePage(
    about === 'child' && people.length === 0 ? [] : [{ ...words, fields, summary: '' }],
    {
      kind: 'put',
      pageTitle: `${BRING[about]}: ${titleOf(open)}`,
      sentence:
        about === 'child'
          ? 'Find the child in your records, say what you ask of the panel, and choose who needs to know.'
          : 'Say what you ask of the panel, and choose who needs to know.',
      back: href,
      backText: 'The panel',
      action: `${href}/put?about=${about}`,
      button: words.button,
      hidden: [{ name: 'about', value: about }, ...(sought === undefined ? [] : [{ name: 'q', value: sought.q }])],
      ...(about === 'child'
        ? {
            search: {
              action: `${href}/put`,
              q: sought?.q ?? '',
              nothing: sought !== undefined && people.length === 0 ? 'Nobody was found whom your agency may see.' : '',
            },
          }
        : {}),
    },
    sent,
  )
}

/** The form of the minutes of one item. */
export function itemMinutesPage(open: OpenPanel, item: PanelItem, view: PanelView, sent: Sent) {
  const href = `/panels/${open.panel.panelId}`
  const who = [
    { value: '', text: 'Choose an agency' },
    ...item.sees.map(code => ({ value: code, text: view.agency(code).name })),
  ]
  const isChild = item.about === 'child'
  const said: readonly Said[] = [
    ...(isChild
      ? [
          [
            'words',
            'childSaid',
            'What does the child say?',
            'In the child’s own words where you can; or why nobody could ask',
          ] as const,
        ]
      : []),
    WORDS_OF('What was said?', 'Everybody who sees this item reads it'),
    ['words', 'decision', 'What was decided?'],
    ['words', 'reason', 'Why was it decided so?'],
  ]
  const dissent: readonly Said[] = [
    ['select', 'dissentAgency', 'Which agency?', '', who],
    ['line', 'dissentName', 'Who?'],
    ['words', 'dissentWhy', 'Why not?'],
  ]
  const numbers = Array.from({ length: FORM_ACTIONS }, (_, at) => at + 1)
  return writePage(
    [
      { summary: '', button: '', fields: said },
      { summary: 'If somebody did not agree', button: '', fields: dissent },
      ...numbers.map(
        (n): Words => ({
          summary: `Action ${n}`,
          intro: n === 1 ? ACTION_INTRO[isChild ? 'child' : 'other'] : '',
          button: '',
          fields: [
            ['words', `action${n}`, 'What is done?'],
            ['select', `owner${n}`, 'Which agency does it?', 'Only agencies that see this item', who],
            ['line', `name${n}`, 'Who does it?', 'One person, by name'],
            ['day', `dueOn${n}`, 'By which day?'],
          ],
        }),
      ),
    ],
    {
      kind: 'minute-item',
      pageTitle: `Minutes of an item: ${item.heading}`,
      sentence: `Write what was said and decided about ${isChild ? 'this child' : 'this'} at the panel of ${momentText(open.panel.at)}. It is written once and not changed; those who see this item read it.`,
      texts: [`${ABOUT[item.about]}: ${item.heading}. Asked of the panel: ${item.asks}`],
      back: `${href}#item-${item.itemId}`,
      backText: 'The panel',
      action: `${href}/items/${item.itemId}/minutes`,
      button: 'Write the minutes of this item',
    },
    sent,
  )
}

const ACTION_INTRO = {
  child:
    'Leave empty what you do not need. An action goes into the plan for this child, if there is one and both agencies are on its team.',
  other: 'Leave empty what you do not need.',
}

/** The form of the minutes of a panel. */
export function minutesPage(open: OpenPanel, view: PanelView, sent: Sent) {
  const { panel } = open
  const href = `/panels/${panel.panelId}`
  const left = panel.items.filter(one => one.minutes === undefined)
  return writePage(
    [
      {
        summary: 'Who was there?',
        intro: 'Names and posts. Leave an agency empty if nobody of it was there: it is asked to read the minutes.',
        button: '',
        fields: partiesOf(panel).map((code, at): Said => ['line', `present${at + 1}`, view.agency(code).name]),
      },
      {
        summary: 'Besides the items',
        button: '',
        fields: [WORDS_OF('What else was said?', 'Everybody of the panel reads it. Name no child here')],
      },
    ],
    {
      kind: 'minute',
      pageTitle: `Minutes: ${titleOf(open)}`,
      sentence: `Finish the minutes of the panel of ${momentText(panel.at)}. They are written once and not changed.`,
      texts:
        left.length === 0
          ? []
          : [`Write the minutes of each item first. These have none: ${left.map(one => one.heading).join(', ')}.`],
      back: href,
      backText: 'The panel',
      action: `${href}/minutes/new`,
      button: 'Write the minutes',
    },
    sent,
  )
}

/** An action of the reader's agency, and the form by which it is answered. */
export function actionPage(open: OpenPanel, item: PanelItem, action: PanelAction, view: PanelView, sent: Sent) {
  const isOpen = action.answer === undefined && !action.inPlan
  const words: Words = {
    summary: '',
    button: 'Answer',
    fields: [
      [
        'radios',
        'done',
        'Was it done?',
        '',
        [
          { value: 'yes', text: 'Yes, it is done' },
          { value: 'no', text: 'No, and it will not be' },
        ],
      ],
      WORDS_OF('What was done, or why not?', 'Everybody who sees this item reads it'),
    ],
  }
  return writePage(
    isOpen && view.mayChange ? [words] : [],
    {
      kind: 'answer',
      pageTitle: `Action of a panel: ${item.heading}`,
      sentence: isOpen
        ? `Your agency has this to do by ${plainDateText(action.dueOn)}. Say once it is done, or why it will not be.`
        : 'This action is answered. Nothing more is asked of you.',
      texts: [
        action.words ?? '',
        `${action.owner.name}, ${view.agency(action.owner.agency).name}, by ${plainDateText(action.dueOn)}.`,
        ...(action.answer === undefined
          ? []
          : [
              `${action.answer.done ? 'Done' : 'Not done'}: ${action.answer.words ?? ''} (${action.answer.byName ?? ''}, ${momentText(action.answer.at)})`,
            ]),
      ],
      back: `/panels/${open.panel.panelId}#item-${item.itemId}`,
      backText: 'The panel',
      action: `/panels/actions/${action.actionId}`,
      button: words.button,
    },
    sent,
  )
}
