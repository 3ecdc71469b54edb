import type { Comparable } from '../comparable.ts'
import { coreTokens } from '../normalise/names.ts'
import { jaroWinkler } from './jaro-winkler.ts'
import { phonetic } from './phonetic.ts'
import { areVariants, type NameKind, nearVariants } from './variants.ts'

/** How two given names, or two family names, agree, best first. */
export const NAME_LEVELS = [
  'exact',
  'variant',
  'swapped',
  'part',
  'close',
  'phonetic',
  'initial',
  'similar',
  'other',
] as const

const EXACT = 0
const VARIANT = 1
const SWAPPED = 2
const PART = 3
const CLOSE = 4
const PHONETIC = 5
const INITIAL = 6
const SIMILAR = 7
const OTHER = 8

const CLOSE_FROM = 0.92
const SIMILAR_FROM = 0.8
const SHORTEST_SOUND = 2

/** Index in NAME_LEVELS for the given names; −1 when one has none. */
export function givenNameLevel(a: Comparable, b: Comparable): number {
  const left = coreTokens(a.given)
  const right = coreTokens(b.given)
  const first = left[0]
  const other = right[0]
  if (first === undefined || other === undefined) return -1
  const level = tokenLevel('given', first, other)
  if (level <= VARIANT) return level
  const whole = left.length + right.length === 2 ? level : tokenLevel('given', left.join(''), right.join(''))
  if (whole === EXACT) return EXACT
  if (isSwapped(a, b)) return SWAPPED
  if (shareName(a, b)) return PART
  return whole === CLOSE ? CLOSE : level
}

/** Index in NAME_LEVELS for the family names; −1 when one has none. */
export function familyNameLevel(a: Comparable, b: Comparable): number {
  const left = coreTokens(a.family)
  const right = coreTokens(b.family)
  const first = left[0]
  const other = right[0]
  if (first === undefined || other === undefined) return -1
  if (left.length === 1 && right.length === 1) {
    const level = tokenLevel('family', first, other)
    return level > VARIANT && isSwapped(a, b) ? SWAPPED : level
  }
  if (a.family.join('') === b.family.join('') || left.join('') === right.join('')) return EXACT
  if (isSwapped(a, b)) return SWAPPED
  return severalTokens(left, right)
}

/** Index in MIDDLE_LEVELS for the given names after the first; −1 when one has none. */
export function middleNameLevel(a: Comparable, b: Comparable): number {
  const left = coreTokens(a.given).slice(1)
  const right = coreTokens(b.given).slice(1)
  if (left.length === 0 || right.length === 0) return -1
  let best = OTHER
  for (const one of left) {
    for (const two of right) best = Math.min(best, tokenLevel('given', one, two))
  }
  if (best <= VARIANT) return 0
  if (best <= PHONETIC) return 1
  return best === INITIAL ? 2 : 3
}

/** How two middle names agree, best first. */
export const MIDDLE_LEVELS = ['same', 'close', 'initial', 'other'] as const

/** Double surnames: all tokens in another order, or one in common, however it is spelt. */
function severalTokens(left: readonly string[], right: readonly string[]): number {
  let best = OTHER
  for (const one of left) {
    for (const two of right) best = Math.min(best, tokenLevel('family', one, two))
  }
  if (left.length === right.length && best === EXACT && left.every(token => right.includes(token))) return EXACT
  if (best <= CLOSE) return PART
  return best
}

function tokenLevel(kind: NameKind, a: string, b: string): number {
  if (a === b) return a.length > 1 ? EXACT : INITIAL
  if (areVariants(kind, a, b)) return VARIANT
  if (a.length === 1 || b.length === 1) return a.charAt(0) === b.charAt(0) ? INITIAL : OTHER
  const similarity = jaroWinkler(a, b)
  if (similarity >= CLOSE_FROM || nearVariants(kind, a, b)) return CLOSE
  const sound = phonetic(a)
  if (sound.length >= SHORTEST_SOUND && sound === phonetic(b)) return PHONETIC
  return similarity >= SIMILAR_FROM ? SIMILAR : OTHER
}

/** The given name of each is the family name of the other; a slip of the pen or another form is allowed in one of the two. */
function isSwapped(a: Comparable, b: Comparable): boolean {
  const one = crossing(a.given, b.family)
  if (one === OTHER) return false
  const two = crossing(b.given, a.family)
  return two !== OTHER && Math.min(one, two) <= CLOSE
}

function crossing(givenName: readonly string[], familyName: readonly string[]): number {
  const given = coreTokens(givenName)
  const family = coreTokens(familyName)
  const one = given[0]
  const two = family[0]
  if (one === undefined || two === undefined) return OTHER
  if (given.length + family.length > 2 && given.join('') === family.join('')) return EXACT
  const level = tokenLevel('given', one, two)
  if (level > VARIANT && areVariants('family', one, two)) return VARIANT
  return level === INITIAL ? OTHER : level
}

/** The first name or an alias of one, longer than an initial, is among the other names that the other uses. */
function shareName(a: Comparable, b: Comparable): boolean {
  if (a.given.length + b.given.length + a.aliases.length + b.aliases.length === 2) return false
  return isAmong(a.given[0], b.given, b.aliases) || isAmong(b.given[0], a.given, a.aliases) || shareAlias(a, b)
}

function isAmong(first: string | undefined, given: readonly string[], aliases: readonly string[]): boolean {
  if (first === undefined || first.length === 1) return false
  return (
    given.some(name => areVariants('given', first, name)) || aliases.some(name => areVariants('given', first, name))
  )
}

function shareAlias(a: Comparable, b: Comparable): boolean {
  return a.aliases.some(alias => b.aliases.includes(alias))
}
