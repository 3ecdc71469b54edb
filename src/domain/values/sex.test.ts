import { describe, expect, it } from 'vitest'
import { type Sex, sexOf } from './sex.ts'

describe('sexOf', () => {
  it.each<readonly [Sex, readonly string[]]>([
    ['female', ['F', 'f', 'Female', ' FEMALE ', 'F.', 'girl', '2', '02']],
    ['male', ['M', 'male', 'Boy', '1', '01', '１']],
    ['other', ['I', 'Indeterminate', 'non-binary', 'Other']],
    ['not-known', ['U', 'X', '0', '9', '09', 'Not known', 'not_specified', 'N/K', 'Prefer not to say']],
  ])('takes for %s what stands for it in any code set', (sex, written) => {
    expect(written.map(sexOf)).toEqual(written.map(() => sex))
  })

  it.each(['', 'purple', '3', 'MF', '12', 'constructor'])('knows no meaning of %j', text => {
    expect(sexOf(text)).toBeUndefined()
  })
})
