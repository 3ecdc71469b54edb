import type { Interest, InterestKind } from './interest.ts'
import type { AgencyId } from './values/ids.ts'
import { type Instant, plusMinutes } from './values/time.ts'

/** How sure linkage is that the person of an encounter is the one that an interest is about. */
export type Certainty = 'confirmed' | 'probable' | 'possible'

/** How much an alert tells: the encounter, or only that somebody should ring. */
export type Tells = 'encounter' | 'contact-only'

/** An interest and how sure it is that it concerns the person met. */
export interface Concern {
  readonly interest: Interest
  readonly certainty: Certainty
}

/** An alert not yet stored. `respondBy` is when it escalates if nobody has taken it on. */
export interface AlertDraft {
  readonly audience: AgencyId
  readonly because: Interest
  readonly certainty: Certainty
  readonly tells: Tells
  readonly respondBy: Instant
}

/** Minutes to take an alert on, by interest. Local policy, from data/reference/alert-clocks.json. */
export type AlertClocks = Readonly<Record<InterestKind, number>> & { readonly 'order-breached': number }

/** Whether an encounter tells every agency with an interest, or, being routine, only of missing children and orders. */
export type AlertPolicy = 'always' | 'missing-or-order'

/**
 * Alerts that an encounter should raise: one an agency, for its most urgent interest, most urgent agency first.
 *
 * The reporting agency is never alerted about its own report. A possible match, or an interest on a restricted record, tells
 * only whom to ring, so an uncertain link never says where a child was seen. A surer interest goes before a more urgent one.
 *
 * @param concerns any order; several may share a holder
 * @param now when the encounter was reported or the interest became known; deadlines count from it
 */
export function alertsFor(
  reportedBy: AgencyId,
  concerns: readonly Concern[],
  policy: AlertPolicy,
  clocks: AlertClocks,
  now: Instant,
): AlertDraft[] {
  const byAudience = new Map<AgencyId, AlertDraft>()
  for (const { interest, certainty } of mostUrgentFirst(concerns, clocks)) {
    if (interest.holder === reportedBy || byAudience.has(interest.holder)) continue
    if (!tellsOf(policy, interest)) continue
    byAudience.set(interest.holder, {
      audience: interest.holder,
      because: interest,
      certainty,
      tells: certainty === 'possible' || interest.restricted ? 'contact-only' : 'encounter',
      respondBy: plusMinutes(now, minutesFor(interest, clocks)),
    })
  }
  return [...byAudience.values()]
}

/** Concerns that tell most first; of those, the most urgent, then the longest standing; then by id, so that the order is one. */
export function mostUrgentFirst<C extends Concern>(concerns: readonly C[], clocks: AlertClocks): C[] {
  return concerns.toSorted(
    (a, b) =>
      Number(a.certainty === 'possible') - Number(b.certainty === 'possible') ||
      Number(a.interest.restricted) - Number(b.interest.restricted) ||
      minutesFor(a.interest, clocks) - minutesFor(b.interest, clocks) ||
      a.interest.since.localeCompare(b.interest.since) ||
      a.interest.id.localeCompare(b.interest.id),
  )
}

/** A breached order is as urgent as the clocks say, which is as urgent as a missing child. */
function minutesFor(interest: Interest, clocks: AlertClocks): number {
  return interest.kind === 'order' && interest.breached ? clocks['order-breached'] : clocks[interest.kind]
}

function tellsOf(policy: AlertPolicy, interest: Interest): boolean {
  return policy === 'always' || interest.kind === 'missing' || interest.kind === 'order'
}

/**
 * How sure it is that two records that were not joined are one person, for the purpose of telling others.
 *
 * Linkage's own word counts only for a single candidate against which nothing speaks: with several, or with something that holds
 * the pair apart (twins, two NHS numbers, a name alone), it is possible and no more.
 *
 * @param rivals how many different people the record may be
 */
export function certaintyOfPair(
  pair: { readonly certainty: Certainty | 'none'; readonly held: boolean },
  rivals: number,
): Certainty | undefined {
  if (pair.certainty === 'none') return undefined
  return pair.held || rivals > 1 || pair.certainty === 'possible' ? 'possible' : 'probable'
}
