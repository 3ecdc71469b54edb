import type { Comparable } from '../comparable.ts'
import { packDate, packDigits } from '../compare/dob.ts'
import { townShare } from '../compare/frequencies.ts'
import { type Names, namesOf } from '../names-of.ts'
import { type Addresses, addressRegister, sharedAddresses } from './addresses.ts'
import { type Codes, emailRegister, phoneRegister, postcodeRegister, sharedCodes } from './codes.ts'
import { enlarged, type Ints, sharedInts, textNumbers } from './ints.ts'
import { CELL, FLAG, RARITY, rarityOf, WIDTH } from './layout.ts'
import { isUnusual } from './names.ts'
import { sharedWords, wordRegister, type Words } from './words.ts'
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
  readonly cells: Ints
  readonly words: Words
  /** Names that the words of a row do not give back. */
  readonly names: readonly PersonNames[]
  readonly postcodes: Codes
  readonly addresses: Addresses
  readonly cities: readonly string[]
  /** For each city the share of people who live there; not a number where it is not known. */
  readonly cityShares: ArrayLike<number>
  readonly phones: Codes
  readonly emails: Codes
}

/** Makes rows. */
export interface RowMaker {
  /** Write a person to a row, which may have been another's. */
  write(record: number, person: Comparable, names: Names): void
  /** Let a row say nothing. */
  clear(record: number): void
  /** The rows of now, and those that are still to come. */
  readonly live: Rows
  /** The rows of now, for other threads. */
  shared(): Rows
}

/** An empty table with room for so many records; it grows when there are more. */
export function rowMaker(records: number): RowMaker {
  const cells: { numbers: Int32Array } = { numbers: sharedInts(records * WIDTH) }
  const words = wordRegister()
  const names: PersonNames[] = []
  const keptNames = textNumbers()
  const cityShares: number[] = []
  const registers = {
    postcode: postcodeRegister(),
    address: addressRegister(),
    city: textNumbers(),
    phone: phoneRegister(),
    email: emailRegister(),
    nhsNumber: textNumbers(),
    upn: textNumbers(),
    pncId: textNumbers(),
  }
  let size = 0

  function number(field: keyof typeof registers, person: Comparable): number {
    const value = person[field]
    return value === undefined ? -1 : registers[field].numberOf(value)
  }

  function cityNumber(city: string | undefined): number {
    if (city === undefined) return -1
    const place = registers.city.numberOf(city)
    if (place === cityShares.length) cityShares.push(townShare(city) ?? Number.NaN)
    return place
  }

  function keep({ given, family, aliases }: PersonNames): number {
    const place = keptNames.numberOf([given, family, aliases].map(part => part.join(' ')).join('|'))
    if (place === names.length) names.push({ given, family, aliases })
    return place
  }

  function rowFor(record: number): number {
    size = Math.max(size, record + 1)
    if (size * WIDTH > cells.numbers.length) cells.numbers = enlarged(cells.numbers, size * WIDTH * 2)
    return record * WIDTH
  }

  const rest = { names, cities: registers.city.texts, cityShares }
  return {
    write: (record, person, parts) => {
      const row = rowFor(record)
      const { numbers } = cells
      const { given, family, givenWord } = parts
      const asWords = !isUnusual(parts) && person.family.length === family.length
      numbers[row + CELL.given] = words.add(given[0])
      numbers[row + CELL.givenWord] = words.add(givenWord)
      numbers[row + CELL.secondGiven] = words.add(given[1])
      numbers[row + CELL.family] = words.add(family[0])
      numbers[row + CELL.flags] = flagsOf(person, parts)
      numbers[row + CELL.born] = person.born ? packDate(person.born) : 0
      numbers[row + CELL.digits] = digitsOf(person)
      numbers[row + CELL.postcode] = number('postcode', person)
      numbers[row + CELL.address] = number('address', person)
      numbers[row + CELL.city] = cityNumber(person.city)
      numbers[row + CELL.phone] = number('phone', person)
      numbers[row + CELL.email] = number('email', person)
      numbers[row + CELL.nhsNumber] = number('nhsNumber', person)
      numbers[row + CELL.upn] = number('upn', person)
      numbers[row + CELL.pncId] = number('pncId', person)
      numbers[row + CELL.names] = asWords ? -1 : keep(person)
    },
    clear: record => {
      const row = record * WIDTH
      cells.numbers.fill(-1, row, row + WIDTH)
      cells.numbers[row + CELL.flags] = 0
      cells.numbers[row + CELL.born] = 0
      cells.numbers[row + CELL.digits] = 0
    },
    live: {
      ...rest,
      get records() {
        return size
      },
      cells,
      words: words.words,
      postcodes: registers.postcode.codes,
      addresses: registers.address.addresses,
      phones: registers.phone.codes,
      emails: registers.email.codes,
    },
    shared: () => ({
      ...rest,
      records: size,
      cells: { numbers: cells.numbers },
      words: sharedWords(words.words),
      postcodes: sharedCodes(registers.postcode.codes),
      addresses: sharedAddresses(registers.address.addresses),
      phones: sharedCodes(registers.phone.codes),
      emails: sharedCodes(registers.email.codes),
    }),
  }
}

function digitsOf({ born, bornBetween }: Comparable): number {
  if (born) return packDigits(born)
  return bornBetween ? packYears(bornBetween) : 0
}

/** Rows of a list of people. */
export function rowsOf(people: readonly Comparable[]): Rows {
  const maker = rowMaker(people.length)
  for (const [record, person] of people.entries()) maker.write(record, person, namesOf(person))
  return maker.shared()
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
