import { describe, expect, it } from 'vitest'
import { toComparable } from '../normalise/person.ts'
import { compareColumn } from '../patterns.ts'
import { fieldsBehind } from './depends.ts'
import { fitM, type Pattern } from './em.ts'
import { estimateU } from './estimate-u.ts'
import { seededRandom } from './random.ts'

describe('fitM', () => {
  const m = [
    [0.9, 0.1],
    [0.8, 0.2],
    [0.95, 0.05],
  ]
  const u = [
    [0.1, 0.9],
    [0.05, 0.95],
    [0.2, 0.8],
  ]
  const start = {
    u,
    m: m.map(() => [0.6, 0.4]),
    matches: 0.5,
    uses: [true, true, true],
    maxRounds: 200,
    tolerance: 1e-6,
  }

  it('finds again the probabilities that the pairs were made from', () => {
    const fitted = fitM(patternsFrom(0.3, m, u), start)
    expect(fitted.converged).toBe(true)
    expect(fitted.matches).toBeCloseTo(0.3, 1)
    for (const [at, levels] of m.entries()) expect(fitted.m[at]?.[0]).toBeCloseTo(levels[0] ?? 0, 1)
  })

  it('leaves a comparison alone that it is told not to use', () => {
    const fitted = fitM(patternsFrom(0.3, m, u), { ...start, uses: [true, false, true] })
    expect(fitted.m[1]).toEqual([0.6, 0.4])
  })

  it('says when it only ran out of rounds', () => {
    expect(fitM(patternsFrom(0.3, m, u), { ...start, maxRounds: 2 })).toMatchObject({ rounds: 2, converged: false })
  })
})

/** How often each of the eight patterns is expected among 10,000 pairs. */
function patternsFrom(matches: number, m: number[][], u: number[][]): Pattern[] {
  return Array.from({ length: 8 }, (_, bits) => {
    const levels = [bits & 1, (bits >> 1) & 1, (bits >> 2) & 1]
    const chance = (p: number[][]) => levels.reduce((product, level, at) => product * (p[at]?.[level] ?? 0), 1)
    return { levels, count: 10_000 * (matches * chance(m) + (1 - matches) * chance(u)) }
  })
}

describe('estimateU', () => {
  const values = Array.from({ length: 400 }, (_, at) => (at % 4 === 0 ? 'a' : 'b'))
  const column = compareColumn(values, { name: 'x', levels: 2, key: value => value, level: (a, b) => Number(a !== b) })

  it('comes close to the share of random pairs that agree', () => {
    const [u] = estimateU([column], values.length, [[0.5, 0.5]], 20_000, seededRandom(1))
    expect(u?.[0]).toBeCloseTo(0.25 ** 2 + 0.75 ** 2, 1)
  })

  it('keeps what it had when there are no pairs to draw', () => {
    expect(estimateU([column], 1, [[0.2, 0.8]], 100, seededRandom(1))).toEqual([[0.2, 0.8]])
  })
})

describe('fieldsBehind', () => {
  it('tells which fields something is made from', () => {
    const sample = [
      toComparable({ givenName: 'Ada', familyName: 'Osei', dateOfBirth: '2010-03-04', phone: '+447700900001' }),
    ]
    expect([...fieldsBehind(sample, c => `${c.given[0] ?? ''}${c.phone ?? ''}`)]).toEqual(['given', 'phone'])
  })
})
