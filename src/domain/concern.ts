import { parsePostcode } from './values/identifiers.ts'
import { accepted, type Parsed, refused } from './values/parsed.ts'
import { isSpelled, spelled, squeezed, unmistaken } from './values/reference.ts'

/** Who tells of a worry, in the order in which the form offers it. */
export const SENDERS = ['myself', 'parent', 'relative', 'friend', 'neighbour', 'worker', 'other'] as const
export type Sender = (typeof SENDERS)[number]

/** Languages in which the public is served. */
export type ConcernLanguage = 'en' | 'cy'

/** What somebody said of their worry, as they wrote it; absent where they left it empty. */
export interface ConcernSaid {
  readonly worry: string
  readonly name?: string
  readonly age?: string
  /** Where the person is, or where it happens. */
  readonly place?: string
  /** How the sender may be reached, and when that is safe. Nobody has to say. */
  readonly contact?: string
  readonly safeTimes?: string
  /** They said that somebody is in danger now. The page told them to ring 999. */
  readonly danger: boolean
}

/** What staff may do about a concern: say that it is seen, write to the sender, keep a note among themselves, close it. */
export const CONCERN_STEPS = ['seen', 'reply', 'note', 'closed'] as const
export type ConcernStep = (typeof CONCERN_STEPS)[number]

/** Where a concern stands. */
export type ConcernState = 'waiting' | 'seen' | 'closed'

/** The state after a step. A reply or a note says that somebody has seen it; a closed concern is seen again when it is taken up. */
export function stateAfter(state: ConcernState, step: ConcernStep): ConcernState {
  if (step === 'closed') return 'closed'
  return step === 'note' && state === 'closed' ? 'closed' : 'seen'
}

/** Whether the sender reads the words of a step. */
export function isShown(step: ConcernStep): boolean {
  return step !== 'note'
}

/** The first half of a postcode that somebody typed whole or in half; undefined when it is none. */
export function outwardOf(typed: string): string | undefined {
  const whole = parsePostcode(typed)
  if (whole.ok) return whole.value.split(' ', 1)[0]
  const half = typed.trim().toUpperCase()
  return /^[A-Z]{1,2}\d[A-Z\d]?$/.test(half) ? half : undefined
}

/** 80 bits: nobody guesses one. */
const RECEIPT_BYTES = 16
const GROUP = 4

/** A receipt from random bytes, at least sixteen: four groups of four, CON-7F3K-2QXM-9T4R-HB6W. The first two groups are the reference to say aloud. */
export function makeReceipt(bytes: Uint8Array): string {
  if (bytes.length < RECEIPT_BYTES) throw new RangeError(`a receipt takes ${RECEIPT_BYTES} random bytes`)
  return written(spelled(bytes.subarray(0, RECEIPT_BYTES)))
}

/** What of a receipt may be said aloud: CON-7F3K-2QXM says which concern it is, and opens nothing. */
export function referenceOf(receipt: string): string {
  return receipt.split('-').slice(0, 3).join('-')
}

/** A receipt as it is written, from what somebody typed: any case, with or without hyphens and spaces, O for 0, I or L for 1. */
export function parseReceipt(text: string): Parsed<string> {
  const code = unmistaken(squeezed(text).replace(/^CON/, ''))
  if (code.length === RECEIPT_BYTES && isSpelled(code)) return accepted(written(code))
  return refused('A receipt number is CON and sixteen more letters and numbers')
}

function written(code: string): string {
  const groups = Array.from({ length: RECEIPT_BYTES / GROUP }, (_, at) => code.slice(at * GROUP, (at + 1) * GROUP))
  return ['CON', ...groups].join('-')
}
