import { describe, expect, it } from 'vitest'
import { linkRecords } from '../link-records.ts'
import { holdsTogether } from './holds-together.ts'
import { clusterQualities } from './quality.ts'

/** A run of records that only a pair table knows: the joins of 'ab bc', each of weight 20, in one cluster. */
function together(edges: string, links: readonly (readonly [number, number])[] = []) {
  const pairs = edges.split(' ').filter(edge => edge !== '')
  const letters = [
    ...new Set(
      `${pairs.join('')}${links
        .flat()
        .map(at => String.fromCharCode(97 + at))
        .join('')}`,
    ),
  ].toSorted()
  const run = linkRecords(letters.map(id => ({ id, person: { familyName: `Yusuf${id}`, dateOfBirth: '2010-03-04' } })))
  const result = {
    ...run,
    clusterOf: new Int32Array(letters.length),
    pairs: {
      size: pairs.length,
      left: Int32Array.from(pairs, pair => letters.indexOf(pair.charAt(0))),
      right: Int32Array.from(pairs, pair => letters.indexOf(pair.charAt(1))),
      weight: Float64Array.from(pairs, (_, at) => 20 - at),
      hold: new Uint8Array(pairs.length),
    },
  }
  const [quality] = [...clusterQualities({ ...result, broken: new Set(), mustLink: links })]
  if (!quality) throw new Error('There is no cluster')
  return holdsTogether(result, quality, record => (letters[record] ?? '').toUpperCase())
}

describe('holdsTogether', () => {
  it.each([
    ['ab bc ca', []],
    ['ab bc', ['A and C are together only through B.']],
    ['ab ac ad', ['B, C and D are together only through A.']],
    ['ab bc cd', ['A and B are together with C and D only through the pair B and C.']],
    ['ab bc ca cd de ec', ['A and B are together with D and E only through C.']],
    ['ab bc ca cd', ['A and B are together with D only through C.']],
    ['ab ac ad ae af ag ah', ['B, C, D, E and 3 more are together only through A.']],
  ])('says of %s what it hangs by', (edges, sentences) => {
    expect(together(edges).sentences).toEqual(sentences)
  })

  it('gives the heaviest pairs that connect all, with words, and says which of them are bridges', () => {
    const { pairs } = together('ab bc ca cd')
    expect(pairs.map(({ left, right, isBridge }) => [left, right, isBridge])).toEqual([
      [0, 1, false],
      [1, 2, false],
      [2, 3, true],
    ])
    expect(pairs[0]?.words).toMatch(/^Same date of birth/)
  })

  it('says of a link that somebody made that somebody made it', () => {
    const [link] = together('ab', [[1, 2]]).pairs
    expect(link).toEqual({
      left: 1,
      right: 2,
      weight: undefined,
      isBridge: true,
      words: 'Somebody said that they are one person',
    })
  })

  it('bounds its sentences', () => {
    const letters = [...'abcdefghijklmnop']
    const chain = letters.slice(1).map((letter, at) => `${letters[at] ?? ''}${letter}`)
    expect(together(chain.join(' ')).sentences).toHaveLength(5)
  })
})
