import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { OpenedMessage } from '#services/family.ts'
import { NO_ERRORS, type Sent, type Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { type MessageShown, messageShown } from '../../people/family/view.ts'
import { contactLines } from '../../people/family/words.ts'
import { fromText } from '../list/view.ts'

/** Exactly what page.njk prints. */
export interface FamilyMessagePage extends PageModel {
  readonly messageId: string
  readonly shown: MessageShown
  readonly contact: readonly string[]
  readonly familyHref: string
  readonly kinds: readonly { readonly value: string; readonly text: string; readonly checked: boolean }[]
  readonly typed: Typed
  readonly errors: NonNullable<Sent['errors']>
}

/** One message with who has read it, what to know before its writer is rung, and the form of the answer. */
export function familyMessagePage(
  { message, guest }: OpenedMessage,
  agency: (code: string) => AgencyWords,
  now: Instant,
  { typed = {}, errors = NO_ERRORS }: Sent,
): FamilyMessagePage {
  const kind = typed['kind'] ?? 'seen'
  return {
    pageTitle: fromText(message),
    hasErrors: errors.summary.length > 0,
    messageId: message.messageId,
    shown: { ...messageShown(message, fromText(message), agency, now), href: '' },
    contact: guest === undefined ? [] : contactLines(guest.contact, now),
    familyHref: message.personId === null ? '' : `/people/${message.personId}/family`,
    kinds: [
      { value: 'seen', text: 'I have read it', checked: kind === 'seen' },
      { value: 'reply', text: 'Answer', checked: kind === 'reply' },
    ],
    typed: { words: '', post: '', ...typed },
    errors,
  }
}
