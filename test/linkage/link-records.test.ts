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
    const { report, pairs } = linkRecords(people, { blockLimit: 50 })
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

  describe('where very many records say the same', () => {
    const amina = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', postcode: 'SE13 6LG' }
    const many = (count: number, person: LinkRecord['person'], from = 0): LinkRecord[] =>
      Array.from({ length: count }, (_, at) => ({ id: String(from + at).padStart(6, '0'), person }))

    it.each([2, 11, 51, 2000])('joins all %i of them', count => {
      expect(linkRecords(many(count, amina)).report.clusters).toBe(1)
    })

    it('joins to them who is nearly the same, and nobody else, whatever the order', () => {
      const near = { id: 'near', person: { ...amina, givenName: 'Aminah' } }
      const other = { id: 'other', person: { ...amina, givenName: 'Piotr', dateOfBirth: '2007-11-30' } }
      const records = [other, ...many(500, amina), near]
      const { report, clusterOf, ids } = linkRecords(records)
      expect(report.clusters).toBe(2)
      expect(clusterOf[ids.indexOf('near')]).toBe(clusterOf[ids.indexOf('000250')])
      expect(clustersOf(records.toReversed())).toEqual(clustersOf(records))
    })

    it('gives each of them a pair, so that nobody joins without a reason', () => {
      const { pairs, report } = linkRecords(many(40, amina))
      expect(new Set([...pairs.left, ...pairs.right]).size).toBe(40)
      expect(report).toMatchObject({ pairsCompared: 39, pairsToJoin: 39, pairsToReview: 0 })
    })

    it('joins none of them when a name is all that is said', () => {
      expect(linkRecords(many(60, { givenName: 'John', familyName: 'Smith' })).report.clusters).toBe(60)
    })

    it('joins none of one source where each has everybody once', () => {
      const records = many(30, amina).map(record => ({ ...record, source: 'one' }))
      expect(linkRecords(records, { oneOfEachSource: true }).report.clusters).toBe(30)
    })
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
