import { bornOn, isAdultOn } from './born.ts'
import { isInForce } from './values/in-force.ts'
import { type Conditions, conditionProblems } from './condition.ts'
import { type ClockRule, type ClockState, clockState, monthsLater, type Nation, ruleOn, startsFor } from './clock.ts'
import { type FieldProblem, textProblems, tooLong } from './problem.ts'
import { londonInstant } from './values/london.ts'
import { ageOn, daysBetween, type Instant, minutesBetween, type PlainDate } from './values/time.ts'
import { type BankHolidays, dayFrom, dayNumber } from './working-days.ts'

/** Why a child in care of 16 or 17 may be protected by a notice. */
export const CARE_STATUSES = ['none', 'care-order', 'emergency-protection', 'police-protection'] as const

export type CareStatus = (typeof CARE_STATUSES)[number]

/** What the law asks of one kind of order. One item of data/reference/orders.json; what a field means is said there. */
export interface OrderRule {
  readonly code: string
  readonly nations: readonly Nation[]
  readonly youngest: number
  readonly protects: { readonly underAge: number; readonly underAgeInCare: number } | null
  readonly periods: readonly {
    readonly ages: 'child' | 'adult' | 'any'
    readonly atLeastMonths: number | null
    readonly atMostMonths: number | null
    readonly mayBeOpenEnded: boolean
  }[]
  readonly reviewClocks: readonly string[]
  readonly interim: string | null
  readonly youthViews: boolean
  readonly effectiveFrom: PlainDate | null
  readonly effectiveTo: PlainDate | null
}

/** A child whom an order against an adult protects. */
export interface ProtectedChild {
  readonly name: string
  readonly born: PlainDate
  readonly care: CareStatus
}

/** An order or notice as it was made: about a child who is the subject of conditions, or an adult from whom it protects a child. */
export interface OrderGiven {
  /** Code of data/reference/orders.json. */
  readonly kind: string
  readonly isInterim: boolean
  /** The court, or for a notice the officer. */
  readonly issuedBy: string
  readonly issuedOn: PlainDate
  readonly from: PlainDate
  /** Its last day; open-ended without. */
  readonly until?: PlainDate | undefined
  /** When the one whom it names was born, as the order says. */
  readonly born: PlainDate
  /** What the youth offending team said before it was asked for. */
  readonly youthViews?: string | undefined
  readonly protects?: ProtectedChild | undefined
  readonly conditions: Conditions
}

const LONGEST_NAME = 200

/** The version of a kind of order that holds for one made on a day, or undefined: there was none, or it is not known to be in force. */
export function kindOn<K extends OrderRule>(kinds: readonly K[], code: string, day: PlainDate): K | undefined {
  return kinds.find(kind => kind.code === code && isInForce(kind, day))
}

/** What is wrong with an order against the law that held when it was made, field by field; nothing when it is right. */
export function orderProblems(
  given: OrderGiven,
  kinds: readonly OrderRule[],
  nation: Nation,
  today: PlainDate,
): FieldProblem[] {
  const kind = kindOn(kinds, given.kind, given.issuedOn)
  const problem = (field: string, message: string, isWrong: boolean) => (isWrong ? [{ field, message }] : [])
  const always = [
    ...textProblems('issuedBy', given.issuedBy, 'Say which court made it, or who served it'),
    ...tooLong('issuedBy', given.issuedBy, LONGEST_NAME),
    ...problem('issuedOn', 'This is later than today', given.issuedOn > today),
    ...problem('from', 'It cannot begin before it was made', given.from < given.issuedOn),
    ...problem('until', 'It cannot end before it begins', given.until !== undefined && given.until < given.from),
    ...problem('born', 'This is after the day on which it was made', given.born > given.issuedOn),
    ...conditionProblems(given.conditions),
  ]
  if (kind === undefined) {
    const known = kinds.some(({ code }) => code === given.kind)
    return [
      { field: 'kind', message: known ? 'This is not known to be in force on that day' : 'Choose the kind' },
      ...always,
    ]
  }
  const isChild = !isAdultOn(bornOn(given.born), given.issuedOn)
  return [
    ...problem('kind', 'There is none in your nation', !kind.nations.includes(nation)),
    ...problem('isInterim', 'There is no interim form of this', given.isInterim && kind.interim === null),
    ...problem(
      'born',
      `It can name nobody younger than ${kind.youngest}`,
      ageOn(given.born, given.issuedOn) < kind.youngest,
    ),
    ...problem(
      'youthViews',
      'Enter the views of the youth offending team: they are given before it is asked for',
      kind.youthViews && isChild && !given.isInterim && (given.youthViews ?? '').trim() === '',
    ),
    ...tooLong('youthViews', given.youthViews ?? ''),
    ...always,
    ...(given.isInterim ? interimProblems(given) : periodProblems(kind, given, isChild)),
    ...protectionProblems(kind, given),
  ]
}

function interimProblems({ until }: OrderGiven): FieldProblem[] {
  return until === undefined ? [{ field: 'until', message: 'Enter the day on which the interim order ends' }] : []
}

function periodProblems(kind: OrderRule, { from, until }: OrderGiven, isChild: boolean): FieldProblem[] {
  const period = kind.periods.find(({ ages }) => ages === 'any' || ages === (isChild ? 'child' : 'adult'))
  if (period === undefined) return []
  const { atLeastMonths, atMostMonths, mayBeOpenEnded } = period
  const wrong = (message: string) => [{ field: 'until', message }]
  if (until === undefined) return mayBeOpenEnded ? [] : wrong('Enter the day on which it ends: it cannot be open-ended')
  if (atLeastMonths !== null && until < lastDay(from, atLeastMonths))
    return wrong(`It lasts ${lengthOf(atLeastMonths)} at least`)
  if (atMostMonths !== null && until > dayAfterMonths(from, atMostMonths))
    return wrong(`It lasts ${lengthOf(atMostMonths)} at most`)
  return []
}

/** The last day of so many whole months: two years from 2 March end with 1 March. */
function lastDay(from: PlainDate, months: number): PlainDate {
  return dayFrom(monthsLater(dayNumber(from), months) - 1)
}

/** Courts count to the same day as well: neither way is called wrong. */
function dayAfterMonths(from: PlainDate, months: number): PlainDate {
  return dayFrom(monthsLater(dayNumber(from), months))
}

function lengthOf(months: number): string {
  if (months % 12 !== 0) return `${months} months`
  return months === 12 ? 'one year' : `${months / 12} years`
}

function protectionProblems(kind: OrderRule, { protects, issuedOn }: OrderGiven): FieldProblem[] {
  if (kind.protects === null) return []
  if (protects === undefined || protects.name.trim() === '')
    return [{ field: 'protectsName', message: 'Name the child whom it protects' }]
  const { underAge, underAgeInCare } = kind.protects
  const age = ageOn(protects.born, issuedOn)
  if (age < 0) return [{ field: 'protectsBorn', message: 'This is after the day on which it was made' }]
  if (age < underAge || (protects.care !== 'none' && age < underAgeInCare))
    return tooLong('protectsName', protects.name, LONGEST_NAME)
  return [
    {
      field: 'protectsBorn',
      message: `It protects a child under ${underAge}, or under ${underAgeInCare} under a care order or in protection. Others are not covered: ask what else can be done`,
    },
  ]
}

/** What a possible breach was found to be. Having been made to is asked first. */
export const BREACH_DECISIONS = ['coerced', 'reasonable', 'not-so', 'evidence'] as const

export type BreachDecision = (typeof BREACH_DECISIONS)[number]

/** What somebody saw that a condition may speak of, with the account of the person. */
export interface BreachNoted {
  readonly kind: 'possible-breach'
  readonly at: Instant
  readonly seen: string
  readonly seenBy: string
  /** What the person says, in their words; or why nobody asked. */
  readonly account: string
}

/** What is decided about an order, by a named person. `about` is the number of the step of the possible breach. */
export type OrderChange =
  | {
      readonly kind: 'varied'
      readonly on: PlainDate
      readonly reason: string
      readonly until?: PlainDate | undefined
      readonly conditions: Conditions
    }
  | { readonly kind: 'discharged' | 'ended' | 'reviewed'; readonly on: PlainDate; readonly reason: string }
  | {
      readonly kind: 'decided'
      readonly about: number
      readonly decision: BreachDecision
      readonly reason: string
    }

/** Whatever happens to an order; appended, never changed. */
export type OrderStep = BreachNoted | OrderChange

/** A step with its number and who wrote it when. */
export interface WrittenStep {
  readonly stepNo: number
  readonly said: OrderStep
  readonly at: Instant
  readonly byName: string
}

/** A possible breach and what was decided, if anything was. */
export interface BreachEntry {
  readonly noted: WrittenStep & { readonly said: BreachNoted }
  readonly decided: (WrittenStep & { readonly said: Extract<OrderChange, { kind: 'decided' }> }) | undefined
}

/** How an order stands. */
export interface OrderState {
  readonly state: 'made' | 'discharged' | 'ended'
  readonly until: PlainDate | undefined
  readonly conditions: Conditions
  /** The last day on which it was looked at; the day on which it was made at first. */
  readonly reviewedOn: PlainDate
  /** Oldest first. */
  readonly breaches: readonly BreachEntry[]
}

/** How an order stands after its steps, which come in their order. */
export function orderState(
  given: Pick<OrderGiven, 'until' | 'conditions' | 'issuedOn'>,
  steps: readonly WrittenStep[],
): OrderState {
  const { until, conditions, issuedOn } = given
  const first: OrderState = { state: 'made', until, conditions, reviewedOn: issuedOn, breaches: [] }
  return steps.reduce(afterStep, first)
}

function afterStep(state: OrderState, step: WrittenStep): OrderState {
  const { said } = step
  switch (said.kind) {
    case 'varied':
      return { ...state, until: said.until, conditions: said.conditions }
    case 'discharged':
    case 'ended':
      return { ...state, state: said.kind }
    case 'reviewed':
      return { ...state, reviewedOn: said.on }
    case 'possible-breach':
      return { ...state, breaches: [...state.breaches, { noted: { ...step, said }, decided: undefined }] }
    case 'decided':
      return {
        ...state,
        breaches: state.breaches.map(entry =>
          entry.noted.stepNo === said.about ? { ...entry, decided: { ...step, said } } : entry,
        ),
      }
  }
}

/** Minutes by which a clock may be fast before what it says is refused. */
const FAST_CLOCK_MINUTES = 10

/** What is wrong with a step, field by field; nothing when it may be appended. What is discharged or ended only has its breaches decided. */
export function stepProblems(
  state: OrderState,
  given: Pick<OrderGiven, 'from' | 'issuedOn'>,
  step: OrderStep,
  { now, today }: { readonly now: Instant; readonly today: PlainDate },
): FieldProblem[] {
  if (step.kind === 'decided') return decisionProblems(state, step)
  if (step.kind === 'possible-breach') return breachProblems(step, given.from, now)
  const { on, reason } = step
  return [
    ...(state.state === 'made' ? [] : [{ field: 'kind', message: 'It is not in force any more' }]),
    ...(on > today ? [{ field: 'on', message: 'This is later than today' }] : []),
    ...(on < given.issuedOn ? [{ field: 'on', message: 'This is before it was made' }] : []),
    ...textProblems('reason', reason, 'Say why, and who decided it'),
    ...(step.kind === 'varied' ? variedProblems(step, given.from) : []),
  ]
}

function variedProblems({ until, conditions }: Extract<OrderChange, { kind: 'varied' }>, from: PlainDate) {
  return [
    ...(until !== undefined && until < from ? [{ field: 'until', message: 'It cannot end before it begins' }] : []),
    ...conditionProblems(conditions),
  ]
}

/** A breach may be noted of an order that is over: what happened while it was in force is learnt later. */
function breachProblems({ at, seen, seenBy, account }: BreachNoted, from: PlainDate, now: Instant): FieldProblem[] {
  return [
    ...(minutesBetween(at, now) < -FAST_CLOCK_MINUTES ? [{ field: 'at', message: 'This is later than now' }] : []),
    ...(at < londonInstant(from, 0, 0) ? [{ field: 'at', message: 'This is before the order began' }] : []),
    ...textProblems('seen', seen, 'Say what was seen'),
    ...textProblems('seenBy', seenBy, 'Say who saw it'),
    ...tooLong('seenBy', seenBy, LONGEST_NAME),
    ...textProblems('account', account, 'Say what they told you, or why nobody has asked them yet'),
  ]
}

function decisionProblems(
  { breaches }: OrderState,
  { about, reason }: Extract<OrderChange, { kind: 'decided' }>,
): FieldProblem[] {
  const entry = breaches.find(({ noted }) => noted.stepNo === about)
  return [
    ...(entry === undefined ? [{ field: 'about', message: 'There is no such note' }] : []),
    ...(entry?.decided === undefined ? [] : [{ field: 'about', message: 'This was decided already' }]),
    ...textProblems('reason', reason, 'Say why, and what you asked about who made them do it'),
  ]
}

/** How an order stands on a day: 'over' when its last day is past and nobody has ended it. */
export function standingOn(
  {
    state,
    from,
    until,
  }: { readonly state: OrderState['state']; readonly from: PlainDate; readonly until: PlainDate | undefined },
  day: PlainDate,
): 'not-begun' | 'in-force' | 'over' | 'discharged' | 'ended' {
  if (state !== 'made') return state
  if (day < from) return 'not-begun'
  return until !== undefined && until < day ? 'over' : 'in-force'
}

/** Days before the last one from which on it is said that an order ends. */
const ENDING_DAYS = 31

/** Whether an order ends so soon that somebody must think of what comes then. */
export function isEnding(until: PlainDate | undefined, today: PlainDate): boolean {
  return until !== undefined && daysBetween(today, until) <= ENDING_DAYS
}

/** What an order is looked at again by. */
export interface ReviewRules<R extends ClockRule> {
  readonly clocks: readonly R[]
  readonly holidays: BankHolidays
}

/** By which clock an order is looked at again, and where that stands; undefined when none starts for the person. */
export function reviewOf<R extends ClockRule>(
  { reviewClocks }: Pick<OrderRule, 'reviewClocks'>,
  { born, nation, since }: { readonly born: PlainDate; readonly nation: Nation; readonly since: PlainDate },
  { clocks, holidays }: ReviewRules<R>,
  now: Instant,
): ({ readonly rule: R } & ClockState) | undefined {
  const startedAt = londonInstant(since, 0, 0)
  for (const code of reviewClocks) {
    const rule = ruleOn(clocks, code, nation, since)
    if (rule !== undefined && startsFor(rule, born, startedAt))
      return { rule, ...clockState(rule, { startedAt, pauses: [], metAt: undefined }, holidays, now) }
  }
  return undefined
}
