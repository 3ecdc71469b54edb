import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { personIds } from './person-ids.ts'

/** 'ab c' puts a and b together; the person has the id of its first record, unless 'P=ab' names it. */
function people(text: string): ReadonlyMap<string, string> {
  const groups = text.split(' ').filter(group => group !== '')
  return new Map(
    groups.flatMap(group => {
      const [name, members = name] = group.split('=')
      return [...(members ?? '')].map(record => [record, group.includes('=') ? (name ?? '') : (name ?? '').charAt(0)])
    }),
  )
}

/** The ids of present people, written like `people` takes them, and the changes. */
function named(before: ReadonlyMap<string, string>, now: string) {
  const groups = now.split(' ').filter(group => group !== '')
  const ids = [...groups.join('')].toSorted()
  const clusterOf = Int32Array.from(ids, id =>
    Math.min(...[...(groups.find(g => g.includes(id)) ?? '')].map(one => ids.indexOf(one))),
  )
  const { idOf, changes, counts } = personIds(ids, clusterOf, before)
  const written = groups.map(group => `${idOf.get(ids.indexOf([...group].toSorted()[0] ?? '')) ?? '?'}=${group}`)
  return {
    people: written.join(' '),
    changes: changes.map(
      ({ change, before: from, after, records }) => `${change} ${from ?? ''}>${after ?? ''} ${records}`,
    ),
    counts,
  }
}

describe('personIds', () => {
  it.each([
    ['keeps the id with most of its records', 'P=abc', 'ab c', 'P=ab c=c', ['split P>P 2', 'split P>c 1']],
    ['keeps it when the first record leaves', 'a=abc', 'a bc', 'a~2=a a=bc', ['split a>a 2', 'split a>a~2 1']],
    ['takes the id of the larger of two that join', 'P=a Q=bc', 'abc', 'Q=abc', ['joined P>Q 1', 'joined Q>Q 2']],
    ['takes the first id of two as large that join', 'Q=a P=b', 'ab', 'P=ab', ['joined P>P 1', 'joined Q>P 1']],
    [
      'leaves the id with the first of two equal halves',
      'P=abcd',
      'ab cd',
      'P=ab c=cd',
      ['split P>P 2', 'split P>c 2'],
    ],
    ['names somebody new by the first record', 'P=a', 'a bc', 'P=a b=bc', ['new >b 2']],
    ['says who is gone', 'P=a Q=xy', 'a', 'P=a', ['gone Q> 2']],
    ['keeps an id though all but one record are gone', 'P=axyz', 'ab', 'P=ab', []],
    ['passes over an id that was used before', 'b=a c=x', 'a bd', 'b=a d=bd', ['new >d 2', 'gone c> 1']],
    ['puts a number behind when all are used', 'b=a', 'a b', 'b=a b~2=b', ['new >b~2 1']],
    [
      'moves one record between two people',
      'P=abc Q=de',
      'ab cde',
      'P=ab Q=cde',
      ['joined P>Q 1', 'joined Q>Q 2', 'split P>P 2', 'split P>Q 1'],
    ],
  ])('%s', (_, before, now, expected, changes) => {
    const found = named(people(before), now)
    expect(found.people).toBe(expected)
    expect(found.changes).toEqual(changes)
  })

  it('counts what changed', () => {
    const found = named(people('P=ab Q=c R=de S=x'), 'abc d e fg')
    expect(found.counts).toEqual({ kept: 2, joined: 1, split: 1, new: 1, gone: 1 })
  })

  it('names everybody by the first record when nothing was before', () => {
    expect(named(new Map(), 'ab c')).toMatchObject({ people: 'a=ab c=c', counts: { kept: 0, new: 2 } })
  })
})

const RECORDS = [...'abcdefghij']
/** Some records, each with the number of its group. */
const grouping = fc
  .array(fc.tuple(fc.constantFrom(...RECORDS), fc.nat(4)), { minLength: 1, maxLength: 14 })
  .map(list => new Map(list))

function clustersOf(groups: ReadonlyMap<string, number>) {
  const ids = [...groups.keys()].toSorted()
  return { ids, clusterOf: Int32Array.from(ids, id => ids.findIndex(other => groups.get(other) === groups.get(id))) }
}

/** An earlier file: people with ids that may look like those of records. */
const earlier = fc
  .tuple(grouping, fc.uniqueArray(fc.constantFrom(...RECORDS, 'P', 'Q', 'R', 'a~2'), { minLength: 5, maxLength: 5 }))
  .map(([groups, names]) => new Map([...groups].map(([record, group]) => [record, names[group] ?? ''])))

describe('personIds, whatever was before and is now', () => {
  it('gives everybody the same id when no record changed', () => {
    fc.assert(
      fc.property(earlier, before => {
        const names = [...new Set(before.values())]
        const { ids, clusterOf } = clustersOf(
          new Map([...before].map(([record, name]) => [record, names.indexOf(name)])),
        )
        const { idOf, changes } = personIds(ids, clusterOf, before)
        for (const [at, id] of ids.entries()) expect(idOf.get(clusterOf[at] ?? 0)).toBe(before.get(id))
        expect(changes).toEqual([])
      }),
    )
  })

  it('gives each id to one person, and nobody new one that was used before', () => {
    fc.assert(
      fc.property(earlier, grouping, (before, now) => {
        const { ids, clusterOf } = clustersOf(now)
        const { idOf, counts } = personIds(ids, clusterOf, before)
        expect(new Set(idOf.keys())).toEqual(new Set(clusterOf))
        expect(new Set(idOf.values()).size).toBe(idOf.size)
        const used = new Set(before.values())
        for (const [cluster, id] of idOf) {
          if (!used.has(id)) continue
          expect(ids.some((record, at) => clusterOf[at] === cluster && before.get(record) === id)).toBe(true)
        }
        expect([...idOf.values()].filter(id => used.has(id))).toHaveLength(counts.kept)
      }),
    )
  })

  it('leaves the id with whoever has most of the records and consists mostly of them', () => {
    fc.assert(
      fc.property(earlier, grouping, (before, now) => {
        const { ids, clusterOf } = clustersOf(now)
        const { idOf } = personIds(ids, clusterOf, before)
        for (const cluster of new Set(clusterOf)) {
          const own = ids.filter((_, at) => clusterOf[at] === cluster)
          for (const id of new Set(before.values())) {
            const common = own.filter(record => before.get(record) === id).length
            const had = [...before.values()].filter(one => one === id).length
            if (common * 2 > own.length && common * 2 > had) expect(idOf.get(cluster)).toBe(id)
          }
        }
      }),
    )
  })

  it('does not mind the order of the earlier file', () => {
    fc.assert(
      fc.property(earlier, grouping, (before, now) => {
        const { ids, clusterOf } = clustersOf(now)
        expect(personIds(ids, clusterOf, new Map([...before].toReversed()))).toEqual(personIds(ids, clusterOf, before))
      }),
    )
  })
})
