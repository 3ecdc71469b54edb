import { describe, expect, it } from 'vitest'
import { linkRecords } from '#linkage/link-records.ts'
import { accuracyOf } from '../../bench/accuracy/measure.ts'
import { altered, makeHistorical } from '../../bench/accuracy/worlds.ts'
import { makePersons } from '../../bench/persons.ts'

const SEEDS = [3, 11, 42]

describe.each([
  ...SEEDS.map(seed => ({ world: `persons ${seed}`, set: () => ({ records: makePersons(3000, seed), extras: [] }) })),
  {
    world: 'names, date and postcode only',
    set: () => ({ records: altered('names, date and postcode only', 3000, 3), extras: [] }),
  },
  { world: 'few duplicates', set: () => ({ records: altered('few duplicates', 8000, 3), extras: [] }) },
  {
    world: 'historical',
    set: () => ({ records: makeHistorical(4000, 3), extras: [{ name: 'occupation', kind: 'text' }] as const }),
  },
])('a world with its truth: $world', ({ set }) => {
  const { clusters, best, shown, compared, result } = accuracyOf(set())

  it('has probabilities that hold: calibration error under 0.03, of the pairs shown and of all compared', () => {
    expect(shown.error).toBeLessThan(0.03)
    expect(compared.error).toBeLessThan(0.03)
  })

  it('is clustered within 0.01 of the best F1 that any threshold would give', () => {
    expect(clusters.f1).toBeGreaterThan(best.f1 - 0.01)
    expect(clusters.f1).toBeGreaterThan(0.96)
  })

  it('knows its own precision and recall to within 0.02', () => {
    const { estimated } = result.report
    expect(Math.abs((estimated?.precision ?? 0) - clusters.precision)).toBeLessThanOrEqual(0.02)
    expect(Math.abs((estimated?.recall ?? 0) - clusters.recall)).toBeLessThanOrEqual(0.02)
  })
})

describe('a fitted model', () => {
  it('counts names that are exchanged once, though they are found in both names', () => {
    const { model } = linkRecords(makePersons(3000, 3), { train: true })
    const bitsOf = (name: string) => {
      const weighed = model.comparisons.find(({ comparison }) => comparison.name === name)
      return weighed?.bits[weighed.levels.findIndex(({ label }) => label === 'swapped')] ?? Number.NaN
    }
    expect(bitsOf('given_name')).toBeGreaterThan(8)
    expect(bitsOf('family_name')).toBe(0)
  })

  it('joins nobody in a few records that have nobody in common', () => {
    const strangers = [...new Map(makePersons(40, 6).map(record => [record.truth, record])).values()]
    expect(linkRecords(strangers, { train: true }).report.clusters).toBe(strangers.length)
  })
})
