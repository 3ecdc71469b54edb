import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSearchable, searchWords } from './search-words.ts'

describe('searchWords', () => {
  it.each([
    ['Amina Yusuf 3/5/2009', { names: ['Amina', 'Yusuf'], born: '2009-05-03' }],
    ['amina 2009-05-03', { names: ['amina'], born: '2009-05-03' }],
    ['07700 900123', { phone: '+447700900123', names: [] }],
    ['+44 7700 900 123', { phone: '+447700900123' }],
    ['yusuf SE13 6LG', { names: ['yusuf'], postcode: 'SE13 6LG' }],
    ['MP-2026-00417', { references: ['mp-2026-00417'], names: [] }],
    ['amina@example.org', { references: ['amina@example.org'], names: [] }],
    ['999 000 0018', { references: ['9990000018'] }],
    ['29/2/2011 Khan', { born: undefined, names: ['Khan'], references: ['29/2/2011'] }],
    ['أمينة يوسف', { names: ['أمينة', 'يوسف'] }],
    ['Khan\u0000', { names: ['Khan'] }],
  ])('takes %j apart', (typed, expected) => {
    expect(searchWords(typed)).toMatchObject(expected)
  })

  it.each(['', ' ', '%', '%%%', '_', '*', '--', '🙂', "'"])('finds nothing to look for in %j', typed => {
    expect(isSearchable(searchWords(typed))).toBe(false)
  })

  it('gives at most 8 names and 8 references and no control character, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 6000 }), typed => {
        const words = searchWords(typed)
        expect(words.names.length).toBeLessThanOrEqual(8)
        expect(words.references.length).toBeLessThanOrEqual(8)
        expect([...words.names, ...words.references].join('')).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})
