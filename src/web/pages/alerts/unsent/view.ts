import type { DeadLetter } from '#services/outbox.ts'
import { agoText, count } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'

/** Exactly what page.njk prints. */
export interface UnsentPage extends PageModel {
  readonly rows: readonly {
    readonly number: number
    readonly about: string
    readonly given: string
    readonly tries: string
    readonly why: string
  }[]
}

/** Messages that were given up, newest first. */
export function unsentPage(letters: readonly DeadLetter[], now: string): UnsentPage {
  return {
    pageTitle: 'Messages that could not be sent',
    rows: letters.map(letter => ({
      number: letter.messageId,
      about: letter.about,
      given: agoText(letter.deadAt, now),
      tries: count(letter.attempts, 'try', 'tries'),
      why: letter.lastError ?? '',
    })),
  }
}
