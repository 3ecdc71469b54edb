import { dueAt } from '../clock.ts'
import { isInForce } from '../values/in-force.ts'
import { londonDay } from '../values/london.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import type { BankHolidays } from '../working-days.ts'

/** How long something about who leads may take, from a day on: an item of data/reference/lead-clocks.json. */
export interface CaseClock {
  readonly code: string
  readonly kind: 'offer' | 'dispute-step' | 'placement-notice' | 'nrm-ask' | 'nrm-action'
  /** Of a step of the ladder: lowest first. */
  readonly rank?: number
  readonly label: string
  readonly workingDays: number
  /** From so many hours before the end on, those who wait are told that it is close. */
  readonly warnHours: number
  readonly effectiveFrom: PlainDate
  /** The last day on which it begins anew; what has begun keeps its end. */
  readonly effectiveTo: PlainDate | null
}

/** Clocks and the days on which they stand still. */
export interface CaseClocks {
  readonly clocks: readonly CaseClock[]
  readonly holidays: BankHolidays
}

/** How a clock stands: a breach is seen coming. */
export type ClockStanding = 'in-time' | 'soon' | 'late'

/** The clock of a kind that is in force on a day, the newest if there are several. @throws Error when there is none */
export function clockInForce({ clocks }: CaseClocks, kind: CaseClock['kind'], on: PlainDate): CaseClock {
  const found = inForce(clocks, on).findLast(clock => clock.kind === kind)
  if (found === undefined) throw new Error(`data/reference/lead-clocks.json has no "${kind}" on ${on}`)
  return found
}

/** The steps of the ladder that are in force on a day, lowest first. */
export function ladderOn({ clocks }: CaseClocks, on: PlainDate): readonly CaseClock[] {
  return inForce(clocks, on)
    .filter(clock => clock.kind === 'dispute-step')
    .toSorted((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
}

function inForce(clocks: readonly CaseClock[], on: PlainDate): readonly CaseClock[] {
  return clocks.filter(clock => isInForce(clock, on)).toSorted((a, b) => a.effectiveFrom.localeCompare(b.effectiveFrom))
}

/** When a clock that begins now is over. */
export function endOf(clock: CaseClock, from: Instant, { holidays }: CaseClocks): Instant {
  return dueAt({ amount: clock.workingDays, unit: 'working-days' }, { startedAt: from, pauses: [] }, holidays, from)
}

/** How a clock of a kind that ends at `dueAt` stands at a moment. */
export function standingOf(clocks: CaseClocks, kind: CaseClock['kind'], dueAt: Instant, now: Instant): ClockStanding {
  if (dueAt <= now) return 'late'
  const { warnHours } = clockInForce(clocks, kind, londonDay(now))
  return plusMinutes(now, warnHours * 60) >= dueAt ? 'soon' : 'in-time'
}
