import type { Alert } from '#services/alerts.ts'
import type { CanaryState } from '#services/canary.ts'
import { agencyName, teamName } from '#services/contacts.ts'
import { nameOf } from '#services/search.ts'
import { agoText, lengthText } from '../../dates.ts'

/** Why an alert came, as a tag. Colour never says it alone. */
export const KIND_TAGS = {
  missing: { text: 'Reported missing', classes: 'govuk-tag--red' },
  order: { text: 'Order', classes: 'govuk-tag--orange' },
  watch: { text: 'Watched', classes: 'govuk-tag--purple' },
  'allocated-worker': { text: 'Has a worker', classes: 'govuk-tag--blue' },
  'open-case': { text: 'Open case', classes: 'govuk-tag--blue' },
} as const satisfies Readonly<Record<Alert['interestKind'], { readonly text: string; readonly classes: string }>>

/** Whose alert it is, as far as the own records name them; an uncertain one says so. */
export function whoText(alert: Pick<Alert, 'person' | 'certainty'>): string {
  const name = alert.person === null ? 'Somebody of yours without a name' : nameOf(alert.person)
  return alert.certainty === 'confirmed' ? name : `${alert.certainty === 'probable' ? 'Probably' : 'Perhaps'} ${name}`
}

/** Where, when and by whom they were met, or whom to ring when that is all that may be told. */
export function metText(alert: Alert, now: string): string {
  const agency = agencyName(alert.encounterAgency)
  if (alert.outcome === 'not-ours') return `Given back to ${agency}.`
  if (alert.tells === 'contact-only')
    return `${agency} may have met them. Ring ${agency} and say ${alert.encounterReference}.`
  const where = alert.place === null ? '' : ` at ${alert.place}`
  return `Met by ${agency}${where}, ${agoText(alert.occurredAt ?? alert.raisedAt, now)}.`
}

/** Time left to take it on, or how long it is over; what was done once somebody did. */
export function timeText(alert: Alert, now: string): string {
  const by = alert.acknowledgedName === null ? '' : ` by ${alert.acknowledgedName}`
  if (alert.state === 'closed') return `closed ${agoText(alert.closedAt ?? now, now)}`
  if (alert.state === 'acknowledged') return `taken on${by} ${agoText(alert.acknowledgedAt ?? now, now)}`
  const minutes = Math.floor((Date.parse(alert.respondBy) - Date.parse(now)) / 60_000)
  return minutes >= 0 ? `${lengthText(minutes)} left` : `${lengthText(-minutes)} late`
}

/** The team that an alert is with. */
export function teamText(alert: Alert, agency: string): string {
  return teamName(agency, alert.team) ?? 'no team'
}

/** The red banner of every page while nothing proves that alerts arrive; nothing while they do. */
export function canaryBanner({ works }: CanaryState): { readonly text: string } | undefined {
  if (works) return undefined
  return {
    text: 'Alerts may not be arriving: no test alert came through in the last two hours. Ring other agencies yourself until this line is gone.',
  }
}
