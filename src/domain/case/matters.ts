import type { AgencyId } from '../values/ids.ts'
import type { Instant } from '../values/time.ts'
import type { AdultState } from './adult.ts'
import type { CaseState } from './case-state.ts'
import { openDispute, openOffers } from './lead.ts'
import type { Said } from './placement.ts'
import { isTold, placementGaps } from './placement-rules.ts'
import { type TurningState, waitingLeads } from './turning.ts'

/** What waits about who leads and about placements. */
export const LEAD_MATTERS = ['offer', 'dispute', 'placement'] as const
/** What waits for an adult who may be at risk, or for a child who turns eighteen. */
export const ADULT_MATTERS = ['enquiry', 'adult-action', 'adult-review', 'adult-lead'] as const

/** Everything of a case that may wait. */
export type MatterKind = (typeof LEAD_MATTERS)[number] | (typeof ADULT_MATTERS)[number]

/** Something in a case that waits for somebody and has a clock: what lists and jobs look at. Derived from the state, never edited. */
export interface Matter {
  readonly matterId: string
  readonly kind: MatterKind
  /** The agency that began it, or is the first party of the dispute. */
  readonly agency: AgencyId
  /** The other one; undefined while it has not been told. */
  readonly other: AgencyId | undefined
  readonly since: Instant
  /** Undefined where it waits without a clock, as for the area to acknowledge. */
  readonly dueAt: Instant | undefined
  /** Of a dispute: the step of the ladder where it lies. */
  readonly step: string | undefined
}

/** Everything in a case that waits now. A placement waits until nothing is missing and the area has acknowledged it. */
export function mattersOf({ lead, placements, adult, turning }: CaseState, now: Instant): Matter[] {
  const offers = openOffers(lead).map(
    (offer): Matter => ({
      matterId: offer.offerId,
      kind: 'offer',
      agency: offer.from,
      other: offer.to,
      since: offer.at,
      dueAt: offer.expiresAt,
      step: undefined,
    }),
  )
  const dispute = openDispute(lead)
  const step = dispute?.steps.at(-1)
  const disputes: Matter[] =
    dispute === undefined || step === undefined
      ? []
      : [
          {
            matterId: dispute.disputeId,
            kind: 'dispute',
            agency: dispute.between[0],
            other: dispute.between[1],
            since: step.at,
            dueAt: step.dueAt,
            step: step.step,
          },
        ]
  const open = placements.flatMap((one): Matter[] => {
    const [gap] = placementGaps(one, now)
    const done = gap === undefined && one.acknowledged !== undefined
    if (one.endedOn !== undefined || done) return []
    return [
      {
        matterId: one.placementId,
        kind: 'placement',
        agency: one.by,
        other: isTold(one) ? one.area : undefined,
        since: one.recordedAt,
        dueAt: gap?.dueAt,
        step: undefined,
      },
    ]
  })
  return [...offers, ...disputes, ...open, ...adultMatters(adult), ...turningMatters(turning)]
}

/** An enquiry waits until it is decided, and if met until it has ended; an action until it is done; a plan for its next review. */
function adultMatters({ enquiries, actions, reviews }: AdultState): Matter[] {
  const matter = (kind: MatterKind, matterId: string, said: Said, dueAt: Instant, other?: AgencyId): Matter => ({
    matterId,
    kind,
    agency: said.agency,
    other: other === said.agency ? undefined : other,
    since: said.at,
    dueAt,
    step: undefined,
  })
  const open = enquiries.flatMap(({ enquiryId, opened, decideBy, decided, ended }) => {
    if (decided === undefined) return [matter('enquiry', enquiryId, opened, decideBy)]
    return decided.met && ended === undefined ? [matter('enquiry', enquiryId, opened, decided.dueAt)] : []
  })
  const undone = actions.filter(({ done }) => done === undefined)
  const next = [...new Map(reviews.map(one => [one.agency, one])).values()]
  return [
    ...open,
    ...undone.map(one => matter('adult-action', one.actionId, one.agreed, one.dueAt, one.agency)),
    ...next.flatMap(one => (one.dueAt === undefined ? [] : [matter('adult-review', one.reviewId, one, one.dueAt)])),
  ]
}

function turningMatters(state: TurningState): Matter[] {
  return waitingLeads(state).map(({ handoverId, from, to, named, acceptBy }) => ({
    matterId: handoverId,
    kind: 'adult-lead',
    agency: from,
    other: to === from ? undefined : to,
    since: named.at,
    dueAt: acceptBy,
    step: undefined,
  }))
}
