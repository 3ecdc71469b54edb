import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ComparableDate } from '../comparable.ts'
import { toComparable } from '../normalise/person.ts'
import { ADDRESS_LEVELS, addressLevel } from './address.ts'
import { withinOneEdit, damerauLevenshtein } from '../metrics/damerau-levenshtein.ts'
import { DOB_LEVELS, dobLevel } from './dob.ts'
import { EMAIL_LEVELS, emailLevel } from './email.ts'
import { jaroWinkler } from '../metrics/jaro-winkler.ts'
import { PHONE_LEVELS, phoneLevel } from './phone.ts'
import { phonetic } from '../metrics/phonetic.ts'
import { POSTCODE_LEVELS, postcodeLevel } from './postcode.ts'

describe('dates of birth', () => {
  it.each([
    ['2010-05-12', '2010-05-12', 'exact'],
    ['2010-05-12', '2010-12-05', 'swapped'],
    ['2010-05-12', '2010-05-13', 'one digit'],
    ['1998-05-12', '1989-05-12', 'one digit'],
    ['2001-05-12', '2011-05-12', 'one digit'],
    ['2010-01-01', '2010-09-30', 'year known'],
    ['2010-01-01', '2010-01-01', 'year known'],
    ['2010-05-09', '2010-05-28', 'two parts'],
    ['2010-05-28', '2010-06-17', 'slip'],
    ['2010-12-27', '2011-01-26', 'slip'],
    ['2001-05-28', '2011-06-17', 'slip'],
    ['2010-02-03', '2010-09-28', 'near'],
    ['2010-01-01', '2011-07-30', 'near'],
    ['2010-02-03', '1979-11-28', 'other'],
  ])('%s and %s: %s', (a, b, level) => {
    expect(DOB_LEVELS[dobLevel(date(a), date(b))]).toBe(level)
  })

  it('agree alike both ways round', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2015-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(day, day, (one, two) => {
        const [a, b] = [date(one.toISOString().slice(0, 10)), date(two.toISOString().slice(0, 10))]
        expect(dobLevel(a, b)).toBe(dobLevel(b, a))
        expect(dobLevel(a, a)).toBe(a.placeholder ? 3 : 0)
      }),
    )
  })
})

it.each([
  ['SE13 6LG', 'SE13 6LG', 'unit'],
  ['SE13 6LG', 'SE13 6LC', 'one letter'],
  ['SE13 6LG', 'SE31 6LG', 'one letter'],
  ['SE13 6LG', 'SE13 6AB', 'sector'],
  ['SE13 6LG', 'SE13 5AB', 'district'],
  ['SE13 6LG', 'CO1 1AA', 'other'],
  ['4011', '4011', 'short code'],
  ['4011', '4012', 'short code near'],
  ['4011', '2600', 'other'],
])('postcodes %s and %s: %s', (a, b, level) => {
  expect(POSTCODE_LEVELS[postcodeLevel(a, b)]).toBe(level)
  expect(POSTCODE_LEVELS[postcodeLevel(b, a)]).toBe(level)
})

it.each([
  ['+447700900123', '+447700900123', 'exact'],
  ['+447700900123', '07700900123', 'exact'],
  ['+447700900123', '+447700900132', 'one digit'],
  ['+447700900123', '+447700900456', 'other'],
])('phones %s and %s: %s', (a, b, level) => {
  expect(PHONE_LEVELS[phoneLevel(a, b)]).toBe(level)
})

it.each([
  ['kd.lane@example.org', 'kd.lane@example.org', 'exact'],
  ['kd.lane@example.org', 'kd.lane@example.com', 'same user'],
  ['kd.lane@example.org', 'kd.lnae@example.org', 'close'],
  ['info@example.org', 'info@example.net', 'close'],
  ['kd.lane@example.org', 'other@example.org', 'other'],
])('e-mails %s and %s: %s', (a, b, level) => {
  expect(EMAIL_LEVELS[emailLevel(a, b)]).toBe(level)
})

it.each([
  ['12 High Street', '12 High St.', 'same'],
  ['12 Warrego Circuit', '12 warregocircuit', 'close'],
  ['12 Concept House Bradfield Street', '12 Bradfield Street, Concept House', 'close'],
  ['12 Bradfield Street', '12 Concept House, Bradfield Street', 'close'],
  ['Flat 3, 12 High Street', 'Flat 4, 12 High Street', 'same street'],
  ['12 High Street', '14 High Street', 'same street'],
  ['12 High Street', '12 Mill Lane', 'other'],
])('addresses %s and %s: %s', (a, b, level) => {
  const [one = '', two = ''] = [a, b].map(address => toComparable({ address }).address)
  expect(ADDRESS_LEVELS[addressLevel(one, two)]).toBe(level)
  expect(ADDRESS_LEVELS[addressLevel(two, one)]).toBe(level)
})

it.each([
  ['mohammed', 'muhammad'],
  ['mohammed', 'mhmd'],
  ['hussain', 'husayn'],
  ['khadija', 'kadijah'],
  ['szymanski', 'shimanski'],
  ['philip', 'filip'],
  ['kowalska', 'kowalski'],
  ['filipowicz', 'philipovitch'],
])('%s and %s sound alike', (a, b) => {
  expect(phonetic(a)).toBe(phonetic(b))
})

it('string metrics count code points, not bytes or halves of a pair', () => {
  expect(damerauLevenshtein('a😀b', 'ab')).toBe(1)
  expect(jaroWinkler('josé', 'jose')).toBeCloseTo(0.883, 3)
})

it('knows what is within one edit without counting all of them', () => {
  const text = fc.stringMatching(/^[ab]{0,6}$/)
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(withinOneEdit(a, b)).toBe(damerauLevenshtein(a, b) <= 1)
    }),
    { numRuns: 2_000 },
  )
})

it('Jaro-Winkler is the same both ways round', () => {
  const text = fc.stringMatching(/^[a-d]{0,9}$/)
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(jaroWinkler(a, b)).toBeCloseTo(jaroWinkler(b, a), 12)
    }),
    { numRuns: 3_000 },
  )
})

function date(text: string): ComparableDate {
  const { born } = toComparable({ dateOfBirth: text })
  if (!born) throw new Error(`no date: ${text}`)
  return born
}
