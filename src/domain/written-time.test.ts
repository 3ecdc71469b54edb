import { describe, expect, it } from 'vitest'
import { readDate, readTime } from './written-time.ts'

describe('readDate', () => {
  it.each([
    ['04/03/2026', '2026-03-04'],
    ['4-3-2026', '2026-03-04'],
    ['04.03.2026', '2026-03-04'],
    ['2026-03-04', '2026-03-04'],
    ['20260304', '2026-03-04'],
    ['4 March 2026', '2026-03-04'],
    ['04-Mar-2026', '2026-03-04'],
    ['2026-03-04 00:00:00', '2026-03-04'],
  ])('reads %s', (text, value) => {
    expect(readDate(text)).toEqual({ ok: true, value })
  })

  it.each([
    ['29/02/2011', 'There was no 29 February in 2011'],
    ['31/04/2026', 'There was no 31 April in 2026'],
    ['03/14/2026', 'The month is not between 1 and 12'],
    ['4 Mai 2026', 'The month is not between 1 and 12'],
    ['04/03/26', 'The year has two digits, so the century is not known'],
    ['yesterday', 'This is not a date written day/month/year or year-month-day'],
    ['04/03/2026 14:00', 'This is not a date written day/month/year or year-month-day'],
  ])('refuses %s', (text, reason) => {
    expect(readDate(text)).toEqual({ ok: false, reason })
  })
})

describe('readTime', () => {
  it.each([
    ['04/03/2026 14:05', '2026-03-04T14:05:00.000Z', false],
    ['04/07/2026 14:05:30', '2026-07-04T13:05:30.000Z', false],
    ['2026-07-04T14:05', '2026-07-04T13:05:00.000Z', false],
    ['2026-07-04T14:05:00.5Z', '2026-07-04T14:05:00.000Z', false],
    ['2026-07-04 14:05+02:00', '2026-07-04T12:05:00.000Z', false],
    ['20260704 1405', '2026-07-04T13:05:00.000Z', false],
    ['4 July 2026, 14:05', '2026-07-04T13:05:00.000Z', false],
    ['04/07/2026', '2026-07-03T23:00:00.000Z', true],
  ])('reads %s by the clock in the United Kingdom unless it says otherwise', (text, at, dateOnly) => {
    expect(readTime(text)).toEqual({ ok: true, value: { at, dateOnly } })
  })

  it('takes a day alone as its last minute when it is an end', () => {
    expect(readTime('04/07/2026', 'end')).toEqual({
      ok: true,
      value: { at: '2026-07-04T22:59:00.000Z', dateOnly: true },
    })
  })

  it.each(['04/03/2026 25:00', '04/03/2026 12:60', '29/02/2011 12:00', '04/03/2026 noon', ''])('refuses %s', text => {
    expect(readTime(text).ok).toBe(false)
  })
})
