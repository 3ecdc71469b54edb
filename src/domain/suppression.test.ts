import fc from 'fast-check'
import { expect, it } from 'vitest'
import { shareOf, suppressed } from './suppression.ts'

it.each([
  [0, { kind: 'exact', n: 0 }],
  [1, { kind: 'hidden', under: 5 }],
  [4, { kind: 'hidden', under: 5 }],
  [5, { kind: 'exact', n: 5 }],
])('shows %d as %j', (n, shown) => {
  expect(suppressed(n)).toEqual(shown)
})

it.each([
  [10, 20, 50],
  [3, 20, undefined],
  [18, 20, undefined],
  [20, 20, 100],
  [0, 20, 0],
  [0, 0, undefined],
])('gives %d of %d as %s per cent', (part, whole, share) => {
  expect(shareOf(part, whole)).toBe(share)
})

it('never gives a share from which a hidden count follows', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (part, rest) => {
      const hidden = [part, rest, part + rest].some(n => suppressed(n).kind === 'hidden')
      return !hidden || shareOf(part, part + rest) === undefined
    }),
  )
})
