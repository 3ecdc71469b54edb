import { unionFind } from './union-find.ts'

/** The pairs that hold records together, as few and as heavy as can be. */
export interface SpanningTree {
  /** Edge numbers, heaviest first: one fewer than nodes when the graph hangs together. */
  readonly edges: readonly number[]
  /** Undefined for a graph without edges. */
  readonly weakest: WeakestCut | undefined
}

/** Where a graph comes apart most easily: nothing heavier than the edge connects the two sides. */
export interface WeakestCut {
  readonly edge: number
  /** Nodes of the side with fewer, ascending. */
  readonly side: readonly number[]
}

/**
 * Maximum spanning tree by Kruskal (1956), Proceedings of the American Mathematical Society 7:48-50. Of edges that weigh the same,
 * the one with the lower nodes goes first. Its last edge is where all cuts are weakest: every other cut is crossed by a heavier one.
 */
export function spanningTree(
  nodes: number,
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  weight: ArrayLike<number>,
): SpanningTree {
  const low = (edge: number): number => Math.min(left[edge] ?? 0, right[edge] ?? 0)
  const high = (edge: number): number => Math.max(left[edge] ?? 0, right[edge] ?? 0)
  const heavier = (a: number, b: number): number => {
    const [one = 0, other = 0] = [weight[a], weight[b]]
    return one > other ? -1 : one < other ? 1 : low(a) - low(b) || high(a) - high(b)
  }
  const order = Int32Array.from({ length: left.length }, (_, edge) => edge).sort(heavier)
  const sets = unionFind(nodes)
  const edges: number[] = []
  let weakest: WeakestCut | undefined
  for (const edge of order) {
    const [rootA, rootB] = [sets.find(left[edge] ?? 0), sets.find(right[edge] ?? 0)]
    if (rootA === rootB) continue
    if (edges.length === nodes - 2) {
      const smaller = sets.sizeOf(rootA) <= sets.sizeOf(rootB) ? rootA : rootB
      const side: number[] = []
      sets.eachMember(smaller, node => side.push(node))
      weakest = { edge, side: side.toSorted((a, b) => a - b) }
    }
    sets.union(rootA, rootB)
    edges.push(edge)
  }
  return { edges, weakest }
}
