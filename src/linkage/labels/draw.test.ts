import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../train/random.ts'
import { drawPairs } from './draw.ts'
import { type Frame, type FramePair, samplePairsWithin } from './frame.ts'
import { measureQuality } from './measure.ts'

const THRESHOLDS = { join: 4, break: 2, review: 0 }

/** A frame in which the chance that a pair is of one person rises with its weight, and whether each is. */
function world(together: number, apart: number, seed: number, every = 1) {
  const random = seededRandom(seed)
  const same = new Set<number>()
  let number = 0
  const pairs = (count: number, from: number, to: number): FramePair[] =>
    Array.from({ length: count }, () => {
      const weight = from + random() * (to - from)
      const left = 2 * number++
      if (random() < 1 / (1 + 2 ** -weight)) same.add(left)
      return { left, right: left + 1, weight, pattern: String(Math.floor(random() * 6)) }
    })
  const frame: Frame = {
    together: { pairs: pairs(together, 2, 30), every },
    apart: { pairs: pairs(apart, -12, 5), every },
    lightest: -12,
    lighter: 0,
  }
  const isSame = (pair: { readonly left: number; readonly right: number }) => same.has(Math.min(pair.left, pair.right))
  return { frame, isSame }
}

const { frame, isSame } = world(3000, 4000, 5)

describe('drawPairs', () => {
  it('draws as many different pairs as are asked for, or all there are', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 150 }), fc.nat(1000), (some, more, count, seed) => {
        const small = world(some, more, seed)
        const drawn = drawPairs(small.frame, THRESHOLDS, count, seededRandom(seed))
        expect(drawn).toHaveLength(Math.min(count, some + more))
        expect(new Set(drawn.map(({ left, right }) => Math.min(left, right))).size).toBe(drawn.length)
      }),
    )
  })

  it('draws the same pairs with the same seed, and others with another', () => {
    const drawn = (seed: number) => drawPairs(frame, THRESHOLDS, 50, seededRandom(seed))
    expect(drawn(1)).toEqual(drawn(1))
    expect(drawn(1)).not.toEqual(drawn(2))
  })

  it('shows the judge nothing by order or side', () => {
    const drawn = drawPairs(frame, THRESHOLDS, 400, seededRandom(3))
    const turned = drawn.filter(({ left, right }) => left > right).length
    expect(turned).toBeGreaterThan(150)
    expect(turned).toBeLessThan(250)
    const [first, second] = [drawn.slice(0, 200), drawn.slice(200)].map(half => half.filter(one => one.together).length)
    expect(Math.abs((first ?? 0) - (second ?? 0))).toBeLessThan(60)
  })

  it('draws doubtful pairs far more often than their share', () => {
    const doubtful = ({ weight }: { readonly weight: number }) => weight > -2 && weight < 6
    const all = [...frame.together.pairs, ...frame.apart.pairs]
    const drawn = drawPairs(frame, THRESHOLDS, 200, seededRandom(4))
    expect(drawn.filter(doubtful).length / drawn.length).toBeGreaterThan(
      1.5 * (all.filter(doubtful).length / all.length),
    )
  })

  it('says truly how many pairs each stands for: estimates from many draws are right on average', () => {
    const { frame: sampled, isSame: known } = world(600, 900, 8, 3)
    const truth = 3 * [...sampled.together.pairs, ...sampled.apart.pairs].filter(known).length
    const estimates = Array.from({ length: 400 }, (_, seed) => {
      const drawn = drawPairs(sampled, THRESHOLDS, 60, seededRandom(seed))
      const size = Map.groupBy(drawn, ({ stratum }) => stratum)
      return drawn
        .filter(known)
        .reduce((sum, { stratum, stratumPairs }) => sum + stratumPairs / (size.get(stratum)?.length ?? 1), 0)
    })
    const mean = estimates.reduce((sum, value) => sum + value, 0) / estimates.length
    expect(Math.abs(mean / truth - 1)).toBeLessThan(0.01)
  })

  it('takes all patterns of a stratum before one of them many times', () => {
    const pairs = Array.from({ length: 80 }, (_, at) => ({
      left: at,
      right: at + 100,
      weight: 1,
      pattern: String(at % 8),
    }))
    const one = { together: { pairs: [], every: 1 }, apart: { pairs, every: 1 }, lightest: -12, lighter: 0 }
    const drawn = drawPairs(one, THRESHOLDS, 8, seededRandom(1))
    expect(new Set(drawn.map(({ left, right }) => Math.min(left, right) % 8)).size).toBe(8)
  })
})

describe('measureQuality', () => {
  const measured = (count: number, seed: number) =>
    measureQuality(
      drawPairs(frame, THRESHOLDS, count, seededRandom(seed)).map(pair => ({
        ...pair,
        predicted: pair.together,
        same: isSame(pair),
      })),
      seededRandom(seed),
    )
  const right = frame.together.pairs.filter(isSame).length
  const truth = {
    precision: right / frame.together.pairs.length,
    recall: right / (right + frame.apart.pairs.filter(isSame).length),
  }

  it('holds the true figures within the interval in nineteen draws of twenty', () => {
    const draws = Array.from({ length: 100 }, (_, seed) => measured(150, seed + 1))
    for (const figure of ['precision', 'recall'] as const) {
      const held = draws.filter(draw => {
        const { low = 1, high = 0 } = draw[figure] ?? {}
        return low <= truth[figure] && truth[figure] <= high
      })
      expect(held.length).toBeGreaterThanOrEqual(92)
    }
  })

  it('gives the exact figures when every pair was judged', () => {
    const { precision, recall } = measured(7000, 1)
    expect(precision).toEqual({ value: truth.precision, low: truth.precision, high: truth.precision })
    expect(recall?.value).toBeCloseTo(truth.recall, 12)
    expect(recall?.low).toBeCloseTo(truth.recall, 12)
  })

  const oneStratum = (same: number, judged: number) =>
    measureQuality(
      Array.from({ length: judged }, (_, at) => ({ stratum: 1, stratumPairs: 1e9, predicted: true, same: at < same })),
      seededRandom(1),
    ).precision

  // 95% intervals of Clopper and Pearson: for 10 of 10 the lower end is 0.025^(1/10), for 5 of 10 they are 0.187 and 0.813.
  it.each([
    [10, 10, 0.6915, 1],
    [5, 10, 0.187, 0.813],
    [0, 10, 0, 0.3085],
  ])('gives the exact interval of one sample of which %i of %i are the same', (same, judged, low, high) => {
    const found = oneStratum(same, judged)
    expect(found?.low).toBeCloseTo(low, 1)
    expect(found?.high).toBeCloseTo(high, 1)
    expect(Math.abs((found?.low ?? 1) - low) + Math.abs((found?.high ?? 0) - high)).toBeLessThan(0.03)
  })

  it('counts a stratum that nobody settled with its neighbour, and says nothing where nobody settled any', () => {
    const pair = { stratumPairs: 100, predicted: true }
    const judged = Array.from({ length: 4 }, (_, at) => ({ ...pair, stratum: 1, same: at > 0 }))
    const open = Array.from({ length: 4 }, () => ({ ...pair, stratum: 2, same: undefined }))
    expect(measureQuality([...judged, ...open], seededRandom(1))).toMatchObject({
      precision: { value: 0.75 },
      judged: 4,
      open: 4,
    })
    expect(measureQuality(open, seededRandom(1))).toEqual({
      precision: undefined,
      recall: undefined,
      judged: 0,
      open: 4,
    })
  })
})

describe('samplePairsWithin', () => {
  it('takes every n-th of the pairs within clusters, and all of them when they are few', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (clusters, most) => {
        const all = samplePairsWithin(Int32Array.from(clusters), 1e6).pairs
        const expected = clusters.flatMap((one, left) =>
          clusters.flatMap((other, right) => (left < right && one === other ? [`${left} ${right}`] : [])),
        )
        expect(all.map(pair => pair.join(' ')).toSorted()).toEqual(expected.toSorted())
        const { pairs, every } = samplePairsWithin(Int32Array.from(clusters), most)
        expect(pairs).toEqual(all.filter((_, at) => at % every === every - 1))
      }),
    )
  })
})
