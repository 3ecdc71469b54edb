import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cluster, type ClusterInput, type ClusterRules, clusterRecords, type LinkedPair } from './cluster.ts'

const rules: ClusterRules = {
  joinAt: 6,
  breakAt: 3,
  mostBits: 12,
  strangerBits: 2,
  largest: 4,
  contradicts: hold => hold === 'two NHS numbers',
}

function pair(left: string, right: string, weight: number, ...holds: string[]): LinkedPair {
  return { left, right, weight, holds }
}

function cluster(records: string, pairs: LinkedPair[], more: Partial<ClusterInput> = {}): Cluster[] {
  return clusterRecords({ records: [...records], pairs, rules, ...more })
}

function groups(clusters: readonly Cluster[]): string[] {
  return clusters.map(({ members }) => members.join(''))
}

describe('clusterRecords', () => {
  it('puts a record that resembles no other in a cluster of its own', () => {
    expect(cluster('ab', [])).toEqual([
      { members: ['a'], needsAttention: [] },
      { members: ['b'], needsAttention: [] },
    ])
  })

  it('joins pairs above the join weight and leaves pairs below it', () => {
    expect(groups(cluster('abcd', [pair('a', 'b', 8), pair('c', 'd', 5)]))).toEqual(['ab', 'c', 'd'])
  })

  it('does not join a pair that is held back, however heavy', () => {
    expect(groups(cluster('ab', [pair('a', 'b', 30, 'name alone')]))).toEqual(['a', 'b'])
  })

  it('lets a record in by another pair when one of its pairs is only held back for want of evidence', () => {
    const pairs = [pair('a', 'b', 9), pair('b', 'c', 9), pair('a', 'c', 7, 'name alone')]
    expect(groups(cluster('abc', pairs))).toEqual(['abc'])
  })

  it('never joins clusters with a contradiction between any two of their records', () => {
    const pairs = [pair('a', 'b', 12), pair('b', 'c', 11), pair('a', 'c', 9, 'two NHS numbers')]
    const found = cluster('abc', pairs)
    expect(groups(found)).toEqual(['ab', 'c'])
    expect(found.map(({ needsAttention }) => needsAttention)).toEqual([['broken'], ['broken']])
  })

  it('splits a component that one strong pair alone holds together', () => {
    const pairs = [
      ...[pair('a', 'b', 12), pair('a', 'c', 12), pair('b', 'c', 12)],
      ...[pair('x', 'y', 12), pair('x', 'z', 12), pair('y', 'z', 12)],
      pair('c', 'x', 7),
    ]
    const found = cluster('abcxyz', pairs)
    expect(groups(found)).toEqual(['abc', 'xyz'])
    expect(found.every(({ needsAttention }) => needsAttention.includes('broken'))).toBe(true)
  })

  it('says when a cluster is larger than one person is likely to have records', () => {
    const letters = [...'abcde']
    const pairs = letters.flatMap((left, at) => letters.slice(at + 1).map(right => pair(left, right, 20)))
    expect(cluster('abcde', pairs)).toEqual([{ members: letters, needsAttention: ['too-large'] }])
  })

  it('keeps a pair together between the two weights only when it is together already', () => {
    const pairs = [pair('a', 'b', 4)]
    expect(groups(cluster('ab', pairs))).toEqual(['a', 'b'])
    const current = new Map([
      ['a', 'person 1'],
      ['b', 'person 1'],
    ])
    expect(groups(cluster('ab', pairs, { current }))).toEqual(['ab'])
    expect(groups(cluster('ab', [pair('a', 'b', 2)], { current }))).toEqual(['a', 'b'])
  })

  it('joins what a person said must be joined, against weight and contradiction', () => {
    const pairs = [pair('a', 'b', -20, 'two NHS numbers')]
    expect(groups(cluster('ab', pairs, { mustLink: [['b', 'a']] }))).toEqual(['ab'])
  })

  it('marks clusters when people have said both that records are one person and that they are not', () => {
    const found = cluster('abc', [], {
      mustLink: [
        ['a', 'b'],
        ['b', 'c'],
      ],
      mustNotLink: [['a', 'c']],
    })
    expect(groups(found)).toEqual(['ab', 'c'])
    expect(found.map(({ needsAttention }) => needsAttention)).toEqual([['override-conflict'], ['override-conflict']])
  })

  it('refuses a pair that names an unknown record', () => {
    expect(() => cluster('a', [pair('a', 'b', 1)])).toThrow(/not in the list of records: b/)
  })
})

const letters = [...'abcdefgh']
const anyTwo = fc
  .tuple(fc.constantFrom(...letters), fc.constantFrom(...letters))
  .filter(([left, right]) => left < right)
const anyPairs = fc.uniqueArray(
  fc.tuple(anyTwo, fc.integer({ min: -5, max: 12 }), fc.constantFrom([], [], [], ['name alone'], ['two NHS numbers'])),
  { selector: ([two]) => two.join(), maxLength: 28 },
)
const anyInput = fc
  .record({
    pairs: anyPairs,
    mustLink: fc.array(anyTwo, { maxLength: 3 }),
    mustNotLink: fc.array(anyTwo, { maxLength: 3 }),
  })
  .map(({ pairs, ...overrides }) => ({
    records: letters,
    rules,
    pairs: pairs.map(([[left, right], weight, holds]) => pair(left, right, weight, ...holds)),
    ...overrides,
  }))

describe('clusterRecords, whatever the input', () => {
  it('gives every record to exactly one cluster', () => {
    fc.assert(
      fc.property(anyInput, input => {
        expect(
          clusterRecords(input)
            .flatMap(({ members }) => members)
            .toSorted(),
        ).toEqual(letters)
      }),
    )
  })

  it('gives the same whatever the order of records, pairs and overrides', () => {
    fc.assert(
      fc.property(anyInput, input => {
        const reversed = {
          rules,
          records: input.records.toReversed(),
          pairs: input.pairs.toReversed().map(({ left, right, ...rest }) => ({ left: right, right: left, ...rest })),
          mustLink: input.mustLink.toReversed().map(([left, right]) => [right, left] as const),
          mustNotLink: input.mustNotLink.toReversed(),
        }
        expect(clusterRecords(reversed)).toEqual(clusterRecords(input))
      }),
    )
  })

  it('never puts two records together that a person said must not be', () => {
    fc.assert(
      fc.property(anyInput, input => {
        const clusters = clusterRecords(input)
        for (const [left, right] of input.mustNotLink) {
          expect(clusters.some(({ members }) => members.includes(left) && members.includes(right))).toBe(false)
        }
      }),
    )
  })

  it('restores the clusters exactly when an unlinking is taken back', () => {
    fc.assert(
      fc.property(anyInput, anyTwo, (input, unlinked) => {
        const before = clusterRecords(input)
        clusterRecords({ ...input, mustNotLink: [...input.mustNotLink, unlinked] })
        expect(clusterRecords(input)).toEqual(before)
      }),
    )
  })
})
