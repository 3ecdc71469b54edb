import type { Grant } from '#domain/access.ts'
import { type AlertDraft, alertsFor, certaintyOfPair, type Concern } from '#domain/alert.ts'
import { interestsIn } from '#domain/interest.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { makeReference, REFERENCE_BYTES } from '#domain/values/reference.ts'
import { certaintyOf, type Thresholds } from '#linkage/index.ts'
import { type NewAlert, raiseAlerts, type RaisedAlert } from '#store/alerts.ts'
import { type DuePair, keepFeedInterests, listDuePairs, type PersonInterest } from '#store/interests.ts'
import type { StoredRecord } from '#store/records.ts'
import { alertClocks, alertPolicy, gatewayFor } from './alert-policy.ts'
import { authorise, type Context, disclosed, ownSubject } from './context.ts'
import { hubThresholds } from './linkage/size.ts'

/** People looked at in one question. */
const PEOPLE_AT_ONCE = 5000

/**
 * Open, change and end interests as stored rows say: missing episodes of any grade, watches, referrals, allocated workers and
 * open cases. Unchanged rows change nothing. Call after linking and before `tellAgencies`.
 *
 * @param by what the rows were stored by, where that was not a file
 */
export async function keepInterests(
  ctx: Context,
  stored: readonly StoredRecord[],
  by?: Grant<'missing.record'> | Grant<'missing.change'>,
): Promise<void> {
  const present = stored.filter(record => record.outcome === 'new' || record.outcome === 'changed')
  const facts = present.flatMap(({ recordId, event }) =>
    event === undefined ? [] : interestsIn(event).map(fact => ({ recordId, ...fact })),
  )
  const changed = present.filter(record => record.outcome === 'changed').map(record => record.recordId)
  const withdrawn = stored.filter(record => record.outcome === 'withdrawn').map(record => record.recordId)
  if (facts.length + changed.length + withdrawn.length === 0) return
  const grant = by ?? authorise(ctx, 'record.import', ownSubject(ctx, 'batch', 'interests'))
  await keepFeedInterests(ctx.tx, grant, facts, changed, withdrawn, ctx.now)
}

/**
 * Raise every alert that is due about these people, whichever came first, the encounter or the interest.
 *
 * Idempotent: call it whenever records, links, interests or encounters of a person change. What is only possibly the same person
 * is told without saying what; a later confirmation tells the rest.
 */
export async function tellAgencies(ctx: Context, persons: readonly string[]): Promise<readonly RaisedAlert[]> {
  const distinct = [...new Set(persons)]
  if (distinct.length === 0) return []
  const grant = authorise(ctx, 'alert.raise', ownSubject(ctx, 'alert', 'due'))
  const raised: RaisedAlert[] = []
  for (let from = 0; from < distinct.length; from += PEOPLE_AT_ONCE) {
    const pairs = await listDuePairs(ctx.tx, grant, distinct.slice(from, from + PEOPLE_AT_ONCE), ctx.now)
    if (pairs.length === 0) continue
    raised.push(...(await raiseAlerts(ctx.tx, grant, draftsFrom(ctx, pairs, await hubThresholds(ctx.tx)))))
  }
  disclosed(
    ctx,
    grant,
    raised.map(alert => alert.alertId),
  )
  return raised
}

function draftsFrom(ctx: Context, pairs: readonly DuePair[], thresholds: Thresholds): NewAlert[] {
  const clocks = alertClocks()
  const byEncounter = Map.groupBy(pairs, pair => pair.encounterId)
  return [...byEncounter.values()].flatMap(ofOne => {
    const [first] = ofOne
    if (first === undefined) return []
    const policy = alertPolicy(first.circumstance)
    const drafts = alertsFor(
      first.encounterAgency,
      ofOne.flatMap(pair => concernsIn(pair, thresholds)),
      policy,
      clocks,
      ctx.now,
    )
    return drafts.map(draft => newAlert(ctx, draft, first))
  })
}

/** What a pair means for telling others; nothing when linkage does not take it for one person at all. */
export function concernsIn(pair: Omit<PersonInterest, 'personId'>, thresholds: Thresholds): Concern[] {
  if (pair.joined) return [{ interest: pair.interest, certainty: 'confirmed' }]
  const certainty = certaintyOfPair(
    { certainty: certaintyOf(pair, thresholds), held: pair.holds.length > 0 },
    pair.rivals,
  )
  return certainty === undefined ? [] : [{ interest: pair.interest, certainty }]
}

/** A draft with its ids, ready to be raised. */
export function newAlert(
  ctx: Context,
  draft: AlertDraft,
  encounter: { readonly encounterAgency: AgencyId; readonly encounterId: string },
): NewAlert {
  return {
    alertId: ctx.newId(),
    reference: makeReference('ALT', ctx.randomBytes(REFERENCE_BYTES)),
    audience: draft.audience,
    encounterAgency: encounter.encounterAgency,
    encounterId: encounter.encounterId,
    interestId: draft.because.id,
    certainty: draft.certainty,
    tells: draft.tells,
    respondBy: draft.respondBy,
    at: ctx.now,
    gateway: gatewayFor(ctx.purpose),
    because: `interest: ${draft.because.kind}`,
  }
}
