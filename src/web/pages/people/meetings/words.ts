import type { AskedAgency, Meeting } from '#domain/case/meeting.ts'
import { absentFrom } from '#domain/case/meeting.ts'
import type { Written } from '#domain/case/plan.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { kindOfMeeting, type NotInPlan } from '#services/meetings.ts'
import type { Unanswered } from '#services/meeting-papers.ts'
import { agoText } from '../../../dates.ts'
import type { Tag } from '../../signs/words.ts'
import { type Item, WHEN, WORDS_OF, type Words } from '../case/words.ts'

/** What may be done about a meeting by one of the small forms of its page. */
export type FormMove = 'come' | 'apologise' | 'read' | 'point' | 'ask' | 'move' | 'cancel' | 'correct' | 'end-clock'

/** What somebody may choose from when they call a meeting. */
export interface CallChoices {
  readonly kinds: readonly Item[]
  /** Agencies that help or know the child. */
  readonly around: readonly Item[]
  /** Every other agency. */
  readonly others: readonly Item[]
  /** The own agency first. */
  readonly all: readonly Item[]
}

/** The form by which a meeting is called, in words. */
export function callWords({ kinds, around, others, all }: CallChoices): Words {
  return {
    summary: 'Call a meeting',
    intro:
      'Those whom you ask are told, read everything of this meeting, and find one record of yours if they hold none of the child. Nobody else learns of it.',
    button: 'Call the meeting',
    fields: [
      ['radios', 'meeting', 'What kind of meeting?', '', kinds],
      ...WHEN,
      ['select', 'chairAgency', 'Which agency chairs it?', '', all],
      ['line', 'chairName', 'Who chairs it?', 'One person, by name'],
      ...(around.length === 0
        ? []
        : [
            [
              'checks',
              'asked',
              'Who is asked?',
              'The team of the plan, and agencies that know the child',
              around,
            ] as const,
          ]),
      ['select', 'agency', 'Another agency', 'More can be asked once the meeting is called', others],
      WORDS_OF('Why is it called?'),
    ],
  }
}

/** The small forms of a meeting, in words. `wanted` is the meeting that a clock asks for. */
export function moveWords(move: FormMove, agencies: readonly Item[], wanted = ''): Words {
  switch (move) {
    case 'come':
      return {
        summary: 'We come',
        button: 'We come',
        fields: [
          ['line', 'names', 'Who comes?', 'Names and posts'],
          WORDS_OF('Anything that the others should know before?'),
        ],
      }
    case 'apologise':
      return {
        summary: 'We cannot come',
        intro: 'You are then asked to read the minutes and to say so.',
        button: 'Send apologies',
        fields: [WORDS_OF('What do you want said in your absence?')],
      }
    case 'read':
      return {
        summary: 'We have read the minutes',
        button: 'We have read them',
        fields: [
          ['line', 'name', 'Who has read them?', 'One person, by name'],
          WORDS_OF('Anything that you want to add?', 'You may leave it empty'),
        ],
      }
    case 'point':
      return {
        summary: 'Add a point to talk about',
        button: 'Add the point',
        fields: [WORDS_OF('What should be talked about?', 'Everybody of the meeting reads it')],
      }
    case 'ask':
      return {
        summary: 'Ask another agency',
        intro: 'They read everything of this meeting.',
        button: 'Ask them',
        fields: [['select', 'agency', 'Which agency?', '', agencies], WORDS_OF('Why do you ask them?')],
      }
    case 'move':
      return {
        summary: 'Move the meeting',
        intro: 'Everybody is told, and says again whether they come.',
        button: 'Move it',
        fields: [...WHEN, WORDS_OF('Why is it moved?')],
      }
    case 'cancel':
      return {
        summary: 'Cancel the meeting',
        intro: 'Everybody is told.',
        button: 'Cancel it',
        fields: [WORDS_OF('Why is it cancelled?')],
      }
    case 'correct':
      return {
        summary: 'Add a dated correction to the minutes',
        intro: 'What was written stays. The correction stands below it, with your name and the date.',
        button: 'Add the correction',
        fields: [WORDS_OF('What is to be corrected or added?')],
      }
    case 'end-clock':
      return {
        summary: `${wanted} is not needed`,
        button: 'It is not needed',
        fields: [WORDS_OF('Why is it not needed?', 'Everybody of the meeting reads it')],
      }
  }
}

/** How a meeting stands, as a tag. */
export function meetingTag({ cancelled, minutes, at }: Meeting, now: string): Tag {
  if (cancelled !== undefined) return { text: 'Cancelled', classes: 'govuk-tag--grey' }
  if (minutes !== undefined) return { text: 'Held', classes: 'govuk-tag--green' }
  return at <= now
    ? { text: 'No minutes yet', classes: 'govuk-tag--yellow' }
    : { text: 'To come', classes: 'govuk-tag--blue' }
}

/** How an agency that is asked stands to a meeting, as a tag. */
export function askedTag(meeting: Meeting, { agency, answer, read }: AskedAgency): Tag {
  if (meeting.minutes !== undefined) {
    if (!absentFrom(meeting).some(one => one.agency === agency))
      return { text: 'Was there', classes: 'govuk-tag--green' }
    return read === undefined
      ? { text: 'Absent, has not read the minutes', classes: 'govuk-tag--yellow' }
      : { text: 'Absent, has read the minutes', classes: 'govuk-tag--grey' }
  }
  if (answer === undefined) return { text: 'No answer yet', classes: 'govuk-tag--yellow' }
  return answer.coming
    ? { text: 'Comes', classes: 'govuk-tag--green' }
    : { text: 'Apologies', classes: 'govuk-tag--grey' }
}

/** Why an action is not in the plan, said to whoever reads the minutes. */
export const NOT_IN_PLAN: Readonly<Record<NotInPlan, string>> = {
  'no-plan': 'Not in a plan: no plan for this child is open. Whoever does it keeps the day themselves.',
  'not-on-team':
    'Not in the plan: the agency that wrote the minutes is not on its team. Whoever does it keeps the day themselves.',
  'owner-not-on-team':
    'Not in the plan: the agency that does it is not on its team. Invite it, or whoever does it keeps the day themselves.',
}

/** What somebody was asked, inside a sentence. */
export const ASKED_WORDS: Readonly<Record<Unanswered['what'], string>> = {
  sign: 'to answer a sign',
  question: 'whether signs were seen',
  plan: 'to join the team of the plan',
  meeting: 'whether it comes to this meeting',
}

/** What a meeting is called. */
export function titleOf(meeting: Meeting): string {
  return kindOfMeeting(meeting)?.label ?? meeting.meeting
}

/** The same inside a sentence: 'child exploitation meeting (MACE)'. */
export function namedIn(meeting: Meeting): string {
  const title = titleOf(meeting)
  return `${title.charAt(0).toLocaleLowerCase('en-GB')}${title.slice(1)}`
}

/** Who wrote something, and when. */
export function byOf(
  { byName, agency: code, at }: Written,
  { agency }: { readonly agency: (code: string) => AgencyWords },
  now: Instant,
): string {
  return [byName ?? '', agency(code).name, agoText(at, now)].filter(Boolean).join(', ')
}
