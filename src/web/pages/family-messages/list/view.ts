import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { ReceivedMessage } from '#services/family.ts'
import { nameOf } from '#services/search.ts'
import { count } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { type MessageShown, messageShown } from '../../people/family/view.ts'
import { GUEST_TEXT } from '../../people/family/words.ts'

/** Exactly what page.njk prints. */
export interface FamilyMessagesPage extends PageModel {
  readonly summary: string
  readonly messages: readonly MessageShown[]
}

/** What nobody has acknowledged first, as it came from the store. */
export function familyMessagesPage(
  messages: readonly ReceivedMessage[],
  agency: (code: string) => AgencyWords,
  now: Instant,
): FamilyMessagesPage {
  const waiting = messages.filter(({ replies }) => replies.length === 0).length
  return {
    pageTitle: waiting === 0 ? 'Families' : `(${waiting}) Families`,
    summary:
      waiting === 0
        ? 'No message of a family waits for somebody to say that it is read.'
        : `${count(waiting, 'message')} of families ${waiting === 1 ? 'waits' : 'wait'} for somebody to say that ${waiting === 1 ? 'it is' : 'they are'} read.`,
    messages: messages.map(message => messageShown(message, fromText(message), agency, now)),
  }
}

/** Who wrote, and about which child, as the agency knows them. */
export function fromText({ guestName, guestKind, personId, person }: ReceivedMessage): string {
  const child = personId === null ? 'a child whom your agency does not reach any more' : nameOf(person ?? {})
  return `From ${guestName}, ${GUEST_TEXT[guestKind]}, about ${child}`
}
