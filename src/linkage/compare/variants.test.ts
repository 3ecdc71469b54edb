import { describe, expect, it } from 'vitest'
import source from '../../../data/names/variants.json' with { type: 'json' }
import { FLOOR, nameFrequency, townShare } from './frequencies.ts'
import { sameName, tokenOf } from './token.ts'
import { variantGroups } from './variants.ts'

describe('the list of variants', () => {
  it.each([
    ['given', source.given],
    ['family', source.family],
  ] as const)('has lines of at least two %s names', (_, lines) => {
    for (const line of lines) expect(line.split(' ').length, line).toBeGreaterThan(1)
  })

  it('does not take names of different people for one', () => {
    for (const [a, b] of [
      ['mohammed', 'ahmed'],
      ['hassan', 'hussain'],
      ['ali', 'amir'],
      ['aisha', 'fatima'],
      ['gurpreet', 'harpreet'],
      ['jack', 'james'],
      ['kwame', 'kofi'],
    ] as const) {
      expect(sameName('given', tokenOf(a), tokenOf(b)), `${a} ${b}`).toBe(false)
    }
  })

  it('lets a name stand in several lines', () => {
    expect(variantGroups('given', 'sam').length).toBeGreaterThan(1)
  })
})

it('a name not in the table counts as the floor, a variant as its commonest form', () => {
  expect(nameFrequency('given', 'zebedee')).toBe(FLOOR.given)
  expect(nameFrequency('given', 'maxamed')).toBe(nameFrequency('given', 'mohammed'))
  expect(nameFrequency('family', 'smyth')).toBe(nameFrequency('family', 'smith'))
  expect(townShare('london')).toBeGreaterThan(0.1)
  expect(townShare('nowhere')).toBeUndefined()
})
