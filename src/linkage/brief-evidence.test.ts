import { expect, it } from 'vitest'
import { briefEvidence, fullEvidence } from './brief-evidence.ts'
import { personV1 } from './model.ts'
import { toComparable } from './normalise/person.ts'
import { scorePair } from './score.ts'

const ADA = toComparable({ givenName: 'Ada', familyName: 'Quillfeather', dateOfBirth: '04/05/2010', sex: 'f' })
const IDA = toComparable({
  givenName: 'Ida',
  familyName: 'Quillfeather',
  dateOfBirth: '04/05/2010',
  phone: '07700 900101',
})

it('gives the evidence again from what is stored, weights to a thousandth', () => {
  const { evidence } = scorePair(personV1, ADA, IDA)
  const again = fullEvidence(JSON.parse(JSON.stringify(briefEvidence(evidence))))
  expect(again).toEqual(evidence.map(item => ({ ...item, weight: Math.round(item.weight * 1000) / 1000 })))
})

it('stores nothing of what is missing, and gives nothing for a pair that was not compared', () => {
  expect(briefEvidence(scorePair(personV1, ADA, IDA).evidence).map(([name]) => name)).toEqual([
    'given_name',
    'family_name',
    'date_of_birth',
  ])
  expect(fullEvidence([])).toEqual([])
})

it('keeps what a comparison said that the model no longer has', () => {
  expect(fullEvidence([['shoe_size', 'same', 3]]).at(-1)).toEqual({
    comparison: 'shoe_size',
    label: 'same',
    words: 'shoe_size: same',
    weight: 3,
  })
})
