import type { Comparable } from '../comparable.ts'
import { packDate, packDigits } from '../compare/dob.ts'
import { townShare } from '../compare/frequencies.ts'
import { type Names, namesOf } from '../names-of.ts'
import { type Addresses, takeAddresses } from './addresses.ts'
import { type Codes, emailCodes, phoneCodes, postcodeCodes } from './codes.ts'
import { type SharedInts, sharedInts, textNumbers } from './ints.ts'
import { CELL, FLAG, RARITY, rarityOf, WIDTH } from './layout.ts'
import { isUnusual } from './names.ts'
import { wordRegister, type Words } from './words.ts'
import { packYears } from './years.ts'

/** The names of a person, as a record has them. */
export type PersonNames = Pick<Comparable, 'given' | 'family' | 'aliases'>

/**
 * Records as rows of numbers: every different value once, and a row for each record that names its values.
 *
 * All of it may be handed to another thread, which then shares the numbers and gets a copy of the texts.
 */
export interface Rows {
  readonly records: number
  /** `WIDTH` numbers for each record; see `CELL`. */
  readonly cells: SharedInts
  readonly words: Words
  /** Names that the words of a row do not give back. */
  readonly names: readonly PersonNames[]
  readonly postcodes: Codes
  readonly addresses: Addresses
  readonly cities: readonly string[]
  /** For each city the share of people who live there; not a number where it is not known. */
  readonly cityShares: Float64Array
  readonly phones: Codes
  readonly emails: Codes
}

/** Makes rows, one record after another. */
export interface RowMaker {
  add(person: Comparable, names: Names): void
  rows(): Rows
}

/** An empty table for so many records. */
export function rowMaker(records: number): RowMaker {
  const cells = sharedInts(records * WIDTH)
  const words = wordRegister()
  const kept: PersonNames[] = []
  const keptNames = textNumbers()
  const registers = {
    postcode: textNumbers(),
    address: textNumbers(),
    city: textNumbers(),
    phone: textNumbers(),
    email: textNumbers(),
    nhsNumber: textNumbers(),
    upn: textNumbers(),
    pncId: textNumbers(),
  }
  let size = 0

  function number(field: keyof typeof registers, person: Comparable): number {
    const value = person[field]
    return value === undefined ? -1 : registers[field].numberOf(value)
  }

  function keep({ given, family, aliases }: PersonNames): number {
    const place = keptNames.numberOf([given, family, aliases].map(part => part.join(' ')).join('|'))
    if (place === kept.length) kept.push({ given, family, aliases })
    return place
  }

  return {
    add: (person, names) => {
      const row = size++ * WIDTH
      const { given, family, givenWord } = names
      cells[row + CELL.given] = words.add(given[0])
      cells[row + CELL.givenWord] = words.add(givenWord)
      cells[row + CELL.secondGiven] = words.add(given[1])
      cells[row + CELL.family] = words.add(family[0])
      cells[row + CELL.flags] = flagsOf(person, names)
      cells[row + CELL.born] = person.born ? packDate(person.born) : 0
      cells[row + CELL.digits] = person.born
        ? packDigits(person.born)
        : person.bornBetween
          ? packYears(person.bornBetween)
          : 0
      cells[row + CELL.postcode] = number('postcode', person)
      cells[row + CELL.address] = number('address', person)
      cells[row + CELL.city] = number('city', person)
      cells[row + CELL.phone] = number('phone', person)
      cells[row + CELL.email] = number('email', person)
      cells[row + CELL.nhsNumber] = number('nhsNumber', person)
      cells[row + CELL.upn] = number('upn', person)
      cells[row + CELL.pncId] = number('pncId', person)
      const asWords = !isUnusual(names) && person.family.length === family.length
      cells[row + CELL.names] = asWords ? -1 : keep(person)
    },
    rows: () => ({
      records: size,
      cells,
      words: words.words(),
      names: kept,
      postcodes: postcodeCodes(registers.postcode.texts),
      addresses: takeAddresses(registers.address.texts),
      cities: registers.city.texts,
      cityShares: Float64Array.from(registers.city.texts, city => townShare(city) ?? Number.NaN),
      phones: phoneCodes(registers.phone.texts),
      emails: emailCodes(registers.email.texts),
    }),
  }
}

/** Rows of a list of people. */
export function rowsOf(people: readonly Comparable[]): Rows {
  const maker = rowMaker(people.length)
  for (const person of people) maker.add(person, namesOf(person))
  return maker.rows()
}

/** Which comparisons a record has a value for, in the order of `personComparisons`, and what else is a matter of yes and no. */
function flagsOf(person: Comparable, names: Names): number {
  const { given, family } = names
  const has = [
    given.length > 0,
    given.length > 1,
    family.length > 0,
    person.born,
    person.bornBetween,
    person.sex,
    person.postcode,
    person.address,
    person.city,
    person.phone,
    person.email,
    person.nhsNumber,
    person.upn,
    person.pncId,
  ].reduce<number>((bits, value, at) => bits | (value ? 1 << at : 0), 0)
  const initialOnly = given[0]?.text.length === 1 ? FLAG.initialOnly : 0
  const sex = person.sex === undefined ? 0 : person.sex === 'f' ? FLAG.female : FLAG.male
  const rarity =
    (rarityOf(given[0]?.given.share ?? 1) << RARITY.given) | (rarityOf(family[0]?.family.share ?? 1) << RARITY.family)
  return has | initialOnly | sex | (isUnusual(names) ? FLAG.unusual : 0) | rarity
}
