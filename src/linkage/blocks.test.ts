import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildBlocks, type Refiner, type RuleKeys } from './blocks.ts'
import { encodeColumn } from './columns.ts'
import { eachCandidate } from './pairs.ts'

interface Thing {
  readonly keys: readonly string[]
  readonly other?: string
}

/** Keys as numbers: here the code of their first letter, and of their second if they have one. */
function keysOf(things: readonly Thing[]): RuleKeys {
  const keys = things.flatMap(thing => thing.keys)
  const start = things.map((_, at) => things.slice(0, at).reduce((sum, thing) => sum + thing.keys.length, 0))
  return {
    rule: 'keys',
    start: Int32Array.from([...start, keys.length]),
    high: Int32Array.from(keys, key => key.charCodeAt(0)),
    low: Int32Array.from(keys, key => key.charCodeAt(1) || 0),
  }
}

function refineBy(things: readonly Thing[]): Refiner {
  const { valueOf } = encodeColumn(things, ({ other }) => other)
  return record => valueOf[record] ?? -1
}

function candidates(things: readonly Thing[], limit = 100, from = 0, to = things.length): string[] {
  const refiner = refineBy(things)
  const found: string[] = []
  eachCandidate([buildBlocks(keysOf(things), [refiner], limit)], from, to, (record, partners, count) => {
    for (const partner of partners.subarray(0, count)) found.push(`${record}-${partner}`)
  })
  return found
}

describe('blocking a file', () => {
  it('meets records that share a key, whichever of their keys it is', () => {
    expect(candidates([{ keys: ['a', 'b'] }, { keys: ['b'] }, { keys: ['c'] }])).toEqual(['0-1'])
  })

  it('meets two records once, however many keys they share', () => {
    expect(candidates([{ keys: ['a', 'b', 'b'] }, { keys: ['a', 'b'] }])).toEqual(['0-1'])
  })

  it('meets in a block above the limit only those that agree in something else, and says what was left out', () => {
    const things = ['x', 'x', 'y', 'y', 'z'].map(other => ({ keys: ['a'], other }))
    expect(candidates(things, 2)).toEqual(['0-1', '2-3'])
    const refiner = refineBy(things)
    expect(buildBlocks(keysOf(things), [refiner], 2).size).toEqual({
      blocks: 2,
      largest: 2,
      refined: 1,
      pairsLeftOut: 8,
    })
  })

  it('finds exactly the pairs that share a key', () => {
    const things = fc.array(fc.record({ keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }) }))
    fc.assert(
      fc.property(things, list => {
        const expected = list.flatMap((left, at) =>
          list.flatMap((right, other) =>
            other > at && left.keys.some(key => right.keys.includes(key)) ? [`${at}-${other}`] : [],
          ),
        )
        expect(candidates(list).toSorted()).toEqual(expected.toSorted())
      }),
    )
  })

  it('gives in parts what it gives as a whole', () => {
    const list = Array.from({ length: 40 }, (_, at) => ({ keys: [`${at % 7}`, `${at % 5}x`] }))
    expect([...candidates(list, 100, 0, 13), ...candidates(list, 100, 13, 40)]).toEqual(candidates(list))
  })
})
