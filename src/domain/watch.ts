import type { FieldProblem } from './problem.ts'
import { daysBetween, type PlainDate } from './values/time.ts'

/** What every watch has: why, on what basis, when it is looked at again and when it ends. */
export interface WatchTerms {
  /** Code of data/reference/watch-reasons.json. */
  readonly reason: string
  /** Code of data/reference/legal-bases.json. */
  readonly legalBasis: string
  readonly reviewOn: PlainDate
  readonly expiresOn: PlainDate
  readonly note?: string | undefined
  readonly team?: string | undefined
}

/** What watches may be set for and stand on, for one agency. */
export interface WatchRules {
  /** Longest life in days, by reason. */
  readonly longest: ReadonlyMap<string, number>
  /** Legal bases that the agency may use for a watch. */
  readonly bases: ReadonlySet<string>
}

/** No watch lives longer than this without being renewed by a person. */
export const LONGEST_WATCH_DAYS = 366

/** What is wrong with the terms of a watch, field by field; nothing when they are right. No watch lives for ever. */
export function watchProblems(terms: WatchTerms, rules: WatchRules, today: PlainDate): FieldProblem[] {
  const problems: FieldProblem[] = []
  const longest = Math.min(rules.longest.get(terms.reason) ?? LONGEST_WATCH_DAYS, LONGEST_WATCH_DAYS)
  const lives = daysBetween(today, terms.expiresOn)
  if (!rules.longest.has(terms.reason)) problems.push({ field: 'reason', message: 'Choose why they are watched' })
  if (!rules.bases.has(terms.legalBasis)) problems.push({ field: 'legalBasis', message: 'Choose the legal basis' })
  if (lives < 1) problems.push({ field: 'expiresOn', message: 'The watch must end after today' })
  else if (lives > longest) {
    problems.push({
      field: 'expiresOn',
      message: `A watch for this reason lives ${longest} days at most; renew it when it ends`,
    })
  }
  if (terms.reviewOn <= today) problems.push({ field: 'reviewOn', message: 'The review must be after today' })
  else if (lives >= 1 && terms.reviewOn > terms.expiresOn) {
    problems.push({ field: 'reviewOn', message: 'The review must come before the watch ends' })
  }
  return problems
}

/** Whether a watch ends within the next 31 days, so that somebody has to decide. */
export function endsSoon(expiresOn: PlainDate, today: PlainDate): boolean {
  return daysBetween(today, expiresOn) <= 31
}
