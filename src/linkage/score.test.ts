import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatchScore, PersonInput } from './comparable.ts'
import { decide } from './decide.ts'
import { personV1 } from './model.ts'
import { toComparable } from './normalise/person.ts'
import { scorePair } from './score.ts'

const JADEN: PersonInput = {
  givenName: 'Jaden',
  familyName: 'Okonedo',
  dateOfBirth: '14/03/2010',
  address: '12 Larkfield Road',
  postcode: 'SE13 6LG',
  phone: '07700 900123',
  sex: 'm',
}

describe('joined', () => {
  it.each<[string, PersonInput]>([
    ['the same details', JADEN],
    ['day and month exchanged', { ...JADEN, dateOfBirth: '03/14/2010', phone: '07700 900123' }],
    ['another spelling and no phone', { ...JADEN, givenName: 'Jayden', phone: '' }],
    ['names exchanged', { ...JADEN, givenName: 'Okonedo', familyName: 'Jaden' }],
    ['only names, date of birth', { givenName: 'Jaden', familyName: 'Okonedo', dateOfBirth: '14/03/2010' }],
    [
      'family name and phone with an age',
      { givenName: 'Jaden', phone: '07700 900123', ageYears: 15, asAt: '2026-01-01' },
    ],
    [
      'moved, and half of a double surname',
      { ...JADEN, familyName: 'Okonedo-Price', address: '3 Mill Lane', postcode: 'CO1 1AA' },
    ],
  ])('%s', (_, other) => {
    expect(decide(score(JADEN, other))).toBe('join')
  })
})

describe('kept apart or for a person to decide', () => {
  it.each<[string, PersonInput, 'review' | 'apart', string[]]>([
    ['a name alone', { givenName: 'Jaden', familyName: 'Okonedo' }, 'review', ['only the names agree']],
    [
      'a name and a town',
      { givenName: 'Jaden', familyName: 'Okonedo', city: 'Lewisham' },
      'review',
      ['only the names agree'],
    ],
    ['a twin', { ...JADEN, givenName: 'Marcus' }, 'review', ['may be twins']],
    [
      'a twin sister',
      { ...JADEN, givenName: 'Ruby', sex: 'f' },
      'review',
      ['may be twins', 'different sex and different first name'],
    ],
    ['a younger brother', { ...JADEN, givenName: 'Marcus', dateOfBirth: '02/11/2012' }, 'apart', ['may be siblings']],
    ['a father of the same name', { ...JADEN, dateOfBirth: '30/07/1979' }, 'review', ['may be parent and child']],
  ])('%s', (_, other, decision, holds) => {
    const found = score({ ...JADEN, city: 'Lewisham' }, other)
    expect({ decision: decide(found), holds: found.holds }).toEqual({ decision, holds })
  })

  it('two valid NHS numbers that differ', () => {
    const found = score({ ...JADEN, nhsNumber: '9990000018' }, { ...JADEN, nhsNumber: '9990123454' })
    expect(found.holds).toEqual(['different NHS numbers'])
    expect(decide(found)).toBe('review')
  })
})

it('two children with one NHS number are for a person to look at', () => {
  const number = { nhsNumber: '9990000018' }
  const one = { ...number, givenName: 'Amina', familyName: 'Ashgrove', dateOfBirth: '03/02/2011' }
  const found = score(one, { ...one, givenName: 'Tobias', dateOfBirth: '17/09/2014' })
  expect([decide(found), found.holds]).toEqual(['review', ['same number, other first name and date of birth']])
  const renamed = score(one, { ...one, givenName: 'Tobias', familyName: 'Quill' })
  const mistyped = score(one, { ...one, dateOfBirth: '17/09/2014' })
  const alias = { givenName: 'Tobias', dateOfBirth: '17/09/2014', pncId: '21/0000014J' }
  const arrested = score({ ...one, ...alias, givenName: 'Amina', dateOfBirth: '03/02/2011' }, { ...one, ...alias })
  expect([decide(renamed), decide(mistyped), arrested.holds]).toEqual(['join', 'join', []])
})

it('the same rare name counts for more than the same common name', () => {
  const common = { givenName: 'Jack', familyName: 'Smith', dateOfBirth: '14/03/2010' }
  const rare = { givenName: 'Zebedee', familyName: 'Quillfeather', dateOfBirth: '14/03/2010' }
  expect(score(rare, rare).weight).toBeGreaterThan(score(common, common).weight + 5)
})

it('an unusual spelling of a common name gets no more credit than the usual one', () => {
  const usual = { givenName: 'Mohammed', dateOfBirth: '14/03/2010' }
  const unusual = { givenName: 'Mohemmed', dateOfBirth: '14/03/2010' }
  expect(score(unusual, unusual).weight).toBe(score(usual, usual).weight)
})

it('two children of one household do not become one by all that they share', () => {
  const home = {
    familyName: 'Quill',
    address: '12 Larkfield Road',
    postcode: 'SE13 6LG',
    phone: '07700 900123',
    city: 'London',
  }
  const found = score(
    { ...home, givenName: 'Ada', dateOfBirth: '14/03/2010' },
    { ...home, givenName: 'Ben', dateOfBirth: '02/11/2012' },
  )
  expect(decide(found)).toBe('apart')
})

it('a missing value counts for nothing', () => {
  const found = score(JADEN, { givenName: 'Jaden' })
  expect(found.evidence.filter(({ label }) => label === 'missing').map(({ weight }) => weight)).not.toContain(1)
  expect(found.evidence.find(({ comparison }) => comparison === 'phone')).toMatchObject({
    label: 'missing',
    words: 'phone missing',
    weight: 0,
  })
})

it('the weight is the prior and the evidence, and the probability follows from it', () => {
  const { weight, evidence, probability } = score(JADEN, { ...JADEN, givenName: 'Jayden' })
  const prior = Math.log2(personV1.prior / (1 - personV1.prior))
  expect(weight).toBeCloseTo(
    evidence.reduce((sum, item) => sum + item.weight, prior),
    10,
  )
  expect(probability).toBeCloseTo(1 / (1 + 2 ** -weight), 12)
})

it('scores are the same both ways round', () => {
  const person = fc.record(
    {
      givenName: fc.constantFrom('Jaden', 'Jayden', 'Bob', 'Robert', 'J', 'Okonedo', 'al Hassan'),
      familyName: fc.constantFrom('Okonedo', 'Okonedo-Price', 'Jaden', 'Smith', 'Smyth', ''),
      dateOfBirth: fc.constantFrom('14/03/2010', '03/04/2010', '04/03/2010', '01/01/2010', '30/07/1979', ''),
      address: fc.constantFrom('12 Larkfield Road', '14 Larkfield Rd', '3 Mill Lane', ''),
      postcode: fc.constantFrom('SE13 6LG', 'SE13 6LC', 'SE13 5AA', '4011', ''),
      city: fc.constantFrom('London', 'Lodnon', 'Lewisham', ''),
      phone: fc.constantFrom('07700 900123', '07700 900132', ''),
      email: fc.constantFrom('j.okonedo@example.org', 'j.okonedo@example.com', ''),
      sex: fc.constantFrom('m', 'f', ''),
      aliases: fc.constantFrom<readonly string[]>([], ['Ghost'], ['Bob']),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(person, person, (a, b) => {
      const one = score(a, b)
      const two = score(b, a)
      expect(two.weight).toBeCloseTo(one.weight, 9)
      expect(two.holds).toEqual(one.holds)
      expect(Number.isFinite(one.weight)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

function score(a: PersonInput, b: PersonInput): MatchScore {
  return scorePair(personV1, toComparable(a), toComparable(b))
}
