import type { RequestStanding } from '#services/people.ts'
import { dateText, momentText } from '#web/dates.ts'

/** How sharing stands with the agencies of a person. */
export interface SharingView {
  /** Requests about the person, newest first. */
  readonly requests: readonly RequestStanding[]
  readonly ownAgency: string
  readonly name: (code: string) => string
  /** Whether the reader may open requests; else only how they stand is told. */
  readonly mayOpen: boolean
}

interface Note {
  readonly text: string
  readonly link: string
  readonly href: string
}

/** What was asked of the reader's agency, and what is shared now in either direction. */
export function sharingNotes({ requests, ownAgency, name, mayOpen }: SharingView): readonly Note[] {
  return requests.flatMap(request => {
    const mine = request.holder === ownAgency
    const until = request.expiresAt === null ? '' : ` until ${momentText(request.expiresAt)}`
    const href = mayOpen ? `/shares/${request.requestId}` : ''
    if (request.state === 'shared') {
      const text = mine
        ? `You share your records with ${name(request.asker)}${until}.`
        : `${name(request.holder)} shares records with you${until}.`
      return [{ text, link: mine ? 'Look, or stop sharing' : 'On what conditions', href }]
    }
    if (request.state === 'asked' && mine)
      return [{ text: `${name(request.asker)} asks to see what you hold of this person.`, link: 'Answer', href }]
    return []
  })
}

/** How asking a holder stands: what to say of the newest request to it, and whether it may be asked (again). */
export function askingOf(
  view: SharingView,
  holder: string,
): { readonly note: Note | undefined; readonly open: boolean } {
  const newest = view.requests.find(request => request.holder === holder && request.asker === view.ownAgency)
  if (newest === undefined) return { note: undefined, open: false }
  const href = view.mayOpen ? `/shares/${newest.requestId}` : ''
  if (newest.state === 'asked')
    return {
      note: { text: `Asked on ${dateText(newest.askedAt)}; not answered yet.`, link: 'The request', href },
      open: true,
    }
  if (newest.state === 'refused')
    return {
      note: { text: `Not shared when you asked on ${dateText(newest.askedAt)}.`, link: 'Why', href },
      open: false,
    }
  return { note: undefined, open: false }
}
