import { eachBlockingKey, VERY_MANY } from '../blocking.ts'
import { cluesOf } from '../clues.ts'
import type { Comparable } from '../comparable.ts'
import { decide, type Decision } from '../decide.ts'
import { holdsFor } from '../holds.ts'
import { type PersonModel, personV1, thresholdsAt } from '../model.ts'
import { takeNamesApart } from '../names-of.ts'
import { enlarged } from '../rows/ints.ts'
import { rowMaker } from '../rows/rows.ts'
import { AT_ONCE, rowScorer } from '../rows/score-rows.ts'
import { postings } from './postings.ts'

/** Many people in memory, to be asked who somebody might be. */
export interface LiveIndex {
  /** How many records it holds. */
  readonly size: number
  /** Takes a record in and gives the number by which it is known. The number of a removed record may be given again. */
  add(person: Comparable): number
  /** Puts what a record says now in the place of what it said. Throws a RangeError when there is no such record. */
  replace(record: number, person: Comparable): void
  /** Forgets a record. Throws a RangeError when there is none of this number. */
  remove(record: number): void
  /**
   * Who somebody might be: records that weigh enough to be joined or looked at, heaviest first, then by number.
   *
   * @param held decide as for so many records, instead of as many as there are here
   */
  find(person: Comparable, held?: number): Found
  /** The share of what is held that no record needs any more; when it is large, a new index takes less memory. 0..1 */
  readonly waste: number
}

/** Whom somebody might be. */
export interface Found {
  readonly matches: readonly LiveMatch[]
  /** Keys on more than `MOST_OF_A_KEY` records, by which only so many of them were looked at. */
  readonly crowdedKeys: number
}

/** A record that somebody might be the person of. */
export interface LiveMatch {
  readonly record: number
  /** log2 odds, as `scorePair` gives it */
  readonly weight: number
  readonly holds: readonly string[]
  readonly decision: Exclude<Decision, 'apart'>
}

/** More records than this share a key only where it says next to nothing. */
export const MOST_OF_A_KEY = 200
/** Of more records that share a key with somebody, those that share most are compared. */
const MOST_CANDIDATES = 200
const FIRST_ROOM = 1 << 10
/** A key that is not weak, as it is counted. */
const TELLING = 1 + (1 << 8)
/** Compares two records by their numbers, as a sort does. */
export type InOrder = (one: number, other: number) => number

/** The row for whoever is asked about. */
const ASKED = 0

/**
 * An index without records.
 *
 * It answers as a file of all its records would be linked: the same keys, the same weights, the thresholds for so many records. Cost of a
 * question grows with the records that share a key with it, at most `MOST_OF_A_KEY` for each of some twenty keys.
 *
 * @param comesFirst the order of records that share equally many keys, where not all of them can be compared
 */
export function liveIndex(model: PersonModel = personV1, comesFirst: InOrder = byNumber): LiveIndex {
  const rows = rowMaker(FIRST_ROOM)
  const scorer = rowScorer(rows.live, model)
  const byKey = postings()
  /** Of each record how many keys lead to it, and 1 more; 0 where there is no record. */
  let keysOf = new Int32Array(FIRST_ROOM)
  /** Of each record the last question in which it was met. */
  let metIn = new Int32Array(FIRST_ROOM)
  /** How many keys it shares with whoever is asked about, and from the ninth bit on how many of them are not weak. */
  let shared = new Int32Array(FIRST_ROOM)
  const free: number[] = []
  let highest = ASKED
  let size = 0
  let question = 0
  let leading = 0
  let misleading = 0

  function put(record: number, person: Comparable): void {
    const names = takeNamesApart(person)
    rows.write(record, person, names)
    let keys = 0
    eachBlockingKey(cluesOf(person, names), (high, low) => {
      byKey.add(high, low, record)
      keys++
    })
    keysOf[record] = keys + 1
    leading += keys
  }

  /** What led to a record leads there in vain. */
  function drop(record: number): void {
    const keys = keysOf[record] ?? 0
    if (keys === 0) throw new RangeError(`There is no record number ${record}`)
    misleading += keys - 1
    keysOf[record] = 0
  }

  function numberFor(): number {
    const again = free.pop()
    if (again !== undefined) return again
    highest++
    if (highest >= keysOf.length) {
      keysOf = enlarged(keysOf, highest * 2)
      metIn = enlarged(metIn, highest * 2)
      shared = enlarged(shared, highest * 2)
    }
    return highest
  }

  /** The records that share a key with somebody, each once; of too many those that share most. */
  function candidatesOf(person: Comparable, held: number) {
    const names = takeNamesApart(person)
    rows.write(ASKED, person, names)
    const met: number[] = []
    let crowdedKeys = 0
    question++
    eachBlockingKey(cluesOf(person, names), (high, low, weak) => {
      if (byKey.count(high, low) > MOST_OF_A_KEY) crowdedKeys++
      let left = MOST_OF_A_KEY
      byKey.each(high, low, record => {
        if (keysOf[record] === 0) return true
        if (metIn[record] !== question) {
          metIn[record] = question
          shared[record] = 0
          met.push(record)
        }
        shared[record] = (shared[record] ?? 0) + (weak ? 1 : TELLING)
        return --left > 0
      })
    })
    // A weak key alone says too little among very many.
    const telling = held < VERY_MANY ? met : met.filter(record => shared[record] !== 1)
    return { records: telling.length > MOST_CANDIDATES ? sharingMost(telling) : telling, crowdedKeys }
  }

  function sharingMost(records: readonly number[]): readonly number[] {
    const keys = (record: number): number => (shared[record] ?? 0) & 0xff
    return records.toSorted((a, b) => keys(b) - keys(a) || comesFirst(a, b)).slice(0, MOST_CANDIDATES)
  }

  return {
    get size() {
      return size
    },
    get waste() {
      return leading === 0 ? 0 : misleading / leading
    },
    add: person => {
      const record = numberFor()
      put(record, person)
      size++
      return record
    },
    replace: (record, person) => {
      drop(record)
      put(record, person)
    },
    remove: record => {
      drop(record)
      rows.clear(record)
      free.push(record)
      size--
    },
    find: (person, held = size) => {
      const thresholds = thresholdsAt(model, held)
      const { records, crowdedKeys } = candidatesOf(person, held)
      const matches: LiveMatch[] = []
      for (let from = 0; from < records.length; from += AT_ONCE) {
        const count = Math.min(AT_ONCE, records.length - from)
        scorer.take(ASKED, records, from, count)
        for (let at = 0; at < count; at++) {
          const weight = scorer.weigh(at, thresholds.review)
          if (weight < thresholds.review) continue
          const holds = holdsFor(scorer.pattern, scorer.kinshipOf(at))
          const decision = decide({ weight, holds }, thresholds)
          if (decision !== 'apart') matches.push({ record: records[from + at] ?? 0, weight, holds, decision })
        }
      }
      rows.clear(ASKED)
      return { matches: matches.toSorted((a, b) => b.weight - a.weight || a.record - b.record), crowdedKeys }
    },
  }
}

function byNumber(one: number, other: number): number {
  return one - other
}
