import { endOfDay } from '../values/london.ts'
import type { Instant, PlainDate } from '../values/time.ts'
import { adultAfter, type AdultState, NOTHING_OF_AN_ADULT } from './adult.ts'
import type { CaseEvent } from './event.ts'
import { leadAfter, type LeadState, NOBODY_LEADS } from './lead.ts'
import { type MeetingState, meetingsAfter } from './meeting.ts'
import { plansAfter, type PlanState } from './plan.ts'
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

/** One part of the case: what it is before anything happened, and after one more event. Pure, and deaf to events of other parts. */
interface Part<S> {
  readonly empty: S
  readonly after: (state: S, event: CaseEvent) => S
}

/** Every part of a case. A new concern is one more line here, one more field of `CaseState`, and its events in event.ts. */
const PARTS: { readonly [Name in keyof CaseState]: Part<CaseState[Name]> } = {
  lead: { empty: NOBODY_LEADS, after: leadAfter },
  placements: { empty: [], after: placementsAfter },
  plans: { empty: [], after: plansAfter },
  meetings: { empty: [], after: meetingsAfter },
  nrm: { empty: [], after: nrmAfter },
  adult: { empty: NOTHING_OF_AN_ADULT, after: adultAfter },
  turning: { empty: NOT_PREPARED, after: turningAfter },
  referrals: { empty: [], after: referralsAfter },
}

/** How a case stands after its events, in the order in which they were recorded. */
export function caseFrom(events: readonly CaseEvent[]): CaseState {
  return {
    lead: events.reduce(PARTS.lead.after, PARTS.lead.empty),
    placements: events.reduce(PARTS.placements.after, PARTS.placements.empty),
    plans: events.reduce(PARTS.plans.after, PARTS.plans.empty),
    meetings: events.reduce(PARTS.meetings.after, PARTS.meetings.empty),
    nrm: events.reduce(PARTS.nrm.after, PARTS.nrm.empty),
    adult: events.reduce(PARTS.adult.after, PARTS.adult.empty),
    turning: events.reduce(PARTS.turning.after, PARTS.turning.empty),
    referrals: events.reduce(PARTS.referrals.after, PARTS.referrals.empty),
  }
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
