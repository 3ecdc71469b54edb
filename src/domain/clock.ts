import { ADULT_AGE } from './born.ts'
import { isInForce } from './values/in-force.ts'
import { endOfDay, londonDay } from './values/london.ts'
import { ageOn, type Instant, type PlainDate, plusMinutes, toInstant } from './values/time.ts'
import { type BankHolidays, dayAfter, dayFrom, type DayNumber, dayNumber, isWorkingDay } from './working-days.ts'

export type Nation = 'england' | 'wales'

/** A time that law or practice sets. One item of data/reference/clocks.json; what an amount means is said there. */
export interface ClockRule {
  readonly code: string
  readonly label: string
  readonly nations: readonly Nation[]
  readonly amount: number
  readonly unit: 'hours' | 'calendar-days' | 'working-days' | 'months'
  /** 'by' is a time to be done by; 'not-before' is a time that has to pass. */
  readonly meaning: 'by' | 'not-before'
  /** How much of the amount is left when it counts as due soon. */
  readonly warnWithin: number
  /** Whom it is for, by their age when it starts. */
  readonly appliesTo: 'child' | 'adult' | 'any'
  readonly effectiveFrom: PlainDate
  readonly effectiveTo: PlainDate | null
}

/** A time in which a clock stood still, and why; still open without an end. */
export interface Pause {
  readonly reason: string
  readonly from: Instant
  readonly to: Instant | undefined
}

/** A clock that was started. */
export interface RunningClock {
  readonly startedAt: Instant
  readonly pauses: readonly Pause[]
  /** When what it asks for was done. */
  readonly metAt: Instant | undefined
}

/** Where a clock stands at a moment, and until when it runs; with a pause that is still open, as if that ended now. */
export interface ClockState {
  readonly state: 'running' | 'due-soon' | 'breached' | 'paused' | 'met' | 'met-late' | 'over'
  readonly dueAt: Instant
}

const HOUR_MINUTES = 60
const DAY_MS = 24 * HOUR_MINUTES * 60_000

/** The rule that holds for a clock that starts on a day: the version in force then, whatever came later. */
export function ruleOn<R extends ClockRule>(
  rules: readonly R[],
  code: string,
  nation: Nation,
  day: PlainDate,
): R | undefined {
  return rules.find(rule => rule.code === code && holdsIn(rule, nation, day))
}

/** Whether a version of something that differs by nation holds there on a day. */
export function holdsIn(
  item: Pick<ClockRule, 'nations' | 'effectiveFrom' | 'effectiveTo'>,
  nation: Nation,
  day: PlainDate,
): boolean {
  return item.nations.includes(nation) && isInForce(item, day)
}

/** Whether a clock starts for somebody. Age is looked at once, at the start: who turns 18 later does not stop it. Unknown age counts as a child. */
export function startsFor(rule: ClockRule, born: PlainDate | undefined, startedAt: Instant): boolean {
  if (rule.appliesTo === 'any') return true
  const adult = born !== undefined && ageOn(born, londonDay(startedAt)) >= ADULT_AGE
  return adult === (rule.appliesTo === 'adult')
}

/**
 * When a clock is due. Hours are counted as they pass, whatever the clocks on the wall do; days and months end with their last day in
 * London, and the day of the start is day nought. A pause of days takes out its first day and all up to the day on which it ends.
 *
 * @param asOf the end of a pause that is still open
 */
export function dueAt(
  rule: Pick<ClockRule, 'amount' | 'unit'>,
  { startedAt, pauses }: Pick<RunningClock, 'startedAt' | 'pauses'>,
  holidays: BankHolidays,
  asOf: Instant,
): Instant {
  const stood = merged(pauses, startedAt, asOf)
  if (rule.unit === 'hours') return hoursAfter(startedAt, rule.amount, stood)
  const start = dayNumber(londonDay(startedAt))
  const still = stood.map(({ from, to }) => ({ from: dayNumber(londonDay(from)), to: dayNumber(londonDay(to)) }))
  const stands = (day: DayNumber) => still.some(({ from, to }) => from <= day && day < to)
  switch (rule.unit) {
    case 'working-days':
      return endOf(dayAfter(start, rule.amount, day => isWorkingDay(day, holidays) && !stands(day)))
    case 'calendar-days':
      return endOf(dayAfter(start, rule.amount, day => !stands(day)))
    case 'months':
      return endOf(dayAfter(start, monthsLater(start, rule.amount) - start, day => !stands(day)))
  }
}

/** Where a clock stands at a moment. */
export function clockState(rule: ClockRule, clock: RunningClock, holidays: BankHolidays, now: Instant): ClockState {
  const due = dueAt(rule, clock, holidays, clock.metAt ?? now)
  const at = (state: ClockState['state']): ClockState => ({ state, dueAt: due })
  if (rule.meaning === 'not-before') return at(now > due ? 'over' : pausedAt(clock, now) ? 'paused' : 'running')
  if (clock.metAt !== undefined) return at(clock.metAt > due ? 'met-late' : 'met')
  if (now > due) return at('breached')
  if (pausedAt(clock, now)) return at('paused')
  const soon = dueAt({ unit: rule.unit, amount: Math.max(0, rule.amount - rule.warnWithin) }, clock, holidays, now)
  return at(now >= soon ? 'due-soon' : 'running')
}

/** The same day so many months later, or the last day of that month. */
export function monthsLater(start: DayNumber, months: number): DayNumber {
  const [year = 0, month = 1, day = 1] = dayFrom(start).split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return Date.UTC(year, month - 1 + months, Math.min(day, last)) / DAY_MS
}

interface Stretch {
  readonly from: Instant
  readonly to: Instant
}

/** Pauses in order, within the clock, those that touch made one. */
function merged(pauses: readonly Pause[], start: Instant, asOf: Instant): readonly Stretch[] {
  const inside = pauses
    .map(({ from, to }) => ({ from: from < start ? start : from, to: to ?? asOf }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
  const result: Stretch[] = []
  for (const pause of inside) {
    const before = result.at(-1)
    if (before === undefined || pause.from > before.to) result.push(pause)
    else result[result.length - 1] = { from: before.from, to: before.to > pause.to ? before.to : pause.to }
  }
  return result
}

/** A pause that begins after the time was up changes nothing. */
function hoursAfter(start: Instant, hours: number, stood: readonly Stretch[]): Instant {
  let due = plusMinutes(start, hours * HOUR_MINUTES)
  for (const { from, to } of stood) {
    if (from >= due) break
    due = toInstant(new Date(Date.parse(due) + Date.parse(to) - Date.parse(from)))
  }
  return due
}

function pausedAt({ pauses }: RunningClock, now: Instant): boolean {
  return pauses.some(({ from, to }) => from <= now && (to === undefined || now < to))
}

function endOf(day: DayNumber): Instant {
  return endOfDay(dayFrom(day))
}
