import { describe, expect, it } from 'vitest'
import { estimateQuality } from './estimate.ts'
import { HOLD } from './clusters/merge.ts'

/** Rows of left, right, weight, and a hold if there is one. */
const table = (...rows: readonly (readonly [number, number, number, number?])[]) => ({
  size: rows.length,
  left: Int32Array.from(rows, ([left]) => left),
  right: Int32Array.from(rows, ([, right]) => right),
  weight: Float64Array.from(rows, ([, , weight]) => weight),
  hold: Uint8Array.from(rows, ([, , , hold = HOLD.none]) => hold),
})
/** Odds of three to one. */
const THREE = Math.log2(3)
const run = { review: -2, weights: [], blockingRecall: 1 }

describe('estimateQuality', () => {
  it('takes the probabilities at their word', () => {
    const pairs = table([0, 1, THREE], [2, 3, THREE], [4, 5, -THREE])
    const found = estimateQuality({ ...run, pairs, clusterOf: Int32Array.of(0, 0, 2, 2, 4, 5) })
    expect(found.precision).toBeCloseTo(0.75)
    expect(found.recall).toBeCloseTo(1.5 / 1.75)
    expect(found.f1).toBeCloseTo((2 * 0.75 * found.recall) / (0.75 + found.recall))
  })

  it('takes three records for as sure as the weaker of the two links that join them', () => {
    const pairs = table([0, 1, 20], [1, 2, THREE], [0, 2, -1])
    const found = estimateQuality({ ...run, pairs, clusterOf: Int32Array.of(0, 0, 0) })
    expect(found.precision).toBeCloseTo((1 + 2 * 0.75) / 3, 5)
    expect(found.recall).toBeCloseTo(1)
  })

  it('counts what was never compared as missed, unless a cluster holds as many', () => {
    const pairs = table([0, 1, 20], [2, 3, 20], [4, 5, 20])
    const half = { ...run, pairs, blockingRecall: 0.5 }
    expect(estimateQuality({ ...half, clusterOf: Int32Array.of(0, 0, 2, 2, 4, 4) }).recall).toBeCloseTo(0.5, 5)
    const chain = table([0, 1, 20], [1, 2, 20])
    expect(
      estimateQuality({ ...half, pairs: chain, blockingRecall: 2 / 3, clusterOf: Int32Array.of(0, 0, 0) }).recall,
    ).toBeCloseTo(1, 5)
  })

  it('counts pairs too light to keep by their weights', () => {
    const pairs = table([0, 1, 20])
    const weights = [
      { from: -4, pairs: 100 },
      { from: 20, pairs: 1 },
    ]
    const found = estimateQuality({ ...run, pairs, weights, clusterOf: Int32Array.of(0, 0) })
    expect(found.recall).toBeCloseTo(1 / (1 + 100 / (1 + 2 ** 3.5)), 5)
  })

  it('gives at each threshold the pairs that nothing holds back', () => {
    const pairs = table([0, 1, 20], [2, 3, THREE], [4, 5, 20, HOLD.insufficient])
    const { byThreshold } = estimateQuality({ ...run, pairs, clusterOf: Int32Array.of(0, 0, 2, 2, 4, 5) })
    expect(byThreshold.map(({ pairs: joined }) => joined)).toEqual([2, 2, 1, 1, 1, 1, 1])
    expect(byThreshold.map(({ weight }) => weight)).toEqual(
      byThreshold.map(({ weight }) => weight).toSorted((a, b) => a - b),
    )
    expect(byThreshold[0]?.precision).toBeCloseTo(0.875, 4)
  })

  it('says 1 where there is nothing to join and nothing was joined', () => {
    const found = estimateQuality({ ...run, pairs: table(), clusterOf: Int32Array.of(0, 1) })
    expect(found).toMatchObject({ precision: 1, recall: 1, f1: 1 })
  })
})
