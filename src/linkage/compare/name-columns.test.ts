import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PersonInput } from '../comparable.ts'
import { namesOf } from '../names-of.ts'
import { toComparable } from '../normalise/person.ts'
import { familyLevels, givenLevels, middleLevels, nameColumns } from './name-columns.ts'
import { familyNameLevel, givenNameLevel, middleNameLevel } from './name.ts'

const known = fc.constantFrom(
  ...'Robert,Bob,Rob,Robbert,Mohammed,Muhammad,Ahmed,Ann,Anne,A,Louise,Lou,Katherine,Kate,Smith,Smyth,Khan,Kahn,van Dyke,Ali'.split(
    ',',
  ),
)
const word = fc.oneof(known, known, fc.stringMatching(/^[a-e]{1,6}$/), fc.string({ unit: 'grapheme', maxLength: 6 }))
const several = fc.array(word, { maxLength: 3 }).map(words => words.join(' '))
const person: fc.Arbitrary<PersonInput> = fc.record(
  { givenName: several, familyName: fc.oneof(word, several), aliases: fc.array(word, { maxLength: 1 }) },
  { requiredKeys: [] },
)

it('names side by side compare as names by themselves do', () => {
  fc.assert(
    fc.property(fc.array(person, { minLength: 2, maxLength: 8 }), people => {
      const names = people.map(one => namesOf(toComparable(one)))
      const columns = nameColumns(names)
      const both = [
        [givenLevels(columns), givenNameLevel],
        [familyLevels(columns), familyNameLevel],
        [middleLevels(columns), middleNameLevel],
      ] as const
      for (const [byPlace, byNames] of both) {
        for (const [left, a] of names.entries()) {
          for (const [right, b] of names.entries()) expect(byPlace(left, right)).toBe(byNames(a, b))
        }
      }
    }),
    { numRuns: 1_500 },
  )
})
