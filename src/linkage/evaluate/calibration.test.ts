import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibration } from './calibration.ts'

const pairs = (probability: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ probability, isTrue: true })),
  ...Array.from({ length: wrong }, () => ({ probability, isTrue: false })),
]

describe('calibration', () => {
  it.each([
    ['nine in ten of those said to be 0.9', pairs(0.9, 9, 1), 0],
    ['five in ten of those said to be 0.9', pairs(0.9, 5, 5), 0.4],
    ['none of those said to be sure', pairs(1, 0, 4), 1],
    [
      'two kinds, each counted by its pairs',
      [...pairs(0.05, 0, 30), ...pairs(0.85, 5, 5)],
      (0.05 * 30 + 0.35 * 10) / 40,
    ],
    ['no pairs at all', [], 0],
  ])('of %s', (_, judged, error) => {
    expect(calibration(judged).error).toBeCloseTo(error, 9)
  })

  it('gives for each bin what was stated and what was found', () => {
    expect(calibration([...pairs(0.32, 1, 3), ...pairs(0.38, 0, 0), ...pairs(1, 2, 0)]).bins).toEqual([
      { from: 0.3, pairs: 4, stated: expect.closeTo(0.32), found: 0.25 },
      { from: 0.9, pairs: 2, stated: 1, found: 1 },
    ])
  })

  it('refuses what is no probability', () => {
    expect(() => calibration([{ probability: Number.NaN, isTrue: true }])).toThrow('NaN is no probability')
  })

  it('is a share, whatever the order of the pairs', () => {
    const judged = fc.array(
      fc.record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), isTrue: fc.boolean() }),
    )
    fc.assert(
      fc.property(judged, list => {
        const { error } = calibration(list)
        expect(error).toBeGreaterThanOrEqual(0)
        expect(error).toBeLessThanOrEqual(1)
        expect(calibration(list.toReversed()).error).toBeCloseTo(error, 9)
      }),
    )
  })
})
