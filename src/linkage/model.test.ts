import { describe, expect, it } from 'vitest'
import source from './models/person-v1.json' with { type: 'json' }
import { loadModel, personV1, thresholdsAt } from './model.ts'

describe('the shipped model', () => {
  it('weighs its best level up and its last level down, in every comparison', () => {
    for (const { comparison, levels } of personV1.comparisons) {
      const [best] = levels
      const last = levels.at(-1)
      expect(best && best.m > best.u, comparison.name).toBe(true)
      expect(last && last.m < last.u, comparison.name).toBe(true)
    }
  })

  it('says how it was made', () => {
    expect(personV1.provenance).toMatch(/not trained/)
  })
})

describe('a model that cannot be used is refused with its fault named', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'Model: the model is missing'],
    ['a prior of nought', { ...source, prior: 0 }, 'Model: prior must be above 0 and at most 1'],
    ['thresholds out of order', { ...source, thresholds: { join: 0, break: 1, review: 2 } }, 'thresholds must rise'],
    [
      'an unknown comparison',
      { ...source, comparisons: { ...source.comparisons, shoe: {} } },
      'no comparison called shoe',
    ],
    ['a missing level', { ...source, comparisons: { ...source.comparisons, sex: {} } }, 'Model: sex.same is missing'],
    [
      'a probability above one',
      {
        ...source,
        comparisons: { ...source.comparisons, sex: { same: { m: 2, u: 0.5 }, differs: { m: 0.1, u: 0.5 } } },
      },
      'Model: sex.same.m must be above 0',
    ],
  ])('%s', (_, json, message) => {
    expect(() => loadModel(json)).toThrow(message)
  })
})

describe('the thresholds of a model', () => {
  it.each([
    [1, 0],
    [5000, 0],
    [5001, 1],
    [10_000, 1],
    [10_001, 2],
    [1_000_000, 8],
  ])('for %d records are %d bits higher than its own', (records, bits) => {
    const { join, break: breakAt, review } = personV1.thresholds
    expect(thresholdsAt(personV1, records)).toEqual({ join: join + bits, break: breakAt + bits, review: review + bits })
  })
})
