import type { LinkView } from '#services/link-review.ts'
import { type Directory, pairModel } from '../view.ts'

/** Exactly what page.njk prints. `noteError` is what is wrong with the note that was sent. */
export function linkPage(link: LinkView, agency: Directory, noteError = '') {
  const pair = pairModel(link, agency)
  return {
    pageTitle: 'Is this the same person?',
    hasErrors: noteError !== '',
    errors: noteError === '' ? [] : [{ text: noteError, href: '#reason' }],
    noteError,
    caption: pair.title,
    stands: link.samePerson
      ? 'These records are taken for one person now.'
      : 'These records are taken for two people now.',
    pair,
  }
}
