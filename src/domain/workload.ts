import { DUE_KINDS } from './due.ts'
import { byCodeUnit } from './values/by-code-unit.ts'
import type { TeamId } from './values/ids.ts'
import { endOfDay, londonDay } from './values/london.ts'
import type { Instant } from './values/time.ts'
import { type BankHolidays, dayAfter, dayFrom, dayNumber, isWorkingDay } from './working-days.ts'

/** Open work that has, or should have, a named person: what is due but return home interviews, and cases and children that somebody has. */
export const WORK_KINDS = ['lead', 'worker', ...DUE_KINDS.filter(kind => kind !== 'interview')] as const

export type WorkKind = (typeof WORK_KINDS)[number]

/** How a list of people is ordered: by name, or by the soonest day of their work. Never by how much. */
export const WORK_ORDERS = ['name', 'soonest'] as const

export type WorkOrder = (typeof WORK_ORDERS)[number]

/** The open work of one named person, or of nobody, counted. It says nothing of how well anybody works. */
export interface Workload {
  /** Null for what nobody is named for. */
  readonly owner: string | null
  readonly team: TeamId | null
  /** They had an account here and have none that is active. */
  readonly hasLeft: boolean
  readonly children: number
  readonly items: number
  readonly late: number
  /** Due in the next five working days. */
  readonly coming: number
  readonly firstDue: Instant | null
}

const SOON_WORKING_DAYS = 5

/** The end of the fifth working day after today, in London. */
export function soonEnd(now: Instant, holidays: BankHolidays): Instant {
  const today = dayNumber(londonDay(now))
  return endOfDay(dayFrom(dayAfter(today, SOON_WORKING_DAYS, day => isWorkingDay(day, holidays))))
}

/** What nobody is named for first, then people by name, or by their soonest day and then by name; without a day last. */
export function inOrder(work: readonly Workload[], order: WorkOrder): readonly Workload[] {
  const nobodyFirst = (one: Workload) => (one.owner === null ? 0 : 1)
  const day = (one: Workload) => (order === 'soonest' ? (one.firstDue ?? '~') : '')
  return work.toSorted(
    (a, b) =>
      nobodyFirst(a) - nobodyFirst(b) ||
      byCodeUnit(day(a), day(b)) ||
      (a.owner ?? '').localeCompare(b.owner ?? '', 'en'),
  )
}

/** What is open, late and near together. Children are not added up: several people may work with one. */
export function together(work: readonly Workload[]): Pick<Workload, 'items' | 'late' | 'coming'> {
  const sum = (of: (one: Workload) => number) => work.reduce((total, one) => total + of(one), 0)
  return { items: sum(one => one.items), late: sum(one => one.late), coming: sum(one => one.coming) }
}
