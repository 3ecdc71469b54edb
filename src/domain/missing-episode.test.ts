import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohortMember } from './cohort.ts'
import { byMonth, type Episode, lastTwelveMonths, stripOf, summaryOf } from './missing-episode.ts'
import { type Instant, plusMinutes } from './values/time.ts'

const now = '2026-03-04T12:00:00.000Z' as Instant
const year = lastTwelveMonths(now)
const day = 24 * 60
const ago = (days: number) => plusMinutes(now, -days * day)
const episode = (from: number, to: number | undefined, status = 'missing', grade?: string): Episode => ({
  from: ago(from),
  to: to === undefined ? undefined : ago(to),
  status,
  grade,
})

describe('summaryOf', () => {
  it('counts absent and no-apparent-risk reports like all others, and says how many they are', () => {
    const episodes = [episode(30, 29), episode(20, 19, 'absent'), episode(10, 9, 'missing', 'very-low')]
    expect(summaryOf(episodes, year)).toMatchObject({ number: 3, absent: 2, totalMinutes: 3 * day })
  })

  it('counts time that two reports share once', () => {
    expect(summaryOf([episode(10, 6), episode(8, 4)], year)).toMatchObject({
      totalMinutes: 6 * day,
      longestMinutes: 4 * day,
    })
  })

  it('leaves out what ended before the window, and cuts what began before it', () => {
    expect(summaryOf([episode(500, 400), episode(370, 360)], year)).toMatchObject({ number: 1, totalMinutes: 5 * day })
  })

  it('runs an open episode until now', () => {
    expect(summaryOf([episode(3, undefined)], year)).toMatchObject({ missingNow: true, longestMinutes: 3 * day })
  })
})

const anyEpisodes = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 800 }), fc.option(fc.integer({ min: 0, max: 60 })))
    .map(([from, length]) => episode(from, length === null ? undefined : Math.max(0, from - length))),
  { maxLength: 20 },
)

describe('stripOf', () => {
  it('gives an hour a day of its own', () => {
    const hour = { ...episode(10, 10), to: plusMinutes(ago(10), 60) }
    expect(stripOf([hour], year)).toEqual([{ day: 355, days: 1 }])
  })

  it('stays inside the year, in order, without touching, and shows whoever counts', () => {
    fc.assert(
      fc.property(anyEpisodes, episodes => {
        const marks = stripOf(episodes, year)
        let end = -1
        for (const mark of marks) {
          expect(mark.day).toBeGreaterThan(end)
          expect(mark.days).toBeGreaterThan(0)
          end = mark.day + mark.days
        }
        expect(end).toBeLessThanOrEqual(365)
        expect(marks.length > 0).toBe(summaryOf(episodes, year).number > 0)
      }),
    )
  })
})

describe('byMonth', () => {
  it('adds up to the number of episodes', () => {
    fc.assert(
      fc.property(anyEpisodes, episodes => {
        const total = byMonth(episodes, year).reduce((sum, [, number]) => sum + number, 0)
        expect(total).toBe(summaryOf(episodes, year).number)
      }),
    )
  })
})

describe('cohortMember', () => {
  it('is held with every episode, whatever the window leaves out', () => {
    const episodes = [episode(20, 19), episode(400, 390)]
    const member = cohortMember({ personId: 'p', name: 'A', born: undefined, watchedUntil: undefined, episodes }, now)
    expect(member).toMatchObject({ held: 2, summary: { number: 1 }, months: [['2026-02', 1]] })
  })
})
