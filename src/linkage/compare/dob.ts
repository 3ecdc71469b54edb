import type { ComparableDate } from '../comparable.ts'

/** How two dates of birth agree, best first. */
export const DOB_LEVELS = ['exact', 'swapped', 'one digit', 'year known', 'two parts', 'slip', 'near', 'other'] as const

const DAYS_IN_YEAR = 366
const DAYS_IN_MONTH = 30.5
const DAYS_IN_SLIP = 45

/** Index in DOB_LEVELS: how two dates of birth agree. */
export function dobLevel(a: ComparableDate, b: ComparableDate): number {
  return packedLevel(packed(a), packed(b))
}

/** The same for many dates, by their place in the list. */
export function dobLevels(dates: readonly (ComparableDate | undefined)[]): (left: number, right: number) => number {
  const days = Int32Array.from(dates, date => (date ? packed(date) : 0))
  return (left, right) => packedLevel(days[left] ?? 0, days[right] ?? 0)
}

/** A date in one number. */
function packed({ year, month, day }: ComparableDate): number {
  return (year << 9) | (month << 5) | day
}

const yearOf = (date: number): number => date >> 9
const monthOf = (date: number): number => (date >> 5) & 15
const dayOf = (date: number): number => date & 31
/** 1 January. */
const isPlaceholder = (date: number): boolean => (date & 511) === 33

function packedLevel(a: number, b: number): number {
  if (isPlaceholder(a) || isPlaceholder(b)) return placeholderLevel(a, b)
  if (a === b) return 0
  const sameYear = yearOf(a) === yearOf(b)
  if (sameYear && dayOf(a) === monthOf(b) && monthOf(a) === dayOf(b)) return 1
  if (oneSlip(digitsOf(a), digitsOf(b))) return 2
  if (Number(sameYear) + Number(monthOf(a) === monthOf(b)) + Number(dayOf(a) === dayOf(b)) === 2) return 4
  if (isSlip(a, b)) return 5
  return Math.abs(dayNumber(a) - dayNumber(b)) <= DAYS_IN_YEAR ? 6 : 7
}

/** A few weeks apart, in the same year or one or ten years off: a date remembered or copied badly. */
function isSlip(a: number, b: number): boolean {
  if (Math.abs(dayNumber(a) - dayNumber(b)) <= DAYS_IN_SLIP) return true
  const years = Math.abs(yearOf(a) - yearOf(b))
  const days = Math.abs((monthOf(a) - monthOf(b)) * DAYS_IN_MONTH + dayOf(a) - dayOf(b))
  return (years <= 1 || years === 10) && days <= DAYS_IN_SLIP
}

/** 1 January stands for its year alone, so it can neither confirm a day nor contradict one. */
function placeholderLevel(a: number, b: number): number {
  const apart = Math.abs(yearOf(a) - yearOf(b))
  if (apart === 0) return 3
  return apart === 1 ? 6 : 7
}

/** One digit differs, or two neighbours are exchanged. Both are eight digits as a number. */
function oneSlip(a: number, b: number): boolean {
  let left = a
  let right = b
  let place = 0
  let first = -1
  let second = -1
  while (left !== right) {
    if (left % 10 !== right % 10) {
      if (second >= 0) return false
      if (first >= 0) second = place
      else first = place
    }
    left = Math.trunc(left / 10)
    right = Math.trunc(right / 10)
    place++
  }
  if (second < 0) return true
  return second === first + 1 && digit(a, first) === digit(b, second) && digit(a, second) === digit(b, first)
}

function digit(number: number, place: number): number {
  return Math.trunc(number / 10 ** place) % 10
}

function digitsOf(date: number): number {
  return yearOf(date) * 10_000 + monthOf(date) * 100 + dayOf(date)
}

/** Days on a calendar whose months all have 30.5 days: near enough to tell a year apart. */
function dayNumber(date: number): number {
  return yearOf(date) * DAYS_IN_YEAR + (monthOf(date) - 1) * DAYS_IN_MONTH + dayOf(date)
}
