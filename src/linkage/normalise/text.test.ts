import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fold, MOST_TEXT } from './text.ts'

describe('folded text', () => {
  it.each([
    ['  José   ÁLVAREZ ', 'jose alvarez'],
    ["D'Souza", 'dsouza'],
    ['St. John’s-Road', 'st johns road'],
    ['Łódź Øre Æsir Þór', 'lodz ore aesir thor'],
    ['ﬁona Ⅳ', 'fiona iv'],
    ['tab\tand\nline', 'tab and line'],
    ['العربية', 'alarbya'],
    ['🙂 ok', 'ok'],
    ['', ''],
  ])('of %j is %j', (text, folded) => {
    expect(fold(text)).toBe(folded)
  })

  it('takes a capital in mathematical bold for the letter that it is', () => {
    expect(fold('𝚨')).toBe('a')
  })

  it('is the same when folded again, and short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
        const once = fold(text)
        expect(fold(once)).toBe(once)
        expect(once).not.toMatch(/ {2}|^ | $/)
      }),
    )
    expect(fold('é'.repeat(5_000)).length).toBeLessThanOrEqual(MOST_TEXT)
  })
})
