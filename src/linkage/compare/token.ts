import { codePoints } from '../metrics/code-points.ts'
import { nameFrequency } from './frequencies.ts'
import { jaroWinklerOf, mostAlike } from '../metrics/jaro-winkler.ts'
import { phonetic } from '../metrics/phonetic.ts'
import { type NameKind, nearGroups, stemOf, variantGroups } from './variants.ts'

/** What a token is as a name of one kind. */
interface TokenKind {
  /** Numbers of the groups of spellings that it belongs to. */
  readonly groups: readonly number[]
  /** Of a word that belongs to none: the groups with a form that is a slip of the pen away. */
  readonly near: readonly number[]
  readonly stem: string
  readonly stemSound: string
  /** The first group of spellings that the stem belongs to, else its sound: what a blocking key has for it. */
  readonly stemForm: string
  /** Share of people who bear it, 0..1 */
  readonly share: number
}

/** One word of a name with everything that derives from it, worked out once however often the word comes. */
export interface Token {
  /** Different for different words, until so many are known that the register starts afresh. */
  readonly number: number
  readonly text: string
  readonly points: readonly number[]
  readonly sound: string
  readonly given: TokenKind
  readonly family: TokenKind
  /** A bit for each letter that is in it, by the low five bits of its code. */
  readonly letters: number
}

/** How two words of a name agree, best first, as places in NAME_LEVELS. */
export const TOKEN = { exact: 0, variant: 1, close: 4, sound: 5, initial: 6, similar: 7, other: 8 } as const

/** From which similarity two words are close, and similar at all; a bound on it is rounded by so much. */
export const SIMILARITY = { close: 0.92, similar: 0.8, rounding: 1e-9 } as const
/** Letters that a sound, and a word with a stem, must have to tell anything. */
export const SHORTEST = { sound: 2, stem: 3 } as const

const MOST_TOKENS = 300_000
const register = new Map<string, Token>()
let nextNumber = 0

/** Levels met lately: the numbers of the two tokens, the kind and the level in one number of at most 53 bits. */
const SLOTS = 1 << 18
const MOST_NUMBERS = 1 << 23
const KINDS = 4
const LEVELS = 16
const known = new Float64Array(SLOTS).fill(-1)

/** The token of a folded word. */
export function tokenOf(text: string): Token {
  const found = register.get(text)
  if (found !== undefined) return found
  if (register.size >= MOST_TOKENS) register.clear()
  if (nextNumber >= MOST_NUMBERS) {
    nextNumber = 0
    known.fill(-1)
  }
  const points = codePoints(text)
  const sound = phonetic(text)
  const token = {
    number: nextNumber++,
    text,
    points,
    sound,
    given: kindOf('given', text, sound),
    family: kindOf('family', text, sound),
    letters: points.reduce((bits, point) => bits | (1 << (point & 31)), 0),
  }
  register.set(text, token)
  return token
}

function kindOf(kind: NameKind, text: string, sound: string): TokenKind {
  const stem = stemOf(kind, text)
  const stemSound = stem === text ? sound : phonetic(stem)
  const [group] = variantGroups(kind, stem)
  return {
    groups: variantGroups(kind, text),
    near: nearGroups(kind, text),
    stem,
    stemSound,
    stemForm: group === undefined ? stemSound : `#${group}`,
    share: nameFrequency(kind, text),
  }
}

/** As what two words are compared: given names, family names, or the given name of one person and the family name of another. */
export const AS = { given: 0, family: 1, crossed: 2 } as const

/** One of `TOKEN`: how two words agree as names of a kind. Symmetric; pairs met lately are remembered. */
export function tokenLevel(as: keyof typeof AS, a: Token, b: Token): number {
  const kind = AS[as]
  const low = Math.min(a.number, b.number) * KINDS + kind
  const high = Math.max(a.number, b.number)
  const pair = pairNumber(low, high)
  const slot = slotOf(low, high)
  const found = (known[slot] ?? -1) - pair
  if (found >= 0 && found < LEVELS) return found
  // By text, so that what the measures make of the order of two words does not depend on which was met first.
  const level = a.text < b.text ? wordLevel(kind, a, b) : wordLevel(kind, b, a)
  known[slot] = pair + level
  return level
}

function pairNumber(low: number, high: number): number {
  return (low * MOST_NUMBERS + high) * LEVELS
}

function slotOf(low: number, high: number): number {
  const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) & (SLOTS - 1)
}

/** Crossed words agree as given names or as forms of one family name; an initial is no agreement. */
function wordLevel(kind: number, a: Token, b: Token): number {
  if (kind === AS.family) return nameLevel('family', a, b)
  const level = nameLevel('given', a, b)
  if (kind === AS.given) return level
  if (level > TOKEN.variant && sameName('family', a, b)) return TOKEN.variant
  return level === TOKEN.initial ? TOKEN.other : level
}

/** Whether two words are known spellings, nicknames or grammatical forms of one name; equal words are. */
export function sameName(kind: NameKind, a: Token, b: Token): boolean {
  if (a === b || a.text === b.text) return true
  const one = a[kind]
  const two = b[kind]
  if (meet(one.groups, two.groups)) return true
  if (a.text.length < SHORTEST.stem || b.text.length < SHORTEST.stem) return false
  return one.stem === two.stem
}

function isNear(a: TokenKind, b: TokenKind): boolean {
  return meet(a.near, b.groups) || meet(b.near, a.groups)
}

function meet(some: readonly number[], others: readonly number[]): boolean {
  if (some.length === 0 || others.length === 0) return false
  return some.some(group => others.includes(group))
}

function nameLevel(kind: NameKind, a: Token, b: Token): number {
  if (a.text === b.text) return a.text.length > 1 ? TOKEN.exact : TOKEN.initial
  if (sameName(kind, a, b)) return TOKEN.variant
  if (a.text.length === 1 || b.text.length === 1) {
    return a.text.charAt(0) === b.text.charAt(0) ? TOKEN.initial : TOKEN.other
  }
  const mayBeSimilar = mostAlike(a, b) >= SIMILARITY.similar - SIMILARITY.rounding
  const similarity = mayBeSimilar ? jaroWinklerOf(a.points, b.points) : 0
  if (similarity >= SIMILARITY.close || isNear(a[kind], b[kind])) return TOKEN.close
  if (a.sound === b.sound && a.sound.length >= SHORTEST.sound) return TOKEN.sound
  return similarity >= SIMILARITY.similar ? TOKEN.similar : TOKEN.other
}
