import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareColumn } from '../patterns.ts'
import { blended } from './blend.ts'
import { estimateU } from './estimate-u.ts'
import { seededRandom } from './random.ts'

describe('estimateU', () => {
  const values = Array.from({ length: 400 }, (_, at) => (at % 4 === 0 ? 'a' : 'b'))
  const column = compareColumn(values, { name: 'x', levels: 2, key: value => value, level: (a, b) => Number(a !== b) })

  it('comes close to the share of random pairs that agree', () => {
    const [u] = estimateU([column], values.length, [[0.5, 0.5]], 20_000, seededRandom(1))
    expect(u?.[0]).toBeCloseTo(0.25 ** 2 + 0.75 ** 2, 1)
  })

  it('keeps what it had when there are no pairs to draw', () => {
    expect(estimateU([column], 1, [[0.2, 0.8]], 100, seededRandom(1))).toEqual([[0.2, 0.8]])
  })
})

describe('blended', () => {
  it.each([
    ['nothing seen and nothing expected', 0, 1000, 1e-6, 1e-6],
    ['what is seen as expected', 50, 1000, 0.05, 0.05],
    ['much seen, whatever was known', 300, 1000, 1e-5, 0.3],
    ['nothing seen where much was expected', 0, 100_000, 0.01, 5e-6],
    ['nothing to look at', 0, 0, 0.2, 0.2],
  ])('for %s', (_, seen, among, before, share) => {
    const found = blended(seen, among, before)
    expect(Math.abs(Math.log2(found / share))).toBeLessThan(0.2)
  })

  it('lies between what was known and what was found, and is a share', () => {
    const share = fc.double({ min: 1e-9, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(100_000), share, (seen, more, before) => {
        const among = seen + more + 1
        const found = (seen + 0.5) / (among + 1)
        const result = blended(seen, among, before)
        expect(result).toBeGreaterThanOrEqual(Math.min(found, before) * (1 - 1e-9))
        expect(result).toBeLessThanOrEqual(Math.max(found, before) * (1 + 1e-9))
      }),
    )
  })
})
