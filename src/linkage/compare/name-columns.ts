import type { Names } from '../names-of.ts'
import { familyNameLevel, givenNameLevel, MIDDLE_LEVEL_OF, middleNameLevel, NAME_LEVELS } from './name.ts'
import { AS, TOKEN } from './token.ts'
import { type TokenColumns, tokenColumns } from './token-columns.ts'

/**
 * The names of many people as numbers side by side, so that the two records of a pair are read from one place each: far memory, and not
 * the measures, is what comparing names in bulk costs.
 *
 * Names of an unusual make (aliases, particles, three or more given names, two or more family names) are told by `UNUSUAL` and are
 * compared as they are. The rest follows name.ts step by step; a test holds the two together.
 */
export interface NameColumns {
  readonly names: readonly Names[]
  /** For each person `WIDTH` numbers: first given name, all given names as one word, second given name, family name, what is unusual. */
  readonly numbers: Int32Array
  readonly words: TokenColumns
}

/** How two people compare, by their place in the columns. */
export type ByPlace = (left: number, right: number) => number

const WIDTH = 5
const [WORD, SECOND, FAMILY, FLAGS] = [1, 2, 3, 4]
const ABSENT = -1
const UNUSUAL = 1
/** The first given name is a single letter. */
const INITIAL_ONLY = 2

const SWAPPED = NAME_LEVELS.indexOf('swapped')
const PART = NAME_LEVELS.indexOf('part')
const { exact: EXACT, variant: VARIANT, close: CLOSE, other: OTHER } = TOKEN

/** The names of people as columns. */
export function nameColumns(names: readonly Names[]): NameColumns {
  const numbers = new Int32Array(names.length * WIDTH)
  const words = tokenColumns()
  for (const [place, { given, family, allGiven, aliases, givenWord }] of names.entries()) {
    const unusual = given.length > 2 || family.length > 1 || aliases.length > 0 || allGiven !== given
    const cells = [
      words.add(given[0]),
      words.add(givenWord),
      words.add(given[1]),
      words.add(family[0]),
      (unusual ? UNUSUAL : 0) | (given[0]?.text.length === 1 ? INITIAL_ONLY : 0),
    ]
    numbers.set(cells, place * WIDTH)
  }
  return { names, numbers, words }
}

/** Levels of given names, as `givenNameLevel` gives them. */
export function givenLevels(columns: NameColumns): ByPlace {
  const { numbers } = columns
  return (left, right) => {
    const a = left * WIDTH
    const b = right * WIDTH
    if (isUnusual(numbers, a, b)) return asTheyAre(columns, left, right, givenNameLevel)
    const first = numbers[a] ?? ABSENT
    const other = numbers[b] ?? ABSENT
    if (first < 0 || other < 0) return -1
    const level = columns.words.levelOf(AS.given, first, other)
    if (level <= VARIANT) return level
    const single = (numbers[a + SECOND] ?? ABSENT) + (numbers[b + SECOND] ?? ABSENT) === 2 * ABSENT
    const whole = single ? level : wholeLevel(columns, numbers[a + WORD] ?? 0, numbers[b + WORD] ?? 0)
    if (whole === EXACT) return EXACT
    if (isSwapped(columns, a, b)) return SWAPPED
    if (!single && (isSecond(columns, a, b) || isSecond(columns, b, a))) return PART
    return whole === CLOSE ? CLOSE : level
  }
}

/** Levels of family names, as `familyNameLevel` gives them. */
export function familyLevels(columns: NameColumns): ByPlace {
  const { numbers } = columns
  return (left, right) => {
    const a = left * WIDTH
    const b = right * WIDTH
    if (isUnusual(numbers, a, b)) return asTheyAre(columns, left, right, familyNameLevel)
    const one = numbers[a + FAMILY] ?? ABSENT
    const two = numbers[b + FAMILY] ?? ABSENT
    if (one < 0 || two < 0) return -1
    const level = columns.words.levelOf(AS.family, one, two)
    return level > VARIANT && isSwapped(columns, a, b) ? SWAPPED : level
  }
}

/** Levels of middle names, as `middleNameLevel` gives them. */
export function middleLevels(columns: NameColumns): ByPlace {
  const { numbers } = columns
  return (left, right) => {
    const a = left * WIDTH
    const b = right * WIDTH
    if (isUnusual(numbers, a, b)) return asTheyAre(columns, left, right, middleNameLevel)
    const one = numbers[a + SECOND] ?? ABSENT
    const two = numbers[b + SECOND] ?? ABSENT
    return one < 0 || two < 0 ? -1 : (MIDDLE_LEVEL_OF[columns.words.levelOf(AS.given, one, two)] ?? -1)
  }
}

/** The level of all given names as one word, where only the same and close count. */
function wholeLevel({ words }: NameColumns, a: number, b: number): number {
  return words.mayBeClose(a, b) ? words.levelOf(AS.given, a, b) : OTHER
}

function isUnusual(numbers: Int32Array, a: number, b: number): boolean {
  return (((numbers[a + FLAGS] ?? 0) | (numbers[b + FLAGS] ?? 0)) & UNUSUAL) !== 0
}

function asTheyAre({ names }: NameColumns, left: number, right: number, level: (a: Names, b: Names) => number): number {
  const a = names[left]
  const b = names[right]
  return a && b ? level(a, b) : -1
}

function isSwapped(columns: NameColumns, a: number, b: number): boolean {
  const one = crossing(columns, a, b)
  if (one === OTHER) return false
  const two = crossing(columns, b, a)
  return two !== OTHER && Math.min(one, two) <= CLOSE
}

function crossing(columns: NameColumns, givenOf: number, familyOf: number): number {
  const { numbers } = columns
  const given = numbers[givenOf] ?? ABSENT
  const family = numbers[familyOf + FAMILY] ?? ABSENT
  if (given < 0 || family < 0) return OTHER
  if ((numbers[givenOf + SECOND] ?? ABSENT) >= 0 && numbers[givenOf + WORD] === family) return EXACT
  return columns.words.levelOf(AS.crossed, given, family)
}

/** The first given name of one, longer than an initial, is the second of the other. */
function isSecond(columns: NameColumns, a: number, b: number): boolean {
  const { numbers } = columns
  const second = numbers[b + SECOND] ?? ABSENT
  if (second < 0 || ((numbers[a + FLAGS] ?? 0) & INITIAL_ONLY) !== 0) return false
  return columns.words.levelOf(AS.given, numbers[a] ?? ABSENT, second) <= VARIANT
}
