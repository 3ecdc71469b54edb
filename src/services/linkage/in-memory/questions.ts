import type { RecordRef } from '#domain/link.ts'
import type { Comparable } from '#linkage/index.ts'

/** A question to the thread that keeps people in memory. */
export interface Question {
  readonly number: number
  readonly person: Comparable
  /** Decide as for so many records. */
  readonly held: number
}

/** Its answer: nothing found at all, or undefined when the index is not current. */
export interface Answer {
  readonly number: number
  readonly found: readonly RecordRef[] | undefined
}

/** Asks for no answer: somebody is served meanwhile, so the reading of people gives way. */
export const GIVE_WAY = 'give way'

/** Said once, when the thread has read all people. */
export const READY = 'ready'
