import type { BreachDecision, CareStatus } from '#domain/order.ts'
import { isEnding } from '#domain/order.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import { type Order, orderLabel } from '#services/orders.ts'
import { dateText, plainDateText } from '#web/dates.ts'

/** A tag of GOV.UK. */
interface Tag {
  readonly text: string
  readonly classes: string
}

/** What a possible breach was found to be, as the pages say it. */
export const DECISION_WORDS: Readonly<Record<BreachDecision, string>> = {
  coerced: 'They were made to, or sent',
  reasonable: 'There was a good reason',
  'not-so': 'It was not so',
  evidence: 'It may be put before a court',
}

/** Why a child of 16 or 17 may be protected, as the pages say it. */
export const CARE_WORDS: Readonly<Record<CareStatus, string>> = {
  none: 'None of these',
  'care-order': 'Under a care order',
  'emergency-protection': 'Under an emergency protection order',
  'police-protection': 'In police protection',
}

const STANDING_TAGS: Readonly<Record<Order['standing'], Tag>> = {
  'not-begun': { text: 'Not begun', classes: 'govuk-tag--light-blue' },
  'in-force': { text: 'In force', classes: 'govuk-tag--green' },
  over: { text: 'Its time is over', classes: 'govuk-tag--grey' },
  discharged: { text: 'Discharged', classes: 'govuk-tag--grey' },
  ended: { text: 'Ended', classes: 'govuk-tag--grey' },
}

/** What an order is called. */
export function titleOf({ kind, isInterim }: Pick<Order, 'kind' | 'isInterim'>): string {
  return isInterim ? `${orderLabel(kind)} (interim)` : orderLabel(kind)
}

/** How an order stands, as tags: what is to be done about it is said before its time is over. */
export function tagsOf(order: Order, now: Instant): Tag[] {
  const { standing, until, review, undecided, state } = order
  return [
    STANDING_TAGS[standing],
    ...(state === 'made' && standing !== 'over' && isEnding(until ?? undefined, londonDay(now))
      ? [{ text: 'Ends soon', classes: 'govuk-tag--yellow' }]
      : []),
    ...(review?.state === 'breached' ? [{ text: 'Review not done in time', classes: 'govuk-tag--red' }] : []),
    ...(review?.state === 'due-soon' ? [{ text: 'Review due soon', classes: 'govuk-tag--orange' }] : []),
    ...(undecided > 0 ? [{ text: 'To decide', classes: 'govuk-tag--orange' }] : []),
  ]
}

/** From when until when, in words. */
export function lifeText({ from, until }: Pick<Order, 'from' | 'until'>): string {
  return `${plainDateText(from)} to ${until === null ? 'further order' : plainDateText(until)}`
}

/** By when it is looked at again, in words; empty when nothing asks for it. */
export function reviewText({ review }: Order): string {
  return review === undefined ? '' : `by ${dateText(review.dueAt)}`
}
