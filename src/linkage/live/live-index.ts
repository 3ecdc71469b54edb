import { blockingRules, VERY_MANY } from '../blocking.ts'
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
  /** Who somebody might be: records that weigh enough to be joined or looked at, heaviest first, then by number. */
  find(person: Comparable): Found
  /** The share of what is held that no record needs any more; when it is large, a new index takes less memory. 0..1 */
  readonly waste: number
}

/** Whom somebody might be. */
export interface Found {
  readonly matches: readonly LiveMatch[]
  /** Keys on more than `MOST_OF_A_KEY` records, by which nobody was looked for. */
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
const FIRST_ROOM = 1 << 10
/** The row for whoever is asked about. */
const ASKED = 0

/**
 * An index without records.
 *
 * It answers as a file of all its records would be linked: the same keys, the same weights, the thresholds for so many records. Cost of a
 * question grows with the records that share a key with it, at most `MOST_OF_A_KEY` for each of some twenty keys.
 */
export function liveIndex(model: PersonModel = personV1): LiveIndex {
  const rows = rowMaker(FIRST_ROOM)
  const scorer = rowScorer(rows.live, model)
  const byKey = postings()
  /** Of each record how many keys lead to it, and 1 more; 0 where there is no record. */
  let keysOf = new Int32Array(FIRST_ROOM)
  /** Of each record the last question in which it was met. */
  let metIn = new Int32Array(FIRST_ROOM)
  const free: number[] = []
  let highest = ASKED
  let size = 0
  let question = 0
  let leading = 0
  let misleading = 0

  function put(record: number, person: Comparable): void {
    const names = takeNamesApart(person)
    rows.write(record, person, names)
    const clues = cluesOf(person, names)
    let keys = 0
    for (const rule of blockingRules) {
      rule.eachKey(clues, (high, low) => {
        byKey.add(high, low, record)
        keys++
      })
    }
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
    }
    return highest
  }

  /** The records that share a key with whoever is in the row that is asked about, each once. */
  function candidatesOf(person: Comparable): { readonly records: readonly number[]; readonly crowdedKeys: number } {
    const names = takeNamesApart(person)
    rows.write(ASKED, person, names)
    const clues = cluesOf(person, names)
    const records: number[] = []
    let crowdedKeys = 0
    question++
    for (const rule of blockingRules) {
      if (rule.weak && size > VERY_MANY) continue
      rule.eachKey(clues, (high, low) => {
        if (byKey.count(high, low) > MOST_OF_A_KEY) {
          crowdedKeys++
          return
        }
        byKey.each(high, low, record => {
          if (metIn[record] === question) return
          metIn[record] = question
          if (keysOf[record] !== 0) records.push(record)
        })
      })
    }
    return { records, crowdedKeys }
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
    find: person => {
      const thresholds = thresholdsAt(model, size)
      const { records, crowdedKeys } = candidatesOf(person)
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
