import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDate } from './dates.ts'

describe('a date of birth', () => {
  it.each([
    ['03/04/2010', '2010-04-03'],
    ['3-4-2010', '2010-04-03'],
    ['03.04.2010', '2010-04-03'],
    ['2010-04-03', '2010-04-03'],
    ['2010-04-03T00:00:00Z', '2010-04-03'],
    ['2010-04-03T00:00:00.000+01:00', '2010-04-03'],
    ['2010/4/3', '2010-04-03'],
    ['20100403', '2010-04-03'],
    ['3 Apr 2010', '2010-04-03'],
    ['3rd of April 2010', '2010-04-03'],
    ['03-APR-10', '2010-04-03'],
    ['April 3, 2010', '2010-04-03'],
    ['03/04/10', '2010-04-03'],
    ['03/04/71', '1971-04-03'],
    ['29/02/2012', '2012-02-29'],
    [' 1/1/2000 ', '2000-01-01'],
    ['1630-08-01', '1630-08-01'],
  ])('written %j is %s', (text, value) => {
    expect(parseDate(text)).toEqual({ ok: true, value })
  })

  it.each([
    ['29/02/2011', 'that month has no such day'],
    ['31/04/2010', 'that month has no such day'],
    ['06/24/2010', 'the month is not between 1 and 12'],
    ['3 Foo 2010', 'the month is not between 1 and 12'],
    ['01/01/0203', 'the year is not between 1000 and 2100'],
    ['', 'the date is empty'],
    ['last spring', 'the date is not written as day/month/year or year-month-day'],
  ])('written %j is refused: %s', (text, reason) => {
    expect(parseDate(text)).toEqual({ ok: false, reason })
  })

  it('reads two-digit years within the hundred years that end where it is told', () => {
    expect(parseDate('01/02/25', { latestYear: 2024 })).toEqual({ ok: true, value: '1925-02-01' })
    expect(parseDate('01/02/24', { latestYear: 2024 })).toEqual({ ok: true, value: '2024-02-01' })
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void parseDate(text)))
  })
})
