/** Which group each of a fixed number of items is in; changed only by `union`. */
export interface UnionFind {
  find(item: number): number
  /** Join the groups of two roots and give the root that remains: the one with the larger group, on a tie the lower number. */
  union(rootA: number, rootB: number): number
  sizeOf(root: number): number
  /** Calls back with every member of the group of a root, in no particular order. */
  eachMember(root: number, visit: (member: number) => void): void
}

/** Disjoint sets of the items 0 … count − 1, with the members of a set reachable from its root. */
export function unionFind(count: number): UnionFind {
  const parent = Int32Array.from({ length: count }, (_, item) => item)
  const size = new Int32Array(count).fill(1)
  // Each set is a ring: following `next` from any member comes back to it.
  const next = Int32Array.from({ length: count }, (_, item) => item)

  function find(item: number): number {
    let root = item
    while (parent[root] !== root) root = parent[root] ?? root
    for (let at = item; at !== root; ) {
      const up = parent[at] ?? root
      parent[at] = root
      at = up
    }
    return root
  }

  function union(rootA: number, rootB: number): number {
    if (rootA === rootB) return rootA
    const sizeA = size[rootA] ?? 1
    const sizeB = size[rootB] ?? 1
    const keepsA = sizeA === sizeB ? rootA < rootB : sizeA > sizeB
    const root = keepsA ? rootA : rootB
    parent[keepsA ? rootB : rootA] = root
    size[root] = sizeA + sizeB
    const afterA = next[rootA] ?? rootA
    next[rootA] = next[rootB] ?? rootB
    next[rootB] = afterA
    return root
  }

  function eachMember(root: number, visit: (member: number) => void): void {
    let at = root
    do {
      visit(at)
      at = next[at] ?? root
    } while (at !== root)
  }

  return { find, union, sizeOf: root => size[root] ?? 1, eachMember }
}
