import { type Candidate, type KeyedRecord, MOST_CANDIDATES } from '#store/match-keys.ts'

/** Two records of one call, by position, that share keys. */
export interface OwnCandidate {
  readonly ordinal: number
  readonly other: number
  readonly shared: number
}

/** So many are looked at for a record of a large call that more than the most resemble: a crowd of people who are hard to tell apart. */
const OF_A_CROWD = 20
/** A call with more records than this is a large one. */
const FEW = 10

/**
 * Which records share keys with each other, each pair from both its ends; of a key that more than 200 have, the first 200 by id.
 *
 * `crowded` is how many keys that was, once for each record.
 */
export function alikeAmong(records: readonly KeyedRecord[]): {
  readonly pairs: readonly OwnCandidate[]
  readonly crowded: number
} {
  const byKey = new Map<bigint, number[]>()
  for (const [ordinal, { keys }] of records.entries()) {
    for (const key of keys) {
      const list = byKey.get(key)
      if (list) list.push(ordinal)
      else byKey.set(key, [ordinal])
    }
  }
  let crowded = 0
  const idOf = (ordinal: number): string => records[ordinal]?.recordId ?? ''
  for (const [key, list] of byKey) {
    if (list.length <= MOST_CANDIDATES) continue
    crowded += list.length
    byKey.set(key, list.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)).slice(0, MOST_CANDIDATES))
  }
  const pairs: OwnCandidate[] = []
  for (const [ordinal, { keys }] of records.entries()) {
    const shared = new Map<number, number>()
    for (const key of keys) {
      for (const other of byKey.get(key) ?? []) if (other !== ordinal) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
    for (const [other, count] of shared) pairs.push({ ordinal, other, shared: count })
  }
  return { pairs, crowded }
}

/**
 * For each of `count` records those that share most keys with it, from the ones held and the ones of the same call: at most 200; of a
 * large call 20 where there are more than 200.
 */
export function mostAlike(
  count: number,
  held: readonly Candidate[],
  own: readonly OwnCandidate[],
): readonly (Candidate | OwnCandidate)[] {
  const found = Array.from({ length: count }, (): (Candidate | OwnCandidate)[] => [])
  for (const one of held) found[one.ordinal]?.push(one)
  for (const one of own) found[one.ordinal]?.push(one)
  return found.flatMap(list => {
    if (list.length <= MOST_CANDIDATES) return list
    return list.toSorted((a, b) => b.shared - a.shared).slice(0, count > FEW ? OF_A_CROWD : MOST_CANDIDATES)
  })
}
