import { unionFind } from './union-find.ts'

/** What a person knows of two records, by id. */
export type RecordPair = readonly [string, string]

/** What people have said that linking must hold to. */
export interface Constraints {
  readonly mustLink?: readonly RecordPair[] | undefined
  readonly mustNotLink?: readonly RecordPair[] | undefined
}

/** The same by record number. */
export interface NumberedConstraints {
  readonly mustLink: readonly (readonly [number, number])[]
  readonly mustNotLink: readonly (readonly [number, number])[]
}

/** What people said cannot be held to; the message says which pair of which list, and why. */
export class ConstraintError extends Error {
  override readonly name = 'ConstraintError'
  readonly list: 'mustLink' | 'mustNotLink'
  /** Place in the list, from 0. */
  readonly at: number

  constructor(list: 'mustLink' | 'mustNotLink', at: number, message: string) {
    super(message)
    this.list = list
    this.at = at
  }
}

/**
 * Find the records of pairs and check that all can be held to at once.
 *
 * @param sourceOf for each record the number of its source, where a person has one record of each at most; −1 where it has none
 * @throws ConstraintError for an id that no record has, a pair of a record with itself, records that must not be one person and are
 * linked through others, and linked records of one source
 */
export function numberConstraints(
  { mustLink = [], mustNotLink = [] }: Constraints,
  ids: readonly string[],
  sourceOf?: Int32Array,
): NumberedConstraints {
  if (mustLink.length + mustNotLink.length === 0) return { mustLink: [], mustNotLink: [] }
  const numberOf = new Map(ids.map((id, at) => [id, at]))
  const numbered = (list: 'mustLink' | 'mustNotLink', pairs: readonly RecordPair[]) =>
    pairs.map(([left, right], at): readonly [number, number] => {
      if (left === right) throw new ConstraintError(list, at, `it is of record ${left} with itself`)
      const find = (id: string): number => {
        const found = numberOf.get(id)
        if (found === undefined) throw new ConstraintError(list, at, `no record has the id ${id}`)
        return found
      }
      return [find(left), find(right)]
    })
  const links = numbered('mustLink', mustLink)
  const parted = numbered('mustNotLink', mustNotLink)

  const sets = unionFind(ids.length)
  for (const [at, [left, right]] of links.entries()) {
    const [rootA, rootB] = [sets.find(left), sets.find(right)]
    if (rootA === rootB) continue
    const shared = sourceOf && sharedSource(sets, rootA, rootB, sourceOf)
    if (shared) {
      const [one, other] = shared.map(record => ids[record] ?? '')
      throw new ConstraintError(
        'mustLink',
        at,
        `records ${one ?? ''} and ${other ?? ''} would be one person, and are of one source`,
      )
    }
    sets.union(rootA, rootB)
  }
  for (const [at, [left, right]] of parted.entries()) {
    if (sets.find(left) !== sets.find(right)) continue
    const path = pathBetween(links, left, right).map(record => ids[record] ?? '')
    throw new ConstraintError('mustNotLink', at, `must-link joins the two: ${path.join(' – ')}`)
  }
  return { mustLink: links, mustNotLink: parted }
}

/** Without the copies of which people said something themselves: those are compared like any other record. */
export function unconstrained(
  copies: ReadonlyMap<number, number>,
  { mustLink, mustNotLink }: NumberedConstraints,
): ReadonlyMap<number, number> {
  const named = new Set([...mustLink, ...mustNotLink].flat())
  return named.size === 0 ? copies : new Map([...copies].filter(([copy]) => !named.has(copy)))
}

/** Looks up what people said of two records, by number. */
export function saidOf({
  mustLink,
  mustNotLink,
}: NumberedConstraints): (left: number, right: number) => 'must-link' | 'must-not-link' | undefined {
  const keyOf = (left: number, right: number): string => `${Math.min(left, right)} ${Math.max(left, right)}`
  const linked = new Set(mustLink.map(pair => keyOf(...pair)))
  const parted = new Set(mustNotLink.map(pair => keyOf(...pair)))
  if (linked.size + parted.size === 0) return () => undefined
  return (left, right) => {
    const key = keyOf(left, right)
    return linked.has(key) ? 'must-link' : parted.has(key) ? 'must-not-link' : undefined
  }
}

/** A record of each set of one source, if they have one in common. */
function sharedSource(
  sets: ReturnType<typeof unionFind>,
  rootA: number,
  rootB: number,
  sourceOf: Int32Array,
): readonly [number, number] | undefined {
  const bySource = new Map<number, number>()
  sets.eachMember(rootA, record => {
    const source = sourceOf[record] ?? -1
    if (source >= 0) bySource.set(source, record)
  })
  let found: readonly [number, number] | undefined
  sets.eachMember(rootB, record => {
    const other = bySource.get(sourceOf[record] ?? -1)
    if (other !== undefined) found ??= [other, record]
  })
  return found
}

/** The records from one to another along links, shortest way; both must hang together. */
function pathBetween(links: NumberedConstraints['mustLink'], from: number, to: number): readonly number[] {
  const neighbours = new Map<number, number[]>()
  for (const [left, right] of links) {
    neighbours.set(left, [...(neighbours.get(left) ?? []), right])
    neighbours.set(right, [...(neighbours.get(right) ?? []), left])
  }
  const cameFrom = new Map([[from, from]])
  const queue = [from]
  for (const record of queue) {
    if (record === to) break
    for (const next of neighbours.get(record) ?? []) {
      if (cameFrom.has(next)) continue
      cameFrom.set(next, record)
      queue.push(next)
    }
  }
  const path = [to]
  for (let record = to; record !== from; ) {
    record = cameFrom.get(record) ?? from
    path.unshift(record)
  }
  return path
}
