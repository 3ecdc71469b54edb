import type { AgencyId } from '../values/ids.ts'
import type { Instant } from '../values/time.ts'
import type { CaseEvent, GroundOfDuty, LeadEvent, NamedPractitioner, Proposal } from './event.ts'

/** A practitioner since when. */
export interface Practitioner extends NamedPractitioner {
  readonly since: Instant
}

/** An agency's time of having the duty to a child. */
export interface Duty {
  /** Id of the event by which it began. */
  readonly dutyId: string
  readonly agency: AgencyId
  readonly since: Instant
  readonly because: GroundOfDuty | 'accepted'
  /** Oldest first; the last one is the practitioner now. */
  readonly practitioners: readonly Practitioner[]
}

/** A duty that another agency took over, or that ended with the case. */
export interface PastDuty extends Duty {
  readonly until: Instant
}

export type OfferState = 'open' | 'withdrawn' | 'declined' | 'countered' | 'accepted' | 'expired' | 'overtaken'

/** One offer of the lead, with its answer. */
export interface Offer {
  readonly offerId: string
  readonly from: AgencyId
  readonly to: AgencyId
  readonly at: Instant
  readonly expiresAt: Instant
  readonly byName: string | null
  readonly words: string | null
  readonly state: OfferState
  readonly closedAt?: Instant
  readonly answerName?: string | null
  readonly answerWords?: string | null
  /** Code of the reason for which it was declined. */
  readonly reason?: string
  readonly proposal?: Proposal
}

/** One step of the ladder on which a dispute went up. */
export interface DisputeStep {
  readonly step: string
  readonly by: AgencyId
  readonly at: Instant
  readonly dueAt: Instant
  readonly words: string | null
}

/** A dispute about an offer that was not taken, between the agencies of that offer. */
export interface Dispute {
  readonly disputeId: string
  readonly offerId: string
  readonly between: readonly [AgencyId, AgencyId]
  /** Lowest first; the last one is where it lies now. */
  readonly steps: readonly DisputeStep[]
  readonly settledAt?: Instant
  readonly settledWords?: string | null
}

/** Who leads, who keeps the duty meanwhile, and how it came about. */
export interface LeadState {
  readonly lead: Duty | undefined
  /** The area where the child was found while another leads: it keeps the duty until somebody accepts in writing. */
  readonly host: Duty | undefined
  /** Oldest first. */
  readonly past: readonly PastDuty[]
  /** Oldest first. At most one is open, unless records of one child were linked only after both were made. */
  readonly offers: readonly Offer[]
  readonly disputes: readonly Dispute[]
  readonly closedAt: Instant | undefined
  /** How many events of this part there were: the version that an answer names. */
  readonly version: number
}

/** Before anything was written. */
export const NOBODY_LEADS: LeadState = {
  lead: undefined,
  host: undefined,
  past: [],
  offers: [],
  disputes: [],
  closedAt: undefined,
  version: 0,
}

/** The agency that has the duty to act now: the one where the child was found, else the one that leads. */
export function dutyOf(state: LeadState): Duty | undefined {
  return state.host ?? state.lead
}

/** The offers that nobody has answered, withdrawn or let run out. */
export function openOffers(state: LeadState): readonly Offer[] {
  return state.offers.filter(offer => offer.state === 'open')
}

/** The dispute that is not settled. */
export function openDispute(state: LeadState): Dispute | undefined {
  return state.disputes.findLast(dispute => dispute.settledAt === undefined)
}

/** The state after one more event. An event that cannot have happened, such as an answer to an unknown offer, changes only the version. */
export function leadAfter(state: LeadState, event: CaseEvent): LeadState {
  const next = changed(state, event)
  return next === undefined ? state : { ...next, version: state.version + 1 }
}

/** Undefined for an event of another part of the case. */
function changed(state: LeadState, event: CaseEvent): LeadState | undefined {
  switch (event.kind) {
    case 'found-here':
      return found(state, event)
    case 'offered':
      return { ...state, offers: [...state.offers, offerOf(event)] }
    case 'withdrawn':
    case 'expired':
      return answered(state, event, event.kind)
    case 'declined':
      return answered(state, event, 'declined', { reason: event.facts.reason })
    case 'countered':
      return answered(state, event, 'countered', { proposal: event.facts.proposal })
    case 'accepted':
      return accepted(state, event)
    case 'dispute-raised':
      return { ...state, disputes: raised(state, event) }
    case 'dispute-settled':
      return { ...state, disputes: settled(state.disputes, event, event.facts.disputeId) }
    case 'practitioner-named':
      return { ...state, lead: withPractitioner(state.lead, event), host: withPractitioner(state.host, event) }
    case 'case-closed':
      return state.lead?.agency === event.agency ? closed(state, event) : state
    default:
      return undefined
  }
}

type Of<Kind extends LeadEvent['kind']> = Extract<LeadEvent, { kind: Kind }>

function found(state: LeadState, event: Of<'found-here'>): LeadState {
  const { eventId: dutyId, agency, happenedAt, facts } = event
  if (dutyOf(state)?.agency === agency) return state
  const duty: Duty = { dutyId, agency, since: happenedAt, because: facts.because, practitioners: [] }
  if (state.lead === undefined) return { ...state, lead: duty, closedAt: undefined }
  const open = overtaken(state.offers, event)
  // Found in the lead's own area: whoever had the duty for the time being has it no more.
  if (state.lead.agency === agency)
    return { ...state, host: undefined, past: ended(state, [state.host], event), offers: open }
  return { ...state, host: duty, past: ended(state, [state.host], event), offers: open }
}

function offerOf({ agency, happenedAt, byName, words, facts }: Of<'offered'>): Offer {
  const { offerId, to, expiresAt } = facts
  return { offerId, from: agency, to, at: happenedAt, expiresAt, byName, words, state: 'open' }
}

/** Only the agency that made an offer can withdraw it, only the one it was made to can answer, and nobody one that is closed. */
function answered(
  state: LeadState,
  event: Of<'withdrawn' | 'declined' | 'countered' | 'accepted' | 'expired'>,
  to: OfferState,
  more: Partial<Offer> = {},
): LeadState {
  const by = event.kind === 'withdrawn' || event.kind === 'expired' ? 'from' : 'to'
  const answer = { closedAt: event.recordedAt, answerName: event.byName, answerWords: event.words, ...more }
  const offers = state.offers.map(offer =>
    offer.offerId === event.facts.offerId && offer.state === 'open' && offer[by] === event.agency
      ? { ...offer, state: to, ...answer }
      : offer,
  )
  return { ...state, offers }
}

function accepted(before: LeadState, event: Of<'accepted'>): LeadState {
  const state = answered(before, event, 'accepted')
  const taken = state.offers.some((offer, at) => offer.state === 'accepted' && before.offers[at]?.state === 'open')
  if (!taken) return before
  const { eventId: dutyId, agency, recordedAt } = event
  const stays = state.lead?.agency === agency
  const since: Duty = { dutyId, agency, since: recordedAt, because: 'accepted', practitioners: [] }
  return {
    ...state,
    lead: stays ? state.lead : since,
    host: undefined,
    past: ended(state, stays ? [state.host] : [state.lead, state.host], event),
    offers: overtaken(state.offers, event),
    disputes: settled(state.disputes, event),
    closedAt: undefined,
  }
}

function closed(state: LeadState, event: Of<'case-closed'>): LeadState {
  return {
    ...state,
    lead: undefined,
    host: undefined,
    past: ended(state, [state.lead, state.host], event),
    offers: overtaken(state.offers, event),
    disputes: settled(state.disputes, event),
    closedAt: event.happenedAt,
  }
}

function ended(state: LeadState, duties: readonly (Duty | undefined)[], event: CaseEvent): readonly PastDuty[] {
  const over = duties.filter(duty => duty !== undefined).map(duty => ({ ...duty, until: event.recordedAt }))
  return [...state.past, ...over]
}

function overtaken(offers: readonly Offer[], event: CaseEvent): readonly Offer[] {
  return offers.map(offer =>
    offer.state === 'open' ? { ...offer, state: 'overtaken', closedAt: event.recordedAt } : offer,
  )
}

function raised(state: LeadState, event: Of<'dispute-raised'>): readonly Dispute[] {
  const { disputeId, offerId, step, dueAt } = event.facts
  const offer = state.offers.find(one => one.offerId === offerId)
  if (offer === undefined) return state.disputes
  const up: DisputeStep = { step, by: event.agency, at: event.happenedAt, dueAt, words: event.words }
  const open = state.disputes.find(one => one.disputeId === disputeId)
  if (open === undefined)
    return [...state.disputes, { disputeId, offerId, between: [offer.from, offer.to], steps: [up] }]
  return state.disputes.map(one => (one === open ? { ...one, steps: [...one.steps, up] } : one))
}

function settled(disputes: readonly Dispute[], event: CaseEvent, only?: string): readonly Dispute[] {
  return disputes.map(one =>
    one.settledAt === undefined && (only === undefined || one.disputeId === only)
      ? { ...one, settledAt: event.recordedAt, settledWords: event.words }
      : one,
  )
}

function withPractitioner(duty: Duty | undefined, event: Of<'practitioner-named'>): Duty | undefined {
  if (duty?.agency !== event.agency) return duty
  return { ...duty, practitioners: [...duty.practitioners, { ...event.facts, since: event.happenedAt }] }
}
