import { byCodeUnit } from '#domain/values/by-code-unit.ts'

/** Which ids the people of a run are known by, and what became of those of an earlier one. */
export interface PersonIds {
  /** The id of each cluster, by the number of its first record. */
  readonly idOf: ReadonlyMap<number, string>
  /** What is not as it was, in order of the kind of change and then of ids. */
  readonly changes: readonly PersonChange[]
  readonly counts: ChangeCounts
}

/**
 * One row of what changed: records that came from one earlier person to one present one. Somebody of whom two join, or who splits, has
 * a row for each part.
 */
export interface PersonChange {
  readonly change: 'joined' | 'split' | 'new' | 'gone'
  /** Undefined for somebody new. */
  readonly before: string | undefined
  /** Undefined for somebody gone. */
  readonly after: string | undefined
  readonly records: number
}

/** Changes in numbers. */
export interface ChangeCounts {
  /** People who are known by the id that they had. */
  readonly kept: number
  /** Present people with records of several earlier ones. */
  readonly joined: number
  /** Earlier people whose records are with several present ones. */
  readonly split: number
  /** People none of whose records was there before. */
  readonly new: number
  /** Earlier people none of whose records is there now. */
  readonly gone: number
}

/** Records that an earlier and a present person have in common. */
interface Overlap {
  readonly before: string
  /** The number of the first record. */
  readonly after: number
  readonly records: number
}

/**
 * Give the people of a run the ids that most of their records had before.
 *
 * The earlier and the present person with most records in common go first; of equals the id that comes first, and then the person
 * whose first record does. Each id goes to one person and each person has one. Who is left gets the id of the first record, or of the
 * next one where an earlier person was known by that, and so never an id that was used before. The order of records and of the earlier
 * file makes no difference.
 *
 * @param ids record ids, in order
 * @param clusterOf for each record the lowest record number of its cluster
 * @param previous for each record the person that it was of
 */
export function personIds(
  ids: readonly string[],
  clusterOf: Int32Array,
  previous: ReadonlyMap<string, string>,
): PersonIds {
  const { overlaps, members, gone } = compare(ids, clusterOf, previous)
  const idOf = new Map<number, string>()
  const given = new Set<string>()
  for (const { before, after } of overlaps.toSorted(mostFirst)) {
    if (given.has(before) || idOf.has(after)) continue
    idOf.set(after, before)
    given.add(before)
  }
  const kept = idOf.size
  const taken = new Set(previous.values())
  const records = new Set(ids)
  for (const [cluster, own] of members) {
    if (idOf.has(cluster)) continue
    const id =
      own.map(record => ids[record] ?? '').find(one => !taken.has(one)) ?? unused(ids[cluster] ?? '', taken, records)
    taken.add(id)
    idOf.set(cluster, id)
  }
  const changes = changesOf(overlaps, members, idOf, gone)
  return { idOf, changes, counts: { kept, ...countsOf(changes) } }
}

function compare(ids: readonly string[], clusterOf: Int32Array, previous: ReadonlyMap<string, string>) {
  const members = new Map<number, number[]>()
  const common = new Map<number, Map<string, number>>()
  const found = new Set<string>()
  for (const [record, id] of ids.entries()) {
    const cluster = clusterOf[record] ?? record
    const own = members.get(cluster)
    if (own) own.push(record)
    else members.set(cluster, [record])
    const before = previous.get(id)
    if (before === undefined) continue
    found.add(before)
    const counts = common.get(cluster) ?? new Map<string, number>()
    counts.set(before, (counts.get(before) ?? 0) + 1)
    common.set(cluster, counts)
  }
  const overlaps: Overlap[] = [...common].flatMap(([after, counts]) =>
    [...counts].map(([before, records]) => ({ before, after, records })),
  )
  const gone = new Map<string, number>()
  for (const before of previous.values()) if (!found.has(before)) gone.set(before, (gone.get(before) ?? 0) + 1)
  return { overlaps, members, gone }
}

function mostFirst(a: Overlap, b: Overlap): number {
  return b.records - a.records || byCodeUnit(a.before, b.before) || a.after - b.after
}

/** An id with the next free number behind it. */
function unused(id: string, taken: ReadonlySet<string>, records: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const candidate = `${id}~${number}`
    if (!taken.has(candidate) && !records.has(candidate)) return candidate
  }
}

function changesOf(
  overlaps: readonly Overlap[],
  members: ReadonlyMap<number, readonly number[]>,
  idOf: ReadonlyMap<number, string>,
  gone: ReadonlyMap<string, number>,
): readonly PersonChange[] {
  const rows = (change: 'joined' | 'split', some: Iterable<readonly Overlap[]>): PersonChange[] =>
    [...some].flatMap(group =>
      group.length < 2
        ? []
        : group.map(({ before, after, records }) => ({ change, before, after: idOf.get(after), records })),
    )
  const known = Map.groupBy(overlaps, ({ after }) => after)
  const joined = rows('joined', known.values())
  const split = rows('split', Map.groupBy(overlaps, ({ before }) => before).values())
  const fresh = [...members].flatMap(([cluster, own]): PersonChange[] =>
    known.has(cluster) ? [] : [{ change: 'new', before: undefined, after: idOf.get(cluster), records: own.length }],
  )
  const left = [...gone].map(
    ([before, records]): PersonChange => ({ change: 'gone', before, after: undefined, records }),
  )
  return [
    ...joined.toSorted(
      (a, b) => byCodeUnit(a.after ?? '', b.after ?? '') || byCodeUnit(a.before ?? '', b.before ?? ''),
    ),
    ...split.toSorted((a, b) => byCodeUnit(a.before ?? '', b.before ?? '') || byCodeUnit(a.after ?? '', b.after ?? '')),
    ...fresh.toSorted((a, b) => byCodeUnit(a.after ?? '', b.after ?? '')),
    ...left.toSorted((a, b) => byCodeUnit(a.before ?? '', b.before ?? '')),
  ]
}

function countsOf(changes: readonly PersonChange[]): Omit<ChangeCounts, 'kept'> {
  const people = (change: PersonChange['change'], side: 'before' | 'after'): number =>
    new Set(changes.filter(one => one.change === change).map(one => one[side])).size
  return {
    joined: people('joined', 'after'),
    split: people('split', 'before'),
    new: people('new', 'after'),
    gone: people('gone', 'before'),
  }
}
