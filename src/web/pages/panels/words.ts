import {
  absentFrom,
  type ItemKind,
  type Panel,
  type PanelAction,
  type PanelParty,
  type WaitStep,
} from '#domain/panel/panel.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { EVERYBODY } from './form.ts'
import { type Item, WHEN, WORDS_OF, type Words } from '../people/case/words.ts'
import type { Tag } from '../signs/words.ts'

/** What may be done about a panel or an item by one of the small forms of the page. */
export type FormMove = 'come' | 'apologise' | 'read' | 'ask' | 'move' | 'cancel' | 'correct' | 'fact' | 'show'

/** What an item is about, as a heading has it. A child is a child, whatever somebody made it do. */
export const ABOUT: Readonly<Record<ItemKind, string>> = {
  child: 'Child',
  'may-exploit': 'Somebody who may exploit children',
  place: 'Place',
  theme: 'Theme',
}

/** How each kind of item is brought, in the words of its link. */
export const BRING: Readonly<Record<ItemKind, string>> = {
  child: 'Bring a child',
  'may-exploit': 'Bring somebody who may exploit children',
  place: 'Bring a place',
  theme: 'Bring a theme',
}

/** What an agency has to do about a panel next. */
export const STEPS: Readonly<Record<WaitStep, string>> = {
  answer: 'Say whether you come',
  minutes: 'Write the minutes once it was held',
  read: 'Read the minutes, and say so',
  action: 'Do an action',
}

/** What somebody may choose from when they call a panel. */
export interface CallChoices {
  readonly kinds: readonly Item[]
  /** Agencies of the same area. */
  readonly near: readonly Item[]
  readonly others: readonly Item[]
  /** The own agency first. */
  readonly all: readonly Item[]
}

/** The form by which a panel is called, in words. */
export function callWords({ kinds, near, others, all }: CallChoices): Words {
  return {
    summary: 'The panel',
    button: 'Call the panel',
    fields: [
      ['radios', 'panel', 'What kind of panel?', '', kinds],
      ['line', 'area', 'For which area?', 'Its name, such as that of a borough'],
      ...WHEN,
      ['select', 'chairAgency', 'Which agency chairs it?', 'It sees every item, as yours does', all],
      ['line', 'chairName', 'Who chairs it?', 'One person, by name'],
      ...(near.length === 0 ? [] : [['checks', 'asked', 'Who is asked?', 'Agencies of your area', near] as const]),
      ['select', 'agency', 'Another agency', 'More can be asked once the panel is called', others],
      WORDS_OF('Why is it called?', 'Everybody who is asked reads this. Name no child here'),
    ],
  }
}

/** The small forms of a panel and of its items, in words. `about` is the item. */
export function moveWords(move: FormMove, agencies: readonly Item[], about: string): Words {
  switch (move) {
    case 'come':
      return {
        summary: 'We come',
        button: 'We come',
        fields: [
          ['line', 'names', 'Who comes?', 'Names and posts'],
          WORDS_OF('Anything that the others should know before?', 'Everybody reads it. Name no child here'),
        ],
      }
    case 'apologise':
      return {
        summary: 'We cannot come',
        intro: 'You are then asked to read the minutes and to say so.',
        button: 'Send apologies',
        fields: [
          WORDS_OF(
            'What do you want said in your absence?',
            'Everybody reads it. What is about one item, add to that item',
          ),
        ],
      }
    case 'read':
      return {
        summary: 'We have read the minutes',
        button: 'We have read them',
        fields: [
          ['line', 'name', 'Who has read them?', 'One person, by name'],
          WORDS_OF('Anything that you want to say to them?', 'You may leave it empty'),
        ],
      }
    case 'ask':
      return {
        summary: 'Ask another agency',
        intro: 'They read everything of this panel but its items. Whoever brought an item may show it to them.',
        button: 'Ask them',
        fields: [['select', 'agency', 'Which agency?', '', agencies], WORDS_OF('Why do you ask them?')],
      }
    case 'move':
      return {
        summary: 'Move the panel',
        intro: 'Everybody is told, and says again whether they come.',
        button: 'Move it',
        fields: [...WHEN, WORDS_OF('Why is it moved?')],
      }
    case 'cancel':
      return {
        summary: 'Cancel the panel',
        intro: 'Everybody is told.',
        button: 'Cancel it',
        fields: [WORDS_OF('Why is it cancelled?')],
      }
    case 'correct':
      return {
        summary: `Add a dated correction${about === '' ? ' to the minutes' : `: ${about}`}`,
        intro: 'What was written stays. The correction stands below it, with your name and the date.',
        button: 'Add the correction',
        fields: [
          WORDS_OF(
            'What is to be corrected or added?',
            about === ''
              ? 'Everybody of the panel reads it. Name no child here'
              : 'Everybody who sees this item reads it',
          ),
        ],
      }
    case 'fact':
      return {
        summary: `Add what your agency knows: ${about}`,
        button: 'Add it',
        fields: [
          WORDS_OF('What does your agency know?', 'Everybody who sees this item reads it'),
          ['line', 'source', 'From where do you know it?', 'Such as a report and its date'],
        ],
      }
    case 'show':
      return {
        summary: `Show it to more agencies: ${about}`,
        intro: 'They then read all of this item, also what was written before.',
        button: 'Show it',
        fields: [['checks', 'to', 'Who is to see it?', '', agencies], WORDS_OF('Why do they need to know?')],
      }
  }
}

/** What is asked of whoever brings an item, in words. */
export function putWords(about: ItemKind, found: readonly Item[], agencies: readonly Item[]): Words {
  return {
    summary: BRING[about],
    button: 'Put it on the agenda',
    fields: [
      ...(about === 'child' ? [['radios', 'personId', 'Who is it?', '', found] as const] : []),
      ['line', 'heading', ...HEADING_WORDS[about]],
      WORDS_OF('Why do you bring it?'),
      ['words', 'asks', 'What do you ask of the panel?'],
      ['words', 'fact', ...FACT_WORDS[about]],
      ['line', 'source', 'From where do you know it?', 'Such as a report and its date'],
      [
        'checks',
        'sees',
        'Which agencies need to know?',
        'Whoever is not ticked does not learn that there is this item. The agencies that call and chair the panel always see it',
        agencies,
      ],
    ],
  }
}

const HEADING_WORDS: Readonly<Record<ItemKind, readonly [label: string, hint: string]>> = {
  child: ['What does the panel call the child?', 'A name, or as little as is enough to know who is meant'],
  'may-exploit': [
    'Who is it?',
    'A name, or what is known of how they look. Not a child whom somebody uses: bring that as a child',
  ],
  place: ['Which place?', 'Its name or address, in words'],
  theme: ['Which theme?', 'In a few words'],
}

const FACT_WORDS: Readonly<Record<ItemKind, readonly [label: string, hint: string]>> = {
  child: ['What does your agency know?', 'What happened to the child, first. You may leave it empty'],
  'may-exploit': [
    'What has your agency recorded of them?',
    'Only what was seen, said or decided, and when. “Suspect” only where an agency recorded that role, with its day',
  ],
  place: ['What does your agency know?', 'You may leave it empty'],
  theme: ['What does your agency know?', 'You may leave it empty'],
}

/** How a panel stands, as a tag. */
export function panelTag(state: 'called' | 'held' | 'cancelled', at: Instant, now: Instant): Tag {
  if (state === 'cancelled') return { text: 'Cancelled', classes: 'govuk-tag--grey' }
  if (state === 'held') return { text: 'Held', classes: 'govuk-tag--green' }
  return at <= now
    ? { text: 'No minutes yet', classes: 'govuk-tag--yellow' }
    : { text: 'To come', classes: 'govuk-tag--blue' }
}

/** How a panel stands that is open on a page. */
export function stateOf({ cancelled, minutes }: Panel): 'called' | 'held' | 'cancelled' {
  if (cancelled !== undefined) return 'cancelled'
  return minutes === undefined ? 'called' : 'held'
}

/** How an agency that is asked stands to a panel, as a tag. */
export function partyTag(panel: Panel, { agency, answer, read }: PanelParty): Tag {
  if (panel.minutes !== undefined) {
    if (!absentFrom(panel).some(one => one.agency === agency)) return { text: 'Was there', classes: 'govuk-tag--green' }
    return read === undefined
      ? { text: 'Absent, has not read the minutes', classes: 'govuk-tag--yellow' }
      : { text: 'Absent, has read the minutes', classes: 'govuk-tag--grey' }
  }
  if (answer === undefined) return { text: 'No answer yet', classes: 'govuk-tag--yellow' }
  return answer.coming
    ? { text: 'Comes', classes: 'govuk-tag--green' }
    : { text: 'Apologies', classes: 'govuk-tag--grey' }
}

/** How an action stands, in a sentence. */
export function actionText({ inPlan, answer }: PanelAction): string {
  if (inPlan) return 'In the plan for the child, and followed there.'
  if (answer === undefined) return 'Not answered yet.'
  return `${answer.done ? 'Done' : 'Not done'}: ${answer.words ?? ''}`
}

/** Everybody in one tick, then each. */
export function chooseFrom(agencies: readonly string[], agency: (code: string) => AgencyWords): readonly Item[] {
  return [
    ...(agencies.length > 1 ? [{ value: EVERYBODY, text: 'Everybody who is asked' }] : []),
    ...agencies.map(code => ({ value: code, text: agency(code).name })),
  ]
}
