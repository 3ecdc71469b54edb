import { byCodeUnit } from '#domain/values/by-code-unit.ts'
import { HOLD, type MergeRules, mergeByWeight } from './merge.ts'

/** A scored pair of records, by id. */
export interface LinkedPair {
  readonly left: string
  readonly right: string
  /** log2 odds */
  readonly weight: number
  /** Why the machine may not join this pair by itself; empty when nothing holds it back. */
  readonly holds: readonly string[]
}

/** Why a person should look at a cluster. */
export type AttentionReason = 'broken' | 'override-conflict' | 'too-large'

/** Records that are taken for one person. */
export interface Cluster {
  /** Record ids in code-unit order; the first one names the cluster. */
  readonly members: readonly string[]
  /** Empty when all is well. */
  readonly needsAttention: readonly AttentionReason[]
}

/** What to cluster and under which rules. The order of records, pairs and overrides makes no difference. */
export interface ClusterInput {
  /** Every record, also those in no pair; each becomes a member of exactly one cluster. */
  readonly records: readonly string[]
  /** Each pair at most once. A pair that is not given counts as unlike, so give every pair that is not plainly apart. */
  readonly pairs: readonly LinkedPair[]
  readonly mustLink?: readonly (readonly [string, string])[]
  readonly mustNotLink?: readonly (readonly [string, string])[]
  /** Records that are together now, so that clusters do not flap between `joinAt` and `breakAt`: record id → any name for its cluster. */
  readonly current?: ReadonlyMap<string, string>
  readonly rules: ClusterRules
}

/** Thresholds for merging, and the size from which a cluster is suspect. */
export interface ClusterRules extends MergeRules {
  readonly largest: number
  /** Whether a hold says "two different people" (and keeps whole clusters apart) rather than "not enough to say". */
  contradicts(hold: string): boolean
}

/** Clusters of the records, under must-link and must-not-link, in order of their first member. */
export function clusterRecords(input: ClusterInput): Cluster[] {
  const ids = [...new Set(input.records)].toSorted(byCodeUnit)
  const numberOf = new Map(ids.map((id, at) => [id, at]))
  const number = (id: string): number => {
    const found = numberOf.get(id)
    if (found === undefined)
      throw new Error(`Pair or override names a record that is not in the list of records: ${id}`)
    return found
  }
  const toNumbers = ([left, right]: readonly [string, string]) => [number(left), number(right)] as const
  const mustLink = (input.mustLink ?? []).map(toNumbers)
  const mustNotLink = (input.mustNotLink ?? []).map(toNumbers)
  const pairs = {
    left: Int32Array.from(input.pairs, pair => number(pair.left)),
    right: Int32Array.from(input.pairs, pair => number(pair.right)),
    weight: Float64Array.from(input.pairs, pair => pair.weight),
    hold: Uint8Array.from(input.pairs, pair => holdOf(pair.holds, input.rules)),
  }
  const merged = mergeByWeight(
    ids.length,
    pairs,
    input.rules,
    { mustLink, mustNotLink },
    togetherIn(ids, input.current),
  )

  const brokenClusters = new Set<number>()
  for (const row of merged.broken) {
    brokenClusters.add(merged.cluster[pairs.left[row] ?? 0] ?? 0)
    brokenClusters.add(merged.cluster[pairs.right[row] ?? 0] ?? 0)
  }
  const conflicting = new Set(
    merged.conflicts.flatMap(at => (mustLink[at] ?? []).map(record => merged.cluster[record] ?? 0)),
  )

  const members = new Map<number, string[]>()
  for (const [at, id] of ids.entries()) {
    const cluster = merged.cluster[at] ?? at
    const list = members.get(cluster)
    if (list) list.push(id)
    else members.set(cluster, [id])
  }
  return [...members].map(([cluster, list]) => {
    const needsAttention: AttentionReason[] = []
    if (brokenClusters.has(cluster)) needsAttention.push('broken')
    if (conflicting.has(cluster)) needsAttention.push('override-conflict')
    if (list.length > input.rules.largest) needsAttention.push('too-large')
    return { members: list, needsAttention }
  })
}

/** The weightiest kind of hold among the reasons, as a `HOLD` number. */
export function holdOf(holds: readonly string[], rules: Pick<ClusterRules, 'contradicts'>): number {
  if (holds.length === 0) return HOLD.none
  return holds.some(hold => rules.contradicts(hold)) ? HOLD.contradiction : HOLD.insufficient
}

function togetherIn(ids: readonly string[], current: ReadonlyMap<string, string> | undefined) {
  return (left: number, right: number): boolean => {
    const of = current?.get(ids[left] ?? '')
    return of !== undefined && of === current?.get(ids[right] ?? '')
  }
}
