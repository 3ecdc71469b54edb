import { type FieldProblem, textProblems } from './problem.ts'
import { daysBetween, type Instant, type PlainDate } from './values/time.ts'

/** A named person's judgement of the signs: their words, why, and when they look again. */
export interface JudgementGiven {
  readonly words: string
  readonly reasons: string
  /** Codes of data/reference/exploitation-types.json; several may be named together, or none. */
  readonly exploitation: readonly string[]
  readonly reviewOn: PlainDate
}

/** Nobody's judgement stands for longer without being looked at. Local policy, not law. */
export const LONGEST_REVIEW_DAYS = 92

/** What is wrong with a judgement, field by field; nothing when it is right. */
export function judgementProblems(
  given: JudgementGiven,
  exploitations: ReadonlySet<string>,
  today: PlainDate,
): FieldProblem[] {
  const until = daysBetween(today, given.reviewOn)
  return [
    ...textProblems('words', given.words, 'Say what you judge'),
    ...textProblems('reasons', given.reasons, 'Say why'),
    ...(given.exploitation.every(code => exploitations.has(code))
      ? []
      : [{ field: 'exploitation', message: 'Choose from the list' }]),
    ...(until >= 1 && until <= LONGEST_REVIEW_DAYS
      ? []
      : [{ field: 'reviewOn', message: `Choose a day after today, at most ${LONGEST_REVIEW_DAYS} days away` }]),
  ]
}

/** Judgements of a person: the newest of each agency stands, and what it superseded stays readable; both newest first. */
export function standingJudgements<J extends { readonly agency: string; readonly at: Instant }>(
  judgements: readonly J[],
): { readonly standing: readonly J[]; readonly earlier: readonly J[] } {
  const newestFirst = judgements.toSorted((a, b) => (a.at < b.at ? 1 : -1))
  const isStanding = (one: J) => newestFirst.find(other => other.agency === one.agency) === one
  return { standing: newestFirst.filter(isStanding), earlier: newestFirst.filter(one => !isStanding(one)) }
}
