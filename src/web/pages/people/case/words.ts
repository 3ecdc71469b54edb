import type { LeadMove } from '#domain/case/lead-rules.ts'
import type { PlacementMove } from '#domain/case/placement-rules.ts'

/** A choice of a select or of radios. */
export interface Item {
  readonly value: string
  readonly text: string
  readonly hint?: { readonly text: string }
  readonly selected?: boolean
  readonly checked?: boolean
}

interface Choice {
  readonly code: string
  readonly label: string
  readonly hint: string
}

/** What somebody may choose from. */
export interface Choices {
  readonly takers: readonly { readonly code: string; readonly name: string }[]
  readonly declineReasons: readonly Choice[]
  readonly proposals: readonly Choice[]
}

/** A field in words. */
export type Said = readonly [
  as: 'words' | 'line' | 'day' | 'select' | 'radios' | 'checks',
  name: string,
  label: string,
  hint?: string,
  choices?: readonly Item[],
]

/** A form in words. */
export interface Words {
  readonly summary: string
  readonly intro?: string
  readonly button: string
  readonly fields: readonly Said[]
}

/** The field in which somebody writes in their own words. */
export const WORDS_OF = (label: string, hint = ''): Said => ['words', 'words', label, hint]

/** When and where people meet. */
export const WHEN: readonly Said[] = [
  ['day', 'on', 'On which day?'],
  ['line', 'time', 'At what time?', 'For example 14:30'],
  ['line', 'where', 'Where, or how to join?', 'A place, a number to ring, or the words of a link'],
]

/** The form of a move about who leads, in words. `next` is the step to which a dispute would go. */
export function leadWords(move: LeadMove, next: string, { takers, declineReasons, proposals }: Choices): Words {
  const councils = [
    { value: '', text: 'Choose a council' },
    ...takers.map(({ code, name }) => ({ value: code, text: name })),
  ]
  switch (move) {
    case 'here':
      return {
        summary: 'The child is in our area',
        intro:
          'Your agency then has the duty. If another leads, it goes on leading, and you have the duty until somebody accepts it in writing.',
        button: 'We have the duty',
        fields: [
          ['radios', 'because', 'Why is the child yours?', '', GROUNDS],
          ['day', 'happenedOn', 'Since when?', 'Leave it empty for now'],
          WORDS_OF('Where is the child, and how do you know?', 'Your own agency reads this'),
        ],
      }
    case 'offer':
      return {
        summary: 'Offer the lead to another area',
        intro:
          'They are told whom it is about, with one record of yours if they hold none. You keep the duty until they accept in writing.',
        button: 'Offer the lead',
        fields: [
          ['select', 'to', 'To which council?', '', councils],
          WORDS_OF('Why should they lead, and what has been done so far?', 'They read this'),
        ],
      }
    case 'withdraw':
      return { summary: 'Take the offer back', button: 'Take it back', fields: [WORDS_OF('Why do you take it back?')] }
    case 'accept':
      return {
        summary: 'Accept the lead in writing',
        intro: 'From then on your agency has the duty. Those who offered can go on reading.',
        button: 'Accept the lead',
        fields: [WORDS_OF('Who takes it on, and what happens first?', 'This is the acceptance in writing')],
      }
    case 'decline':
      return {
        summary: 'Decline it',
        intro: 'They keep the duty and read why.',
        button: 'Decline',
        fields: [
          ['radios', 'reason', 'Why?', '', itemsOf(declineReasons)],
          WORDS_OF('In a sentence, for the other agency'),
        ],
      }
    case 'counter':
      return {
        summary: 'Propose something else',
        intro: 'They keep the duty, and can offer it again on your terms.',
        button: 'Propose it',
        fields: [
          ['radios', 'proposal', 'What do you propose?', '', itemsOf(proposals)],
          ['day', 'from', 'From which day?', 'If you lead from a later day'],
          ['select', 'agency', 'Which area?', 'If another area should lead', councils],
          WORDS_OF('In your own words'),
        ],
      }
    case 'escalate':
      return {
        summary: `Take it up the ladder: ${next}`,
        intro: 'Both agencies see the step and its clock. Those who have the duty keep it meanwhile.',
        button: 'Take it up',
        fields: [WORDS_OF('What can you not agree on, and what do you ask for?')],
      }
    case 'settle':
      return { summary: 'The dispute is settled', button: 'It is settled', fields: [WORDS_OF('What was agreed?')] }
    case 'name':
      return {
        summary: 'Name the lead practitioner',
        button: 'Name them',
        fields: [
          ['line', 'name', 'Name'],
          ['line', 'phone', 'Number to ring'],
          ['line', 'post', 'Post', 'For example social worker'],
        ],
      }
    case 'close':
      return {
        summary: 'Close the case',
        intro: 'Nobody leads from then on. What was written stays.',
        button: 'Close the case',
        fields: [WORDS_OF('Why does nobody need to lead any more?')],
      }
  }
}

const GROUNDS: readonly Item[] = [
  { value: 'found', text: 'The child was found in our area' },
  { value: 'lives-here', text: 'The child lives in our area' },
]

/** The form by which a placement in another area is told of, in words. */
export function placeWords({ takers }: Choices): Words {
  const councils = takers.map(({ code, name }) => ({ value: code, text: name }))
  return {
    summary: 'Tell of a placement in another area',
    intro:
      'Only for a looked-after child of your council. The other area learns of it when you consult, notify or warn it.',
    button: 'Record the placement',
    fields: [
      ['select', 'area', 'In the area of which council?', '', [{ value: '', text: 'Choose a council' }, ...councils]],
      ['radios', 'distance', 'How far is it?', '', DISTANCES],
      ['radios', 'urgency', 'Is it an emergency?', '', URGENCIES],
      ['day', 'startsOn', 'Day of the move'],
      WORDS_OF('Why is the child placed there?', 'Do not write the address here'),
    ],
  }
}

const DISTANCES: readonly Item[] = [
  { value: 'adjoining', text: 'In an area that adjoins ours' },
  {
    value: 'at-a-distance',
    text: 'At a distance: further away',
    hint: { text: 'A named senior must approve it, and the area is consulted' },
  },
]

const URGENCIES: readonly Item[] = [
  { value: 'planned', text: 'Planned: the area is notified before the move' },
  { value: 'emergency', text: 'Emergency: the area is notified within 5 working days' },
]

/** The forms of what is done about a placement, in words. */
export const PLACEMENT_FORMS: Readonly<Record<PlacementMove, Words>> = {
  'check-risk': {
    summary: 'Record the risk check',
    intro:
      'Before the move: who else is there or near, lines and places that the child should stay away from, and what is done about it.',
    button: 'Record the check',
    fields: [WORDS_OF('What did you check, and what did you find?')],
  },
  consult: {
    summary: 'Consult the area',
    intro: 'The council of the area is told of the placement, with what you have written about it, and asked.',
    button: 'Consult them',
    fields: [WORDS_OF('What do you ask them?')],
  },
  answer: {
    summary: 'Answer the consultation',
    button: 'Answer',
    fields: [WORDS_OF('What should they know before they place the child?')],
  },
  approve: {
    summary: 'Record the approval by a named senior',
    button: 'Record the approval',
    fields: [
      ['line', 'senior', 'Who approved it?'],
      [
        'line',
        'post',
        'Their post',
        "For a placement at a distance, the director of children's services or whom they named",
      ],
    ],
  },
  notify: {
    summary: 'Notify the area',
    intro: 'The council of the area is told of the placement, with what you have written about it.',
    button: 'Notify them',
    fields: [WORDS_OF('Whom is the child with, and whom do they ring?')],
  },
  warn: {
    summary: 'Warn the area',
    intro:
      'The warning stands at the top of the placement for the other area, which reads what you have written about it.',
    button: 'Warn them',
    fields: [WORDS_OF('What should they look out for?')],
  },
  acknowledge: {
    summary: 'Take note of it',
    button: 'We have taken note',
    fields: [WORDS_OF('Who has taken note of it?')],
  },
  end: { summary: 'The placement has ended', button: 'It has ended', fields: [['day', 'endedOn', 'Last day']] },
}

/** What somebody may choose from, as radios. */
export function itemsOf(choices: readonly Choice[]): readonly Item[] {
  return choices.map(({ code, label, hint }) => ({
    value: code,
    text: label,
    ...(hint === '' ? {} : { hint: { text: hint } }),
  }))
}
