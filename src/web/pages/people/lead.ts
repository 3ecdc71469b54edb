import type { ClockStanding } from '#domain/case/clocks.ts'
import { type Duty, type LeadState, openDispute, openOffers } from '#domain/case/lead.ts'
import { isLate } from '#domain/case/lead-rules.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import { agoText, dateText, lengthText, momentText } from '../../dates.ts'

/** Exactly what components/lead.njk prints. */
export interface LeadHeader {
  /** Said when nobody leads; else empty. */
  readonly nobody: string
  readonly cards: readonly {
    readonly who: string
    readonly heading: string
    readonly numbers: readonly { readonly label: string; readonly number: string; readonly href: string }[]
    readonly reference: string
    readonly note: string
  }[]
  readonly notes: readonly { readonly text: string; readonly urgent: boolean }[]
  readonly href: string
  readonly link: string
}

/** What the header is made from. */
export interface LeadView {
  readonly lead: LeadState
  readonly agency: (code: string) => AgencyWords
  readonly stepName: (code: string) => string
  readonly now: Instant
  /** Address of the case's own page; empty on that page. */
  readonly href: string
}

/** Who leads and since when, with a number to ring; who has the duty meanwhile; what is offered and what is in dispute. */
export function leadHeader(view: LeadView): LeadHeader {
  const { lead, href } = view
  const holds = [
    ...(lead.host === undefined ? [] : [card(view, lead.host, 'has the duty now')]),
    ...(lead.lead === undefined ? [] : [card(view, lead.lead, 'leads')]),
  ]
  return {
    nobody: holds.length > 0 ? '' : nobodyText(view),
    cards: holds,
    notes: [...offerNotes(view), ...disputeNotes(view)],
    href,
    link: holds.length > 0 || lead.offers.length > 0 ? 'Who leads, how it came about, and placements' : 'Say who leads',
  }
}

function nobodyText({ lead: { closedAt }, now }: LeadView): string {
  const closed = closedAt === undefined ? '' : ` The case was closed ${agoText(closedAt, now)}.`
  return `Nobody leads yet.${closed} Children's services of the area where the child lives or is found have the duty.`
}

function card({ agency }: LeadView, duty: Duty, does: string): LeadHeader['cards'][number] {
  const { name, phone, outOfHoursPhone } = agency(duty.agency)
  const practitioner = duty.practitioners.at(-1)
  const post = practitioner?.post === undefined ? '' : `, ${practitioner.post}`
  const numbers = [
    { label: practitioner?.name ?? '', number: practitioner?.phone },
    { label: 'Office hours', number: phone },
    { label: 'Out of hours', number: outOfHoursPhone },
  ]
  return {
    heading: `${name} ${does}`,
    who:
      practitioner === undefined
        ? 'No lead practitioner is named yet.'
        : `Lead practitioner: ${practitioner.name}${post}, since ${dateText(practitioner.since)}`,
    numbers: numbers.flatMap(({ label, number }) =>
      number === undefined ? [] : [{ label, number, href: `tel:${number.replaceAll(/[^\d+]/g, '')}` }],
    ),
    reference: '',
    note: `Since ${dateText(duty.since)}: ${BECAUSE[duty.because]}.`,
  }
}

const BECAUSE: Readonly<Record<Duty['because'], string>> = {
  found: 'the child was found there',
  'lives-here': 'the child lives there',
  accepted: 'it accepted the lead in writing',
}

function offerNotes({ lead, agency, now }: LeadView): LeadHeader['notes'] {
  return openOffers(lead).map(offer => {
    const [from, to] = [agency(offer.from).name, agency(offer.to).name]
    const text = isLate(offer, now)
      ? `${from} offered the lead to ${to}, which did not answer by ${momentText(offer.expiresAt)}.`
      : `${from} offered the lead to ${to} (${agoText(offer.at, now)}). ${dueText(offer.expiresAt, now)}`
    return { text: `${text} ${from} keeps the duty until it is accepted in writing.`, urgent: isLate(offer, now) }
  })
}

function disputeNotes({ lead, agency, stepName, now }: LeadView): LeadHeader['notes'] {
  const dispute = openDispute(lead)
  const step = dispute?.steps.at(-1)
  if (dispute === undefined || step === undefined) return []
  const between = dispute.between.map(code => agency(code).name).join(' and ')
  const text = `In dispute between ${between}, now with ${stepName(step.step)}. ${dueText(step.dueAt, now)}`
  return [{ text, urgent: step.dueAt <= now }]
}

/** How much is left of a clock, or that it has run out. */
export function dueText(dueAt: string, now: string): string {
  const minutes = Math.floor((Date.parse(dueAt) - Date.parse(now)) / 60_000)
  return dueAt <= now
    ? `The time ran out on ${momentText(dueAt)}.`
    : `Time until ${momentText(dueAt)}: ${lengthText(minutes)} left.`
}

/** How a clock stands, as a tag; undefined while there is time. */
export function clockTag(standing: ClockStanding): { readonly text: string; readonly classes: string } | undefined {
  if (standing === 'late') return { text: 'Time ran out', classes: 'govuk-tag--red' }
  return standing === 'soon' ? { text: 'Runs out soon', classes: 'govuk-tag--yellow' } : undefined
}
