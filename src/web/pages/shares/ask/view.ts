import type { LegalBasis, SharingRequest } from '#services/sharing.ts'
import { agoText } from '../../../dates.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { type AskFields, askFields, textOf } from '../words.ts'

/** Exactly what page.njk prints. */
export interface AskPage extends PageModel {
  readonly personHref: string
  readonly agency: string
  readonly fields: AskFields
  readonly errors: FormErrors
  /** What somebody of the own agency has asked already; no second request can be made beside it. */
  readonly conflict: { readonly text: string; readonly href: string } | undefined
}

/** The form again, when something in it was wrong, or beside what a colleague has asked already. */
export function askPage(sent: {
  readonly personId: string
  readonly agencyName: (code: string) => string
  readonly bases: readonly LegalBasis[]
  readonly typed: Typed
  readonly errors: FormErrors
  readonly askedAlready: boolean
  /** The request that stands, where it can be found. */
  readonly theirs: SharingRequest | undefined
  readonly now: string
}): AskPage {
  const { typed, theirs } = sent
  const agency = textOf(typed, 'agency')
  return {
    pageTitle: `Ask ${agency === '' ? 'an agency' : sent.agencyName(agency)} to share`,
    hasErrors: sent.errors.summary.length > 0,
    personHref: `/people/${sent.personId}`,
    agency,
    fields: askFields(sent.bases, typed),
    errors: sent.errors,
    conflict: sent.askedAlready ? conflictWith(theirs, sent.now) : undefined,
  }
}

function conflictWith(theirs: SharingRequest | undefined, now: string): AskPage['conflict'] {
  if (theirs === undefined) return { text: 'Your agency has asked already. Nothing more was asked.', href: '/shares' }
  const asked = `${theirs.askedName} of your agency has asked already, ${agoText(theirs.askedAt, now)}`
  return { text: `${asked}: “${theirs.reason}” Nothing more was asked.`, href: `/shares/${theirs.requestId}` }
}
