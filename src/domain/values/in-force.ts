import type { PlainDate } from './time.ts'

/** The days on which an item of the reference data holds, both included. */
export interface InForce {
  /** Null when it is not known to be in force. */
  readonly effectiveFrom: PlainDate | null
  /** Null when no end is known. */
  readonly effectiveTo: PlainDate | null
}

/** Whether an item of the reference data holds on a day. */
export function isInForce({ effectiveFrom, effectiveTo }: InForce, day: PlainDate): boolean {
  return effectiveFrom !== null && effectiveFrom <= day && (effectiveTo === null || day <= effectiveTo)
}
