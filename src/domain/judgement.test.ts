import { describe, expect, it } from 'vitest'
import { type JudgementGiven, judgementProblems, LONGEST_REVIEW_DAYS, standingJudgements } from './judgement.ts'
import { type Instant, type PlainDate, plusDays } from './values/time.ts'

const TODAY = '2026-03-04' as PlainDate
const right: JudgementGiven = {
  words: 'He is made to carry drugs, and works off a debt',
  reasons: 'Two agencies saw it apart from each other',
  exploitation: ['criminal', 'debt-bondage'],
  reviewOn: plusDays(TODAY, 28),
}

describe('judgementProblems', () => {
  it.each<readonly [string, Partial<JudgementGiven>, readonly string[]]>([
    ['nothing in several kinds of exploitation', {}, []],
    ['nothing where none is named', { exploitation: [] }, []],
    ['no words', { words: '' }, ['words']],
    ['no reasons', { reasons: ' ' }, ['reasons']],
    ['a kind that there is not', { exploitation: ['criminal', 'other'] }, ['exploitation']],
    ['a review today', { reviewOn: TODAY }, ['reviewOn']],
    ['a review as late as may be', { reviewOn: plusDays(TODAY, LONGEST_REVIEW_DAYS) }, []],
    ['a review too late', { reviewOn: plusDays(TODAY, LONGEST_REVIEW_DAYS + 1) }, ['reviewOn']],
  ])('finds %s', (_, change, fields) => {
    const problems = judgementProblems({ ...right, ...change }, new Set(['criminal', 'debt-bondage']), TODAY)
    expect(problems.map(problem => problem.field)).toEqual(fields)
  })
})

it('lets the newest judgement of each agency stand, and keeps what it superseded', () => {
  const made = (agency: string, day: number) => ({ agency, at: `2026-03-0${day}T09:00:00.000Z` as Instant })
  const { standing, earlier } = standingJudgements([
    made('council', 1),
    made('police', 2),
    made('council', 4),
    made('council', 3),
  ])
  expect(standing).toEqual([made('council', 4), made('police', 2)])
  expect(earlier).toEqual([made('council', 3), made('council', 1)])
})
