import { ADULT_AGE } from './born.ts'
import { isInForce } from './values/in-force.ts'
import { daysBetween, type PlainDate } from './values/time.ts'

/** When the victim comes first at a meeting (arrest, custody, interview, charge), and what then is to be done: an item of data/reference/victim-first.json. */
export interface VictimFirstRule {
  readonly kind: 'when' | 'do'
  readonly label: string
  readonly events: readonly string[]
  readonly circumstances: readonly string[]
  readonly daysShown: number
  readonly whom: 'child' | 'adult' | 'unknown' | 'any'
  /** Only for those who were younger on that day; null for all of them. */
  readonly under: number | null
  readonly text: string
  readonly effectiveFrom: PlainDate
  readonly effectiveTo: PlainDate | null
}

/** A test of section 45: an item of data/reference/section-45-tests.json. */
export interface Section45Test {
  readonly label: string
  readonly whom: 'child' | 'adult'
  readonly questions: readonly string[]
  readonly source: string
  readonly effectiveFrom: PlainDate
  readonly effectiveTo: PlainDate | null
}

/** A meeting at which the victim comes first. */
export interface Met {
  /** Kind of the event. */
  readonly event: string
  /** Code of its circumstance. */
  readonly circumstance: string | undefined
  readonly on: PlainDate
  /** On that day; undefined when nobody knows it for sure. */
  readonly age: number | undefined
}

/** What is to be asked and done, victim first. */
export interface VictimFirst {
  readonly met: Met
  /** Somebody of unknown age is presumed to be a child. */
  readonly whom: 'child' | 'adult'
  readonly test: Section45Test | undefined
  readonly todo: readonly { readonly label: string; readonly text: string }[]
}

/** What is to be asked and done at the newest such meeting that is not too long ago; undefined when there is none. */
export function victimFirst(
  meetings: readonly Met[],
  rules: readonly VictimFirstRule[],
  tests: readonly Section45Test[],
  today: PlainDate,
): VictimFirst | undefined {
  const met = meetings
    .filter(one =>
      rules.some(
        rule => rule.kind === 'when' && isInForce(rule, one.on) && fits(rule, one) && isRecent(one, rule, today),
      ),
    )
    .toSorted((a, b) => b.on.localeCompare(a.on))
    .at(0)
  if (met === undefined) return undefined
  const whom = met.age !== undefined && met.age >= ADULT_AGE ? 'adult' : 'child'
  const isFor = (one: VictimFirstRule['whom']) =>
    one === 'any' || one === whom || (one === 'unknown' && met.age === undefined)
  return {
    met,
    whom,
    test: tests.find(test => test.whom === whom && isInForce(test, met.on)),
    todo: rules
      .filter(rule => rule.kind === 'do' && isInForce(rule, met.on) && isFor(rule.whom) && isYoungEnough(rule, met))
      .map(({ label, text }) => ({ label, text })),
  }
}

function fits({ events, circumstances }: VictimFirstRule, { event, circumstance }: Met): boolean {
  return events.includes(event) || (circumstance !== undefined && circumstances.includes(circumstance))
}

function isYoungEnough({ under }: VictimFirstRule, { age }: Met): boolean {
  return under === null || (age !== undefined && age < under)
}

function isRecent({ on }: Met, { daysShown }: VictimFirstRule, today: PlainDate): boolean {
  const days = daysBetween(on, today)
  return days >= 0 && days <= daysShown
}
