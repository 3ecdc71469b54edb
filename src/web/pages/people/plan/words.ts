import type { PlanEvent } from '#domain/case/event.ts'
import type { MemberState, PlanAction } from '#domain/case/plan.ts'
import type { ItemMove, PlanMove } from '#domain/case/plan-rules.ts'
import type { Item, Said, Words } from '../case/words.ts'

/** What somebody may choose from. */
export interface PlanChoices {
  /** Agencies that may be invited. */
  readonly agencies: readonly Item[]
  /** Agencies on the team. */
  readonly team: readonly Item[]
  /** Agencies whose membership the reader may end. */
  readonly mayLeave: readonly Item[]
}

const write = (label: string, hint = ''): Said => ['words', 'words', label, hint]

const OWNER = (team: readonly Item[]): readonly Said[] => [
  ['select', 'agency', 'Which agency does it?', '', [{ value: '', text: 'Choose an agency' }, ...team]],
  ['line', 'name', 'Who does it?', 'One person, by name'],
  ['day', 'dueOn', 'By which day?'],
]

const RING: readonly Said[] = [
  ['line', 'ring', 'Whom to ring then'],
  ['line', 'phone', 'Their number'],
]

const OTHER_ABOUT: readonly Item[] = [
  { value: 'missing', text: 'The child goes missing again' },
  { value: 'other', text: 'Something else' },
]

/** The form of something that is done to the plan as a whole, in words. */
export function planFormWords(move: PlanMove, { agencies, team, mayLeave }: PlanChoices): Words {
  switch (move) {
    case 'open':
      return {
        summary: 'Open the plan',
        intro: 'One plan for the child, which you and the agencies that you invite write together.',
        button: 'Open the plan',
        fields: [write('What is the plan for?', 'What should be different for the child')],
      }
    case 'join':
      return {
        summary: 'Join the team',
        intro: 'You then read everything in the plan, and the team reads what you write in it.',
        button: 'Join the team',
        fields: [write('Who works with the child for your agency?', 'A name, and how to reach them')],
      }
    case 'decline':
      return { summary: 'Decline', button: 'Decline', fields: [write('Why do you not join?', 'The team reads it')] }
    case 'say':
      return {
        summary: 'Write down what the child said',
        intro: 'As it was said, not as a report would say it. Nothing that is written here is ever changed.',
        button: 'Write it down',
        fields: [
          write('In the child’s own words'),
          ['line', 'heardBy', 'Who heard it?', 'Name and post'],
          ['day', 'heardOn', 'When was it said?', 'Leave it empty for today'],
        ],
      }
    case 'need':
      return { summary: 'Write down a need', button: 'Add the need', fields: [write('What does the child need?')] }
    case 'act':
      return {
        summary: 'Add an action',
        intro: 'One agency and one person do it by a day. They are told.',
        button: 'Add the action',
        fields: [write('What is to be done?'), ...OWNER(team)],
      }
    case 'book':
      return {
        summary: 'Book a visit',
        button: 'Book the visit',
        fields: [
          ['day', 'visitOn', 'On which day?'],
          ['line', 'at', 'At what time?', 'For example 16:00, or after school'],
          ['line', 'who', 'Who goes?', 'Name and post'],
          write('What for?'),
        ],
      }
    case 'invite':
      return {
        summary: 'Invite an agency',
        intro: 'They are told whom it is about and what you ask. They read the plan once they have joined.',
        button: 'Invite them',
        fields: [
          ['select', 'agency', 'Which agency?', '', [{ value: '', text: 'Choose an agency' }, ...agencies]],
          write('Why do you ask them, and what can they bring?', 'They read this'),
        ],
      }
    case 'leave':
      return {
        summary: 'An agency leaves the team',
        intro: 'It reads nothing that is written later. What it had to do goes back to the agency that leads.',
        button: 'It leaves the team',
        fields: [
          ['select', 'agency', 'Which agency?', '', [{ value: '', text: 'Choose an agency' }, ...mayLeave]],
          write('Why, and who goes on with what was theirs?'),
        ],
      }
    case 'close':
      return {
        summary: 'Close the plan',
        intro: 'Nobody can write in it from then on. What was written stays.',
        button: 'Close the plan',
        fields: [write('Why need there be no plan any more?')],
      }
    default:
      return ifThenWords(false)
  }
}

/** The form of a contingency, in words: the safety plan for leaving the line, or another. */
export function ifThenWords(leaving: boolean): Words {
  const when: Said = [
    'line',
    'when',
    'If …',
    leaving ? 'What the child or others may do that shows it' : 'What may happen',
  ]
  const about: Said = ['radios', 'about', 'What is it about?', '', OTHER_ABOUT]
  return {
    summary: leaving ? 'Add to the safety plan' : 'Add what to do if something happens',
    intro: leaving ? 'Think of: where the child sleeps, who is with them, debts, phones, family, school, travel.' : '',
    button: leaving ? 'Add to the safety plan' : 'Add it',
    fields: [...(leaving ? [] : [about]), when, write('… then', 'What is done, and by whom'), ...RING],
  }
}

/** The form of something that is done to one thing in the plan, in words. */
export function itemFormWords(move: ItemMove, team: readonly Item[]): Words {
  switch (move) {
    case 'met':
      return { summary: 'The need is met', button: 'It is met', fields: [write('What met it?')] }
    case 'done':
      return { summary: 'It is done', button: 'It is done', fields: [write('What came of it?')] }
    case 'not-done':
      return { summary: 'It will not be done', button: 'It will not be done', fields: [write('Why not?')] }
    case 'move':
      return {
        summary: 'Change who does it, or the day',
        button: 'Change it',
        fields: [...OWNER(team), write('Why does it change?')],
      }
    case 'owner-left':
      return {
        summary: 'Its owner has left their post',
        intro: 'It goes back to the agency that leads, until somebody takes it on.',
        button: 'Its owner has left',
        fields: [write('How do you know?')],
      }
    case 'change-if':
      return {
        summary: 'Change it',
        button: 'Change it',
        fields: [['line', 'when', 'If …'], write('… then', 'What is done, and by whom'), ...RING],
      }
    case 'end-if':
      return { summary: 'This no longer holds', button: 'It no longer holds', fields: [write('Why?')] }
    case 'cancel':
      return { summary: 'Cancel the visit', button: 'Cancel the visit', fields: [write('Why?')] }
  }
}

/** What is said before a second agency books a visit. */
export const NEAR_BUTTON = 'Book it all the same'

/** How an agency stands to the team, as a tag. */
export const MEMBER_TAGS: Readonly<Record<MemberState, { readonly text: string; readonly classes: string }>> = {
  invited: { text: 'Asked, no answer yet', classes: 'govuk-tag--yellow' },
  on: { text: 'On the team', classes: 'govuk-tag--green' },
  declined: { text: 'Declined', classes: 'govuk-tag--grey' },
  left: { text: 'Left', classes: 'govuk-tag--grey' },
}

/** How an action that is over ended, as a tag. */
export const OUTCOME_TAGS: Readonly<Record<PlanAction['state'], { readonly text: string; readonly classes: string }>> =
  {
    open: { text: 'Open', classes: 'govuk-tag--blue' },
    done: { text: 'Done', classes: 'govuk-tag--green' },
    'not-done': { text: 'Not done', classes: 'govuk-tag--grey' },
  }

/** What an event of the plan is called in its history. */
export const PLAN_EVENT_TITLES: Readonly<Record<PlanEvent['kind'], string>> = {
  'plan-opened': 'Plan opened',
  'plan-closed': 'Plan closed',
  'team-invited': 'Agency invited',
  'team-joined': 'Joined the team',
  'team-declined': 'Declined to join',
  'team-left': 'Left the team',
  'child-said': 'The child said',
  'need-noted': 'Need written down',
  'need-met': 'Need met',
  'action-added': 'Action added',
  'action-moved': 'Owner or day of an action changed',
  'action-done': 'Action done',
  'action-not-done': 'Action will not be done',
  'action-owner-left': 'Owner of an action has left',
  'contingency-set': 'What to do if something happens',
  'contingency-ended': 'No longer holds',
  'visit-booked': 'Visit booked',
  'visit-cancelled': 'Visit cancelled',
}
