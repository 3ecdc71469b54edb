import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alikeAmong, mostAlike } from './own-candidates.ts'

function keyed(...keys: readonly (readonly bigint[])[]) {
  return keys.map((list, at) => ({ recordId: `r${String(at).padStart(5, '0')}`, keys: list }))
}

describe('alikeAmong', () => {
  it('counts the keys that two records share, from both ends', () => {
    const { pairs, crowded } = alikeAmong(keyed([1n, 2n, 3n], [2n, 3n], [4n]))
    expect(pairs).toEqual([
      { ordinal: 0, other: 1, shared: 2 },
      { ordinal: 1, other: 0, shared: 2 },
    ])
    expect(crowded).toBe(0)
  })

  it('finds each pair from both ends and nobody twice, unless a key is crowded', () => {
    const list = fc.array(fc.uniqueArray(fc.bigInt({ min: 0n, max: 9n }), { maxLength: 5 }), { maxLength: 30 })
    fc.assert(
      fc.property(list, keys => {
        const { pairs } = alikeAmong(keyed(...keys))
        const names = pairs.map(pair => `${pair.ordinal} ${pair.other}`)
        expect(new Set(names).size).toBe(names.length)
        for (const pair of pairs) {
          expect(names).toContain(`${pair.other} ${pair.ordinal}`)
          expect(pair.shared).toBe(keys[pair.ordinal]?.filter(key => keys[pair.other]?.includes(key)).length)
        }
      }),
    )
  })

  it('follows a crowded key to its first 200 records, and tells that it did', () => {
    const { pairs, crowded } = alikeAmong(keyed(...Array.from({ length: 300 }, () => [1n])))
    expect(new Set(pairs.map(pair => pair.other)).size).toBe(200)
    expect(crowded).toBe(300)
  })
})

describe('mostAlike', () => {
  const held = Array.from({ length: 201 }, (_, at) => ({
    ordinal: 0,
    agency: 'essex-police',
    recordId: `h${at}`,
    shared: 1 + (at % 7),
  }))

  it('keeps all that a record has when there are at most 200', () => {
    expect(mostAlike(1, held.slice(0, 200), [])).toHaveLength(200)
  })

  it('keeps the 200 that share most for a record alone, and 20 in a large call', () => {
    const own = [{ ordinal: 0, other: 1, shared: 19 }]
    expect(mostAlike(1, held, [])).toHaveLength(200)
    const kept = mostAlike(500, held, own)
    expect(kept).toHaveLength(20)
    expect(kept[0]).toEqual(own[0])
    expect(kept.every(one => one.shared >= 7)).toBe(true)
  })
})
