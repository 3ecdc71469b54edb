import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePersons } from '../../bench/persons.ts'
import { personComparisons } from '#linkage/comparison.ts'
import type { PersonInput } from '#linkage/comparable.ts'
import { AS, tokenLevel, tokenOf } from '#linkage/compare/token.ts'
import { toComparable } from '#linkage/normalise/person.ts'
import { rowComparisons } from '#linkage/rows/compare-rows.ts'
import { WIDTH } from '#linkage/rows/layout.ts'
import { rowsOf } from '#linkage/rows/rows.ts'
import { wordLevels, wordRegister } from '#linkage/rows/words.ts'

const digits = fc.stringMatching(/^[0-2]{4}$/)
const name = fc.constantFrom(
  ...['Ana', 'Anna', 'Hannah', 'Mohammed', 'Mohamad', 'Mo', 'A', 'Jacqueline', 'Jcackie', 'Jo', 'Kowalski', 'Kowalska'],
  ...[
    'Mary Ann',
    'Mary-Jane Louise',
    'Abdul Rahman',
    'Chukwuemeka',
    'Emeka',
    'Smith',
    'Smyth',
    'Smith Jones',
    'McDonald',
    'MacDonald',
  ],
  ...['van der Berg', 'Berg', 'Robert (Bob)', 'Bob', 'Nguyen', '李', '李明', 'O’Brien', 'Obrien', ''],
)
const known = fc.constantFrom(
  ...'Robert,Bob,Rob,Robbert,Mohammed,Muhammad,Ahmed,Ann,Anne,A,Louise,Lou,Katherine,Kate,Smith,Smyth,Khan,Kahn,van Dyke,Ali'.split(
    ',',
  ),
)
const anyWord = fc.oneof(known, known, fc.stringMatching(/^[a-e]{1,6}$/), fc.string({ unit: 'grapheme', maxLength: 6 }))
const several = fc.array(anyWord, { maxLength: 3 }).map(words => words.join(' '))
const named: fc.Arbitrary<PersonInput> = fc.record(
  { givenName: several, familyName: fc.oneof(anyWord, several), aliases: fc.array(anyWord, { maxLength: 1 }) },
  { requiredKeys: [] },
)
const person: fc.Arbitrary<PersonInput> = fc
  .record(
    {
      givenName: name,
      middleName: name,
      familyName: name,
      sex: fc.constantFrom('male', 'female', 'unknown'),
      dateOfBirth: fc
        .tuple(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 1, max: 13 }), fc.integer({ min: 2000, max: 2012 }))
        .map(parts => parts.join('/')),
      ageYears: fc.integer({ min: 8, max: 14 }),
      phone: fc.oneof(
        fc.tuple(digits, digits).map(parts => `07${parts.join('')}0`),
        fc.constantFrom('12345', '447700900123', '07700900123', 'none'),
      ),
      email: fc.constantFrom(
        'ana@gmail.com',
        'ana@hotmail.com',
        'anna.k@x.org',
        'anna.k@y.org',
        'anna.j@x.org',
        'zoe@x.org',
      ),
      city: fc.constantFrom('Lewisham', 'Lewsham', 'London', 'Colchester'),
      nhsNumber: fc.constantFrom('9990000018', '9990000026'),
      upn: fc.constantFrom('A801200001001', 'B801200001002'),
      postcode: fc.oneof(
        fc
          .tuple(
            fc.constantFrom('SE13', 'SE31', 'CO1'),
            fc.integer({ min: 1, max: 3 }),
            fc.constantFrom('AA', 'AB', 'LG'),
          )
          .map(parts => parts.join('')),
        fc.constantFrom('2000', '2001', '20001', '20010-123'),
      ),
      address: fc
        .array(fc.constantFrom('1', '12', 'flat', 'high', 'hihg', 'street', 'mill', 'lane', 'concept house'), {
          minLength: 1,
          maxLength: 5,
        })
        .map(words => words.join(' ')),
    },
    { requiredKeys: [] },
  )
  .map(input => ({ ...input, asAt: '2020-06-01' }))

function expectTheSame(inputs: readonly PersonInput[]): void {
  const people = inputs.map(input => toComparable(input))
  const byRow = rowComparisons(rowsOf(people))
  for (const [at, comparison] of personComparisons.entries()) {
    for (const [left, a] of people.entries()) {
      for (const [right, b] of people.entries()) {
        const level = byRow[at]?.(left * WIDTH, right * WIDTH)
        if (level !== comparison.level(a, b)) {
          expect({ comparison: comparison.name, a, b, level }).toEqual({
            comparison: comparison.name,
            a,
            b,
            level: comparison.level(a, b),
          })
        }
      }
    }
  }
}

describe('rows', () => {
  it('compare as the people do that they are of', () => {
    fc.assert(fc.property(fc.array(person, { minLength: 2, maxLength: 6 }), expectTheSame), { numRuns: 500 })
  })

  it('compare names of any make as the people do', () => {
    fc.assert(fc.property(fc.array(named, { minLength: 2, maxLength: 8 }), expectTheSame), { numRuns: 1_500 })
  })

  it('compare as the people do in an invented world', () => {
    expectTheSame(makePersons(300, 5).map(record => record.person))
  })

  it('compare words as tokens do, as each kind of name', () => {
    const word = fc.oneof(
      fc.stringMatching(/^[abcmn]{1,6}$/),
      fc.constantFrom(
        'mohammed',
        'mohamed',
        'mac',
        'macdonald',
        'mcdonald',
        'kowalska',
        'kowalski',
        'a',
        'b',
        'jcackie',
        'jackie',
        'jacqueline',
        'bob',
        'robert',
      ),
    )
    fc.assert(
      fc.property(word, word, (a, b) => {
        const register = wordRegister()
        const [one, two] = [tokenOf(a), tokenOf(b)]
        const [left, right] = [register.add(one), register.add(two)]
        const { levelOf, mayBeClose } = wordLevels(register.words)
        for (const kind of ['given', 'family', 'crossed'] as const) {
          const level = tokenLevel(kind, one, two)
          expect(levelOf(AS[kind], left, right)).toBe(level)
          expect(levelOf(AS[kind], right, left)).toBe(level)
          if (kind === 'given' && level <= 4) expect(mayBeClose(left, right)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
