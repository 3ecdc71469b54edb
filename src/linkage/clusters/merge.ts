import { unionFind, type UnionFind } from './union-find.ts'

/** No hold · a hold that only stops the pair from joining by itself · a contradiction, which keeps whole clusters apart. */
export const HOLD = { none: 0, insufficient: 1, contradiction: 2 } as const

/** Scored pairs as columns: `left` and `right` number the records, each pair once, left ≠ right. */
export interface PairColumns {
  readonly left: Int32Array
  readonly right: Int32Array
  /** log2 odds */
  readonly weight: Float64Array
  /** One of `HOLD`. */
  readonly hold: Uint8Array
}

/** When two clusters become one. */
export interface MergeRules {
  /** A pair joins from this weight on. */
  readonly joinAt: number
  /** A pair that is together already stays so from this weight on; not above `joinAt`. */
  readonly breakAt: number
  /** Most bits that one pair may speak for the merge of two clusters. */
  readonly mostBits: number
  /** Bits that a cross pair speaks against it when the pair was not given (too light to be kept) or is held back. */
  readonly strangerBits: number
  /** For each record the number of its source, of which a cluster may hold one record; −1 where it has none. No limit when left out. */
  readonly sourceOf?: Int32Array | undefined
}

/** What people have decided, by record number. It outranks every weight. */
export interface Overrides {
  readonly mustLink: readonly (readonly [number, number])[]
  readonly mustNotLink: readonly (readonly [number, number])[]
}

/** Clusters, and the merges that were asked for and refused. */
export interface Merged {
  /** For each record the lowest record number of its cluster. */
  readonly cluster: Int32Array
  /** Pairs heavy enough to join whose records ended in two clusters, heaviest first (row numbers of the pairs). */
  readonly broken: Int32Array
  /** Must-link pairs that a must-not-link made impossible (positions in `mustLink`). */
  readonly conflicts: readonly number[]
}

/**
 * Merge records into clusters, heaviest pair first.
 *
 * A merge is refused when a person said must-not-link to any cross pair, when any cross pair contradicts, when both have a record of
 * one source (of which a cluster may hold one), or when the weights of all cross pairs together, with something against it for each
 * pair that is not alike, fall below zero: so one strong but wrong pair cannot chain the records of two people together, the less
 * the more records they have. Pairs of equal weight are taken by record number, so the answer depends on the numbering of the
 * records and on nothing else.
 *
 * @param together whether the two records are in one cluster now (for `breakAt`); nothing is together when left out
 */
export function mergeByWeight(
  records: number,
  pairs: PairColumns,
  rules: MergeRules,
  overrides: Overrides = { mustLink: [], mustNotLink: [] },
  together: (left: number, right: number) => boolean = () => false,
): Merged {
  const sets = unionFind(records)
  const forbidden = neighbours(overrides.mustNotLink)
  const linkedByHand = neighbours(overrides.mustLink)
  const conflicts = linkByHand(sets, overrides.mustLink, forbidden)
  const edges = adjacency(records, pairs)
  const refused: number[] = []

  for (const row of heaviestFirst(pairs)) {
    const weight = pairs.weight[row] ?? 0
    if (weight < rules.breakAt) break
    if (pairs.hold[row] !== HOLD.none) continue
    const left = pairs.left[row] ?? 0
    const right = pairs.right[row] ?? 0
    if (weight < rules.joinAt && !together(left, right)) continue
    const rootA = sets.find(left)
    const rootB = sets.find(right)
    if (rootA === rootB) continue
    if (mayMerge(sets, rootA, rootB, pairs, edges, rules, forbidden, linkedByHand)) sets.union(rootA, rootB)
    else refused.push(row)
  }

  const broken = refused.filter(row => sets.find(pairs.left[row] ?? 0) !== sets.find(pairs.right[row] ?? 0))
  return { cluster: lowestMember(records, sets), broken: Int32Array.from(broken), conflicts }
}

function linkByHand(sets: UnionFind, mustLink: Overrides['mustLink'], forbidden: Neighbours): number[] {
  const inOrder = mustLink.map((_, at) => at).toSorted((a, b) => comparePair(mustLink[a], mustLink[b]))
  return inOrder.filter(at => {
    const [left, right] = mustLink[at] ?? [0, 0]
    const rootA = sets.find(left)
    const rootB = sets.find(right)
    if (rootA === rootB) return false
    if (isForbidden(sets, rootA, rootB, forbidden)) return true
    sets.union(rootA, rootB)
    return false
  })
}

function comparePair(a: readonly [number, number] | undefined, b: readonly [number, number] | undefined): number {
  const [a1, a2] = a ?? [0, 0]
  const [b1, b2] = b ?? [0, 0]
  return Math.min(a1, a2) - Math.min(b1, b2) || Math.max(a1, a2) - Math.max(b1, b2)
}

function mayMerge(
  sets: UnionFind,
  rootA: number,
  rootB: number,
  pairs: PairColumns,
  edges: Adjacency,
  rules: MergeRules,
  forbidden: Neighbours,
  linkedByHand: Neighbours,
): boolean {
  if (isForbidden(sets, rootA, rootB, forbidden) || shareSource(sets, rootA, rootB, rules.sourceOf)) return false
  const [small, large] = sets.sizeOf(rootA) <= sets.sizeOf(rootB) ? [rootA, rootB] : [rootB, rootA]
  let bits = 0
  let alike = 0
  let contradicted = false
  sets.eachMember(small, member => {
    const to = edges.start[member + 1] ?? 0
    for (let at = edges.start[member] ?? 0; at < to; at++) {
      const row = edges.row[at] ?? 0
      const left = pairs.left[row] ?? 0
      const other = left === member ? (pairs.right[row] ?? 0) : left
      if (sets.find(other) !== large) continue
      const byHand = linkedByHand.get(member)?.has(other) ?? false
      const hold = pairs.hold[row] ?? HOLD.none
      if (hold === HOLD.contradiction && !byHand) contradicted = true
      if (hold !== HOLD.none && !byHand) continue
      bits += byHand ? rules.mostBits : Math.min(rules.mostBits, pairs.weight[row] ?? 0)
      alike++
    }
  })
  const strangers = sets.sizeOf(rootA) * sets.sizeOf(rootB) - alike
  return !contradicted && bits >= strangers * rules.strangerBits
}

function shareSource(sets: UnionFind, rootA: number, rootB: number, sourceOf: Int32Array | undefined): boolean {
  if (sourceOf === undefined) return false
  const sources = new Set<number>()
  sets.eachMember(rootA, member => {
    const source = sourceOf[member] ?? -1
    if (source >= 0) sources.add(source)
  })
  let shared = false
  sets.eachMember(rootB, member => {
    if (sources.has(sourceOf[member] ?? -1)) shared = true
  })
  return shared
}

type Neighbours = ReadonlyMap<number, ReadonlySet<number>>

function neighbours(pairs: readonly (readonly [number, number])[]): Neighbours {
  const found = new Map<number, Set<number>>()
  const add = (from: number, to: number) => {
    const set = found.get(from)
    if (set) set.add(to)
    else found.set(from, new Set([to]))
  }
  for (const [left, right] of pairs) {
    add(left, right)
    add(right, left)
  }
  return found
}

function isForbidden(sets: UnionFind, rootA: number, rootB: number, forbidden: Neighbours): boolean {
  if (forbidden.size === 0) return false
  const [small, large] = sets.sizeOf(rootA) <= sets.sizeOf(rootB) ? [rootA, rootB] : [rootB, rootA]
  let found = false
  sets.eachMember(small, member => {
    for (const other of forbidden.get(member) ?? []) if (sets.find(other) === large) found = true
  })
  return found
}

interface Adjacency {
  readonly start: Int32Array
  readonly row: Int32Array
}

/** For each record the rows of the pairs that it is in. */
function adjacency(records: number, pairs: PairColumns): Adjacency {
  const start = new Int32Array(records + 1)
  for (const ends of [pairs.left, pairs.right]) for (const end of ends) start[end + 1] = (start[end + 1] ?? 0) + 1
  for (let record = 0; record < records; record++) start[record + 1] = (start[record + 1] ?? 0) + (start[record] ?? 0)
  const fill = start.slice()
  const row = new Int32Array(pairs.left.length * 2)
  for (let at = 0; at < pairs.left.length; at++) {
    for (const end of [pairs.left[at] ?? 0, pairs.right[at] ?? 0]) {
      const slot = fill[end] ?? 0
      row[slot] = at
      fill[end] = slot + 1
    }
  }
  return { start, row }
}

/** Rows by weight, heaviest first, then by left and right record number. */
function heaviestFirst(pairs: PairColumns): Int32Array {
  const rows = Int32Array.from({ length: pairs.left.length }, (_, row) => row)
  return rows.sort(
    (a, b) =>
      (pairs.weight[b] ?? 0) - (pairs.weight[a] ?? 0) ||
      Math.min(pairs.left[a] ?? 0, pairs.right[a] ?? 0) - Math.min(pairs.left[b] ?? 0, pairs.right[b] ?? 0) ||
      Math.max(pairs.left[a] ?? 0, pairs.right[a] ?? 0) - Math.max(pairs.left[b] ?? 0, pairs.right[b] ?? 0),
  )
}

function lowestMember(records: number, sets: UnionFind): Int32Array {
  const lowest = new Int32Array(records).fill(-1)
  const cluster = new Int32Array(records)
  for (let record = 0; record < records; record++) {
    const root = sets.find(record)
    if (lowest[root] === -1) lowest[root] = record
    cluster[record] = lowest[root] ?? record
  }
  return cluster
}
