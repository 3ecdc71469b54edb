import { familyNameLevel, givenNameLevel, MIDDLE_LEVEL_OF, middleNameLevel, NAME_LEVELS } from '../compare/name.ts'
import { AS, TOKEN } from '../compare/token.ts'
import type { Names } from '../names-of.ts'
import type { Ints } from './ints.ts'
import { type ByRow, CELL, FLAG } from './layout.ts'
import type { WordLevels } from './words.ts'

const ABSENT = -1
const SWAPPED = NAME_LEVELS.indexOf('swapped')
const PART = NAME_LEVELS.indexOf('part')
const { exact: EXACT, variant: VARIANT, close: CLOSE, other: OTHER } = TOKEN

/** Names in rows: names of an unusual make (aliases, particles, three or more given names, two or more family names) are compared as they are. */
export interface NameRows {
  readonly cells: Ints
  readonly words: WordLevels
  /** All names of a record by where its row begins. */
  namesOf(row: number): Names
}

/** Whether names are of a make that rows cannot compare. */
export function isUnusual({ given, family, aliases, allGiven }: Names): boolean {
  return given.length > 2 || family.length > 1 || aliases.length > 0 || allGiven !== given
}

/** Levels of given, middle and family names, as name.ts gives them, step by step; a test holds the two together. */
export function nameLevels({ cells: rows, words, namesOf }: NameRows): {
  readonly given: ByRow
  readonly middle: ByRow
  readonly family: ByRow
} {
  const { levelOf, mayBeClose } = words

  function eitherUnusual(a: number, b: number): boolean {
    const cells = rows.numbers
    return (((cells[a + CELL.flags] ?? 0) | (cells[b + CELL.flags] ?? 0)) & FLAG.unusual) !== 0
  }

  function asTheyAre(a: number, b: number, level: (one: Names, other: Names) => number): number {
    return level(namesOf(a), namesOf(b))
  }

  /** The level of all given names as one word, where only the same and close count. */
  function wholeLevel(a: number, b: number): number {
    return mayBeClose(a, b) ? levelOf(AS.given, a, b) : OTHER
  }

  function isSwapped(a: number, b: number): boolean {
    const one = crossing(a, b)
    if (one === OTHER) return false
    const two = crossing(b, a)
    return two !== OTHER && Math.min(one, two) <= CLOSE
  }

  function crossing(givenOf: number, familyOf: number): number {
    const cells = rows.numbers
    const given = cells[givenOf + CELL.given] ?? ABSENT
    const family = cells[familyOf + CELL.family] ?? ABSENT
    if (given < 0 || family < 0) return OTHER
    if ((cells[givenOf + CELL.secondGiven] ?? ABSENT) >= 0 && cells[givenOf + CELL.givenWord] === family) return EXACT
    return levelOf(AS.crossed, given, family)
  }

  /** The first given name of one, longer than an initial, is the second of the other. */
  function isSecond(a: number, b: number): boolean {
    const cells = rows.numbers
    const second = cells[b + CELL.secondGiven] ?? ABSENT
    if (second < 0 || ((cells[a + CELL.flags] ?? 0) & FLAG.initialOnly) !== 0) return false
    return levelOf(AS.given, cells[a + CELL.given] ?? ABSENT, second) <= VARIANT
  }

  function given(a: number, b: number): number {
    if (eitherUnusual(a, b)) return asTheyAre(a, b, givenNameLevel)
    const cells = rows.numbers
    const first = cells[a + CELL.given] ?? ABSENT
    const other = cells[b + CELL.given] ?? ABSENT
    if (first < 0 || other < 0) return -1
    const level = levelOf(AS.given, first, other)
    if (level <= VARIANT) return level
    const single = (cells[a + CELL.secondGiven] ?? ABSENT) + (cells[b + CELL.secondGiven] ?? ABSENT) === 2 * ABSENT
    const whole = single ? level : wholeLevel(cells[a + CELL.givenWord] ?? 0, cells[b + CELL.givenWord] ?? 0)
    if (whole === EXACT) return EXACT
    if (isSwapped(a, b)) return SWAPPED
    if (!single && (isSecond(a, b) || isSecond(b, a))) return PART
    return whole === CLOSE ? CLOSE : level
  }

  function family(a: number, b: number): number {
    if (eitherUnusual(a, b)) return asTheyAre(a, b, familyNameLevel)
    const cells = rows.numbers
    const one = cells[a + CELL.family] ?? ABSENT
    const two = cells[b + CELL.family] ?? ABSENT
    if (one < 0 || two < 0) return -1
    const level = levelOf(AS.family, one, two)
    return level > VARIANT && isSwapped(a, b) ? SWAPPED : level
  }

  function middle(a: number, b: number): number {
    if (eitherUnusual(a, b)) return asTheyAre(a, b, middleNameLevel)
    const cells = rows.numbers
    const one = cells[a + CELL.secondGiven] ?? ABSENT
    const two = cells[b + CELL.secondGiven] ?? ABSENT
    return one < 0 || two < 0 ? -1 : (MIDDLE_LEVEL_OF[levelOf(AS.given, one, two)] ?? -1)
  }

  return { given, middle, family }
}
