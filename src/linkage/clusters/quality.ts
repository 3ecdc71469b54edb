import type { Comparable } from '../comparable.ts'
import type { PairTable } from '../pair-table.ts'
import { type Bridge, weakPoints } from './bridges.ts'
import type { ClusterRules } from './cluster.ts'
import { type ClusterGraph, clusterGraphs, type GraphOptions } from './cluster-graph.ts'
import { type Contradiction, contradictionsIn } from './contradictions.ts'
import { HOLD } from './merge.ts'
import { type SpanningTree, spanningTree, type WeakestCut } from './spanning-tree.ts'

/** Why somebody should look at a cluster, gravest first. */
export const QUALITY_REASONS = [
  'contradiction',
  'thin bridge',
  'sparse',
  'barely joined',
  'too large',
  'broken',
] as const
export type QualityReason = (typeof QUALITY_REASONS)[number]

/** How well a cluster of two or more records hangs together. Edges are those of its graph. */
export interface ClusterQuality {
  readonly graph: ClusterGraph
  /** All its records, those that say exactly the same as another too. */
  readonly records: number
  /** Pairs that join by themselves, and links that a person made. */
  readonly joined: readonly number[]
  /** Share of the pairs of its members that join by themselves, 0..1; 1 for a single member. */
  readonly joining: number
  /** Share of the pairs of its members at or above the review weight that do not contradict, 0..1; 1 for a single member. */
  readonly alike: number
  /** Pairs that join, without any one of which the cluster would fall in two. */
  readonly bridges: readonly Bridge[]
  /** Members, as places in the graph, without whom the others would not be together. */
  readonly cutMembers: readonly number[]
  /** The pairs that hold it together, heaviest first. */
  readonly tree: readonly number[]
  readonly weakest: Cut | undefined
  readonly contradictions: readonly Contradiction[]
  /** Most records that one source has in it; 0 where sources are not known. */
  readonly mostOfOneSource: number
  /** Empty when all is well. */
  readonly reasons: readonly QualityReason[]
}

/** Where a cluster comes apart most easily. */
export interface Cut extends WeakestCut {
  /** log2 odds of the heaviest pair across it; infinite for a link that a person made. */
  readonly weight: number
  /** Kept pairs across it, and how many there could be. */
  readonly pairs: number
  readonly possible: number
}

/** What the clusters were made of. */
export interface ClusteredRecords extends GraphOptions {
  /** For each record the lowest record number of its cluster. */
  readonly clusterOf: Int32Array
  readonly pairs: PairTable
  readonly rules: Pick<ClusterRules, 'joinAt' | 'largest'>
  readonly people: readonly Comparable[]
  /** Clusters with a pair heavy enough to join to a record of another one. */
  readonly broken: ReadonlySet<number>
  /** For each record the number of its source; −1 where it has none. */
  readonly sourceOf?: Int32Array | undefined
}

/** Fewer than this share of alike pairs is little for one person. */
const SPARSE = 0.6
/** Of clusters whose weakest cut is within so many bits of the join weight, three in four were wrong on generated worlds; beyond, few. */
const BARELY = 2
/** A single record that hangs on by one pair is usual; two are a person of their own, perhaps. */
const SMALLEST_SIDE = 2

/** How well each cluster of two or more records hangs together, in order of their first record: linear in records and kept pairs. */
export function* clusterQualities(clustered: ClusteredRecords): Generator<ClusterQuality> {
  for (const graph of clusterGraphs(clustered.clusterOf, clustered.pairs, clustered)) yield qualityOf(graph, clustered)
}

function qualityOf(graph: ClusterGraph, clustered: ClusteredRecords): ClusterQuality {
  const { members, copies, left, right, row } = graph
  const { pairs, rules, people } = clustered
  const nodes = members.length
  const weight = Float64Array.from(row, at => (at < 0 ? Number.POSITIVE_INFINITY : (pairs.weight[at] ?? 0)))
  const holdAt = (edge: number): number => pairs.hold[row[edge] ?? -1] ?? HOLD.none
  const edges = [...row.keys()]
  const free = edges.filter(edge => holdAt(edge) === HOLD.none)
  const joined = free.filter(edge => (weight[edge] ?? 0) >= rules.joinAt)
  const alike = edges.filter(edge => holdAt(edge) !== HOLD.contradiction)
  const possible = (nodes * (nodes - 1)) / 2
  const scored = (of: readonly number[]): number => of.filter(edge => (row[edge] ?? -1) >= 0).length
  const share = (of: readonly number[]): number => (possible === 0 ? 1 : scored(of) / possible)

  const tree = within(free, (a, b) => spanningTree(nodes, a, b, at(weight, free)), left, right)
  const weak = within(joined, (a, b) => weakPoints(nodes, a, b), left, right)
  const bridges = weak.bridges.map(({ edge, smaller }) => ({ edge: joined[edge] ?? 0, smaller }))
  const figures = {
    graph,
    records: nodes + copies.length,
    joined,
    joining: share(joined),
    alike: share(alike),
    bridges,
    cutMembers: weak.cutNodes,
    tree: tree.edges.map(edge => free[edge] ?? 0),
    weakest: cutOf(graph, tree, free, weight),
    contradictions: contradictionsIn(members, people),
    mostOfOneSource: mostOfOne([members, copies], clustered.sourceOf),
  }
  return { ...figures, reasons: reasonsFor(figures, clustered) }
}

/** The edges of a graph that were chosen, as two lists of ends. */
function within<T>(
  chosen: readonly number[],
  work: (left: Int32Array, right: Int32Array) => T,
  left: Int32Array,
  right: Int32Array,
): T {
  return work(
    Int32Array.from(chosen, edge => left[edge] ?? 0),
    Int32Array.from(chosen, edge => right[edge] ?? 0),
  )
}

function at(values: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, place => values[place] ?? 0)
}

function cutOf(
  { members, left, right }: ClusterGraph,
  { weakest }: SpanningTree,
  free: readonly number[],
  weight: Float64Array,
): Cut | undefined {
  if (weakest === undefined) return undefined
  const edge = free[weakest.edge] ?? 0
  const side = new Set(weakest.side)
  let pairs = 0
  for (let each = 0; each < left.length; each++) {
    if (side.has(left[each] ?? 0) !== side.has(right[each] ?? 0)) pairs++
  }
  const possible = side.size * (members.length - side.size)
  return { edge, side: weakest.side, weight: weight[edge] ?? 0, pairs: Math.min(pairs, possible), possible }
}

function mostOfOne(records: readonly Int32Array[], sourceOf: Int32Array | undefined): number {
  const counts = new Map<number, number>()
  let most = 0
  for (const list of records) {
    for (const record of list) {
      const source = sourceOf?.[record] ?? -1
      if (source < 0) continue
      const count = (counts.get(source) ?? 0) + 1
      counts.set(source, count)
      most = Math.max(most, count)
    }
  }
  return most
}

function reasonsFor(
  { graph, records, alike, bridges, weakest, contradictions }: Omit<ClusterQuality, 'reasons'>,
  { broken, rules }: ClusteredRecords,
): QualityReason[] {
  const holds: Readonly<Record<QualityReason, boolean>> = {
    contradiction: contradictions.length > 0,
    'thin bridge': bridges.some(({ smaller }) => smaller >= SMALLEST_SIDE),
    sparse: graph.members.length > 2 && alike < SPARSE,
    'barely joined': weakest !== undefined && weakest.weight < rules.joinAt + BARELY,
    'too large': records > rules.largest,
    broken: broken.has(graph.cluster),
  }
  return QUALITY_REASONS.filter(reason => holds[reason])
}
