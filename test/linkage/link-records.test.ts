import { describe, expect, it } from 'vitest'
import { confusion, explainPair, type LinkRecord, linkRecords, scorePair } from '#linkage/index.ts'
import { makePersons } from '../../bench/persons.ts'

const people = makePersons(1500, 11)
const truthOf = new Map(people.map(({ id, truth }) => [id, truth]))

function clustersOf(records: readonly LinkRecord[], options = {}): string[] {
  const { ids, clusterOf } = linkRecords(records, options)
  return ids.map((id, at) => `${id} ${ids[clusterOf[at] ?? 0] ?? ''}`)
}

function f1Of(options: Parameters<typeof linkRecords>[1]): number {
  const { ids, clusterOf } = linkRecords(people, options)
  return confusion(
    [...clusterOf].map(String),
    ids.map(id => truthOf.get(id) ?? ''),
  ).f1
}

describe('linkRecords', () => {
  it('weighs every kept pair exactly as scorePair does', () => {
    const { pairs, people: comparable, model } = linkRecords(people, { joinAt: -10 })
    expect(pairs.size).toBeGreaterThan(500)
    for (let row = 0; row < pairs.size; row++) {
      const a = comparable[pairs.left[row] ?? 0]!
      const b = comparable[pairs.right[row] ?? 0]!
      const score = scorePair(model, a, b)
      expect(pairs.weight[row]).toBeCloseTo(score.weight, 9)
      expect((pairs.hold[row] ?? 0) > 0).toBe(score.holds.length > 0)
    }
  })

  it('gives the same whatever the order of the records', () => {
    expect(clustersOf(people.toReversed())).toEqual(clustersOf(people))
  })

  it('gives the same when it is run again with training, for the same seed', () => {
    expect(clustersOf(people, { train: true, seed: 3 })).toEqual(clustersOf(people, { train: true, seed: 3 }))
  })

  it('finds most people in invented records, shipped and trained', () => {
    expect(f1Of({})).toBeGreaterThan(0.9)
    expect(f1Of({ train: true })).toBeGreaterThan(0.9)
  })

  it('counts every record in one cluster and every pair once', () => {
    const { report, pairs } = linkRecords(people)
    expect(report.clusterSizes.reduce((sum, size) => sum + size.records * size.clusters, 0)).toBe(people.length)
    expect(report.weights.reduce((sum, bin) => sum + bin.pairs, 0)).toBe(report.pairsCompared)
    expect(report.blocking.reduce((sum, rule) => sum + rule.pairsFound, 0)).toBe(report.pairsCompared)
    expect(report.pairsToJoin + report.pairsToReview).toBe(pairs.size)
  })

  it('learns from the records how much a column counts that the model does not know', () => {
    const records = people.map(({ id, person, truth }) => ({
      id,
      person,
      extras: [`school ${truth}`, 'same everywhere'],
    }))
    const extras = [
      { name: 'school number', kind: 'text' },
      { name: 'constant', kind: 'category' },
    ] as const
    const result = linkRecords(records, { extras })
    const [school, constant] = result.extras
    expect(Math.log2((school?.levels[0]?.m ?? 0) / (school?.levels[0]?.u ?? 1))).toBeGreaterThan(5)
    expect(Math.abs(Math.log2((constant?.levels[0]?.m ?? 0) / (constant?.levels[0]?.u ?? 1)))).toBeLessThan(0.1)
    const { left, right, weight } = result.pairs
    expect(explainPair(result, left[0] ?? 0, right[0] ?? 0).weight).toBeCloseTo(weight[0] ?? 0, 9)
  })

  it('links nothing in an empty list and refuses two records with one id', () => {
    expect(linkRecords([]).report.clusters).toBe(0)
    const twice = [
      { id: 'a', person: {} },
      { id: 'a', person: {} },
    ]
    expect(() => linkRecords(twice)).toThrow(/Two records have the id a/)
  })
})
