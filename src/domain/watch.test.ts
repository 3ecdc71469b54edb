import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlainDate, plusDays } from './values/time.ts'
import { endsSoon, LONGEST_WATCH_DAYS, type WatchRules, type WatchTerms, watchProblems } from './watch.ts'

const today = '2026-03-04' as PlainDate
const rules: WatchRules = {
  longest: new Map([
    ['missing-repeatedly', 365],
    ['threatened', 180],
  ]),
  bases: new Set(['ca2004-16la']),
}
const terms = (more: Partial<WatchTerms> = {}): WatchTerms => ({
  reason: 'missing-repeatedly',
  legalBasis: 'ca2004-16la',
  reviewOn: plusDays(today, 90),
  expiresOn: plusDays(today, 180),
  ...more,
})
const wrong = (more: Partial<WatchTerms>) => watchProblems(terms(more), rules, today).map(problem => problem.field)

describe('watchProblems', () => {
  it('takes a watch with reason, basis, review and end', () => {
    expect(watchProblems(terms(), rules, today)).toEqual([])
  })

  it.each([
    ['an unknown reason', { reason: 'because' }, ['reason']],
    ['a basis that is not for this agency', { legalBasis: 'dpa2018-part3' }, ['legalBasis']],
    ['an end that is over', { expiresOn: today }, ['expiresOn']],
    ['a life of more than a year', { expiresOn: plusDays(today, 400) }, ['expiresOn']],
    ['a life longer than the reason allows', { reason: 'threatened', expiresOn: plusDays(today, 200) }, ['expiresOn']],
    ['a review that is over', { reviewOn: today }, ['reviewOn']],
    ['a review after the end', { reviewOn: plusDays(today, 181) }, ['reviewOn']],
  ])('refuses %s', (_, more, fields) => {
    expect(wrong(more)).toEqual(fields)
  })

  it('lets no watch live for ever', () => {
    fc.assert(
      fc.property(fc.integer({ min: LONGEST_WATCH_DAYS + 1, max: 50_000 }), days => {
        expect(wrong({ expiresOn: plusDays(today, days) })).toContain('expiresOn')
      }),
    )
  })
})

describe('endsSoon', () => {
  it.each([
    [31, true],
    [32, false],
  ])('in %d days: %s', (days, soon) => {
    expect(endsSoon(plusDays(today, days), today)).toBe(soon)
  })
})
