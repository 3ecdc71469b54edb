import type { Answer, TurningEvent } from '#domain/case/event.ts'
import type { TurningMove } from '#domain/case/turning-rules.ts'
import { type Item, type Words, WORDS_OF } from '../case/words.ts'

/** What events of turning eighteen are called. */
export const TURNING_TITLES: Readonly<Record<TurningEvent['kind'], string>> = {
  'turning-step-done': 'Step towards eighteen done',
  'turning-wish-told': 'What the young person wants after eighteen',
  'adult-lead-named': 'Adult services asked to help after eighteen',
  'adult-lead-accepted': 'Adult services accepted',
  'adult-lead-declined': 'Adult services declined',
  'adult-lead-not-needed': 'Why nobody of adult services takes over',
}

/** Whether the young person agrees, in words. */
export const AGREES_WORDS: Readonly<Record<Answer, string>> = {
  yes: 'Agrees that adult services are told',
  no: 'Does not agree that adult services are told',
  'not-known': 'Was not asked, or does not say',
}

/** The form of a move, in words. `steps` are those that are not done. */
export function turningWords(
  move: TurningMove,
  { steps, agencies }: { readonly steps: readonly Item[]; readonly agencies: readonly Item[] },
): Words {
  switch (move) {
    case 'step':
      return {
        summary: 'A step is done',
        button: 'It is done',
        fields: [['radios', 'step', 'Which step?', '', steps], WORDS_OF('What was done, and with whom?')],
      }
    case 'hear':
      return {
        summary: 'Write what the young person wants',
        button: 'Keep these words',
        fields: [
          WORDS_OF('In their own words', 'Or why they could not be asked'),
          [
            'radios',
            'agrees',
            'Do they agree that adult services are told?',
            '',
            Object.entries(AGREES_WORDS).map(([value, text]) => ({ value, text })),
          ],
        ],
      }
    case 'name':
      return {
        summary: 'Ask somebody of adult services to help after eighteen',
        intro: 'They are asked to accept in writing. Until they do, nothing that helps the young person ends.',
        button: 'Ask them',
        fields: [
          ['select', 'to', 'Of which agency?', 'Adult services of your own council are your own agency', agencies],
          ['line', 'name', 'Name'],
          ['line', 'post', 'Post', 'For example social worker, adults'],
          ['line', 'phone', 'Number to ring'],
          WORDS_OF('What should they know, and what are they asked?', 'They read this'),
        ],
      }
    case 'accept':
      return {
        summary: 'Accept in writing for adult services',
        button: 'Accept',
        fields: [
          ['line', 'name', 'Who accepts?'],
          WORDS_OF('What happens first?', 'This is the acceptance in writing'),
        ],
      }
    case 'decline':
      return {
        summary: 'Decline it',
        intro: 'They read why. Children’s services go on until somebody accepts.',
        button: 'Decline',
        fields: [['line', 'name', 'Who declines?'], WORDS_OF('Why not, and what do you propose instead?')],
      }
    case 'not-needed':
      return {
        summary: 'Say why nobody of adult services takes over',
        button: 'Record the reason',
        fields: [
          ['line', 'name', 'Who decides so?'],
          ['line', 'post', 'Their post'],
          WORDS_OF('Why not, and who helps the young person instead?'),
        ],
      }
  }
}
