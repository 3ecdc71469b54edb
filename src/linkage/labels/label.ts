import type { Instant } from '#domain/values/time.ts'
import { byCodeUnit } from '#domain/values/by-code-unit.ts'

/** What a judge says of two records: one person, two people, or that nobody can tell from what is there. */
export const VERDICTS = ['same', 'different', 'cannot tell'] as const
export type Verdict = (typeof VERDICTS)[number]

/** How sure a judge is of "same" or "different". */
export const CERTAINTIES = ['sure', 'fairly sure'] as const
export type LabelCertainty = (typeof CERTAINTIES)[number]

/** One judgement of one pair by one person. */
export interface Label {
  readonly idLeft: string
  readonly idRight: string
  /** The name by which the judge is known. */
  readonly judge: string
  readonly judgedAt: Instant
  readonly verdict: Verdict
  /** Undefined for "cannot tell". */
  readonly certainty: LabelCertainty | undefined
  /** As written; an empty text when there is none. */
  readonly note: string
}

/** One text for a pair of ids, whichever is named first. */
export function pairKey(one: string, other: string): string {
  const [first, second] = byCodeUnit(one, other) <= 0 ? [one, other] : [other, one]
  return `${first.length}:${first}${second}`
}
