import { type ClusterQuality, QUALITY_REASONS, type QualityReason } from './quality.ts'

/** The clusters of a run at a glance. */
export interface QualitySummary {
  /** Clusters of two or more records. */
  readonly clusters: number
  /** Those with a reason to look at them. */
  readonly toLookAt: number
  /** For each reason how many clusters have it. */
  readonly byReason: ReadonlyMap<QualityReason, number>
  /** The worst of those with a reason, worst first; no more than were asked for. */
  readonly worst: readonly ClusterQuality[]
}

/** Count clusters by reason and keep the worst of them; memory does not grow with the number of clusters. */
export function summariseQuality(qualities: Iterable<ClusterQuality>, most: number): QualitySummary {
  const byReason = new Map<QualityReason, number>(QUALITY_REASONS.map(reason => [reason, 0]))
  let clusters = 0
  let toLookAt = 0
  let worst: ClusterQuality[] = []
  for (const quality of qualities) {
    clusters++
    if (quality.reasons.length === 0) continue
    toLookAt++
    for (const reason of quality.reasons) byReason.set(reason, (byReason.get(reason) ?? 0) + 1)
    worst.push(quality)
    if (worst.length > 2 * most) worst = worst.toSorted(worseFirst).slice(0, most)
  }
  return {
    clusters,
    toLookAt,
    byReason,
    worst: worst.toSorted(worseFirst).slice(0, most),
  }
}

/** Orders clusters by how much they need looking at, worst first; the order does not depend on that of the clusters. */
function worseFirst(a: ClusterQuality, b: ClusterQuality): number {
  for (const reason of QUALITY_REASONS) {
    const [one, other] = [a.reasons.includes(reason), b.reasons.includes(reason)]
    if (one !== other) return one ? -1 : 1
  }
  return a.alike - b.alike || b.records - a.records || a.graph.cluster - b.graph.cluster
}
