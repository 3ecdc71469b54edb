import { withinOneEdit } from '../metrics/damerau-levenshtein.ts'

/** How two phone numbers agree, best first. */
export const PHONE_LEVELS = ['exact', 'one digit', 'other'] as const

const NATIONAL_DIGITS = 9

/** Index in PHONE_LEVELS. Numbers are equal when their last nine digits are, so a missing country code does no harm. */
export function phoneLevel(a: string, b: string): number {
  if (a === b) return 0
  const left = a.slice(-NATIONAL_DIGITS)
  const right = b.slice(-NATIONAL_DIGITS)
  if (left === right && left.length === NATIONAL_DIGITS) return 0
  return withinOneEdit(left, right) ? 1 : 2
}
