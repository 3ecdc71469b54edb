import { endOfDay } from '../values/london.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import { adultAfter, type AdultState, NOTHING_OF_AN_ADULT } from './adult.ts'
import type { CaseEvent, CasePart } from './event.ts'
import { leadAfter, type LeadState, NOBODY_LEADS } from './lead.ts'
import { type MeetingState, meetingsAfter } from './meeting.ts'
import { plansFrom, type PlanState } from './plan.ts'
import { nrmAfter, type NrmState } from './nrm.ts'
import { placementsAfter, type PlacementState } from './placement.ts'
import { referralsAfter, type ReferralState } from './referral.ts'
import { NOT_PREPARED, turningAfter, type TurningState } from './turning.ts'

/** How a case stands: each part a fold of its own over the one log. */
export interface CaseState {
  readonly lead: LeadState
  readonly placements: PlacementState
  readonly plans: PlanState
  readonly meetings: MeetingState
  readonly nrm: NrmState
  readonly adult: AdultState
  readonly turning: TurningState
  readonly referrals: ReferralState
}

/** One thing in a case: the part of the log that it is in, and how it stands after the events. Pure, and deaf to events of other parts. */
interface Part<S> {
  /** As its events have it. */
  readonly part: CasePart
  readonly from: (events: readonly CaseEvent[]) => S
}

/** Every thing in a case. A new concern is one more line here, one more field of `CaseState`, and its events in event.ts. */
const PARTS: { readonly [Name in keyof CaseState]: Part<CaseState[Name]> } = {
  lead: { part: 'lead', from: fold(NOBODY_LEADS, leadAfter) },
  placements: { part: 'placement', from: fold([], placementsAfter) },
  plans: { part: 'plan', from: plansFrom },
  meetings: { part: 'meeting', from: fold([], meetingsAfter) },
  nrm: { part: 'nrm', from: fold([], nrmAfter) },
  adult: { part: 'adult', from: fold(NOTHING_OF_AN_ADULT, adultAfter) },
  turning: { part: 'adult', from: fold(NOT_PREPARED, turningAfter) },
  referrals: { part: 'referral', from: fold([], referralsAfter) },
}

function fold<S>(empty: S, after: (state: S, event: CaseEvent) => S): Part<S>['from'] {
  return events => events.reduce(after, empty)
}

/** How a case stands after its events, in the order in which they were recorded. */
export function caseFrom(events: readonly CaseEvent[]): CaseState {
  return {
    lead: stateOf('lead', events),
    placements: stateOf('placements', events),
    plans: stateOf('plans', events),
    meetings: stateOf('meetings', events),
    nrm: stateOf('nrm', events),
    adult: stateOf('adult', events),
    turning: stateOf('turning', events),
    referrals: stateOf('referrals', events),
  }
}

/** How one thing in a case stands after its events; events of other parts may be there or not. */
export function stateOf<Name extends keyof CaseState>(name: Name, events: readonly CaseEvent[]): CaseState[Name] {
  return PARTS[name].from(events)
}

/** The parts of the log that say how these stand: enough to read for them. */
export function partsOf(names: readonly (keyof CaseState)[]): readonly CasePart[] {
  return [...new Set(names.map(name => PARTS[name].part))]
}

/** How a case stood as it was known at a moment: the same fold over the events recorded up to then, that moment included. */
export function stateAsKnownOn(events: readonly CaseEvent[], at: Instant): CaseState {
  return caseFrom(knownOn(events, at))
}

/**
 * The moment as of which a case is shown that was asked for as it was known on a day in London: the end of that day; today and later days are
 * now.
 */
export function asKnown(now: Instant, on: PlainDate | undefined): Instant {
  const end = on === undefined ? now : endOfDay(on)
  return end < now ? end : now
}

/** The events recorded up to a moment, that moment included. */
export function knownOn(events: readonly CaseEvent[], at: Instant): readonly CaseEvent[] {
  return events.filter(event => event.recordedAt <= at)
}
