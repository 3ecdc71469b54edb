import { describe, expect, it } from 'vitest'
import { seededRandom } from '../train/random.ts'
import { recallGap } from './recall-gap.ts'

/** People of two records each: of every group how many, and how many of them are found. */
function world(groups: Readonly<Record<string, readonly [people: number, found: number]>>) {
  const records = Object.entries(groups).flatMap(([group, [people, found]]) =>
    Array.from({ length: people }, (_, at) =>
      [0, 1].map(copy => ({ group, truth: `${group}${at}`, cluster: `${group}${at}${at < found ? '' : `/${copy}`}` })),
    ).flat(),
  )
  return [records.map(one => one.cluster), records.map(one => one.truth), records.map(one => one.group)] as const
}

describe('recallGap', () => {
  it('names the groups of which most and least is found', () => {
    const found = recallGap(...world({ a: [200, 190], b: [300, 240], c: [150, 135] }), seededRandom(1))
    expect(found).toMatchObject({ best: { group: 'a', recall: 0.95 }, worst: { group: 'b', recall: 0.8 } })
    expect(found?.gap).toBeCloseTo(0.15, 9)
  })

  it('leaves groups with fewer than a hundred true pairs out', () => {
    expect(recallGap(...world({ a: [200, 190], b: [99, 1] }), seededRandom(1))).toBeUndefined()
    expect(recallGap(...world({ a: [200, 190], b: [100, 1] }), seededRandom(1))).toBeDefined()
  })

  it('gives an interval as wide as that of two independent shares', () => {
    const [from, to] = recallGap(...world({ a: [400, 380], b: [400, 320] }), seededRandom(7))?.interval ?? [0, 0]
    const error = 1.96 * Math.sqrt((0.95 * 0.05) / 400 + (0.8 * 0.2) / 400)
    expect(from).toBeGreaterThan(0.15 - 1.3 * error)
    expect(from).toBeLessThan(0.15 - 0.7 * error)
    expect(to).toBeGreaterThan(0.15 + 0.7 * error)
    expect(to).toBeLessThan(0.15 + 1.3 * error)
  })

  it('is wider where the pairs are those of few people', () => {
    const one = world({ a: [600, 600], b: [600, 480] })
    const few = Object.entries({ a: 40, b: 32 }).flatMap(([group, found]) =>
      Array.from({ length: 40 }, (_, at) =>
        Array.from({ length: 6 }, (__, copy) => ({
          group,
          truth: `${group}${at}`,
          cluster: `${group}${at}${at < found ? '' : `/${copy}`}`,
        })),
      ).flat(),
    )
    const width = (found: ReturnType<typeof recallGap>) => (found?.interval[1] ?? 0) - (found?.interval[0] ?? 0)
    const wide = recallGap(
      few.map(r => r.cluster),
      few.map(r => r.truth),
      few.map(r => r.group),
      seededRandom(3),
    )
    expect(wide?.gap).toBeCloseTo(0.2, 9)
    expect(width(wide)).toBeGreaterThan(2 * width(recallGap(...one, seededRandom(3))))
  })

  it('gives the same for the same random numbers', () => {
    const records = world({ a: [200, 190], b: [300, 240] })
    expect(recallGap(...records, seededRandom(9))).toEqual(recallGap(...records, seededRandom(9)))
  })
})
