import { expect, it } from 'vitest'
import type { PersonInput } from './comparable.ts'
import { inWords } from './explain.ts'
import { personV1 } from './model.ts'
import { toComparable } from './normalise/person.ts'
import { scorePair } from './score.ts'

it.each<[PersonInput, PersonInput, string]>([
  [
    { givenName: 'Ada', dateOfBirth: '14/03/1980', phone: '07700 900123' },
    { givenName: 'Sunniva', dateOfBirth: '14/03/1980', phone: '07700 900123' },
    'Same phone and date of birth; first names differ; family name and postcode missing',
  ],
  [
    { givenName: 'Bob', familyName: 'Quill', dateOfBirth: '03/04/2010', postcode: 'SE13 6LG', phone: '07700 900123' },
    { givenName: 'Robert', familyName: 'Quill', dateOfBirth: '04/03/2010', postcode: 'CO1 1AA', phone: '07700 900123' },
    'Same phone and family name; day and month of birth are the other way round; first names are forms of one name; postcodes differ',
  ],
  [
    { givenName: 'Ada', familyName: 'Quill' },
    { givenName: 'Ada', familyName: 'Quill' },
    'Same family name and first name; date of birth, postcode and phone missing; only the names agree',
  ],
])('a score says why in words (%#)', (a, b, words) => {
  expect(inWords(scorePair(personV1, toComparable(a), toComparable(b)))).toBe(words)
})
