import { createHash } from 'node:crypto'
import type { PersonFields } from '#domain/mapping.ts'
import type { Comparable } from '#linkage/comparable.ts'
import type { IncomingEvent } from './events.ts'

/** One row that an agency sends, read and normalised. `recordId` is used when the row is new. */
export interface IncomingRecord {
  readonly recordId: string
  readonly sourceSystem: string
  readonly feed: string
  /** The row's own id in that system and feed. */
  readonly sourceId: string
  /** The agency's own id of the person, the same on every row about them. */
  readonly subjectRef?: string | undefined
  /** As the source numbers its versions; without it, a change of the row as given makes a new version. */
  readonly version?: string | undefined
  readonly person: PersonFields
  readonly asGiven: unknown
  readonly marks: readonly unknown[]
  readonly comparable: Comparable
  readonly event?: IncomingEvent | undefined
  readonly withdraws: boolean
  readonly restricted: boolean
  readonly assertedAt?: string | undefined
  readonly batchId?: string | undefined
}

/** What became of a row. 'unchanged' also when it is older than what is held, or withdraws what nobody sent. */
export type Outcome = 'new' | 'changed' | 'unchanged' | 'withdrawn'

/** One answer for one incoming row, with the id that the record really has. */
export interface StoredRecord {
  readonly recordId: string
  readonly outcome: Outcome
  readonly sourceSystem: string
  readonly feed: string
  readonly sourceId: string
  readonly subjectRef?: string | undefined
  readonly comparable: Comparable
  readonly event?: IncomingEvent | undefined
  readonly restricted: boolean
}

/** What is held of one source row while a chunk is folded into it, in order. */
export interface Held {
  readonly recordId: string
  readonly isNew: boolean
  readonly audience: readonly string[]
  highest: number
  current: number
  version: string
  withdrawn: boolean
  readonly versions: Set<string>
  /** The last row of this chunk that counts, and the last one that did not withdraw. */
  latest: IncomingRecord | undefined
  said: IncomingRecord | undefined
}

/** One version to add to what is held. */
export interface NewVersion {
  readonly held: Held
  readonly versionNo: number
  readonly version: string
  readonly row: IncomingRecord
}

/** Decide what one row does to what is held, and note the version it adds. */
export function fold(held: Map<string, Held>, versions: NewVersion[], row: IncomingRecord): StoredRecord {
  const key = keyOf(row)
  const known = held.get(key)
  if (known === undefined) {
    if (row.withdraws) return answer(row, row.recordId, 'unchanged')
    const fresh = newlyHeld(row)
    held.set(key, fresh)
    addVersion(fresh, versions, row)
    return answer(row, fresh.recordId, 'new')
  }
  if (alreadySaid(known, row)) return answer(row, known.recordId, 'unchanged')
  const late = !row.withdraws && row.version !== undefined && sortsBefore(row.version, known.version)
  addVersion(known, versions, row, late)
  if (late) return answer(row, known.recordId, 'unchanged')
  return answer(row, known.recordId, row.withdraws ? 'withdrawn' : 'changed')
}

function newlyHeld(row: IncomingRecord): Held {
  return {
    recordId: row.recordId,
    isNew: true,
    audience: [],
    highest: 0,
    current: 0,
    version: '',
    withdrawn: false,
    versions: new Set(),
    latest: undefined,
    said: undefined,
  }
}

function alreadySaid(held: Held, row: IncomingRecord): boolean {
  if (row.version !== undefined) {
    return held.versions.has(versionKey(row.version, row.withdraws)) || (row.withdraws && held.withdrawn)
  }
  return row.withdraws ? held.withdrawn : held.version === versionOf(row)
}

/** A withdrawal keeps the version it withdrew as the record's own, so that the same content sent again is no news. */
function addVersion(held: Held, versions: NewVersion[], row: IncomingRecord, late = false): void {
  const version = versionOf(row)
  held.highest += 1
  held.versions.add(versionKey(version, row.withdraws))
  versions.push({ held, versionNo: held.highest, version, row })
  if (late) return
  held.current = held.highest
  held.withdrawn = row.withdraws
  held.latest = row
  if (row.withdraws) return
  held.version = version
  held.said = row
}

function answer(row: IncomingRecord, recordId: string, outcome: Outcome): StoredRecord {
  const { sourceSystem, feed, sourceId, subjectRef, comparable, event, restricted } = row
  return { recordId, outcome, sourceSystem, feed, sourceId, subjectRef, comparable, event, restricted }
}

/** The source row that a row is about. */
export function keyOf(row: Pick<IncomingRecord, 'sourceSystem' | 'feed' | 'sourceId'>): string {
  return JSON.stringify([row.sourceSystem, row.feed, row.sourceId])
}

/** A version as the set of held ones knows it. */
export function versionKey(version: string, withdraws: boolean): string {
  return `${withdraws ? 'withdraws' : 'says'} ${version}`
}

/** The source's own version, else a hash of the row as it arrived. */
function versionOf(row: IncomingRecord): string {
  if (row.version !== undefined) return row.version
  const content = JSON.stringify([row.asGiven, row.subjectRef ?? null, row.restricted])
  return `sha256:${createHash('sha256').update(content).digest('hex').slice(0, 32)}`
}

/** Versions are ordered when both are whole numbers, or both are ISO dates or times; else the later to arrive is the newer. */
function sortsBefore(version: string, current: string): boolean {
  if (/^\d{1,15}$/.test(version) && /^\d{1,15}$/.test(current)) return Number(version) < Number(current)
  const isoDate = /^\d{4}-\d{2}-\d{2}/
  return isoDate.test(version) && isoDate.test(current) && Date.parse(version) < Date.parse(current)
}
