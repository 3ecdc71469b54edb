import { setTimeout as sleep } from 'node:timers/promises'
import type { RecordRef } from '#domain/link.ts'
import { byCodeUnit } from '#domain/values/by-code-unit.ts'
import { type Comparable, type LiveIndex, liveIndex, personV1 } from '#linkage/index.ts'
import { keyedPeopleAfter, MOST_CHANGES, matchChangesSince } from '#store/match-changes.ts'
import type { Database } from '#store/database.ts'

/** All records with keys in memory, and how far they are current. */
export interface PeopleIndex {
  readonly size: number
  /** As `LiveIndex` has it. */
  readonly waste: number
  /**
   * Read what changed until the database has no more, or until `most` changes were read: then it is false. What was committed before the
   * call is in when it is true.
   */
  catchUp(most?: number): Promise<boolean>
  /** Records that somebody might be, decided as for so many; best first. */
  find(person: Comparable, held: number): readonly RecordRef[]
}

/**
 * The index of a database, from nothing: reads every record once. Cost grows with the records.
 *
 * @param rest says for how many times as long as a page took it rests after that page, so that whoever is served meanwhile hardly notices
 */
export async function readPeople(database: Database, rest: () => number): Promise<PeopleIndex> {
  const records = numberedRecords()
  const index = liveIndex(personV1, records.inOrder)
  // From before the first page is read: what changes meanwhile is read again.
  let { next } = await database.glance('', tx => matchChangesSince(tx, FUTURE, []))
  /** Changes that were read, of transactions that may not all be over. */
  let known = new Map<string, bigint>()

  let last: RecordRef | undefined
  do {
    const begun = performance.now()
    const page = await database.glance('', tx => keyedPeopleAfter(tx, last))
    for (const one of page) put(index, records, one, one.comparable)
    last = page.at(-1)
    await sleep((performance.now() - begun) * rest())
  } while (last !== undefined)

  return {
    get size() {
      return index.size
    },
    get waste() {
      return index.waste
    },
    catchUp: async (most = Infinity) => {
      let read = 0
      while (read < most) {
        const { changes, next: from } = await database.glance('', tx => matchChangesSince(tx, next, [...known.keys()]))
        for (const one of changes) {
          known.set(one.changeNo, BigInt(one.transaction))
          put(index, records, one, one.comparable)
        }
        next = from
        known = new Map([...known].filter(([, transaction]) => transaction >= BigInt(from)))
        if (new Set(changes.map(one => one.changeNo)).size < MOST_CHANGES) return true
        read += changes.length
      }
      return false
    },
    find: (person, held) => index.find(person, held).matches.map(({ record }) => records.refOf(record)),
  }
}

/** Later than any transaction. */
const FUTURE = String(2n ** 64n - 1n)

function put(index: LiveIndex, records: NumberedRecords, ref: RecordRef, says: Comparable | null): void {
  const known = records.numberOf(ref)
  if (known === undefined) {
    if (says !== null) records.add(index.add(says), ref)
  } else if (says === null) {
    index.remove(known)
    records.remove(ref)
  } else {
    index.replace(known, says)
  }
}

type NumberedRecords = ReturnType<typeof numberedRecords>

/** Which record has which number in the index. */
function numberedRecords() {
  const numbers = new Map<string, Map<string, number>>()
  const agencies: string[] = []
  const ids: string[] = []
  const refOf = (number: number): RecordRef => ({ agency: agencies[number] ?? '', recordId: ids[number] ?? '' })
  return {
    refOf,
    numberOf: ({ agency, recordId }: RecordRef) => numbers.get(agency)?.get(recordId),
    add: (number: number, { agency, recordId }: RecordRef): void => {
      const own = numbers.get(agency) ?? new Map<string, number>()
      numbers.set(agency, own.set(recordId, number))
      agencies[number] = agency
      ids[number] = recordId
    },
    remove: ({ agency, recordId }: RecordRef): void => void numbers.get(agency)?.delete(recordId),
    /** By agency and id, as the database puts them. */
    inOrder: (one: number, other: number): number =>
      byCodeUnit(agencies[one] ?? '', agencies[other] ?? '') || byCodeUnit(ids[one] ?? '', ids[other] ?? ''),
  }
}
