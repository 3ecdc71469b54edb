import { londonDay } from '#domain/values/london.ts'
import type { Watch, WatchChoices } from '#services/watches.ts'
import type { Reference } from '#services/contacts.ts'
import { dateText } from '../../../dates.ts'
import { type FormErrors, NO_ERRORS, type Sent } from '../../../form.ts'
import type { PageModel } from '../../page.ts'
import { dayOfExpiry, watchRow } from '../list/view.ts'
import { TERMS, type TermsFields, termsFields } from '../terms.ts'

/** Exactly what page.njk prints. */
export interface WatchPage extends PageModel {
  readonly watchId: string
  readonly version: number
  readonly name: string
  readonly personHref: string | undefined
  readonly facts: readonly { readonly key: { readonly text: string }; readonly value: { readonly text: string } }[]
  readonly open: boolean
  readonly terms: TermsFields
  readonly endReason: string
  readonly conflict: string
  readonly errors: FormErrors
}

/** One watch: its terms, and the forms to renew and to end it. */
export function watchPage(
  watch: Watch,
  choices: WatchChoices,
  reference: Reference,
  now: string,
  sent: Sent,
): WatchPage {
  const { typed, errors = NO_ERRORS } = sent
  const today = londonDay(now as Watch['since'])
  const row = watchRow(watch, reference, today)
  const standing = {
    reason: watch.reason,
    legalBasis: watch.legalBasis,
    expiresOn: dayOfExpiry(watch),
    reviewOn: watch.reviewOn,
  }
  const facts: readonly (readonly [string, string | null])[] = [
    ['Why', row.reason],
    ['Legal basis', row.basis],
    ['Watched since', dateText(watch.since)],
    ['Review on', row.review],
    [watch.endedAt === null ? 'Last day' : 'Ended', row.ends],
    ['Set by', row.owner],
    ['Note', watch.note],
  ]
  return {
    pageTitle: `Watch: ${row.name}`,
    hasErrors: errors.summary.length > 0,
    watchId: watch.watchId,
    version: watch.version,
    name: row.name,
    personHref: watch.personId === null ? undefined : `/people/${watch.personId}`,
    facts: facts.flatMap(([key, value]) => (value === null ? [] : [{ key: { text: key }, value: { text: value } }])),
    open: watch.endedAt === null,
    terms: termsFields(
      choices,
      today,
      typed !== undefined && Object.keys(TERMS).some(name => name in typed) ? typed : standing,
    ),
    endReason: typeof typed?.['endReason'] === 'string' ? typed['endReason'] : '',
    conflict: sent.conflict ?? '',
    errors,
  }
}
