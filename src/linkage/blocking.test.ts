import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockingKeys, blockingRules, MOST_KEYS } from './blocking.ts'
import type { PersonInput } from './comparable.ts'
import { toComparable } from './normalise/person.ts'

const CHILD: PersonInput = {
  givenName: 'Muhammad',
  familyName: 'Choudhury',
  dateOfBirth: '05/03/2010',
  address: '12 Larkfield Road',
  postcode: 'SE13 6LG',
  city: 'London',
  phone: '07700 900123',
  email: 'm.choudhury@example.org',
  nhsNumber: '9990000018',
  upn: 'B801200005001',
}

describe('two records of one child meet', () => {
  it.each<[string, PersonInput]>([
    [
      'by another spelling of both names and the date',
      { givenName: 'Mohamed', familyName: 'Chowdhury', dateOfBirth: '05/03/2010' },
    ],
    [
      'by another spelling and day and month exchanged',
      { givenName: 'Maxamed', familyName: 'Chaudhry', dateOfBirth: '03/05/2010' },
    ],
    ['by names exchanged and the year', { givenName: 'Choudhury', familyName: 'Muhammad', dateOfBirth: '01/01/2010' }],
    ['by family name and phone', { familyName: 'Choudhury', phone: '+44 7700 900123' }],
    ['by names and an age', { givenName: 'Muhammad', familyName: 'Choudhury', ageYears: 15, asAt: '2026-01-01' }],
    [
      'by names and the neighbouring year',
      { givenName: 'Muhammad', familyName: 'Choudhury', dateOfBirth: '06/07/2011' },
    ],
    [
      'by names and day, the year mistyped',
      { givenName: 'Muhammad', familyName: 'Choudhury', dateOfBirth: '05/03/2001' },
    ],
    ['by another family name and the date', { givenName: 'Mohammed', familyName: 'Rahman', dateOfBirth: '05/03/2010' }],
    ['by postcode and first name', { givenName: 'Mohammad', postcode: 'se136lg' }],
    ['by postcode sector and family name', { familyName: 'Chowdhury', postcode: 'SE13 6AB' }],
    ['by home', { familyName: 'Khan', address: '12 Larkfield Rd', postcode: 'SE13 6AB' }],
    ['by e-mail', { email: 'm.choudhury@example.com' }],
    ['by e-mail with a slip', { email: 'm.chuodhury@example.org' }],
    ['by NHS number', { nhsNumber: '999 000 0018' }],
    ['by UPN', { upn: 'B801200005001' }],
    ['by full name and town', { givenName: 'Mohammed', familyName: 'Choudhury', city: 'london' }],
  ])('%s', (_, other) => {
    const keys = new Set(blockingKeys(toComparable(CHILD)))
    expect(blockingKeys(toComparable(other)).some(key => keys.has(key))).toBe(true)
  })
})

it('a common name alone, a town or a year alone makes no key', () => {
  expect(blockingKeys(toComparable({ givenName: 'Jack', familyName: 'Smith' }))).toEqual([])
  expect(blockingKeys(toComparable({ givenName: 'Jack', city: 'London' }))).toEqual([])
  expect(blockingKeys(toComparable({ dateOfBirth: '01/01/2010', city: 'London', sex: 'm' }))).toEqual([])
  expect(blockingKeys(toComparable({}))).toEqual([])
})

it('a rare full name is a key by itself', () => {
  expect(blockingKeys(toComparable({ givenName: 'Zebedee', familyName: 'Quillfeather' }))).toHaveLength(1)
})

it('keys are at most twenty different numbers of 63 bits, the same every time', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const word = fc.oneof(
    text,
    fc.constantFrom('Sam', 'Alex', 'Smith-Jones', '14/03/2010', 'SE13 6LG', 'London', 'a@example.org'),
  )
  fc.assert(
    fc.property(fc.array(word, { minLength: 7, maxLength: 7 }), ([a, b, c, d, e, f, g]) => {
      const person = toComparable({
        givenName: a ?? '',
        familyName: b ?? '',
        dateOfBirth: c ?? '',
        postcode: d ?? '',
        city: e ?? '',
        address: f ?? '',
        email: g ?? '',
        aliases: [a ?? ''],
      })
      const keys = blockingKeys(person)
      expect(keys.length).toBeLessThanOrEqual(MOST_KEYS)
      expect(new Set(keys).size).toBe(keys.length)
      for (const key of keys) expect(key >= 0n && key < 2n ** 63n).toBe(true)
      expect(blockingKeys(person)).toEqual(keys)
    }),
  )
})

it('a full record keeps its most telling keys', () => {
  const keys = blockingKeys(toComparable(CHILD))
  expect(keys.length).toBeLessThanOrEqual(MOST_KEYS)
  expect(new Set(blockingRules.map(({ name }) => name)).size).toBe(blockingRules.length)
})
