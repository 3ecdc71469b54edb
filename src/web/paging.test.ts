import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pageOf } from './paging.ts'

const href = (number: number) => `/list?page=${number}`

describe('pageOf', () => {
  it('shows every item once, in order, when one goes on from page to page', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const seen: number[] = []
        for (let number = 1; ; number += 1) {
          const page = pageOf(items, number, { size, href })
          expect(page.first).toBe(number === 1 ? '' : '/list?page=1')
          seen.push(...page.shown)
          if (page.next === '') break
          expect(page.next).toBe(`/list?page=${number + 1}`)
        }
        expect(seen).toEqual(items)
      }),
    )
  })

  it.each([
    [3, 1, ''],
    [1000, 1, 'Shown: 1 to 50 of 1,000.'],
    [1000, 20, 'Shown: 951 to 1,000 of 1,000.'],
    [70, 2, 'Shown: 51 to 70 of 70.'],
    [70, 3, ''],
  ])('says of %d items which are on page %d', (length, number, about) => {
    const page = pageOf(Array.from({ length }), number, { size: 50, href })
    expect(page.about).toBe(about)
  })

  it('leads back from a page that there is not', () => {
    expect(pageOf([1, 2], 5, { size: 1, href })).toEqual({ shown: [], first: '/list?page=1', next: '', about: '' })
  })
})
