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

/** The same for many numbers, by their place in the list. */
export function phoneLevels(phones: readonly string[]): (left: number, right: number) => number {
  const national = Float64Array.from(phones, phone => (phone.length < NATIONAL_DIGITS ? Number.NaN : nationalOf(phone)))
  return (left, right) => {
    const a = national[left] ?? Number.NaN
    const b = national[right] ?? Number.NaN
    // One slip leaves the first three digits or the last three as they are.
    const apart = Math.trunc(a / 1e6) !== Math.trunc(b / 1e6) && a % 1000 !== b % 1000
    return apart && a >= 0 && b >= 0 ? 2 : phoneLevel(phones[left] ?? '', phones[right] ?? '')
  }
}

function nationalOf(phone: string): number {
  return Number(phone.slice(-NATIONAL_DIGITS))
}
