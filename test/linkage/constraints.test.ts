import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makePersons } from '../../bench/persons.ts'
import { type LinkOptions, type LinkRecord, linkRecords } from '#linkage/link-records.ts'
import { ConstraintError, numberConstraints, type RecordPair } from '#linkage/clusters/constraints.ts'
import { whyAlone } from '#linkage/clusters/alone.ts'

const people: readonly LinkRecord[] = makePersons(60, 41)
const IDS = people.map(({ id }) => id)

function personOf(records: readonly LinkRecord[], options: LinkOptions): ReadonlyMap<string, string> {
  const { ids, clusterOf } = linkRecords(records, options)
  return new Map(ids.map((id, at) => [id, ids[clusterOf[at] ?? 0] ?? '']))
}

const anyPair = fc
  .tuple(fc.constantFrom(...IDS.slice(0, 12)), fc.constantFrom(...IDS.slice(0, 12)))
  .filter(([left, right]) => left !== right)
/** Lists that do not contradict each other. */
const anyConstraints = fc
  .record({ mustLink: fc.array(anyPair, { maxLength: 4 }), mustNotLink: fc.array(anyPair, { maxLength: 4 }) })
  .filter(constraints => {
    try {
      numberConstraints(constraints, IDS)
      return true
    } catch {
      return false
    }
  })

describe('linkRecords under constraints', () => {
  it('joins what must be joined, through others too, and never what must not', () => {
    fc.assert(
      fc.property(anyConstraints, constraints => {
        const found = personOf(people, { constraints })
        for (const [left, right] of constraints.mustLink) expect(found.get(left)).toBe(found.get(right))
        for (const [left, right] of constraints.mustNotLink) expect(found.get(left)).not.toBe(found.get(right))
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same whatever the order of records, of pairs and of the two in a pair', () => {
    const turned = (pairs: readonly RecordPair[]): RecordPair[] =>
      pairs.map(([a, b]): RecordPair => [b, a]).toReversed()
    fc.assert(
      fc.property(anyConstraints, ({ mustLink, mustNotLink }) => {
        const reversed = { mustLink: turned(mustLink), mustNotLink: turned(mustNotLink) }
        const one = personOf(people, { constraints: { mustLink, mustNotLink } })
        const other = personOf(people.toReversed(), { constraints: reversed })
        expect([...other].toSorted()).toEqual([...one].toSorted())
      }),
      { numRuns: 30 },
    )
  })

  it('parts one of many records that say the same', () => {
    const person = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', postcode: 'SE13 6LG' }
    const same = Array.from({ length: 30 }, (_, at) => ({ id: `r${10 + at}`, person }))
    expect(new Set(personOf(same, {}).values()).size).toBe(1)
    const found = personOf(same, { constraints: { mustNotLink: [['r20', 'r30']] } })
    expect(found.get('r20')).not.toBe(found.get('r30'))
    expect(new Set(found.values()).size).toBe(2)
    const linked = [...same, { id: 'x', person: { givenName: 'Bo', familyName: 'Lind' } }]
    expect(new Set(personOf(linked, { constraints: { mustLink: [['r25', 'x']] } }).values()).size).toBe(1)
  })

  it('says of a record alone that somebody set it apart, and does not count its pair as one to look at', () => {
    const person = { givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04', postcode: 'SE13 6LG' }
    const two = ['a', 'b'].map(id => ({ id, person }))
    const result = linkRecords(two, { constraints: { mustNotLink: [['a', 'b']] }, nearestOfAlone: true })
    expect(whyAlone(result)({ record: 0, nearest: 1 }).words).toMatch(/Somebody said that they are two people\.$/)
    expect(result.report.broken).toEqual([])
  })
})

describe('numberConstraints', () => {
  it.each<[string, Parameters<typeof numberConstraints>[0], 'mustLink' | 'mustNotLink', string]>([
    ['an unknown id', { mustLink: [['a', 'z']] }, 'mustLink', 'no record has the id z'],
    ['a record with itself', { mustNotLink: [['a', 'a']] }, 'mustNotLink', 'it is of record a with itself'],
    [
      'a contradiction through others',
      {
        mustLink: [
          ['d', 'b'],
          ['a', 'b'],
          ['c', 'd'],
        ],
        mustNotLink: [['c', 'a']],
      },
      'mustNotLink',
      'must-link joins the two: c – d – b – a',
    ],
  ])('refuses %s', (_, constraints, list, message) => {
    expect(() => numberConstraints(constraints, [...'abcd'])).toThrow(new ConstraintError(list, 0, message))
  })

  it('refuses to link two records of a source that has everybody once, through others too', () => {
    const sourceOf = Int32Array.of(0, 1, 0, -1)
    const link = (...mustLink: RecordPair[]) => numberConstraints({ mustLink }, [...'abcd'], sourceOf)
    expect(() => link(['a', 'b'], ['b', 'c'])).toThrow(/records a and c would be one person, and are of one source/)
    expect(link(['a', 'b'], ['b', 'd']).mustLink).toEqual([
      [0, 1],
      [1, 3],
    ])
  })
})
