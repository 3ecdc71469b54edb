import { damerauLevenshtein } from '../metrics/damerau-levenshtein.ts'
import { jaroWinkler } from '../metrics/jaro-winkler.ts'

/** How two e-mail addresses agree, best first. */
export const EMAIL_LEVELS = ['exact', 'same user', 'close', 'other'] as const

/** Most edits between addresses that are close. */
export const MOST_EDITS = 2
/** Shorter user names are shared by many. */
export const SHORTEST_USER = 5
const ALIKE = 0.85

/** Index in EMAIL_LEVELS. A short user name such as 'info' or 'sam' is no agreement across providers. */
export function emailLevel(a: string, b: string): number {
  if (a === b) return 0
  const user = emailUser(a)
  if (user === emailUser(b)) return user.length >= SHORTEST_USER ? 1 : 2
  if (Math.abs(a.length - b.length) > MOST_EDITS || jaroWinkler(a, b) < ALIKE) return 3
  return damerauLevenshtein(a, b) <= MOST_EDITS ? 2 : 3
}

/** The part before the last @. */
export function emailUser(email: string): string {
  return email.slice(0, Math.max(0, email.lastIndexOf('@')))
}
