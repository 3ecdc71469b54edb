import type { ComparableDate } from '../comparable.ts'

/** How two dates of birth agree, best first. */
export const DOB_LEVELS = ['exact', 'swapped', 'one digit', 'year known', 'two parts', 'slip', 'near', 'other'] as const

const DAYS_IN_YEAR = 366
const DAYS_IN_MONTH = 30.5
const DAYS_IN_SLIP = 45

/** Index in DOB_LEVELS: how two dates of birth agree. */
export function dobLevel(a: ComparableDate, b: ComparableDate): number {
  return packedLevel(packDate(a), packDigits(a), packDate(b), packDigits(b))
}

/** A date in one number. */
export function packDate({ year, month, day }: ComparableDate): number {
  return (year << 9) | (month << 5) | day
}

/** The eight digits of a date, four bits each. */
export function packDigits({ year, month, day }: ComparableDate): number {
  let digits = year * 10_000 + month * 100 + day
  let packed = 0
  for (let place = 0; place < 32; place += 4) {
    packed |= (digits % 10) << place
    digits = Math.trunc(digits / 10)
  }
  return packed
}

/** The year of a date in one number. */
export function yearOf(date: number): number {
  return date >> 9
}

const monthOf = (date: number): number => (date >> 5) & 15
const dayOf = (date: number): number => date & 31
/** 1 January. */
const isPlaceholder = (date: number): boolean => (date & 511) === 33

/** The same for dates that are each one number, and their digits. */
export function packedLevel(a: number, digitsA: number, b: number, digitsB: number): number {
  if (isPlaceholder(a) || isPlaceholder(b)) return placeholderLevel(a, b)
  if (a === b) return 0
  const sameYear = yearOf(a) === yearOf(b)
  if (sameYear && dayOf(a) === monthOf(b) && monthOf(a) === dayOf(b)) return 1
  if (oneSlip(digitsA, digitsB)) return 2
  if (Number(sameYear) + Number(monthOf(a) === monthOf(b)) + Number(dayOf(a) === dayOf(b)) === 2) return 4
  const apart = Math.abs(dayNumber(a) - dayNumber(b))
  if (apart <= DAYS_IN_SLIP || isOtherYear(a, b)) return 5
  return apart <= DAYS_IN_YEAR ? 6 : 7
}

/** The same time of year, one or ten years off: a date remembered or copied badly. */
function isOtherYear(a: number, b: number): boolean {
  const years = Math.abs(yearOf(a) - yearOf(b))
  if (years > 1 && years !== 10) return false
  return Math.abs((monthOf(a) - monthOf(b)) * DAYS_IN_MONTH + dayOf(a) - dayOf(b)) <= DAYS_IN_SLIP
}

/** 1 January stands for its year alone, so it can neither confirm a day nor contradict one. */
function placeholderLevel(a: number, b: number): number {
  const apart = Math.abs(yearOf(a) - yearOf(b))
  if (apart === 0) return 3
  return apart === 1 ? 6 : 7
}

/** One digit differs, or two neighbours are exchanged. */
function oneSlip(a: number, b: number): boolean {
  const differs = a ^ b
  if (differs === 0) return true
  const first = (31 - Math.clz32(differs & -differs)) & ~3
  const rest = differs & ~(15 << first)
  if (rest === 0) return true
  const second = (31 - Math.clz32(rest & -rest)) & ~3
  if (second !== first + 4 || (rest & ~(15 << second)) !== 0) return false
  return digit(a, first) === digit(b, second) && digit(a, second) === digit(b, first)
}

function digit(digits: number, place: number): number {
  return (digits >>> place) & 15
}

/** Days on a calendar whose months all have 30.5 days: near enough to tell a year apart. */
function dayNumber(date: number): number {
  return yearOf(date) * DAYS_IN_YEAR + (monthOf(date) - 1) * DAYS_IN_MONTH + dayOf(date)
}
