import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isShown, makeReceipt, outwardOf, parseReceipt, referenceOf, stateAfter } from './concern.ts'

describe('a receipt', () => {
  it('is read back however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 32 }), bytes => {
        const receipt = makeReceipt(bytes)
        expect(receipt).toMatch(/^CON(?:-[0-9A-HJKMNP-TV-Z]{4}){4}$/)
        for (const typed of [receipt, receipt.toLowerCase(), receipt.replaceAll('-', ' '), receipt.slice(4)])
          expect(parseReceipt(typed)).toEqual({ ok: true, value: receipt })
        expect(parseReceipt(receipt.replaceAll('0', 'o').replaceAll('1', 'l'))).toEqual({ ok: true, value: receipt })
        expect(parseReceipt(receipt.slice(0, -1)).ok).toBe(false)
        expect(receipt.startsWith(`${referenceOf(receipt)}-`)).toBe(true)
        expect(parseReceipt(referenceOf(receipt)).ok).toBe(false)
      }),
    )
  })

  it('is not made of too little', () => {
    expect(() => makeReceipt(new Uint8Array(15))).toThrow(RangeError)
  })
})

describe('where a concern stands', () => {
  it.each([
    ['waiting', 'seen', 'seen'],
    ['waiting', 'reply', 'seen'],
    ['waiting', 'note', 'seen'],
    ['seen', 'closed', 'closed'],
    ['closed', 'note', 'closed'],
    ['closed', 'reply', 'seen'],
    ['closed', 'seen', 'seen'],
  ] as const)('%s, then %s, is %s', (before, step, after) => {
    expect(stateAfter(before, step)).toBe(after)
  })

  it('is told to who sent it in all but notes', () => {
    expect((['seen', 'reply', 'note', 'closed'] as const).filter(step => !isShown(step))).toEqual(['note'])
  })
})

describe('the first half of a postcode', () => {
  it.each([
    ['SE13 6LG', 'SE13'],
    ['se136lg', 'SE13'],
    [' cf10 ', 'CF10'],
    ['W1A', 'W1A'],
    ['Lewisham', undefined],
    ['', undefined],
    ['12', undefined],
  ])('of %j is %j', (typed, half) => {
    expect(outwardOf(typed)).toBe(half)
  })
})
