import type { PairTable } from '../pair-table.ts'

/** One cluster of two or more records as a graph: its records are the nodes, its kept pairs the edges. */
export interface ClusterGraph {
  /** The number of its first record. */
  readonly cluster: number
  /** Record numbers, ascending; a record that says exactly the same as many others is there for all of them. */
  readonly members: Int32Array
  /** Records that say exactly the same as one of the members, and are none themselves; their numbers, in no order that matters. */
  readonly copies: Int32Array
  /** Ends of each edge, as places in `members`. */
  readonly left: Int32Array
  readonly right: Int32Array
  /** The row of each edge in the pair table; −1 for a link that a person made. */
  readonly row: Int32Array
}

/** What else is known of the records of a run. */
export interface GraphOptions {
  /** For each record that says the same as many others the one that stands for all. */
  readonly copies?: ReadonlyMap<number, number>
  /** Records that a person linked. */
  readonly mustLink?: readonly (readonly [number, number])[]
}

/**
 * The clusters of two or more records as graphs, one after another, in order of their first record.
 *
 * Time and memory are linear in records and kept pairs; what is yielded may be dropped before the next.
 *
 * @param clusterOf for each record the lowest record number of its cluster
 */
export function* clusterGraphs(
  clusterOf: Int32Array,
  pairs: PairTable,
  { copies = new Map(), mustLink = [] }: GraphOptions = {},
): Generator<ClusterGraph> {
  const records = clusterOf.length
  const clusterAt = (record: number): number => clusterOf[record] ?? record
  const isInside = (left: number, right: number): boolean =>
    clusterAt(left) === clusterAt(right) && !copies.has(left) && !copies.has(right)
  const rowsInside = (row: number): boolean => isInside(pairs.left[row] ?? 0, pairs.right[row] ?? 0)
  const linksInside = mustLink.filter(([left, right]) => isInside(left, right))

  const members = grouped(records, records, clusterAt, record => !copies.has(record))
  const rows = grouped(records, pairs.size, row => clusterAt(pairs.left[row] ?? 0), rowsInside)
  const links = grouped(records, linksInside.length, at => clusterAt(linksInside[at]?.[0] ?? 0))
  const copied = Int32Array.from(copies.keys())
  const copiesIn = grouped(records, copied.length, at => clusterAt(copied[at] ?? 0))

  const placeOf = new Int32Array(records)
  for (let cluster = 0; cluster < records; cluster++) {
    const inside = members.of(cluster)
    const own = copiesIn.of(cluster).map(at => copied[at] ?? 0)
    if (inside.length + own.length < 2) continue
    for (let at = 0; at < inside.length; at++) placeOf[inside[at] ?? 0] = at
    const kept = rows.of(cluster)
    const made = links.of(cluster)
    const row = new Int32Array(kept.length + made.length).fill(-1)
    row.set(kept)
    const endAt = (edge: number, side: 0 | 1): number => {
      const at = row[edge] ?? -1
      if (at >= 0) return (side === 0 ? pairs.left[at] : pairs.right[at]) ?? 0
      return linksInside[made[edge - kept.length] ?? 0]?.[side] ?? 0
    }
    const left = row.map((_, edge) => placeOf[endAt(edge, 0)] ?? 0)
    const right = row.map((_, edge) => placeOf[endAt(edge, 1)] ?? 0)
    yield { cluster, members: inside, copies: own, left, right, row }
  }
}

/** Items by group, ascending within each: a counting sort. */
function grouped(
  groups: number,
  items: number,
  groupOf: (item: number) => number,
  isWanted: (item: number) => boolean = () => true,
): { of(group: number): Int32Array } {
  const start = new Int32Array(groups + 1)
  for (let item = 0; item < items; item++) {
    if (isWanted(item)) start[groupOf(item) + 1] = (start[groupOf(item) + 1] ?? 0) + 1
  }
  for (let group = 0; group < groups; group++) start[group + 1] = (start[group + 1] ?? 0) + (start[group] ?? 0)
  const fill = start.slice()
  const inOrder = new Int32Array(start[groups] ?? 0)
  for (let item = 0; item < items; item++) {
    if (!isWanted(item)) continue
    const group = groupOf(item)
    const at = fill[group] ?? 0
    inOrder[at] = item
    fill[group] = at + 1
  }
  return { of: group => inOrder.subarray(start[group] ?? 0, start[group + 1] ?? 0) }
}
