import type { Names } from '../names-of.ts'
import { sameName, TOKEN, type Token, tokenLevel } from './token.ts'

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

const SWAPPED = 2
const PART = 3
const { exact: EXACT, variant: VARIANT, close: CLOSE, sound: PHONETIC, initial: INITIAL, other: OTHER } = TOKEN

/** Index in NAME_LEVELS for the given names; −1 when one has none. */
export function givenNameLevel(a: Names, b: Names): number {
  const first = a.given[0]
  const other = b.given[0]
  if (first === undefined || other === undefined) return -1
  const level = tokenLevel('given', first, other)
  if (level <= VARIANT) return level
  const single = a.given.length + b.given.length === 2
  const whole = single || !a.givenWord || !b.givenWord ? level : tokenLevel('given', a.givenWord, b.givenWord)
  if (whole === EXACT) return EXACT
  if (isSwapped(a, b)) return SWAPPED
  if (shareName(a, b)) return PART
  return whole === CLOSE ? CLOSE : level
}

/** Index in NAME_LEVELS for the family names; −1 when one has none. */
export function familyNameLevel(a: Names, b: Names): number {
  const first = a.family[0]
  const other = b.family[0]
  if (first === undefined || other === undefined) return -1
  if (a.family.length === 1 && b.family.length === 1) {
    const level = tokenLevel('family', first, other)
    return level > VARIANT && isSwapped(a, b) ? SWAPPED : level
  }
  if (a.wholeFamily === b.wholeFamily || a.familyWord?.text === b.familyWord?.text) return EXACT
  if (isSwapped(a, b)) return SWAPPED
  return severalTokens(a.family, b.family)
}

/** How two middle names agree, best first. */
export const MIDDLE_LEVELS = ['same', 'close', 'initial', 'other'] as const

/** For each level of two words, in the order of NAME_LEVELS, that of middle names. */
export const MIDDLE_LEVEL_OF: readonly number[] = NAME_LEVELS.map((_, level) => {
  if (level <= VARIANT) return 0
  if (level <= PHONETIC) return 1
  return level === INITIAL ? 2 : 3
})

/** Index in MIDDLE_LEVELS for the given names after the first; −1 when one has none. */
export function middleNameLevel(a: Names, b: Names): number {
  if (a.given.length < 2 || b.given.length < 2) return -1
  return MIDDLE_LEVEL_OF[closest('given', a.given, b.given, 1)] ?? -1
}

/** Double surnames: all tokens in another order, or one in common, however it is spelt. */
function severalTokens(left: readonly Token[], right: readonly Token[]): number {
  const best = closest('family', left, right, 0)
  if (left.length === right.length && best === EXACT && left.every(token => isAmongTexts(token, right))) return EXACT
  return best <= CLOSE ? PART : best
}

/** The best level of any word of one name, from a place on, with any of the other. */
function closest(kind: 'given' | 'family', left: readonly Token[], right: readonly Token[], from: number): number {
  let best: number = OTHER
  for (let i = from; i < left.length; i++) {
    for (let j = from; j < right.length; j++) {
      const one = left[i]
      const two = right[j]
      if (one && two) best = Math.min(best, tokenLevel(kind, one, two))
    }
  }
  return best
}

function isAmongTexts(token: Token, others: readonly Token[]): boolean {
  return others.some(other => other.text === token.text)
}

/** The given name of each is the family name of the other; a slip of the pen or another form is allowed in one of the two. */
function isSwapped(a: Names, b: Names): boolean {
  const one = crossing(a, b)
  if (one === OTHER) return false
  const two = crossing(b, a)
  return two !== OTHER && Math.min(one, two) <= CLOSE
}

function crossing(givenOf: Names, familyOf: Names): number {
  const one = givenOf.given[0]
  const two = familyOf.family[0]
  if (one === undefined || two === undefined) return OTHER
  const several = givenOf.given.length + familyOf.family.length > 2
  if (several && givenOf.givenWord?.text === familyOf.familyWord?.text) return EXACT
  return tokenLevel('crossed', one, two)
}

/** The first name or an alias of one, longer than an initial, is among the other names that the other uses. */
function shareName(a: Names, b: Names): boolean {
  if (a.allGiven.length + b.allGiven.length + a.aliases.length + b.aliases.length === 2) return false
  return (
    isAmong(a.allGiven[0], b) || isAmong(b.allGiven[0], a) || a.aliases.some(alias => isAmongTexts(alias, b.aliases))
  )
}

function isAmong(first: Token | undefined, { allGiven, aliases }: Names): boolean {
  if (first === undefined || first.text.length === 1) return false
  return allGiven.some(name => sameName('given', first, name)) || aliases.some(name => sameName('given', first, name))
}
