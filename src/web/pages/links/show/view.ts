import type { LinkView } from '#services/link-review.ts'
import type { Typed } from '../../../form.ts'
import { type Directory, pairModel } from '../view.ts'

/** An answer that was sent and not taken: what is wrong with its note, or what somebody else did meanwhile. */
export interface NotTaken {
  readonly typed?: Typed
  readonly noteError?: string
  readonly conflict?: string
}

/** Exactly what page.njk prints. */
export function linkPage(link: LinkView, agency: Directory, sent: NotTaken = {}) {
  const { typed = {}, noteError = '', conflict = '' } = sent
  const textOf = (name: string) => (typeof typed[name] === 'string' ? typed[name] : '')
  const pair = pairModel(link, agency)
  return {
    pageTitle: 'Is this the same person?',
    hasErrors: noteError !== '',
    errors: noteError === '' ? [] : [{ text: noteError, href: '#reason' }],
    noteError,
    conflict,
    typed: { from: textOf('from'), reason: textOf('reason') },
    caption: pair.title,
    stands: link.samePerson
      ? 'These records are taken for one person now.'
      : 'These records are taken for two people now.',
    pair,
  }
}
