import { describe, expect, it } from 'vitest'
import type { Instant, PlainDate } from './values/time.ts'
import { dueAt } from './clock.ts'
import { bankHolidays } from './working-days.ts'

const HOLIDAYS = bankHolidays(['2026-04-03', '2026-04-06', '2026-12-25', '2026-12-28', '2027-01-01'] as PlainDate[])

describe('a clock of working days', () => {
  // Counted by hand on a calendar: 3 April 2026 is Good Friday, 28 December the substitute for Boxing Day on a Saturday.
  it.each([
    ['a Wednesday', '2026-03-04T12:00:00.000Z', 1, '2026-03-05T23:59:59.000Z'],
    ['a Friday evening', '2026-03-06T22:00:00.000Z', 1, '2026-03-09T23:59:59.000Z'],
    ['a Saturday', '2026-03-07T09:00:00.000Z', 1, '2026-03-09T23:59:59.000Z'],
    ['five days over a weekend', '2026-03-04T12:00:00.000Z', 5, '2026-03-11T23:59:59.000Z'],
    ['Maundy Thursday, into summer time', '2026-04-02T12:00:00.000Z', 1, '2026-04-07T22:59:59.000Z'],
    ['over Christmas', '2026-12-23T12:00:00.000Z', 5, '2027-01-04T23:59:59.000Z'],
    ['just before midnight in London in summer', '2026-06-01T22:59:00.000Z', 1, '2026-06-02T22:59:59.000Z'],
    ['just after it', '2026-06-01T23:01:00.000Z', 1, '2026-06-03T22:59:59.000Z'],
  ])('from %s', (_, from, days, end) => {
    const startedAt = from as Instant
    expect(dueAt({ amount: days, unit: 'working-days' }, { startedAt, pauses: [] }, HOLIDAYS, startedAt)).toBe(end)
  })
})
