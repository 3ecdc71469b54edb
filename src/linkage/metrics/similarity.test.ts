import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type SimilarityName,
  similarities,
  damerauLevenshtein,
  levenshtein,
  optimalStringAlignment,
} from '#linkage/index.ts'
import { hamming } from './hamming.ts'
import { indel } from './indel.ts'
import { qGramCosine } from './q-gram-cosine.ts'
import { tokenSet } from './token-set.ts'

/** Few letters, so that texts have much in common; one is outside the basic plane, one in another script, one parts words. */
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'é', 'ш', '😀', ' '), { maxLength: 12 })
  .map(letters => letters.join(''))
const longText = fc
  .array(fc.constantFrom('a', 'b', 'n', '王', '😀'), { maxLength: 150 })
  .map(letters => letters.join(''))
const distances = { levenshtein, damerauLevenshtein, optimalStringAlignment, indel, hamming }
const names = Object.keys(similarities) as SimilarityName[]

describe.each(names)('%s', name => {
  const similarity = similarities[name]

  it('is the same both ways round and within 0 and 1', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(similarity(a, b)).toBeCloseTo(similarity(b, a), 12)
        expect(similarity(a, b)).toBeGreaterThanOrEqual(0)
        expect(similarity(a, b)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is 1 for equal texts and 0 for texts with nothing in common', () => {
    fc.assert(
      fc.property(text, a => {
        expect(similarity(a, a)).toBe(1)
      }),
    )
    expect(similarity('abba', 'xyz')).toBe(0)
    expect(similarity('abba', '')).toBe(0)
    expect(similarity('', '')).toBe(1)
  })
})

describe.each(Object.entries(distances))('%s', (_, distance) => {
  it('is the same both ways round, 0 for equal texts only and never more than all letters', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b) === 0).toBe(a === b)
        expect(distance(a, b)).toBeLessThanOrEqual([...a, ...b].length)
        expect(distance(a, b)).toBeGreaterThanOrEqual(Math.abs([...a].length - [...b].length))
      }),
    )
  })

  it('does not change with what both begin with, and changes by at most one with a letter more', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, start) => {
        expect(distance(start + a, start + b)).toBe(distance(a, b))
        expect(Math.abs(distance(`${a}z`, b) - distance(a, b))).toBeLessThanOrEqual(1)
      }),
    )
  })
})

it.each([levenshtein, damerauLevenshtein, indel, hamming].map(distance => [distance.name, distance] as const))(
  '%s is never longer than a way by a third text',
  (_, distance) => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c))
      }),
      { numRuns: 1_000 },
    )
  },
)

it('optimal string alignment may be longer than a way by a third text', () => {
  expect(optimalStringAlignment('ca', 'abc')).toBe(3)
  expect(optimalStringAlignment('ca', 'ac') + optimalStringAlignment('ac', 'abc')).toBe(2)
})

describe('more of the same makes more alike', () => {
  it('the more edits are allowed, the fewer are needed', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const ascending = [damerauLevenshtein, optimalStringAlignment, levenshtein, hamming].map(edits => edits(a, b))
        expect(ascending).toEqual(ascending.toSorted((one, other) => one - other))
        expect(levenshtein(a, b)).toBeLessThanOrEqual(indel(a, b))
      }),
    )
  })

  it('a beginning in common never makes less alike, nor an end in which both differ more alike', () => {
    const counting = ['hamming', 'levenshtein', 'damerau-levenshtein', 'optimal-string-alignment', 'indel'] as const
    fc.assert(
      fc.property(text, text, fc.constantFrom(...counting), (a, b, name) => {
        const before = similarities[name](a, b)
        expect(similarities[name](`d${a}`, `d${b}`)).toBeGreaterThanOrEqual(before)
        expect(similarities[name](`${a}y`, `${b}z`)).toBeLessThanOrEqual(before)
      }),
    )
  })

  it('a letter in common adds to sets of letters, a word to sets of words, and one that is not takes away', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(similarities.jaccard(`${a}d`, `${b}d`)).toBeGreaterThanOrEqual(similarities.jaccard(a, b))
        expect(similarities.jaccard(`${a}d`, b)).toBeLessThanOrEqual(similarities.jaccard(a, b))
        expect(similarities['token-jaccard'](`${a} d`, `${b} d`)).toBeGreaterThanOrEqual(
          similarities['token-jaccard'](a, b),
        )
        expect(similarities['token-jaccard'](`${a} d`, b)).toBeLessThanOrEqual(similarities['token-jaccard'](a, b))
      }),
    )
  })

  it('Winkler adds to Jaro, never takes away', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(similarities['jaro-winkler'](a, b)).toBeGreaterThanOrEqual(similarities.jaro(a, b))
        expect(similarities['long-jaro-winkler'](a, b)).toBeGreaterThanOrEqual(similarities['jaro-winkler'](a, b))
      }),
    )
  })
})

describe('edits are counted as the plain table counts them', () => {
  it.each([
    ['levenshtein', levenshtein, { substitution: 1, swap: Infinity }],
    ['optimal string alignment', optimalStringAlignment, { substitution: 1, swap: 1 }],
    ['indel', indel, { substitution: 2, swap: Infinity }],
  ])('%s, for short texts and for those of several words of bits', (_, distance, costs) => {
    fc.assert(
      fc.property(fc.oneof(text, longText), fc.oneof(text, longText), (a, b) => {
        expect(distance(a, b)).toBe(plainly(a, b, costs))
      }),
      { numRuns: 300 },
    )
  })

  it('levenshtein where the shorter text is just within or beyond one word of bits', () => {
    const about = fc.array(fc.constantFrom('a', 'b', 'ш'), { minLength: 30, maxLength: 66 }).map(all => all.join(''))
    fc.assert(
      fc.property(about, about, (a, b) => {
        expect(levenshtein(`x${a}x`, `y${b}y`)).toBe(plainly(`x${a}x`, `y${b}y`, { substitution: 1, swap: Infinity }))
      }),
      { numRuns: 300 },
    )
  })

  it('levenshtein up to a limit is the distance, else one more than the limit', () => {
    fc.assert(
      fc.property(fc.oneof(text, longText), fc.oneof(text, longText), fc.nat(20), (a, b, limit) => {
        expect(levenshtein(a, b, limit)).toBe(Math.min(levenshtein(a, b), limit + 1))
      }),
      { numRuns: 500 },
    )
  })
})

it.each([
  ['Anna Maria Nowak', 'Nowak Anna Maria', 1],
  ['Anna Nowak', 'Anna Maria Nowak', 1],
  ['Anna Anna Nowak', 'Anna Nowak', 1],
  ['Anna Nowak', 'Anna Nowack', 20 / 21],
])('the words of %s and %s are alike by %f', (a, b, expected) => {
  expect(tokenSet(a, b)).toBeCloseTo(expected, 12)
})

it.each([
  ['nacht', 'night', 2, 3 / 6],
  ['abc', 'cba', 1, 1],
  ['abab', 'ab', 2, 4 / Math.sqrt(7 * 3)],
  ['a', 'b', 2, 0],
])('%s and %s have a cosine by grams of %i of %f', (a, b, q, expected) => {
  expect(qGramCosine(a, b, q)).toBeCloseTo(expected, 12)
})

/** Wagner and Fischer's table, and nothing clever. */
function plainly(left: string, right: string, cost: { readonly substitution: number; readonly swap: number }): number {
  const a = [...left]
  const b = [...right]
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j))
  const at = (i: number, j: number): number => table[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const ways = [
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : cost.substitution),
        swapped ? at(i - 2, j - 2) + cost.swap : Infinity,
      ]
      const row = table[i]
      if (row) row[j] = Math.min(...ways)
    }
  }
  return at(a.length, b.length)
}
