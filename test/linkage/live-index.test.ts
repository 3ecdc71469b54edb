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
} from '#linkage/index.ts'
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

  it('says by how many keys nobody was looked for, because too many records have them', () => {
    const amina = toComparable({ givenName: 'Amina', familyName: 'Yusuf', dateOfBirth: '2010-03-04' })
    const { index } = both(Array.from({ length: 201 }, () => amina))
    expect(index.find(amina)).toEqual({ matches: [], crowdedKeys: blockingKeys(amina).length })
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
