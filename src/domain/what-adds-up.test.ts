import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Instant, plusMinutes } from './values/time.ts'
import { type KnownEpisode, type SchoolAbsence, type WhatAddsUp, whatAddsUp } from './what-adds-up.ts'

const NOW = '2026-06-15T12:00:00.000Z' as Instant
const HOUR = 60
const DAY = 24 * HOUR
const ago = (days: number, hours = 0) => plusMinutes(NOW, -days * DAY - hours * HOUR)

let made = 0
/** An episode that began so many days ago and lasted so many hours. */
function episode(days: number, hours: number | undefined, more: Partial<KnownEpisode> = {}): KnownEpisode {
  made += 1
  const from = ago(days)
  return {
    agency: 'met-police',
    recordId: String(made).padStart(6, '0'),
    from,
    to: hours === undefined ? undefined : plusMinutes(from, hours * HOUR),
    status: 'missing',
    grade: 'medium',
    foundPlace: undefined,
    foundOutOfArea: false,
    injured: false,
    ...more,
  }
}
const school = (days: number, hours = 6): SchoolAbsence => ({ from: ago(days), to: ago(days, -hours) })
const absent = { status: 'absent', grade: 'very-low' }

const TABLE: readonly (readonly [
  what: string,
  episodes: readonly KnownEpisode[],
  absences: readonly SchoolAbsence[],
  adds: Partial<WhatAddsUp>,
])[] = [
  [
    'nothing',
    [],
    [],
    { episodes: 0, absent: 0, agencies: 0, soonAgain: 0, gapDays: [], stayMinutes: [], samePlace: [] },
  ],
  [
    'absent episodes of two agencies in the same list',
    [episode(100, 5, absent), episode(60, 5, { ...absent, agency: 'enfield-council' }), episode(20, 5)],
    [],
    { episodes: 3, absent: 2, agencies: 2 },
  ],
  ['an unreported absence told by a parent', [episode(9, 3, { status: 'unreported-absence' })], [], { episodes: 1 }],
  [
    'what ended before the year',
    [episode(400, 24), episode(366, 48), episode(10, 1)],
    [],
    { episodes: 2, dayOrLonger: 1 },
  ],
  ['somebody who is away now', [episode(3, undefined)], [], { episodes: 1, dayOrLonger: 1, stayMinutes: [3 * DAY] }],
  [
    'gaps that get shorter',
    [episode(100, 24), episode(60, 24), episode(40, 24), episode(30, 24)],
    [],
    { gapDays: [39, 19, 9], gapsShorten: true, staysLengthen: false, soonAgain: 1 },
  ],
  [
    'gaps that do not',
    [episode(100, 24), episode(60, 24), episode(10, 24), episode(1, 1)],
    [],
    { gapDays: [39, 49, 8], gapsShorten: false },
  ],
  ['two gaps are no run', [episode(100, 24), episode(60, 24), episode(40, 24)], [], { gapsShorten: false }],
  [
    'stays that get longer',
    [episode(100, 4), episode(60, 30), episode(30, 80)],
    [],
    { stayMinutes: [4 * HOUR, 30 * HOUR, 80 * HOUR], staysLengthen: true, dayOrLonger: 2 },
  ],
  [
    'one time that two agencies reported: both are counted, and it is one stay',
    [episode(100, 24), episode(99.5, 24, { agency: 'enfield-council' }), episode(50, 24)],
    [],
    { episodes: 3, stayMinutes: [36 * HOUR, 24 * HOUR], gapDays: [48] },
  ],
  [
    'the same place twice, however it is written',
    [
      episode(90, 5, { foundPlace: 'Railway station, Colchester' }),
      episode(60, 5, { foundPlace: 'railway station Colchester' }),
      episode(30, 5, { foundPlace: 'a park' }),
    ],
    [],
    { samePlace: [{ place: 'Railway station, Colchester', times: 2 }] },
  ],
  [
    'home is no place to have been found twice',
    [episode(90, 5, { foundPlace: 'home' }), episode(60, 5, { foundPlace: 'Home, Brockley' })],
    [],
    { samePlace: [] },
  ],
  [
    'found out of area, and hurt',
    [episode(90, 5, { foundOutOfArea: true }), episode(60, 5, { foundOutOfArea: true, injured: true }), episode(30, 5)],
    [],
    { foundOutOfArea: 2, injured: 1 },
  ],
  [
    'school absence on the same days',
    [episode(90, 30), episode(60, 5), episode(30, 5)],
    [school(89), school(60), school(45)],
    { withSchoolAbsence: 2 },
  ],
  [
    'an absence from school that has no end is of its day',
    [episode(10, 5), episode(60, 5)],
    [{ from: ago(60), to: undefined }],
    { withSchoolAbsence: 1 },
  ],
  ['soon again: within 14 days of a return', [episode(31, 24), episode(16, 24), episode(0.9, 5)], [], { soonAgain: 1 }],
  [
    'no going as soon again that another agency reported as well',
    [episode(30, 24), episode(30, 24, { agency: 'enfield-council' })],
    [],
    { episodes: 2, agencies: 2, soonAgain: 0 },
  ],
]

describe('whatAddsUp', () => {
  it.each(TABLE)('counts %s', (_, episodes, absences, adds) => {
    expect(whatAddsUp(episodes, absences, NOW)).toMatchObject(adds)
  })

  it('puts each episode in the quarter in which it began', () => {
    const { quarters } = whatAddsUp([episode(300, 2), episode(120, 5), episode(100, 40), episode(5, 1)], [], NOW)
    expect(quarters.map(({ began, longestMinutes }) => [began, longestMinutes])).toEqual([
      [1, 2 * HOUR],
      [0, 0],
      [2, 40 * HOUR],
      [1, HOUR],
    ])
    expect(quarters.at(-1)?.to).toBe(NOW)
  })

  it('holds counts, facts and no number that stands for a child', () => {
    const names = Object.keys(whatAddsUp([episode(3, 1)], [], NOW))
    expect(names.filter(name => /score|weight|rank|level|index|risk/i.test(name))).toEqual([])
  })
})

const anyEpisode = fc
  .record({
    days: fc.integer({ min: 0, max: 500 }),
    hours: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
    agency: fc.constantFrom('met-police', 'enfield-council', 'btp'),
    status: fc.constantFrom('missing', 'absent', 'away-without-authorisation', 'unreported-absence'),
    grade: fc.constantFrom('very-low', 'high', undefined),
    foundPlace: fc.constantFrom('station', 'Station.', 'park', 'home', undefined),
    foundOutOfArea: fc.boolean(),
    injured: fc.boolean(),
  })
  .map(({ days, hours, ...more }) => episode(days, hours, more))
const anyAbsence = fc.integer({ min: 0, max: 500 }).map(days => school(days))
const anyEpisodes = fc.array(anyEpisode, { maxLength: 15 })
const anyAbsences = fc.array(anyAbsence, { maxLength: 8 })

/** Every count, by name. */
function countsOf(adds: WhatAddsUp): ReadonlyMap<string, number> {
  const { quarters, samePlace, gapDays: _gaps, stayMinutes: _stays, ...rest } = adds
  return new Map([
    ...Object.entries(rest).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value] as const] : [])),
    ...quarters.flatMap(({ began, longestMinutes }, at) => [
      [`began ${at}`, began] as const,
      [`longest ${at}`, longestMinutes] as const,
    ]),
    ['places', samePlace.length],
    ['times at them', samePlace.reduce((sum, { times }) => sum + times, 0)],
  ])
}

describe('what adds up', () => {
  it('does not depend on the order of what is recorded', () => {
    fc.assert(
      fc.property(anyEpisodes, anyAbsences, (episodes, absences) => {
        const sorted = whatAddsUp(episodes, absences, NOW)
        expect(whatAddsUp(episodes.toReversed(), absences.toReversed(), NOW)).toEqual(sorted)
        const turned = [...episodes.slice(episodes.length / 2), ...episodes.slice(0, episodes.length / 2)]
        expect(whatAddsUp(turned, absences, NOW)).toEqual(sorted)
      }),
    )
  })

  it('never falls when something more is recorded', () => {
    fc.assert(
      fc.property(anyEpisodes, anyAbsences, anyEpisode, anyAbsence, (episodes, absences, more, away) => {
        const before = countsOf(whatAddsUp(episodes, absences, NOW))
        const after = [
          countsOf(whatAddsUp([...episodes, more], absences, NOW)),
          countsOf(whatAddsUp(episodes, [...absences, away], NOW)),
        ]
        expect(before.size).toBeGreaterThan(15)
        for (const [name, count] of before)
          for (const counts of after)
            expect([name, counts.get(name) ?? 0]).toEqual([name, Math.max(count, counts.get(name) ?? 0)])
      }),
      { numRuns: 500 },
    )
  })
})
