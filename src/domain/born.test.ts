import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { birthday, bornByAge, bornWithin, isAdultOn, monthsEarlier } from './born.ts'
import { ageOn, type PlainDate } from './values/time.ts'

const day = (text: string) => text as PlainDate
const known = (text: string) => ({ earliest: day(text), latest: day(text) })
const aDay = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map(date => day(date.toISOString().slice(0, 10)))

describe('when somebody was born', () => {
  it('is the widest that sources allow, and nothing where none says', () => {
    expect(bornWithin([])).toBeUndefined()
    expect(bornWithin([known('2008-05-02'), known('2008-02-05')])).toEqual({
      earliest: '2008-02-05',
      latest: '2008-05-02',
    })
  })

  it('by an age is a year of days', () => {
    expect(bornByAge(17, day('2026-03-04'))).toEqual({ earliest: '2008-03-05', latest: '2009-03-04' })
  })

  it.each([
    ['2008-03-04', '2026-03-03', false],
    ['2008-03-04', '2026-03-04', true],
    ['2008-02-29', '2026-02-28', false],
    ['2008-02-29', '2026-03-01', true],
    ['2026-12-24', '2026-03-04', false],
  ])('somebody born on %s is an adult on %s: %s', (born, on, adult) => {
    expect(isAdultOn(known(born), day(on))).toBe(adult)
  })

  it('who may still be a child is no adult', () => {
    expect(isAdultOn({ earliest: day('2008-01-01'), latest: day('2008-12-31') }, day('2026-06-01'))).toBe(false)
    expect(isAdultOn(undefined, day('2026-06-01'))).toBe(false)
  })
})

describe('birthdays', () => {
  it.each([
    ['2008-02-29', 18, '2026-03-01'],
    ['2008-02-29', 20, '2028-02-29'],
    ['2008-12-31', 18, '2026-12-31'],
  ])('somebody born on %s is %i on %s', (born, age, on) => {
    expect(birthday(day(born), age)).toBe(on)
  })

  it.each([
    ['2026-03-01', 12, '2025-03-01'],
    ['2026-08-31', 6, '2026-02-28'],
    ['2026-03-31', 1, '2026-02-28'],
    ['2026-01-15', 1, '2025-12-15'],
    ['2026-01-15', 0, '2026-01-15'],
  ])('of %s, %i months earlier is %s', (on, months, earlier) => {
    expect(monthsEarlier(day(on), months)).toBe(earlier)
  })

  it('are the first day on which the age is reached', () => {
    fc.assert(
      fc.property(aDay, fc.integer({ min: 1, max: 90 }), (born, age) => {
        const on = birthday(born, age)
        const before = new Date(Date.parse(on) - 86_400_000).toISOString().slice(0, 10) as PlainDate
        return ageOn(born, on) === age && ageOn(born, before) === age - 1
      }),
    )
  })

  it('who had so many years on a day was born within the days that follow from it', () => {
    fc.assert(
      fc.property(aDay, aDay, (born, on) => {
        fc.pre(born <= on)
        const { earliest, latest } = bornByAge(ageOn(born, on), on)
        // Days at the end of February are written as the last of that month: off by one at most.
        const shift = (days: number, of: PlainDate) =>
          new Date(Date.parse(of) + days * 86_400_000).toISOString().slice(0, 10)
        return shift(-1, earliest) <= born && born <= shift(1, latest)
      }),
    )
  })
})
