import { describe, expect, it } from 'vitest'
import { certaintyOf, decide, type Standing } from './decide.ts'
import { NAMESAKES } from './holds.ts'

const THRESHOLDS = { join: 4, break: 1, review: -3 }

describe('what is done with a pair', () => {
  it.each<[number, readonly string[], Standing, ReturnType<typeof decide>]>([
    [4, [], {}, 'join'],
    [3.9, [], {}, 'review'],
    [-3, [], {}, 'review'],
    [-3.1, [], {}, 'apart'],
    [40, ['may be twins'], {}, 'review'],
    [2, [], { current: 'joined' }, 'join'],
    [2, [], { current: 'apart' }, 'review'],
    [0.9, [], { current: 'joined' }, 'review'],
    [2, ['may be twins'], { current: 'joined' }, 'review'],
    [40, [NAMESAKES], {}, 'apart'],
    [40, [NAMESAKES], { override: 'must-link' }, 'join'],
    [-40, [], { override: 'must-link' }, 'join'],
    [40, ['may be twins'], { override: 'must-link' }, 'join'],
    [40, [], { override: 'must-not-link', current: 'joined' }, 'apart'],
  ])('weight %d, holds %j, standing %j: %s', (weight, holds, standing, decision) => {
    expect(decide({ weight, holds }, THRESHOLDS, standing)).toBe(decision)
  })
})

it.each<[number, readonly string[], ReturnType<typeof certaintyOf>]>([
  [4, [], 'confirmed'],
  [40, ['only the names agree'], 'probable'],
  [1, [], 'probable'],
  [0, [], 'possible'],
  [-9, [], 'none'],
  [40, [NAMESAKES], 'none'],
])('weight %d with holds %j is %s', (weight, holds, certainty) => {
  expect(certaintyOf({ weight, holds }, THRESHOLDS)).toBe(certainty)
})
