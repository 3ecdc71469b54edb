import type { AgencyId } from '../values/ids.ts'
import type { Instant } from '../values/time.ts'
import type { CaseState } from './case-state.ts'
import { openDispute, openOffers } from './lead.ts'
import { isTold, placementGaps } from './placement-rules.ts'

/** Something in a case that waits for somebody and has a clock: what lists and jobs look at. Derived from the state, never edited. */
export interface Matter {
  readonly matterId: string
  readonly kind: 'offer' | 'dispute' | 'placement'
  /** The agency that made the offer or the placement, or is the first party of the dispute. */
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
export function mattersOf({ lead, placements }: CaseState, now: Instant): Matter[] {
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
  return [...offers, ...disputes, ...open]
}
