import { cityLevel } from '../compare/city.ts'
import { packedLevel, yearOf } from '../compare/dob.ts'
import { postcodeLevel } from '../compare/postcode.ts'
import { type Names, takeNamesApart } from '../names-of.ts'
import { addressLevels } from './addresses.ts'
import { type ByNumber, emailLevels, phoneLevels, postcodeLevels } from './codes.ts'
import type { Ints } from './ints.ts'
import { type ByRow, CELL, FLAG } from './layout.ts'
import { nameLevels } from './names.ts'
import type { Rows } from './rows.ts'
import { wordLevels } from './words.ts'
import { firstYear, lastYear } from './years.ts'

const CITY_SLOTS = 1 << 14
const MOST_CITIES = 2 ** 26
const MOST_NAMES = 1 << 16
const USUAL_SLOTS = 1 << 12

/**
 * The level of two records in each comparison, in the order of `personComparisons`; −1 when a value is missing on either side. The same
 * that the comparison gives for the two people.
 */
export function rowComparisons(rows: Rows): readonly ByRow[] {
  const { cells } = rows
  const { given, middle, family } = nameLevels({ cells, words: wordLevels(rows.words), namesOf: rememberedNames(rows) })
  const by = (cell: number, level: ByNumber): ByRow => byValue(cells, cell, level)
  return [
    given,
    middle,
    family,
    (a, b) => {
      const { numbers } = cells
      const one = numbers[a + CELL.born] ?? 0
      const other = numbers[b + CELL.born] ?? 0
      if (one === 0 || other === 0) return -1
      return packedLevel(one, numbers[a + CELL.digits] ?? 0, other, numbers[b + CELL.digits] ?? 0)
    },
    (a, b) => ageLevel(cells.numbers, a, b),
    (a, b) => {
      const one = (cells.numbers[a + CELL.flags] ?? 0) & (FLAG.female | FLAG.male)
      const other = (cells.numbers[b + CELL.flags] ?? 0) & (FLAG.female | FLAG.male)
      return one === 0 || other === 0 ? -1 : Number(one !== other)
    },
    shortCodes(rows, by(CELL.postcode, postcodeLevels(rows.postcodes))),
    by(CELL.address, addressLevels(rows.addresses)),
    by(CELL.city, cityLevels(rows.cities)),
    by(CELL.phone, phoneLevels(rows.phones)),
    by(CELL.email, emailLevels(rows.emails)),
    by(CELL.nhsNumber, differ),
    by(CELL.upn, differ),
    by(CELL.pncId, differ),
  ]
}

/** The names of a row taken apart; those that were kept are remembered by their place, since a row may become another's. */
function rememberedNames({ cells: rows, words: { texts }, names }: Rows): (row: number) => Names {
  const known = new Map<number, Names>()
  const wordAt = (place: number): readonly string[] => (place < 0 ? [] : [texts[place] ?? ''])
  const takeKept = (place: number): Names | undefined => {
    const found = known.get(place)
    const kept = names[place]
    if (found !== undefined || kept === undefined) return found
    if (known.size >= MOST_NAMES) known.clear()
    const taken = takeNamesApart(kept)
    known.set(place, taken)
    return taken
  }
  const usual = new Array<UsualNames | undefined>(USUAL_SLOTS).fill(undefined)
  return row => {
    const cells = rows.numbers
    const kept = takeKept(cells[row + CELL.names] ?? -1)
    if (kept !== undefined) return kept
    const first = cells[row + CELL.given] ?? -1
    const second = cells[row + CELL.secondGiven] ?? -1
    const family = cells[row + CELL.family] ?? -1
    const slot = (Math.imul(first, 31) + Math.imul(second, 1009) + family) & (USUAL_SLOTS - 1)
    const found = usual[slot]
    if (found?.first === first && found.second === second && found.family === family) return found.names
    const names = takeNamesApart({
      given: [...wordAt(first), ...wordAt(second)],
      family: wordAt(family),
      aliases: [],
    })
    usual[slot] = { first, second, family, names }
    return names
  }
}

/** Names that words give back, by the places of these. */
interface UsualNames {
  readonly first: number
  readonly second: number
  readonly family: number
  readonly names: Names
}

/** The years of birth of a row, from and to, in one number; 0 where nothing is known. */
export function yearsAt(cells: Int32Array, row: number): { readonly from: number; readonly to: number } {
  const born = cells[row + CELL.born] ?? 0
  if (born !== 0) return { from: yearOf(born), to: yearOf(born) }
  const years = cells[row + CELL.digits] ?? 0
  return { from: firstYear(years), to: lastYear(years) }
}

function byValue(rows: Ints, cell: number, level: ByNumber): ByRow {
  return (a, b) => {
    const cells = rows.numbers
    const one = cells[a + cell] ?? -1
    const other = cells[b + cell] ?? -1
    if (one < 0 || other < 0) return -1
    return one === other ? 0 : level(one, other)
  }
}

function differ(): number {
  return 1
}

/** The same postcode says less when it is a short foreign code. */
function shortCodes({ cells, postcodes }: Rows, level: ByRow): ByRow {
  return (a, b) => {
    const found = level(a, b)
    if (found !== 0) return found
    const postcode = postcodes.texts[cells.numbers[a + CELL.postcode] ?? -1] ?? ''
    return postcodeLevel(postcode, postcode)
  }
}

/** Only where a date is missing: with two dates their comparison says it all. */
function ageLevel(cells: Int32Array, a: number, b: number): number {
  if (cells[a + CELL.born] !== 0 && cells[b + CELL.born] !== 0) return -1
  if (cells[a + CELL.digits] === 0 || cells[b + CELL.digits] === 0) return -1
  const one = yearsAt(cells, a)
  const other = yearsAt(cells, b)
  return Number(one.from > other.to || other.from > one.to)
}

/** Towns are few, so what was worked out is mostly known. */
function cityLevels(cities: readonly string[]): ByNumber {
  const keys = new Float64Array(CITY_SLOTS).fill(-1)
  const levels = new Int8Array(CITY_SLOTS)
  return (left, right) => {
    const low = left < right ? left : right
    const high = left < right ? right : left
    const key = low * MOST_CITIES + high
    const slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 18
    if (keys[slot] === key) return levels[slot] ?? 0
    const level = cityLevel(cities[low] ?? '', cities[high] ?? '')
    keys[slot] = key
    levels[slot] = level
    return level
  }
}
