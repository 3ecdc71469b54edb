import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Comparable } from '../comparable.ts'
import { toComparable } from '../normalise/person.ts'
import type { PairTable } from '../pair-table.ts'
import { HOLD } from './merge.ts'
import { clusterQualities, type ClusteredRecords, type ClusterQuality } from './quality.ts'
import { summariseQuality } from './quality-summary.ts'

type Edge = readonly [pair: string, weight: number, hold?: number]

/** 'ab cd' puts a and b together, and c and d; records are known by their letters. */
function clustered(clusters: string, edges: readonly Edge[], more: Partial<ClusteredRecords> = {}): ClusteredRecords {
  const groups = clusters.split(' ')
  const letters = [...groups.join('')].toSorted()
  const numberOf = (letter: string): number => letters.indexOf(letter)
  const lowest = (letter: string): number =>
    Math.min(...[...(groups.find(group => group.includes(letter)) ?? '')].map(numberOf))
  const pairs: PairTable = {
    size: edges.length,
    left: Int32Array.from(edges, ([pair]) => numberOf(pair.charAt(0))),
    right: Int32Array.from(edges, ([pair]) => numberOf(pair.charAt(1))),
    weight: Float64Array.from(edges, ([, weight]) => weight),
    hold: Uint8Array.from(edges, ([, , hold]) => hold ?? HOLD.none),
  }
  return {
    clusterOf: Int32Array.from(letters, lowest),
    pairs,
    rules: { joinAt: 5, largest: 50 },
    people: letters.map(() => toComparable({})),
    broken: new Set(),
    ...more,
  }
}

function qualities(...args: Parameters<typeof clustered>): readonly ClusterQuality[] {
  return [...clusterQualities(clustered(...args))]
}

const CHAIN: readonly Edge[] = [
  ['ab', 12],
  ['bc', 9],
]

describe('clusterQualities', () => {
  it('says nothing of records that stayed alone', () => {
    expect(qualities('a b', [])).toEqual([])
  })

  it('measures how many of the pairs join and how many are alike', () => {
    const [found] = qualities('abcd', [
      ['ab', 12],
      ['bc', 9],
      ['cd', 8],
      ['ac', 2],
      ['ad', 14, HOLD.insufficient],
    ])
    expect(found).toMatchObject({ records: 4, joining: 3 / 6, alike: 5 / 6 })
  })

  it('does not count a pair that contradicts as alike', () => {
    expect(qualities('abc', [...CHAIN, ['ac', 3, HOLD.contradiction]])[0]).toMatchObject({ alike: 2 / 3 })
  })

  it('finds the pairs and the records that alone hold it together', () => {
    const [found] = qualities('abc', [...CHAIN, ['ac', 3]])
    expect(found?.bridges).toEqual([
      { edge: 0, smaller: 1 },
      { edge: 1, smaller: 1 },
    ])
    expect(found?.cutMembers).toEqual([1])
    expect(found?.tree).toEqual([0, 1])
  })

  it('finds the weakest cut, and what crosses it', () => {
    const [found] = qualities('abcd', [
      ['ab', 12],
      ['cd', 11],
      ['bc', 6],
      ['ad', 1],
    ])
    expect(found?.weakest).toEqual({ edge: 2, side: [0, 1], weight: 6, pairs: 2, possible: 4 })
  })

  it('takes a link that a person made for a pair that holds', () => {
    const [found] = qualities('abc', [['ab', 12]], { mustLink: [[1, 2]] })
    expect(found).toMatchObject({ joining: 1 / 3, cutMembers: [1] })
    expect(found?.weakest).toMatchObject({ weight: 12, side: [0] })
    expect(qualities('ab', [['ab', 9]], { mustLink: [[0, 1]] })[0]?.bridges).toEqual([])
  })

  it('counts records that say the same as a member, and measures without them', () => {
    const copies = new Map([
      [1, 0],
      [2, 0],
    ])
    const edges: readonly Edge[] = [
      ['ab', 20],
      ['ac', 20],
      ['ad', 12],
    ]
    expect(qualities('abcd', edges, { copies })[0]).toMatchObject({ records: 4, joining: 1, bridges: [{ edge: 0 }] })
    expect(qualities('abc', edges.slice(0, 2), { copies })[0]).toMatchObject({
      records: 3,
      joining: 1,
      alike: 1,
    })
    const sourceOf = Int32Array.of(0, 0, 1)
    expect(qualities('abc', edges.slice(0, 2), { copies, sourceOf })[0]?.mostOfOneSource).toBe(2)
  })

  it('counts records of one source', () => {
    expect(qualities('abc', CHAIN, { sourceOf: Int32Array.of(0, 1, 0) })[0]?.mostOfOneSource).toBe(2)
    expect(qualities('abc', CHAIN, { sourceOf: Int32Array.of(0, -1, -1) })[0]?.mostOfOneSource).toBe(1)
  })

  it.each([
    ['two NHS numbers', { nhsNumber: '9990000018' }, { nhsNumber: '9990000026' }],
    ['two dates of birth that cannot be one', { dateOfBirth: '2010-03-04' }, { dateOfBirth: '1999-12-30' }],
  ])('sees %s, though the pair was never compared', (words, one, other) => {
    const people = [toComparable(one), toComparable({}), toComparable(other)]
    expect(qualities('abc', CHAIN, { people })[0]).toMatchObject({
      contradictions: [{ words, left: 0, right: 2 }],
      reasons: ['contradiction'],
    })
    const agreeing: readonly Comparable[] = [toComparable(one), toComparable({}), toComparable(one)]
    expect(qualities('abc', CHAIN, { people: agreeing })[0]?.contradictions).toEqual([])
  })

  it.each<[string, string, readonly Edge[], Partial<ClusteredRecords>]>([
    [
      'thin bridge',
      'abcd',
      [
        ['ab', 12],
        ['cd', 12],
        ['bc', 12],
        ['ac', 2],
        ['bd', 2],
      ],
      {},
    ],
    [
      'sparse',
      'abcd',
      [
        ['ab', 12],
        ['ac', 12],
        ['ad', 12],
      ],
      {},
    ],
    ['barely joined', 'ab', [['ab', 5.5]], {}],
    ['too large', 'ab', [['ab', 12]], { rules: { joinAt: 5, largest: 1 } }],
    ['broken', 'ab', [['ab', 12]], { broken: new Set([0]) }],
  ])('gives the reason to look: %s', (reason, clusters, edges, more) => {
    expect(qualities(clusters, edges, more)[0]?.reasons).toEqual([reason])
  })
})

describe('summariseQuality', () => {
  it('keeps the worst, worst first, however many there are', () => {
    const letters = [...'abcdefgh']
    const edges = letters.flatMap((left, at): Edge[] => (at % 2 === 0 ? [[`${left}${letters[at + 1] ?? ''}`, 12]] : []))
    const people = letters.map((_, at) =>
      toComparable(at < 6 ? {} : { dateOfBirth: at === 6 ? '2010-03-04' : '1999-12-30' }),
    )
    const found = qualities('ab cd ef gh', edges, { broken: new Set([0, 2, 4]), people })
    const { clusters, toLookAt, byReason, worst } = summariseQuality(found, 2)
    expect([clusters, toLookAt, byReason.get('broken'), byReason.get('contradiction')]).toEqual([4, 4, 3, 1])
    expect(worst.map(({ graph }) => graph.cluster)).toEqual([6, 0])
  })

  it('gives the same worst in whatever order clusters come', () => {
    const anyEdges = fc.uniqueArray(
      fc.tuple(fc.constantFrom('ab', 'bc', 'ac', 'de', 'ef', 'df', 'gh'), fc.integer({ min: 1, max: 12 })),
      {
        selector: ([pair]) => pair,
      },
    )
    fc.assert(
      fc.property(anyEdges, edges => {
        const found = qualities('abc def gh', edges, { broken: new Set([0, 3, 6]) })
        const names = (list: readonly ClusterQuality[]) =>
          summariseQuality(list, 2).worst.map(({ graph }) => graph.cluster)
        expect(names(found.toReversed())).toEqual(names(found))
      }),
    )
  })
})
