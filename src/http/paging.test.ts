import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Problem } from '#domain/problem.ts'
import { pageOf, pageRequest } from './paging.ts'

describe('paging', () => {
  it('walks through every row once, in order, for any size of page', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 50 }), fc.integer({ min: 1, max: 7 }), (keys, limit) => {
        const rows = keys.toSorted()
        const seen: string[] = []
        let after: string | undefined
        for (let page = 0; page <= rows.length; page += 1) {
          const request = pageRequest(after === undefined ? { limit } : { after, limit })
          const from = request.after === undefined ? 0 : rows.indexOf(request.after[0] ?? '') + 1
          const { items, next } = pageOf(rows.slice(from, from + limit + 1), limit, row => [row])
          seen.push(...items)
          after = next
          if (next === undefined) break
        }
        expect(seen).toEqual(rows)
      }),
    )
  })

  it.each([
    'nonsense',
    'e30',
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
  ])('refuses the cursor %s, which is not one of its own', after => {
    expect(() => pageRequest({ after })).toThrow(Problem)
  })
})
