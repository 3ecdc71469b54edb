import { describe, expect, it } from 'vitest'
import { agoText, count, dueByText, lengthText, plainDateText } from './dates.ts'

describe('agoText', () => {
  const now = '2026-07-02T05:12:00.000Z'
  it.each([
    ['2026-07-02T02:12:00.000Z', '03:12 today, 3 hours ago'],
    ['2026-07-02T05:11:50.000Z', '06:11 today, less than a minute ago'],
    ['2026-07-01T20:40:00.000Z', '21:40 yesterday'],
    ['2026-03-03T03:12:00.000Z', '3 March 2026, 03:12'],
    ['2026-07-02T09:00:00.000Z', '2 July 2026, 10:00'],
  ])('reads %s as %s', (at, text) => {
    expect(agoText(at, now)).toBe(text)
  })
})

describe('dueByText', () => {
  const now = '2026-12-01T12:00:00.000Z'
  it.each([
    ['2026-12-02T00:00:00.000Z', '1 December 2026, end of day'],
    ['2026-07-01T23:00:00.000Z', '1 July 2026, end of day'],
    ['2026-12-02T17:00:00.000Z', '2 December 2026, 17:00'],
    ['2026-12-01T09:00:00.000Z', '09:00 today, 3 hours ago'],
  ])('what is due by %s is due %s', (at, text) => {
    expect(dueByText(at, now)).toBe(text)
  })
})

describe('plainDateText', () => {
  it.each([
    ['2011-02-28', '28 February 2011'],
    ['2026-03-29', '29 March 2026'],
    ['about 15', 'about 15'],
  ])('reads %s as %s', (date, text) => {
    expect(plainDateText(date)).toBe(text)
  })
})

it.each([
  [0, 'less than a minute'],
  [1, '1 minute'],
  [119, '1 hour'],
  [47 * 60, '47 hours'],
  [72 * 60, '3 days'],
])('calls %d minutes %s', (minutes, text) => {
  expect(lengthText(minutes)).toBe(text)
})

it('counts in words', () => {
  expect([count(1, 'entry', 'entries'), count(3000, 'entry', 'entries')]).toEqual(['1 entry', '3,000 entries'])
})
