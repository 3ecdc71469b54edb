import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { londonDay, londonInstant } from './london.ts'
import {
  ageOn,
  daysBetween,
  type Instant,
  minutesBetween,
  type PlainDate,
  parseInstant,
  parsePlainDate,
  plusDays,
  plusMinutes,
  toInstant,
} from './time.ts'

const day = (text: string) => text as PlainDate
const anyDay = fc
  .date({ min: new Date('1950-01-01T00:00:00Z'), max: new Date('2100-12-31T00:00:00Z'), noInvalidDate: true })
  .map(date => day(date.toISOString().slice(0, 10)))

describe('days', () => {
  it.each([
    ['2011-02-28', true],
    ['2012-02-29', true],
    ['2000-02-29', true],
    ['1900-02-29', 'There was no 29 February in 1900'],
    ['2011-02-29', 'There was no 29 February in 2011'],
    ['2011-04-31', 'There was no 31 April in 2011'],
    ['2011-13-01', 'The month is not between 1 and 12'],
    ['2011-12-32', 'The day is not between 1 and 31'],
    ['1492-12-01', 'The year is not between 1800 and 2199'],
    ['28/02/2011', 'A date is written year-month-day, such as 2011-02-28'],
  ])('reads %s: %s', (text, expected) => {
    const parsed = parsePlainDate(text)
    expect(parsed.ok || parsed.reason).toBe(expected)
  })

  it('adds and counts days alike', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: -5000, max: 5000 }),
        (start, days) => daysBetween(start, plusDays(start, days)) === days,
      ),
    )
  })

  it.each([
    ['2010-06-15', '2026-06-14', 15],
    ['2010-06-15', '2026-06-15', 16],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2026-06-15', '2026-06-14', -1],
  ])('somebody born on %s is on %s aged %d', (born, on, age) => {
    expect(ageOn(day(born), day(on))).toBe(age)
  })
})

describe('moments', () => {
  it.each([
    ['2026-03-04T12:00:00Z', '2026-03-04T12:00:00.000Z'],
    ['2026-03-04 12:00+01:00', '2026-03-04T11:00:00.000Z'],
    ['2026-03-04T12:00:00.123456-0500', '2026-03-04T17:00:00.123Z'],
  ])('reads %s as %s', (text, value) => {
    expect(parseInstant(text)).toEqual({ ok: true, value })
  })

  it.each(['2026-03-04T12:00:00', '2026-02-29T12:00:00Z', '2026-03-04T24:00:00Z', '2026-03-04T12:00:00+99:00', 'noon'])(
    'refuses %s',
    text => {
      expect(parseInstant(text).ok).toBe(false)
    },
  )

  it('adds and counts minutes alike', () => {
    const now = '2026-03-04T12:00:00.000Z' as Instant
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        minutes => minutesBetween(now, plusMinutes(now, minutes)) === minutes,
      ),
    )
  })
})

describe('clocks in the United Kingdom', () => {
  it.each([
    ['2026-01-15', 12, 0, '2026-01-15T12:00:00.000Z'],
    ['2026-07-15', 12, 0, '2026-07-15T11:00:00.000Z'],
    ['2026-03-29', 0, 59, '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', 1, 30, '2026-03-29T01:30:00.000Z'],
    ['2026-03-29', 2, 0, '2026-03-29T01:00:00.000Z'],
    ['2026-10-25', 0, 59, '2026-10-24T23:59:00.000Z'],
    ['2026-10-25', 1, 30, '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', 2, 0, '2026-10-25T02:00:00.000Z'],
  ])('%s %d:%d is %s', (date, hour, minute, instant) => {
    expect(londonInstant(day(date), hour, minute)).toBe(instant)
  })

  it('agrees with the time zone database', () => {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' })
    const moments = fc.date({
      min: new Date('1996-01-01T00:00:00Z'),
      max: new Date('2037-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(fc.property(moments, moment => londonDay(toInstant(moment)) === format.format(moment)))
  })

  it('gives a day back from its noon', () => {
    fc.assert(fc.property(anyDay, date => londonDay(londonInstant(date, 12, 0)) === date))
  })
})
