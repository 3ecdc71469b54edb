import { keyOf, pairKey, pairOf, type RecordRef } from '#domain/link.ts'
import {
  blockingKeys,
  type Certainty,
  certaintyOf,
  type Comparable,
  decide,
  type Decision,
  inWords,
  type MatchScore,
  personV1,
  scorePair,
} from '#linkage/index.ts'
import {
  getOwnMembers,
  getPairs,
  lockLinkage,
  type NewDecision,
  retirePairs,
  setMembers,
  type StandingPair,
  writeDecisions,
} from '#store/links.ts'
import {
  addKeys,
  type ComparedRecord,
  findCandidates,
  getComparables,
  MOST_CANDIDATES,
  type SearchGrant,
} from '#store/match-keys.ts'
import { authorise, type Context, ownSubject } from './context.ts'
import { overridesOf } from './linkage/component.ts'
import { type Reclustered, recluster } from './linkage/people.ts'
import { dropProfiles, type RecordToLink, settleProfiles } from './linkage/profiles.ts'
import { weightsOf } from './linkage/weights.ts'

export type { RecordToLink }

/** A record that may be of the same person. Ids and words only: nothing that the record says. */
export interface Match extends RecordRef {
  readonly personId: string
  /** log2 odds */
  readonly weight: number
  readonly probability: number
  /** 'confirmed' when the two are taken for one person. */
  readonly certainty: Certainty
  /** Why, in words, without any value. */
  readonly words: string
}

/** What became of one record. */
export interface Linked {
  readonly recordId: string
  readonly personId: string
  /** Best first; empty for a record that says what another one of its agency's own subject says already. */
  readonly matches: readonly Match[]
  /** Everybody who gained or lost records by the whole call; the same list for each of its records. */
  readonly changedPersons: readonly string[]
}

/** How to link. */
export interface LinkSetting {
  /** Score again even what has not changed. */
  readonly again?: boolean
}

/** So many records are linked alone, without others linking at the same time. */
const MANY = 20

/**
 * Link stored records of the actor's own agency with everybody's, and put them with the people they belong to.
 *
 * New, changed and returned records alike. The order in which records come makes no difference to who ends together. Tells no agency:
 * the caller does, with `tellAgencies`. Throws when refused.
 */
export async function linkRecords(
  ctx: Context,
  records: readonly RecordToLink[],
  setting: LinkSetting = {},
): Promise<readonly Linked[]> {
  const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
  if (records.length === 0) return []
  const alone = records.length > MANY
  await lockLinkage(ctx.tx, alone ? undefined : [])
  const known = await getOwnMembers(ctx.tx, grant, records.map(record => record.recordId))
  const settled = await settleProfiles(ctx, grant, records, new Set(known.keys()), setting.again)
  await retirePairs(ctx.tx, grant, settled.demoted)

  const scored = await matchRecords(ctx, grant, settled.toMatch, known, alone)
  const leaders = await getOwnMembers(ctx.tx, grant, [...new Set(settled.following.values())])
  const matched = new Set(settled.toMatch.map(record => record.recordId))
  const waiting = [...settled.following].filter(([, leader]) => matched.has(leader) || !leaders.has(leader))
  const seeds = [...matched, ...settled.moved, ...waiting.map(([follower]) => follower)]
  const clustered = await recluster(
    ctx,
    grant,
    seeds.map(recordId => ({ agency: grant.agency, recordId })),
    alone ? 'alone' : { likely: scored.people },
  )
  const joined = await followLeaders(ctx, grant, settled.following, leaders, clustered)

  const changedPersons = [...new Set([...clustered.changed, ...joined.values()])]
  const personOf = (record: RecordRef): string | undefined =>
    clustered.personOf.get(keyOf(record)) ?? (record.agency === grant.agency ? joined.get(record.recordId) ?? known.get(record.recordId) : undefined)
  return records.map(({ recordId }) => {
    const personId = personOf({ agency: grant.agency, recordId }) ?? ''
    const matches = (scored.found.get(recordId) ?? []).flatMap(pair => matchOf(pair, personId, personOf(pair.other) ?? pair.personId))
    return { recordId, personId, matches: matches.toSorted(bestFirst), changedPersons }
  })
}
