import type { ComparableDate } from '../comparable.ts'

/** How two dates of birth agree, best first. */
export const DOB_LEVELS = ['exact', 'swapped', 'one digit', 'year known', 'two parts', 'slip', 'near', 'other'] as const

const DAYS_IN_YEAR = 366
const DAYS_IN_MONTH = 30.5
const DAYS_IN_SLIP = 45

/** Index in DOB_LEVELS: how two dates of birth agree. */
export function dobLevel(a: ComparableDate, b: ComparableDate): number {
  const sameYear = a.year === b.year
  if (a.placeholder || b.placeholder) return placeholderLevel(a, b)
  const sameMonth = a.month === b.month
  const sameDay = a.day === b.day
  if (sameYear && sameMonth && sameDay) return 0
  if (sameYear && a.day === b.month && a.month === b.day) return 1
  if (oneSlip(digitsOf(a), digitsOf(b))) return 2
  if (Number(sameYear) + Number(sameMonth) + Number(sameDay) === 2) return 4
  if (isSlip(a, b)) return 5
  return Math.abs(dayNumber(a) - dayNumber(b)) <= DAYS_IN_YEAR ? 6 : 7
}

/** A few weeks apart, in the same year or one or ten years off: a date remembered or copied badly. */
function isSlip(a: ComparableDate, b: ComparableDate): boolean {
  if (Math.abs(dayNumber(a) - dayNumber(b)) <= DAYS_IN_SLIP) return true
  const years = Math.abs(a.year - b.year)
  const days = Math.abs((a.month - b.month) * DAYS_IN_MONTH + a.day - b.day)
  return (years <= 1 || years === 10) && days <= DAYS_IN_SLIP
}

/** 1 January stands for its year alone, so it can neither confirm a day nor contradict one. */
function placeholderLevel(a: ComparableDate, b: ComparableDate): number {
  const apart = Math.abs(a.year - b.year)
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

function digitsOf(date: ComparableDate): number {
  return date.year * 10_000 + date.month * 100 + date.day
}

/** Days on a calendar whose months all have 30.5 days: near enough to tell a year apart. */
function dayNumber(date: ComparableDate): number {
  return date.year * DAYS_IN_YEAR + (date.month - 1) * DAYS_IN_MONTH + date.day
}
