import type { ClockStanding } from '#domain/case/clocks.ts'
import type { MeetingEvent, PlanEvent } from '#domain/case/event.ts'
import { type Offer, type OfferState, openOffers } from '#domain/case/lead.ts'
import { isLate } from '#domain/case/lead-rules.ts'
import type { Placement, Said } from '#domain/case/placement.ts'
import { isOfMeeting } from '#domain/case/meeting.ts'
import { isOfPlan } from '#domain/case/plan.ts'
import { placementGaps, placementMoves } from '#domain/case/placement-rules.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { londonDay } from '#domain/values/london.ts'
import type { Instant } from '#domain/values/time.ts'
import type { AgencyWords } from '#services/agencies.ts'
import type { CaseEvent, LeadFile, LeadMove } from '#services/cases.ts'
import { agoText, dateText, momentText, plainDateText } from '../../../dates.ts'
import type { PageModel } from '../../page.ts'
import { clockTag, dueText, leadHeader } from '../lead.ts'
import { ADULT_TITLES } from '../adult/words.ts'
import { REFERRAL_TITLES } from '../referrals/words.ts'
import type { PartLink } from '../parts.ts'
import { pastOf } from '../past.ts'
import { TURNING_TITLES } from '../turning-18/words.ts'
import { type CaseForm, errorsIn, type FormMaterial, leadForm, placeForm, placementForm } from './forms.ts'

/** What the page is made from. */
export interface CaseView {
  readonly file: LeadFile
  readonly agency: (code: string) => AgencyWords
  readonly ownAgency: AgencyId
  readonly stepName: (code: string) => string
  /** Label of a reason or proposal. */
  readonly reasonName: (code: string) => string
  readonly standing: (kind: 'offer' | 'dispute-step' | 'placement-notice', dueAt: Instant) => ClockStanding
  /** Whether the reader may do anything here at all. */
  readonly mayChange: boolean
  readonly mayPlace: boolean
  readonly now: Instant
  readonly material: FormMaterial
  readonly conflict: string | undefined
  readonly parts: readonly PartLink[]
}

/** Exactly what page.njk prints. */
export function casePage(view: CaseView) {
  const { file, agency, stepName, now, material, conflict } = view
  const past = file.asOf !== now
  const acts = view.mayChange && !past
  const summary = errorsIn(material, ['placementId'])
  return {
    pageTitle: `Who leads: ${file.name}`,
    hasErrors: summary.length > 0,
    errors: summary,
    conflict,
    parts: view.parts,
    sentence: sentenceOf(view),
    ...pastOf(file.asOf, now),
    caseHref: `/people/${file.personId}/case`,
    lead: leadHeader({ lead: file.state.lead, agency, stepName, now: file.asOf, href: '' }),
    forms: acts ? formsOf(view) : [],
    offers: file.state.lead.offers.toReversed().map(offer => offerRow(offer, view)),
    earlier: file.state.lead.past.toReversed().map(duty => ({
      agency: agency(duty.agency).name,
      dates: `${dateText(duty.since)} to ${dateText(duty.until)}`,
      practitioners: duty.practitioners.map(one => one.name).join(', '),
    })),
    placements: file.state.placements.toReversed().map(one => placementView(one, view, acts)),
    place: acts && view.mayPlace ? placeForm(file.personId, material) : undefined,
    // What happens in the plan and in meetings stands on pages of its own.
    entries: file.events
      .toReversed()
      .flatMap(event =>
        isOfPlan(event) || isOfMeeting(event) || UNTOLD.has(event.kind) ? [] : [entryOf(event, view)],
      ),
  } satisfies PageModel & Record<string, unknown>
}

function sentenceOf({ file, agency, ownAgency, now }: CaseView): string {
  const { lead } = file.state
  const offers = openOffers(lead).filter(offer => !isLate(offer, file.asOf))
  const mine = offers.find(offer => offer.to === ownAgency)
  if (mine !== undefined && file.asOf === now) {
    const from = agency(mine.from).name
    return `${from} asks your agency to lead. Accept, decline or propose something else by ${momentText(mine.expiresAt)}; ${from} has the duty until then.`
  }
  if (offers.length > 0) return 'The lead is offered and not yet answered.'
  if (lead.lead === undefined)
    return file.moves.includes('here')
      ? 'If the child was found in your area or lives there, say so here: then somebody has the duty.'
      : 'Who leads for this child. Ring children’s services of the area where the child lives or is found.'
  return 'Who leads for this child, whom to ring, and how it came about.'
}

/** Forms in the order of urgency: what waits for an answer first. */
const ORDER: readonly LeadMove[] = [
  'accept',
  'decline',
  'counter',
  'here',
  'offer',
  'withdraw',
  'escalate',
  'settle',
  'name',
  'close',
]

function formsOf({ file, material, ownAgency, stepName }: CaseView): readonly CaseForm[] {
  const { lead } = file.state
  const next = file.nextStep === undefined ? '' : stepName(file.nextStep.code).toLowerCase()
  return ORDER.filter(move => file.moves.includes(move)).map(move => {
    const side = move === 'withdraw' ? 'from' : 'to'
    const answers = move === 'withdraw' || move === 'accept' || move === 'decline' || move === 'counter'
    const offer = answers ? openOffers(lead).find(one => one[side] === ownAgency) : undefined
    const open = move === 'accept' || (move === 'here' && lead.lead === undefined)
    return leadForm(move, { personId: file.personId, version: lead.version, offer, next, open }, material)
  })
}

const OFFER_TAGS: Readonly<Record<OfferState, { readonly text: string; readonly classes: string }>> = {
  open: { text: 'Waits', classes: 'govuk-tag--yellow' },
  withdrawn: { text: 'Taken back', classes: 'govuk-tag--grey' },
  declined: { text: 'Declined', classes: 'govuk-tag--grey' },
  countered: { text: 'Other proposal', classes: 'govuk-tag--blue' },
  accepted: { text: 'Accepted', classes: 'govuk-tag--green' },
  expired: { text: 'Time ran out', classes: 'govuk-tag--red' },
  overtaken: { text: 'Overtaken', classes: 'govuk-tag--grey' },
}

function offerRow(offer: Offer, { file, agency, reasonName, standing }: CaseView) {
  const late = isLate(offer, file.asOf)
  const open = offer.state === 'open' && !late ? clockTag(standing('offer', offer.expiresAt)) : undefined
  const { proposal, reason } = offer
  const proposed =
    proposal === undefined
      ? ''
      : [
          reasonName(proposal.what),
          proposal.agency === undefined ? '' : agency(proposal.agency).name,
          proposal.from === undefined ? '' : `from ${plainDateText(proposal.from)}`,
        ]
          .filter(Boolean)
          .join(', ')
  return {
    between: `${agency(offer.from).name} to ${agency(offer.to).name}`,
    when: agoText(offer.at, file.asOf),
    words: offer.words ?? '',
    due: offer.state === 'open' ? dueText(offer.expiresAt, file.asOf) : '',
    tags: [late ? OFFER_TAGS.expired : OFFER_TAGS[offer.state], ...(open === undefined ? [] : [open])],
    answer: [reason === undefined ? proposed : reasonName(reason), offer.answerWords ?? ''].filter(Boolean).join('. '),
  }
}

const GAP_WORDS = {
  'risk-check': 'The risk check before the move',
  approval: 'Approval by a named senior',
  consultation: 'Consultation of the area',
  notification: 'Notification of the area',
} as const

function placementView(one: Placement, view: CaseView, acts: boolean) {
  const { file, agency, ownAgency, material } = view
  const [by, area] = [agency(one.by).name, agency(one.area).name]
  return {
    title: `${one.endedOn === undefined ? 'Placed' : 'Was placed'} in the area of ${area}`,
    sentence: `${by} ${one.emergency ? 'placed the child there in an emergency' : 'places the child there'} from ${plainDateText(one.startsOn)}${one.endedOn === undefined ? '' : ` to ${plainDateText(one.endedOn)}`}${one.atDistance ? ', at a distance' : ''}.`,
    gaps: placementGaps(one, file.asOf).map(gap => ({
      text: `${GAP_WORDS[gap.wants]} is missing. ${gap.late ? 'It was due' : 'It is due'} ${londonDay(gap.dueAt) === one.startsOn ? `before the move on ${plainDateText(one.startsOn)}` : `by ${momentText(gap.dueAt)}`}.`,
      tag: clockTag(gap.late ? 'late' : view.standing('placement-notice', gap.dueAt)),
    })),
    warnings: one.warnings.map(said => ({ text: said.words ?? '', by: saidBy(said, view) })),
    rows: [
      row('Why', one.words ?? ''),
      said('Risk check', one.riskChecked, view),
      said('Consulted', one.consultationAsked, view),
      said('Answer of the area', one.consultationAnswered, view),
      one.approved === undefined
        ? undefined
        : row('Approved', `${one.approved.senior}, ${one.approved.post}. ${saidBy(one.approved, view)}`),
      said('Notified', one.notified, view),
      said('Noted by the area', one.acknowledged, view),
    ].filter(found => found !== undefined),
    forms: acts
      ? placementMoves(one, ownAgency).map(move =>
          placementForm(move, { personId: file.personId, placementId: one.placementId }, material),
        )
      : [],
  }
}

function said(key: string, what: Said | undefined, view: CaseView) {
  return what === undefined ? undefined : row(key, `${what.words ?? ''} (${saidBy(what, view)})`)
}

function row(key: string, text: string) {
  return { key: { text: key }, value: { text } }
}

function saidBy({ at, agency: code, byName }: Said, { agency, file }: CaseView): string {
  return [byName ?? '', agency(code).name, agoText(at, file.asOf)].filter(Boolean).join(', ')
}

/** The plan and meetings have pages of their own. */
type ShownEvent = Exclude<CaseEvent, PlanEvent | MeetingEvent>

const EVENT_TITLES: Readonly<Record<ShownEvent['kind'], string>> = {
  'found-here': 'Has the duty',
  offered: 'Lead offered',
  withdrawn: 'Offer taken back',
  declined: 'Offer declined',
  countered: 'Something else proposed',
  accepted: 'Lead accepted in writing',
  expired: 'Offer ran out without an answer',
  'dispute-raised': 'Dispute taken up the ladder',
  'dispute-settled': 'Dispute settled',
  'practitioner-named': 'Lead practitioner named',
  'case-closed': 'Case closed',
  'placed-elsewhere': 'Placed in another area',
  'risk-checked': 'Risk check recorded',
  'consultation-asked': 'Area consulted',
  'consultation-answered': 'Area answered the consultation',
  'placement-approved': 'Placement approved',
  'area-notified': 'Area notified',
  'area-warned': 'Area warned',
  'placement-acknowledged': 'Area took note',
  'placement-ended': 'Placement ended',
  'nrm-asked': 'First responder asked to refer to the NRM',
  'nrm-not-taken': 'Referral to the NRM not taken on',
  'nrm-begun': 'Referral to the NRM begun',
  'nrm-section-saved': 'Referral to the NRM written',
  'nrm-consent': 'Asked whether they agree to a referral to the NRM',
  'nrm-sent': 'Referred to the NRM',
  'nrm-content-sent': 'What the referral to the NRM says',
  'nrm-notified': 'Home Office notified without a name',
  'nrm-action-answered': 'Safeguarding action answered',
  'nrm-decided': 'Decision of the NRM',
  'nrm-reconsideration-asked': 'Asked to look at a decision of the NRM again',
  'nrm-reconsidered': 'Decision of the NRM looked at again',
  'nrm-suspended': 'Referral to the NRM suspended',
  'nrm-resumed': 'Referral to the NRM goes on',
  'nrm-withdrawn': 'Referral to the NRM withdrawn',
  ...ADULT_TITLES,
  ...TURNING_TITLES,
  ...REFERRAL_TITLES,
}

/** What is only written for oneself, or again, is no event to read. */
const UNTOLD: ReadonlySet<CaseEvent['kind']> = new Set(['nrm-section-saved', 'nrm-content-sent'])

function entryOf(event: ShownEvent, view: CaseView) {
  const { agency } = view
  const happened =
    event.happenedAt.slice(0, 16) === event.recordedAt.slice(0, 16) ? '' : `Happened ${dateText(event.happenedAt)}`
  return {
    kind: 'event',
    title: EVENT_TITLES[event.kind],
    text: [factsOf(event, view), event.words ?? '', happened].filter(Boolean).join(' · '),
    href: '',
    agency: [event.byName ?? '', agency(event.agency).name].filter(Boolean).join(', '),
    time: { text: momentText(event.recordedAt), iso: event.recordedAt },
  }
}

function factsOf(event: ShownEvent, { agency, stepName, reasonName }: CaseView): string {
  switch (event.kind) {
    case 'found-here':
      return event.facts.because === 'found' ? 'The child was found there' : 'The child lives there'
    case 'offered':
      return `To ${agency(event.facts.to).name}, until ${momentText(event.facts.expiresAt)}`
    case 'declined':
      return reasonName(event.facts.reason)
    case 'countered':
      return reasonName(event.facts.proposal.what)
    case 'dispute-raised':
      return `With ${stepName(event.facts.step)}, until ${momentText(event.facts.dueAt)}`
    case 'practitioner-named':
      return [event.facts.name, event.facts.post ?? '', event.facts.phone].filter(Boolean).join(', ')
    case 'placed-elsewhere':
      return `In the area of ${agency(event.facts.area).name}, from ${plainDateText(event.facts.startsOn)}`
    case 'placement-approved':
      return `${event.facts.senior}, ${event.facts.post}`
    default:
      return ''
  }
}
