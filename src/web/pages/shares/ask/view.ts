import type { LegalBasis } from '#services/sharing.ts'
import type { FormErrors, Typed } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { type AskFields, askFields, textOf } from '../words.ts'

/** Exactly what page.njk prints. */
export interface AskPage extends PageModel {
  readonly personHref: string
  readonly agency: string
  readonly fields: AskFields
  readonly errors: FormErrors
}

/** The form again, when something in it was wrong. */
export function askPage(sent: {
  readonly personId: string
  readonly agencyName: (code: string) => string
  readonly bases: readonly LegalBasis[]
  readonly typed: Typed
  readonly errors: FormErrors
}): AskPage {
  const agency = textOf(sent.typed, 'agency')
  return {
    pageTitle: `Ask ${agency === '' ? 'an agency' : sent.agencyName(agency)} to share`,
    hasErrors: true,
    personHref: `/people/${sent.personId}`,
    agency,
    fields: askFields(sent.bases, sent.typed),
    errors: sent.errors,
  }
}
