import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DUE_GROUPS, dueGroup } from './due.ts'
import { type Instant, plusMinutes } from './values/time.ts'

describe('dueGroup', () => {
  it.each([
    ['the moment itself is late', '2026-03-04T12:00:00Z', '2026-03-04T12:00:00Z', 'late'],
    ['a minute to go', '2026-03-04T12:01:00Z', '2026-03-04T12:00:00Z', 'today'],
    ['the last minute of the day', '2026-03-04T23:59:00Z', '2026-03-04T00:01:00Z', 'today'],
    ['just after midnight', '2026-03-05T00:00:00Z', '2026-03-04T12:00:00Z', 'week'],
    [
      'after midnight in London while it is still the day before in UTC',
      '2026-06-03T23:30:00Z',
      '2026-06-03T12:00:00Z',
      'week',
    ],
    ['the seventh day', '2026-03-11T23:00:00Z', '2026-03-04T12:00:00Z', 'week'],
    ['the eighth day', '2026-03-12T00:30:00Z', '2026-03-04T12:00:00Z', 'later'],
    ['over the change of the clocks', '2026-04-05T12:00:00Z', '2026-03-29T00:30:00Z', 'week'],
  ])('%s', (_, dueAt, now, group) => {
    const iso = (text: string) => new Date(text).toISOString() as Instant
    expect(dueGroup(iso(dueAt), iso(now))).toBe(group)
  })

  it('never puts what is due later before what is due sooner', () => {
    const now = '2026-03-04T12:00:00.000Z' as Instant
    const minutes = fc.integer({ min: -100_000, max: 100_000 })
    fc.assert(
      fc.property(minutes, minutes, (a, b) => {
        const [one, other] = [Math.min(a, b), Math.max(a, b)].map(m =>
          DUE_GROUPS.indexOf(dueGroup(plusMinutes(now, m), now)),
        )
        expect(one).toBeLessThanOrEqual(other ?? 0)
      }),
    )
  })
})
