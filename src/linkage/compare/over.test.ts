import fc from 'fast-check'
import { expect, it } from 'vitest'
import { personComparisons } from '../comparison.ts'
import { toComparable } from '../normalise/person.ts'

const digits = fc.stringMatching(/^[0-2]{4}$/)
const person = fc
  .record({
    dateOfBirth: fc.tuple(
      fc.integer({ min: 1, max: 13 }),
      fc.integer({ min: 1, max: 13 }),
      fc.integer({ min: 2000, max: 2012 }),
    ),
    phone: fc.tuple(digits, digits),
    postcode: fc.tuple(
      fc.constantFrom('SE13', 'SE31', 'CO1'),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('AA', 'AB', 'LG'),
    ),
    address: fc.array(fc.constantFrom('1', '12', 'flat', 'high', 'hihg', 'street', 'mill', 'lane', 'concept house'), {
      minLength: 1,
      maxLength: 5,
    }),
  })
  .map(({ dateOfBirth, phone, postcode, address }) =>
    toComparable({
      dateOfBirth: dateOfBirth.join('/'),
      phone: `07${phone.join('')}0`,
      postcode: postcode.join(''),
      address: address.join(' '),
    }),
  )

it('every comparison gives the same level over many people as for two', () => {
  fc.assert(
    fc.property(fc.array(person, { minLength: 2, maxLength: 6 }), people => {
      for (const comparison of personComparisons) {
        const having = people.filter(one => comparison.key(one) !== undefined)
        const byPlace = comparison.over?.(having)
        if (!byPlace) continue
        for (const [left, a] of having.entries()) {
          for (const [right, b] of having.entries()) expect(byPlace(left, right)).toBe(comparison.level(a, b))
        }
      }
    }),
    { numRuns: 500 },
  )
})
