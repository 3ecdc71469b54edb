import type { Comparable } from './comparable.ts'
import { type Token, tokenOf } from './compare/token.ts'
import { coreTokens } from './normalise/names.ts'

/** The names of a person as tokens, taken apart once however often they are compared. */
export interface Names {
  /** Without particles, unless there is nothing else. */
  readonly given: readonly Token[]
  readonly family: readonly Token[]
  readonly allGiven: readonly Token[]
  readonly aliases: readonly Token[]
  /** Given names without particles as one word; the family name too, and with its particles. */
  readonly givenWord: Token | undefined
  readonly familyWord: Token | undefined
  readonly wholeFamily: string
}

const NONE: readonly Token[] = []
const remembered = new WeakMap<Comparable, Names>()

/** The names of a person, remembered as long as the person is. */
export function namesOf(c: Comparable): Names {
  const known = remembered.get(c)
  if (known !== undefined) return known
  const names = takeNamesApart(c)
  remembered.set(c, names)
  return names
}

/** The names of a person taken apart. */
export function takeNamesApart(c: Pick<Comparable, 'given' | 'family' | 'aliases'>): Names {
  const core = coreTokens(c.given)
  const family = tokens(coreTokens(c.family))
  const given = tokens(core)
  return {
    given,
    family,
    allGiven: core.length === c.given.length ? given : tokens(c.given),
    aliases: tokens(c.aliases),
    givenWord: wordOf(given),
    familyWord: wordOf(family),
    wholeFamily: c.family.length === 1 ? (c.family[0] ?? '') : c.family.join(''),
  }
}

function tokens(words: readonly string[]): readonly Token[] {
  if (words.length === 0) return NONE
  return words.map(tokenOf)
}

function wordOf(words: readonly Token[]): Token | undefined {
  return words.length > 1 ? tokenOf(words.map(({ text }) => text).join('')) : words[0]
}
