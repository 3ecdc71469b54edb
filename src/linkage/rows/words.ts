import { bitsIn } from '../metrics/bits.ts'
import { jaroWinklerOf } from '../metrics/jaro-winkler.ts'
import { AS, SHORTEST, SIMILARITY, TOKEN, type Token } from '../compare/token.ts'
import { type GrowingInts, growingInts, type Ints, shared, textNumbers } from './ints.ts'

/** The words of many names as numbers: all that tells how two of them agree. Words are known by their place; different words have different places. */
export interface Words {
  readonly texts: readonly string[]
  /** For each word `WIDTH` numbers. */
  readonly cells: Ints
  /** Code points of all words, one word after another. */
  readonly points: Ints
  /** Lists of groups of spellings, each after its length. */
  readonly lists: Ints
  /** Share of people who bear the word as a given name, then as a family name, for each word. */
  readonly shares: ArrayLike<number>
}

/** Words as they come. */
export interface WordRegister {
  /** The place of a word, which is added when it is new; −1 for none. */
  add(token: Token | undefined): number
  /** All words so far, and those that are still to come. */
  readonly words: Words & Readonly<Record<'cells' | 'points' | 'lists', GrowingInts>>
}

/** The words of now, for other threads. */
export function sharedWords({ texts, cells, points, lists, shares }: WordRegister['words']): Words {
  return { texts, cells: shared(cells), points: shared(points), lists: shared(lists), shares: sharedFloats(shares) }
}

const WIDTH = 16
const [LENGTH, LETTERS, START, SOUND, SOUND_LENGTH, TEXT_LENGTH, FIRST] = [1, 2, 3, 4, 5, 6, 7]
/** For each kind of name: bits of its groups and stem, the stem, its groups, the groups that it is near. */
const KIN = { given: 8, family: 12 } as const
const [STEM, GROUPS, NEAR] = [1, 2, 3]
const PREFIX_WEIGHT = 0.1
const LONGEST_PREFIX = 4

/** An empty register. */
export function wordRegister(): WordRegister {
  const register = textNumbers()
  const sounds = textNumbers()
  const stems = textNumbers()
  const cells = growingInts()
  const points = growingInts()
  const lists = growingInts()
  const shares: number[] = []
  /** By the number of its token the place that a word had when it was last met; a token may bear another's number. */
  const lastPlace: number[] = []

  function list(numbers: readonly number[]): number {
    const start = lists.size
    lists.push(numbers.length)
    for (const number of numbers) lists.push(number)
    return start
  }

  function addKin({ groups, near, stem }: Token['given']): void {
    const number = stems.numberOf(stem)
    cells.push([...groups, ...near, number].reduce((bits, group) => bits | (1 << (group & 31)), 0))
    cells.push(number)
    cells.push(list(groups))
    cells.push(list(near))
  }

  return {
    add: token => {
      if (token === undefined) return -1
      const last = lastPlace[token.number]
      if (last !== undefined && register.texts[last] === token.text) return last
      const before = register.texts.length
      const place = register.numberOf(token.text)
      lastPlace[token.number] = place
      if (place < before) return place
      cells.push(points.size)
      cells.push(token.points.length)
      cells.push(token.letters)
      cells.push(startOf(token.points))
      cells.push(sounds.numberOf(token.sound))
      cells.push(token.sound.length)
      cells.push(token.text.length)
      cells.push(token.text.charCodeAt(0))
      addKin(token.given)
      addKin(token.family)
      for (const point of token.points) points.push(point)
      shares.push(token.given.share, token.family.share)
      return place
    },
    words: { texts: register.texts, cells, points, lists, shares },
  }
}

function sharedFloats(numbers: ArrayLike<number>): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(numbers.length * Float64Array.BYTES_PER_ELEMENT))
  shared.set(numbers)
  return shared
}

/** The low eight bits of the first four letters. */
function startOf(points: readonly number[]): number {
  return points.slice(0, LONGEST_PREFIX).reduce((bits, point, at) => bits | ((point & 0xff) << (at * 8)), 0)
}

/** How words agree. */
export interface WordLevels {
  /** The level of two words as one of `AS`, by place; the same that `tokenLevel` gives. */
  levelOf(kind: number, left: number, right: number): number
  /** False when it is sure that two words are neither the same nor close. */
  mayBeClose(left: number, right: number): boolean
}

/** Levels met lately: of two words as names of a kind. */
const SLOTS = 1 << 17
const KINDS = 4
const LEVELS = 16
/** So many words can be told apart in what is remembered of a pair: a whole number of 53 bits. */
const MOST_WORDS = 1 << 23

/** Compares words by place. What was worked out lately is remembered. */
export function wordLevels(words: Words): WordLevels {
  const known = new Float64Array(SLOTS).fill(-1)

  function levelOf(kind: number, left: number, right: number): number {
    const cells = words.cells.numbers
    const a = left * WIDTH
    const b = right * WIDTH
    if (left === right) return sameWord(kind, cells[a + TEXT_LENGTH] ?? 0)
    if (plainlyOther(cells, a, b)) return TOKEN.other
    const low = (left < right ? left : right) * KINDS + kind
    const high = left < right ? right : left
    const mixed = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
    const slot = (mixed ^ (mixed >>> 15)) & (SLOTS - 1)
    const key = (low * MOST_WORDS + high) * LEVELS
    const found = (known[slot] ?? -1) - key
    if (found >= 0 && found < LEVELS) return found
    // In one order, so that what the measures make of the order of two words does not depend on which was met first.
    const level = comesFirst(a, b) ? wordLevel(kind, a, b) : wordLevel(kind, b, a)
    known[slot] = key + level
    return level
  }

  function comesFirst(a: number, b: number): boolean {
    const cells = words.cells.numbers
    const points = words.points.numbers
    const shortest = Math.min(cells[a + LENGTH] ?? 0, cells[b + LENGTH] ?? 0)
    for (let at = 0; at < shortest; at++) {
      const differs = (points[(cells[a] ?? 0) + at] ?? 0) - (points[(cells[b] ?? 0) + at] ?? 0)
      if (differs !== 0) return differs < 0
    }
    return (cells[a + LENGTH] ?? 0) < (cells[b + LENGTH] ?? 0)
  }

  /** Crossed words agree as given names or as forms of one family name; an initial is no agreement. */
  function wordLevel(kind: number, a: number, b: number): number {
    if (kind === AS.family) return nameLevel(KIN.family, a, b)
    const level = nameLevel(KIN.given, a, b)
    if (kind === AS.given) return level
    if (level > TOKEN.variant && sameName(KIN.family, a, b)) return TOKEN.variant
    return level === TOKEN.initial ? TOKEN.other : level
  }

  function nameLevel(kin: number, a: number, b: number): number {
    const cells = words.cells.numbers
    if (sameName(kin, a, b)) return TOKEN.variant
    if (cells[a + TEXT_LENGTH] === 1 || cells[b + TEXT_LENGTH] === 1) {
      return cells[a + FIRST] === cells[b + FIRST] ? TOKEN.initial : TOKEN.other
    }
    const mayBeSimilar = mostAlike(cells, a, b) >= SIMILARITY.similar - SIMILARITY.rounding
    const similarity = mayBeSimilar ? jaroWinklerOf(lettersOf(a), lettersOf(b)) : 0
    if (similarity >= SIMILARITY.close || meet(kin, NEAR, a, GROUPS, b) || meet(kin, NEAR, b, GROUPS, a))
      return TOKEN.close
    if (cells[a + SOUND] === cells[b + SOUND] && (cells[a + SOUND_LENGTH] ?? 0) >= SHORTEST.sound) return TOKEN.sound
    return similarity >= SIMILARITY.similar ? TOKEN.similar : TOKEN.other
  }

  function sameName(kin: number, a: number, b: number): boolean {
    const cells = words.cells.numbers
    if (meet(kin, GROUPS, a, GROUPS, b)) return true
    if ((cells[a + TEXT_LENGTH] ?? 0) < SHORTEST.stem || (cells[b + TEXT_LENGTH] ?? 0) < SHORTEST.stem) return false
    return cells[a + kin + STEM] === cells[b + kin + STEM]
  }

  function meet(kin: number, which: number, a: number, other: number, b: number): boolean {
    const cells = words.cells.numbers
    const lists = words.lists.numbers
    const some = cells[a + kin + which] ?? 0
    const others = cells[b + kin + other] ?? 0
    const lastSome = some + (lists[some] ?? 0)
    const lastOther = others + (lists[others] ?? 0)
    for (let one = some + 1; one <= lastSome; one++) {
      for (let two = others + 1; two <= lastOther; two++) if (lists[one] === lists[two]) return true
    }
    return false
  }

  function lettersOf(word: number): Int32Array {
    const cells = words.cells.numbers
    const start = cells[word] ?? 0
    return words.points.numbers.subarray(start, start + (cells[word + LENGTH] ?? 0))
  }

  function mayBeClose(left: number, right: number): boolean {
    const cells = words.cells.numbers
    const a = left * WIDTH
    const b = right * WIDTH
    return left === right || maybeKin(cells, a, b) || mostAlike(cells, a, b) >= SIMILARITY.close - SIMILARITY.rounding
  }

  return { levelOf, mayBeClose }
}

/** A word beside itself: an initial says little, and crossed it is at least a form of one name. */
function sameWord(kind: number, length: number): number {
  if (length > 1) return TOKEN.exact
  return kind === AS.crossed ? TOKEN.variant : TOKEN.initial
}

/** Sure that two different words agree in nothing: no group, stem or sound in common, and letters too unlike for any similarity. */
function plainlyOther(cells: Int32Array, a: number, b: number): boolean {
  if (maybeKin(cells, a, b) || cells[a + SOUND] === cells[b + SOUND]) return false
  if ((cells[a + LENGTH] ?? 0) < 2 || (cells[b + LENGTH] ?? 0) < 2) return false
  return mostAlike(cells, a, b) < SIMILARITY.similar - SIMILARITY.rounding
}

/** Whether two words may have a group of spellings or a stem in common. */
function maybeKin(cells: Int32Array, a: number, b: number): boolean {
  const given = (cells[a + KIN.given] ?? 0) & (cells[b + KIN.given] ?? 0)
  const family = (cells[a + KIN.family] ?? 0) & (cells[b + KIN.family] ?? 0)
  return (given | family) !== 0
}

/** The similarity that two words cannot exceed. */
function mostAlike(cells: Int32Array, a: number, b: number): number {
  const lengthA = cells[a + LENGTH] ?? 0
  const lengthB = cells[b + LENGTH] ?? 0
  const lettersA = cells[a + LETTERS] ?? 0
  const lettersB = cells[b + LETTERS] ?? 0
  const fewest = Math.min(lengthA - bitsIn(lettersA & ~lettersB), lengthB - bitsIn(lettersB & ~lettersA))
  if (fewest <= 0) return 0
  const jaro = (fewest / lengthA + fewest / lengthB + 1) / 3
  return jaro + sharedStart(cells[a + START] ?? 0, cells[b + START] ?? 0) * PREFIX_WEIGHT * (1 - jaro)
}

/** How many first letters are the same, at most; letters are told apart by eight bits only. */
function sharedStart(a: number, b: number): number {
  const differs = a ^ b
  return differs === 0 ? LONGEST_PREFIX : (31 - Math.clz32(differs & -differs)) >> 3
}
