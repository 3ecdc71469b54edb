import type { GroundsDecision } from '#domain/case/event.ts'
import type { Stage } from '#domain/case/nrm.ts'
import type { NrmMove } from '#domain/case/nrm-rules.ts'
import type { Item, Said, Words } from '../case/words.ts'

/** How a referral stands, as a tag. */
export const STAGES: Readonly<Record<Stage, { readonly text: string; readonly classes: string }>> = {
  asked: { text: 'Asked of a first responder', classes: 'govuk-tag--yellow' },
  'not-taken': { text: 'Not taken on', classes: 'govuk-tag--grey' },
  draft: { text: 'Being written', classes: 'govuk-tag--yellow' },
  sent: { text: 'Sent, no decision yet', classes: 'govuk-tag--blue' },
  'reasonable-grounds': { text: 'Reasonable grounds: yes', classes: 'govuk-tag--green' },
  'no-reasonable-grounds': { text: 'Reasonable grounds: no', classes: 'govuk-tag--grey' },
  'conclusive-grounds': { text: 'Conclusive grounds: yes', classes: 'govuk-tag--green' },
  'no-conclusive-grounds': { text: 'Conclusive grounds: no', classes: 'govuk-tag--grey' },
  suspended: { text: 'Suspended', classes: 'govuk-tag--yellow' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
  notified: { text: 'Notified without a name', classes: 'govuk-tag--blue' },
}

/** What a decision is called inside a sentence. */
export const DECISIONS: Readonly<Record<GroundsDecision, string>> = {
  'reasonable-grounds': 'reasonable grounds decision',
  'conclusive-grounds': 'conclusive grounds decision',
}

interface Choice {
  readonly code: string
  readonly label: string
  readonly hint: string
}

/** What somebody may choose from. */
export interface NrmChoices {
  readonly responders: readonly { readonly code: string; readonly name: string }[]
  /** Empty where somebody leads: then that council is told. */
  readonly councils: readonly { readonly code: string; readonly name: string }[]
  readonly council: string
  readonly routes: readonly Choice[]
  readonly reasons: (kind: 'not-taken' | 'suspended' | 'withdrawn') => readonly Choice[]
}

const OUTCOME_ITEMS: readonly Item[] = [
  { value: 'positive', text: 'Positive: there are grounds' },
  { value: 'negative', text: 'Negative: there are not' },
]

const WORDS_OF = (label: string, hint = ''): Said => ['words', 'words', label, hint]

/** The form of a move, in words. A section of the form of the NRM has a page of its own. */
export function nrmWords(move: Exclude<NrmMove, 'save'>, decision: GroundsDecision, choices: NrmChoices): Words {
  switch (move) {
    case 'ask':
      return {
        summary: 'Ask a first responder to refer',
        intro:
          'Your agency cannot refer by itself. Whoever you ask is told whom it is about and what you write here, and you are told what becomes of it. Nobody needs to agree to your asking. In danger, ring 999 first.',
        button: 'Ask them',
        fields: [
          [
            'select',
            'of',
            'Whom do you ask?',
            'Children’s services where the child lives, or the police',
            named(choices.responders),
          ],
          WORDS_OF('What worries you?', 'What you have seen and heard, when, and who saw it'),
        ],
      }
    case 'not-taken':
      return {
        summary: 'Do not take it on',
        intro: 'Whoever asked reads why, and can ask somebody else.',
        button: 'Do not take it on',
        fields: [
          ['radios', 'reason', 'Why?', '', itemsOf(choices.reasons('not-taken'))],
          WORDS_OF('In a sentence, for them'),
        ],
      }
    case 'begin':
      return {
        summary: 'Begin the referral',
        intro:
          'The form opens with what agencies’ records say. You write section by section; until it is sent, only your agency reads it.',
        button: 'Begin the referral',
        fields: [],
      }
    case 'consent':
      return {
        summary: 'Does the adult agree?',
        intro: 'An adult decides. Without their agreement the Home Office is notified without their name.',
        button: 'Record it',
        fields: [
          [
            'radios',
            'given',
            'Do they agree to be referred?',
            '',
            [
              { value: 'yes', text: 'Yes' },
              { value: 'no', text: 'No' },
            ],
          ],
          WORDS_OF('How was it explained, and what did they say?'),
        ],
      }
    case 'send':
      return {
        summary: 'Record that it was sent',
        intro: `Send the form to the Home Office or the panel first: the pack has every field to copy. Recording it here opens a safeguarding action for ${choices.council}, which is told and reads what the referral says.`,
        button: 'It was sent',
        fields: [
          ['radios', 'route', 'Who decides?', '', itemsOf(choices.routes)],
          ...(choices.councils.length === 0
            ? []
            : [
                [
                  'select',
                  'council',
                  'Which council is told?',
                  'Where they live or were found',
                  named(choices.councils),
                ] as Said,
              ]),
          ['line', 'reference', 'Reference of the Home Office', 'If you have it already'],
          WORDS_OF('What should the council do first to keep them safe?', 'They read this'),
        ],
      }
    case 'notify':
      return {
        summary: 'Record the notification without a name',
        intro: 'The adult does not agree to a referral. The duty to notify stays. Nobody else is told by this.',
        button: 'The Home Office was notified',
        fields: [WORDS_OF('When and how?')],
      }
    case 'answer-action':
      return {
        summary: 'Answer the safeguarding action',
        intro: 'By name. Whoever referred reads your answer.',
        button: 'We take it on',
        fields: [
          ['line', 'name', 'Who takes it on?'],
          ['line', 'post', 'Their post'],
          ['line', 'phone', 'Number to ring'],
          WORDS_OF('What is done to keep them safe, and from when?'),
        ],
      }
    case 'decide':
      return {
        summary: `Record the ${DECISIONS[decision]}`,
        button: 'Record the decision',
        fields: [
          ['radios', 'outcome', `The ${DECISIONS[decision]}`, '', OUTCOME_ITEMS],
          ['day', 'on', 'Day of the decision'],
          WORDS_OF('What does the letter say?', 'You may leave this empty'),
        ],
      }
    case 'ask-again':
      return {
        summary: `Ask to look at the ${DECISIONS[decision]} again`,
        button: 'Record that it was asked',
        fields: [WORDS_OF('Why, and what is new?')],
      }
    case 'decide-again':
      return {
        summary: `Record what came of looking at the ${DECISIONS[decision]} again`,
        button: 'Record what came of it',
        fields: [
          ['radios', 'outcome', 'Now it is', '', OUTCOME_ITEMS],
          ['day', 'on', 'Day of the decision'],
          WORDS_OF('What does the letter say?', 'You may leave this empty'),
        ],
      }
    case 'suspend':
      return {
        summary: 'Suspend it',
        button: 'Suspend it',
        fields: [['radios', 'reason', 'Why?', '', itemsOf(choices.reasons('suspended'))], WORDS_OF('In a sentence')],
      }
    case 'resume':
      return { summary: 'It goes on', button: 'It goes on', fields: [WORDS_OF('Why does it go on?')] }
    case 'withdraw':
      return {
        summary: 'Withdraw it',
        intro: 'A safeguarding action that is open stays open.',
        button: 'Withdraw it',
        fields: [['radios', 'reason', 'Why?', '', itemsOf(choices.reasons('withdrawn'))], WORDS_OF('In a sentence')],
      }
  }
}

function named(agencies: readonly { readonly code: string; readonly name: string }[]): readonly Item[] {
  return [{ value: '', text: 'Choose one' }, ...agencies.map(({ code, name }) => ({ value: code, text: name }))]
}

function itemsOf(choices: readonly Choice[]): readonly Item[] {
  return choices.map(({ code, label, hint }) => ({
    value: code,
    text: label,
    ...(hint === '' ? {} : { hint: { text: hint } }),
  }))
}
