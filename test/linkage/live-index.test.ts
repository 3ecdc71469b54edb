import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  blockingKeys,
  type Comparable,
  decide,
  liveIndex,
  personV1,
  scorePair,
  thresholdsAt,
  toComparable,
  weakKeys,
} from '#linkage/index.ts'
import { VERY_MANY } from '#linkage/blocking.ts'
import { makePersons } from '../../bench/persons.ts'

const world: readonly Comparable[] = makePersons(1200, 31).map(({ person }) => toComparable(person))

/** What an index must say, worked out from every record in turn. */
function expected(held: ReadonlyMap<number, Comparable>, asked: Comparable) {
  const thresholds = thresholdsAt(personV1, held.size)
  const keys = new Set(blockingKeys(asked))
  return [...held]
    .filter(([, person]) => blockingKeys(person).some(key => keys.has(key)))
    .map(([record, person]) => ({ record, score: scorePair(personV1, asked, person) }))
    .map(({ record, score }) => ({
      record,
      weight: score.weight,
      holds: score.holds,
      decision: decide(score, thresholds),
    }))
    .filter(({ decision }) => decision !== 'apart')
    .toSorted((a, b) => b.weight - a.weight || a.record - b.record)
}

/** An index, and beside it what it must hold. */
function both(people: readonly Comparable[]) {
  const index = liveIndex()
  return { index, held: new Map(people.map(person => [index.add(person), person])) }
}

describe('the index in memory', () => {
  it('finds whom a look at every record finds, heaviest first', () => {
    const { index, held } = both(world.slice(0, 1000))
    let met = 0
    for (const asked of world) {
      const { matches, crowdedKeys } = index.find(asked)
      expect(crowdedKeys).toBe(0)
      expect(matches).toEqual(expected(held, asked))
      met += matches.length
    }
    expect(met).toBeGreaterThan(1500)
  })

  it('is current after records came, were corrected and went', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'replace', 'remove'),
      which: fc.nat(),
      person: fc.integer({ min: 0, max: 120 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const { index, held } = both(world.slice(0, 20))
        for (const { what, which, person } of steps) {
          const record = [...held.keys()][which % Math.max(1, held.size)]
          const says = world[person]!
          if (what === 'add' || record === undefined) held.set(index.add(says), says)
          else if (what === 'replace') {
            index.replace(record, says)
            held.set(record, says)
          } else {
            index.remove(record)
            held.delete(record)
          }
          expect(index.find(says).matches).toEqual(expected(held, says))
        }
        expect(index.size).toBe(held.size)
      }),
      { numRuns: 60 },
    )
  })

  it('looks at the first 200 records of a key that more have, and says how many keys are like that', () => {
    const amina = toComparable({ givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04' })
    const { index } = both(Array.from({ length: 201 }, () => amina))
    const { matches, crowdedKeys } = index.find(amina)
    expect(crowdedKeys).toBe(blockingKeys(amina).length)
    expect(matches.map(({ record }) => record)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1))
  })

  it('compares those of too many that share most keys, and among equals those that come first', () => {
    const namesakes = Array.from({ length: 150 }, () =>
      toComparable({ givenName: 'Amina', familyName: 'Yusuf', postcode: 'ZZ1 1AA' }),
    )
    const others = Array.from({ length: 150 }, () => toComparable({ givenName: 'Amina', phone: '+447700900123' }))
    const asked = toComparable({ givenName: 'Amina', familyName: 'Yusuf', postcode: 'ZZ1 1AA', phone: '+447700900123' })
    const index = liveIndex(personV1, (one, other) => other - one)
    for (const person of [...others, ...namesakes]) index.add(person)
    const found = index.find(asked).matches.map(({ record }) => record)
    expect(found.filter(record => record > 150)).toHaveLength(150)
    expect(found.filter(record => record <= 150).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, at) => 101 + at),
    )
  })

  it('passes over who shares a weak key alone when very many are held, and nothing else', () => {
    const one = toComparable({ givenName: 'Wrexa', familyName: 'Ottershaw', dateOfBirth: '2010-03-04' })
    const other = toComparable({ givenName: 'Wrolan', familyName: 'Quillfeather', dateOfBirth: '2010-03-04' })
    const shared = blockingKeys(one).filter(key => blockingKeys(other).includes(key))
    expect(shared).toHaveLength(1)
    expect(weakKeys(one).has(shared[0]!)).toBe(true)
    // A model that calls everybody who is compared a match.
    const index = liveIndex({
      ...personV1,
      thresholds: { join: -100, break: -100, review: -100 },
      thresholdsFor: VERY_MANY,
    })
    index.add(one)
    expect(index.find(other, VERY_MANY - 1).matches).toHaveLength(1)
    expect(index.find(other, VERY_MANY).matches).toHaveLength(0)
    expect(index.find(one, VERY_MANY).matches).toHaveLength(1)
  })

  it('says how much of it is of no more use', () => {
    const { index } = both(world.slice(0, 10))
    expect(index.waste).toBe(0)
    for (let record = 1; record <= 5; record++) index.remove(record)
    expect(index.waste).toBeGreaterThan(0.2)
    expect(() => index.remove(1)).toThrow(RangeError)
    expect(() => index.replace(99, world[0]!)).toThrow('There is no record number 99')
  })

  it('keeps nothing in the rows of what was asked about or removed', () => {
    const index = liveIndex()
    const record = index.add(world[0]!)
    index.remove(record)
    index.find(world[1]!)
    expect(index.find(world[0]!).matches).toEqual([])
  })
})
