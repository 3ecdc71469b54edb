/** What holds a graph together at one point only. */
export interface WeakPoints {
  /** Edges without which their part of the graph would fall in two, ascending. */
  readonly bridges: readonly Bridge[]
  /** Nodes without which the others would fall apart, ascending. */
  readonly cutNodes: readonly number[]
}

/** An edge that alone connects two sides. */
export interface Bridge {
  readonly edge: number
  /** Nodes on the side that has fewer. */
  readonly smaller: number
}

/**
 * Bridges and cut nodes of a graph, in time linear in nodes and edges, without recursion. Of two edges between the same nodes
 * neither is a bridge.
 *
 * Source: Tarjan (1974), A note on finding the bridges of a graph, Information Processing Letters 2:160-161; cut nodes by the same
 * search, Hopcroft & Tarjan (1973), Algorithm 447, Communications of the ACM 16:372-378.
 */
export function weakPoints(nodes: number, left: ArrayLike<number>, right: ArrayLike<number>): WeakPoints {
  const { start, edgeAt } = incidence(nodes, left, right)
  const visited = new Int32Array(nodes).fill(-1)
  /** The earliest visited node that the nodes below can reach without the edge that led to them. */
  const reaches = new Int32Array(nodes)
  const below = new Int32Array(nodes).fill(1)
  const cameBy = new Int32Array(nodes).fill(-1)
  const cameFrom = new Int32Array(nodes).fill(-1)
  const next = start.slice(0, nodes)
  const isCut = new Uint8Array(nodes)
  const found: { edge: number; belowIt: number; root: number }[] = []
  let time = 0

  function search(root: number): void {
    let children = 0
    let node = root
    visited[node] = time
    reaches[node] = time++
    while (node >= 0) {
      const at = next[node] ?? 0
      if (at < (start[node + 1] ?? 0)) {
        next[node] = at + 1
        const edge = edgeAt[at] ?? 0
        if (edge === cameBy[node]) continue
        const other = (left[edge] === node ? right[edge] : left[edge]) ?? 0
        if ((visited[other] ?? -1) >= 0) {
          reaches[node] = Math.min(reaches[node] ?? 0, visited[other] ?? 0)
          continue
        }
        cameBy[other] = edge
        cameFrom[other] = node
        visited[other] = time
        reaches[other] = time++
        node = other
        continue
      }
      const parent = cameFrom[node] ?? -1
      if (parent >= 0) {
        reaches[parent] = Math.min(reaches[parent] ?? 0, reaches[node] ?? 0)
        below[parent] = (below[parent] ?? 1) + (below[node] ?? 1)
        if ((reaches[node] ?? 0) > (visited[parent] ?? 0)) {
          found.push({ edge: cameBy[node] ?? 0, belowIt: below[node] ?? 1, root })
        }
        if (parent === root) children++
        else if ((reaches[node] ?? 0) >= (visited[parent] ?? 0)) isCut[parent] = 1
      }
      node = parent
    }
    if (children > 1) isCut[root] = 1
  }

  for (let root = 0; root < nodes; root++) if (visited[root] === -1) search(root)
  const bridges = found.map(({ edge, belowIt, root }) => ({
    edge,
    smaller: Math.min(belowIt, (below[root] ?? 1) - belowIt),
  }))
  return {
    bridges: bridges.toSorted((a, b) => a.edge - b.edge),
    cutNodes: [...isCut.keys()].filter(node => isCut[node] === 1),
  }
}

/** For each node the edges at it: those of node n are `edgeAt[start[n]]` … `edgeAt[start[n + 1] − 1]`. An edge from a node to itself is at none. */
function incidence(nodes: number, left: ArrayLike<number>, right: ArrayLike<number>) {
  const start = new Int32Array(nodes + 1)
  const isLoop = (edge: number): boolean => left[edge] === right[edge]
  for (let edge = 0; edge < left.length; edge++) {
    if (isLoop(edge)) continue
    for (const end of [left[edge] ?? 0, right[edge] ?? 0]) start[end + 1] = (start[end + 1] ?? 0) + 1
  }
  for (let node = 0; node < nodes; node++) start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0)
  const fill = start.slice()
  const edgeAt = new Int32Array(start[nodes] ?? 0)
  for (let edge = 0; edge < left.length; edge++) {
    if (isLoop(edge)) continue
    for (const end of [left[edge] ?? 0, right[edge] ?? 0]) {
      const slot = fill[end] ?? 0
      edgeAt[slot] = edge
      fill[end] = slot + 1
    }
  }
  return { start, edgeAt }
}
