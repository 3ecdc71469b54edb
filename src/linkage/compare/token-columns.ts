import { bitsIn } from '../metrics/bits.ts'
import { rememberedLevel, rememberLevel, TOKEN, type Token } from './token.ts'

/** The words of many names, each with what tells most pairs of words apart at a glance. Words are known by their place. */
export interface TokenColumns {
  /** The place of a token, which is added when it is new; −1 for none. */
  add(token: Token | undefined): number
  /** The level of two words as one of `AS`, by place; the same that `tokenLevel` gives. */
  levelOf(kind: number, left: number, right: number): number
  /** False when it is sure that two words are neither the same nor close. */
  mayBeClose(left: number, right: number): boolean
}

const WIDTH = 8
const [LETTERS, LENGTH, START, SOUND, GIVEN, FAMILY] = [1, 2, 3, 4, 5, 6]
const FIRST_CAPACITY = 1 << 10
const PREFIX_WEIGHT = 0.1
const LONGEST_PREFIX = 4
/** A little under the similarities from which two words are close, and similar at all. */
const CLOSE_FROM = 0.92 - 1e-9
const SIMILAR_FROM = 0.8 - 1e-9

/** Empty columns. */
export function tokenColumns(): TokenColumns {
  const places = new Map<number, number>()
  const tokens: Token[] = []
  let rows = new Int32Array(FIRST_CAPACITY * WIDTH)

  function add(token: Token | undefined): number {
    if (token === undefined) return -1
    const known = places.get(token.number)
    if (known !== undefined) return known
    const place = tokens.push(token) - 1
    places.set(token.number, place)
    if (rows.length < tokens.length * WIDTH) {
      const larger = new Int32Array(rows.length * 2)
      larger.set(rows)
      rows = larger
    }
    rows.set(glanceOf(token), place * WIDTH)
    return place
  }

  function levelOf(kind: number, left: number, right: number): number {
    const a = left * WIDTH
    const b = right * WIDTH
    if (left !== right && plainlyOther(rows, a, b)) return TOKEN.other
    const known = rememberedLevel(kind, rows[a] ?? 0, rows[b] ?? 0)
    if (known >= 0) return known
    const one = tokens[left]
    const two = tokens[right]
    return one && two ? rememberLevel(kind, one, two) : TOKEN.other
  }

  function mayBeClose(left: number, right: number): boolean {
    const a = left * WIDTH
    const b = right * WIDTH
    return left === right || maybeKin(rows, a, b) || mostAlike(rows, a, b) >= CLOSE_FROM
  }

  return { add, levelOf, mayBeClose }
}

/** Number, letters, length, first letters, sound, and a bit for each group of spellings and for the stem as either kind of name. */
function glanceOf({ number, points, letters, sound, given, family }: Token): readonly number[] {
  const start = points.slice(0, LONGEST_PREFIX).reduce((bits, point, at) => bits | ((point & 0xff) << (at * 8)), 0)
  return [number, letters, points.length, start, hashOf(sound), kinOf(given), kinOf(family)]
}

function kinOf({ groups, near, stem }: Token['given']): number {
  return [...groups, ...near, hashOf(stem)].reduce((bits, group) => bits | (1 << (group & 31)), 0)
}

function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

/** Sure that two different words agree in nothing: no group, stem or sound in common, and letters too unlike for any similarity. */
function plainlyOther(rows: Int32Array, a: number, b: number): boolean {
  if (maybeKin(rows, a, b) || rows[a + SOUND] === rows[b + SOUND]) return false
  if ((rows[a + LENGTH] ?? 0) < 2 || (rows[b + LENGTH] ?? 0) < 2) return false
  return mostAlike(rows, a, b) < SIMILAR_FROM
}

/** Whether two words may have a group of spellings or a stem in common. */
function maybeKin(rows: Int32Array, a: number, b: number): boolean {
  const given = (rows[a + GIVEN] ?? 0) & (rows[b + GIVEN] ?? 0)
  const family = (rows[a + FAMILY] ?? 0) & (rows[b + FAMILY] ?? 0)
  return (given | family) !== 0
}

/** The similarity that two words cannot exceed. */
function mostAlike(rows: Int32Array, a: number, b: number): number {
  const lengthA = rows[a + LENGTH] ?? 0
  const lengthB = rows[b + LENGTH] ?? 0
  const lettersA = rows[a + LETTERS] ?? 0
  const lettersB = rows[b + LETTERS] ?? 0
  const fewest = Math.min(lengthA - bitsIn(lettersA & ~lettersB), lengthB - bitsIn(lettersB & ~lettersA))
  if (fewest <= 0) return 0
  const jaro = (fewest / lengthA + fewest / lengthB + 1) / 3
  return jaro + sharedStart(rows[a + START] ?? 0, rows[b + START] ?? 0) * PREFIX_WEIGHT * (1 - jaro)
}

/** How many first letters are the same, at most; letters are told apart by eight bits only. */
function sharedStart(a: number, b: number): number {
  const differs = a ^ b
  return differs === 0 ? LONGEST_PREFIX : (31 - Math.clz32(differs & -differs)) >> 3
}
