import type { AdultMove } from '#domain/case/adult-rules.ts'
import type { AdultEvent, Answer, Reached, ToldBy } from '#domain/case/event.ts'
import { type Item, type Words, WORDS_OF } from '../case/words.ts'

/** What events of an adult are called. */
export const ADULT_TITLES: Readonly<Record<AdultEvent['kind'], string>> = {
  'enquiry-opened': 'Concern for an adult opened',
  'test-answered': 'A question of the test answered',
  'test-met': 'Test met: an enquiry is made',
  'test-not-met': 'Test not met: another way taken',
  'enquiry-ended': 'Enquiry ended',
  'wish-told': 'What the person wants',
  'fact-noted': 'Capacity or consent noted',
  'address-checked': 'Children at the home looked for',
  'action-agreed': 'Action agreed',
  'adult-action-done': 'Action done',
  'adult-contingency-set': 'Whom to ring if people come back',
  'adult-plan-reviewed': 'Plan reviewed',
}

/** Answers to a question of the test, in words. */
export const ANSWER_WORDS: Readonly<Record<Answer, string>> = { yes: 'Yes', no: 'No', 'not-known': 'Not known' }

/** Who says what the person wants, in words. */
export const TOLD_BY_WORDS: Readonly<Record<ToldBy, string>> = {
  self: 'In their own words',
  advocate: 'As somebody who speaks for them says',
  'could-not-ask': 'Could not be asked',
}

/** How far the person got what they wanted, in words. */
export const REACHED_WORDS: Readonly<Record<Reached, string>> = {
  yes: 'Yes, what they wanted',
  partly: 'In part',
  no: 'No',
  'not-known': 'Not known: they could not be asked',
}

/** Agencies and ways that somebody may choose from. */
export interface AdultChoices {
  readonly agencies: readonly Item[]
  readonly ways: readonly Item[]
}

const ANSWERS = itemsIn(ANSWER_WORDS)

/** The form of a move, in words. `question` is what is asked, of an answer; `task` what is to be done, of an action. */
export function adultWords(move: AdultMove, about: string, { agencies, ways }: AdultChoices): Words {
  const taker: Words['fields'] = [
    ['line', 'owner', 'Who takes it on?', 'One person with a name'],
    ['select', 'agency', 'Of which agency?', 'It is told of this task, and of nothing else here', agencies],
    ['day', 'dueOn', 'By when?'],
  ]
  switch (move) {
    case 'wish':
      return {
        summary: 'Write what the person wants',
        button: 'Keep these words',
        fields: [
          ['radios', 'toldBy', 'Who says it?', '', itemsIn(TOLD_BY_WORDS)],
          WORDS_OF('In their own words', 'Or why they could not be asked, and when you try again'),
          ['line', 'outcome', 'What do they want to happen?'],
        ],
      }
    case 'open':
      return {
        summary: 'Open a concern for this adult',
        intro: 'The council then looks at the test in law. Whether it is met or not, something is done.',
        button: 'Open the concern',
        fields: [
          [
            'radios',
            'takenOver',
            'Have people taken over their home?',
            '',
            [
              {
                value: 'yes',
                text: 'Yes, or it may be so',
                hint: { text: 'The occupant is a victim. Children there are looked for.' },
              },
              { value: 'no', text: 'No' },
            ],
          ],
          WORDS_OF('What makes you worry?'),
        ],
      }
    case 'check':
      return {
        summary: 'Look for children at this home',
        intro: 'Records that your agency may see are looked through. Nobody is linked to the home by it.',
        button: 'Look and record it',
        fields: [
          ['line', 'address', 'House and street'],
          ['line', 'postcode', 'Postcode'],
          WORDS_OF(
            'What is done for them, or who else was asked?',
            'For example the school, the landlord, health visitors',
          ),
        ],
      }
    case 'answer':
      return {
        summary: `Answer: ${about}`,
        button: 'Record the answer',
        fields: [
          ['radios', 'answer', 'Your answer', 'Not known is no “no”: the test stays open', ANSWERS],
          ['line', 'source', 'Whom or what do you know it from?'],
          WORDS_OF('What does it rest on?'),
        ],
      }
    case 'met':
      return {
        summary: 'The test is met: make an enquiry',
        button: 'Make the enquiry',
        fields: [
          ['line', 'lead', 'Who leads it?'],
          ['line', 'phone', 'Number to ring'],
          ['day', 'dueOn', 'To end by'],
          WORDS_OF('What is to be found out?'),
        ],
      }
    case 'not-met':
      return {
        summary: 'The test is not met: take another way',
        intro:
          'It cannot be closed with nothing. Say which way is taken, by whom, and by when. More can be added after.',
        button: 'Record it and ask them',
        fields: [
          WORDS_OF('Why is it not met?', 'Your own agency reads this'),
          ['radios', 'way', 'Which other way is taken?', '', ways],
          ['words', 'task', 'What are they asked to do?', 'They read this'],
          ...taker,
        ],
      }
    case 'end':
      return {
        summary: 'The enquiry has ended',
        button: 'It has ended',
        fields: [
          ['radios', 'reached', 'Did the person get what they wanted?', '', itemsIn(REACHED_WORDS)],
          WORDS_OF('What was found, and what changes for the person?'),
        ],
      }
    case 'note':
      return {
        summary: 'Note capacity or consent',
        intro: 'One decision on one day. Somebody is taken to be able to decide unless it is shown that they are not.',
        button: 'Note it',
        fields: [
          ['radios', 'about', 'What is it about?', '', itemsIn(NOTED_WORDS)],
          ['line', 'matter', 'Which decision?', 'For example where to stay tonight'],
          ['radios', 'answer', 'Can they decide it, or do they agree?', '', ANSWERS],
          ['day', 'on', 'On which day?'],
          WORDS_OF('Who looked at it, and what does it rest on?'),
        ],
      }
    case 'act':
      return {
        summary: 'Add an action or another way',
        button: 'Add it',
        fields: [
          WORDS_OF('What is to be done?', 'Who takes it on reads this'),
          [
            'select',
            'way',
            'Which way is it?',
            'Leave it if it is none of these',
            [{ value: '', text: 'None of these' }, ...ways.map(({ value, text }) => ({ value, text }))],
          ],
          ...taker,
        ],
      }
    case 'done':
      return {
        summary: `Done: ${about}`,
        button: 'It is done',
        fields: [WORDS_OF('What was done, and what came of it?')],
      }
    case 'if-back':
      return {
        summary: 'Say whom to ring if people come back',
        button: 'Keep it',
        fields: [
          ['line', 'name', 'Whom to ring'],
          ['line', 'phone', 'Number'],
          WORDS_OF('What happens then?', 'A way to say it safely, where to go, who comes'),
        ],
      }
    case 'review':
      return {
        summary: 'Review the plan',
        button: 'Record the review',
        fields: [
          WORDS_OF('What was looked at with the person, and what changes?'),
          ['day', 'nextOn', 'Next review', 'Leave it empty when the plan is over'],
        ],
      }
  }
}

/** What is noted as a dated fact, in words. */
export const NOTED_WORDS = { capacity: 'Able to decide', consent: 'Agreement of the person' } as const

function itemsIn(words: Readonly<Record<string, string>>): readonly Item[] {
  return Object.entries(words).map(([value, text]) => ({ value, text }))
}
