import type { Consent, ReferralEvent, Urgency } from '#domain/case/event.ts'
import type { ReferralMove } from '#domain/case/referral-rules.ts'
import type { ReferralStage } from '#domain/case/referral.ts'
import { type Item, itemsOf, type Words, WORDS_OF } from '../case/words.ts'

/** What events of referrals between agencies are called. */
export const REFERRAL_TITLES: Readonly<Record<ReferralEvent['kind'], string>> = {
  'referral-sent': 'Referred to another agency',
  'referral-received': 'Referral received',
  'referral-accepted': 'Referral accepted',
  'referral-declined': 'Referral declined',
  'referral-disputed': 'Declined referral taken up the ladder',
  'referral-moved-on': 'Referred elsewhere',
  'referral-closed': 'Nothing more is done about a declined referral',
  'referral-withdrawn': 'Referral taken back',
  'referral-done': 'Referral done',
}

/** How a referral stands, as a tag. */
export const STAGES: Readonly<Record<ReferralStage, { readonly text: string; readonly classes: string }>> = {
  sent: { text: 'Sent, not received yet', classes: 'govuk-tag--yellow' },
  received: { text: 'Received, no answer yet', classes: 'govuk-tag--yellow' },
  accepted: { text: 'Accepted', classes: 'govuk-tag--blue' },
  declined: { text: 'Declined', classes: 'govuk-tag--red' },
  disputed: { text: 'Declined, in dispute', classes: 'govuk-tag--red' },
  'moved-on': { text: 'Declined, referred elsewhere', classes: 'govuk-tag--grey' },
  closed: { text: 'Declined, nothing more done', classes: 'govuk-tag--grey' },
  withdrawn: { text: 'Taken back', classes: 'govuk-tag--grey' },
  done: { text: 'Done', classes: 'govuk-tag--green' },
}

/** How soon an answer is asked for. */
export const URGENCY_WORDS: Readonly<Record<Urgency, string>> = {
  today: 'An answer today',
  soon: 'An answer in the time that is set',
  'can-wait': 'It can wait for a better time',
}

/** Who agrees, in words. */
export const CONSENT_WORDS: Readonly<Record<Consent, string>> = {
  'child-and-parent': 'The child, and a parent or carer',
  child: 'The child, not a parent',
  parent: 'A parent or carer; the child was not asked',
  adult: 'The adult whom it is about',
  refused: 'They were asked and do not agree',
  'not-asked': 'Nobody was asked',
}

interface Choice {
  readonly code: string
  readonly label: string
  readonly hint: string
}

/** What somebody may choose from. */
export interface ReferralChoices {
  readonly services: readonly Choice[]
  readonly reasons: readonly Choice[]
  readonly agencies: readonly Item[]
  /** The step to which a declined referral would go up. */
  readonly next: string
}

const items = (words: Readonly<Record<string, string>>): readonly Item[] =>
  Object.entries(words).map(([value, text]) => ({ value, text }))

const RING: Words['fields'] = [
  ['line', 'name', 'Whom do they ring?', 'A named person at your agency'],
  ['line', 'phone', 'Number to ring'],
]

/** The form of a move, in words. `again` is a referral in place of one that was declined. */
export function referralWords(
  move: ReferralMove,
  { services, reasons, agencies, next }: ReferralChoices,
  again: boolean,
): Words {
  switch (move) {
    case 'send':
      return {
        summary: again ? 'Refer them elsewhere' : 'Refer them to another agency',
        intro: again
          ? 'Who declined learns that it was taken elsewhere, and not where.'
          : 'They are told whom it is about, with one record of yours if they hold none, and you are told of every step. In danger, ring 999 first.',
        button: 'Refer them',
        fields: [
          ['radios', 'service', 'What do you ask for?', '', itemsOf(services)],
          ['select', 'to', 'Of which agency?', '', agencies],
          WORDS_OF('What worries you?', 'What you have seen and heard, and what was done so far. They read this'),
          ['words', 'wishes', 'What do they want, in their own words?', 'Or why they could not be asked'],
          ['radios', 'consent', 'Who agrees to it?', '', items(CONSENT_WORDS)],
          ['words', 'consentWhy', 'If nobody agrees: why?', 'For example that asking would put the child at more risk'],
          ['radios', 'urgency', 'How soon do you need an answer?', '', items(URGENCY_WORDS)],
          ...RING,
        ],
      }
    case 'receive':
      return {
        summary: 'Say that it has arrived',
        intro: 'Whoever referred sees who reads it. The time for the answer goes on.',
        button: 'It has arrived',
        fields: [...RING, WORDS_OF('Anything that they should know? (optional)')],
      }
    case 'accept':
      return {
        summary: 'Accept it',
        intro: 'Whoever referred sees who takes it on and what happens first.',
        button: 'Accept it',
        fields: [
          ['line', 'name', 'Who takes it on?'],
          ['line', 'phone', 'Number to ring'],
          WORDS_OF('What happens first?'),
          ['day', 'firstOn', 'On which day?'],
        ],
      }
    case 'decline':
      return {
        summary: 'Decline it',
        intro: 'Whoever referred reads why, and says what happens next. How often agencies decline is counted.',
        button: 'Decline it',
        fields: [
          ['radios', 'reason', 'Why?', '', itemsOf(reasons)],
          WORDS_OF('In a sentence, for whoever referred'),
          ['words', 'instead', 'What should happen instead?'],
          ['select', 'insteadTo', 'Which agency should do it?', 'Leave it empty if no other has to', agencies],
        ],
      }
    case 'finish':
      return {
        summary: 'It is done',
        button: 'It is done',
        fields: [WORDS_OF('What was done, and what came of it?', 'Whoever referred reads this')],
      }
    case 'dispute':
      return {
        summary: `Contest it: ${next}`,
        intro:
          'It goes up the ladder on which agencies settle what they cannot agree on. Both see the step and its clock.',
        button: 'Contest it',
        fields: [WORDS_OF('Why should it be taken on, and what happens to them meanwhile?')],
      }
    case 'close':
      return {
        summary: 'Say why nothing more is done',
        intro: 'It leaves your list. They read why.',
        button: 'Nothing more is done',
        fields: [WORDS_OF('Why, and who keeps an eye on them?')],
      }
    case 'withdraw':
      return { summary: 'Take it back', button: 'Take it back', fields: [WORDS_OF('Why do you take it back?')] }
  }
}
