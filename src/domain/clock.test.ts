import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadReference } from '#store/reference.ts'
import { clockState, dueAt, type Nation, type Pause, ruleOn, type RunningClock, startsFor } from './clock.ts'
import { londonDay, londonInstant } from './values/london.ts'
import { type Instant, type PlainDate, plusMinutes, toInstant } from './values/time.ts'
import { bankHolidays } from './working-days.ts'

const { clocks, bankHolidays: days } = loadReference()
const holidays = bankHolidays(days.map(({ date }) => date))

function rule(code: string, nation: Nation = 'england', day = '2026-06-01') {
  const found = ruleOn(clocks, code, nation, day as PlainDate)
  if (found === undefined) throw new Error(`No clock ${code} on ${day}`)
  return found
}

/** '2026-03-02 10:00' as read on a wall in London. */
function london(text: string): Instant {
  const [day = '', time = '00:00'] = text.split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return londonInstant(day as PlainDate, hour, minute)
}

const never: readonly Pause[] = []
const pause = (from: string, to: string | undefined, reason = 'the family could not be reached'): Pause => ({
  reason,
  from: london(from),
  to: to === undefined ? undefined : london(to),
})

/**
 * Every clock, worked out by hand on a calendar. Days end at 23:59:59 in London. The columns: clock, nation, start as on a wall in London,
 * last day; then how it was counted.
 */
const BY_HAND: readonly (readonly [code: string, nation: Nation, start: string, lastDay: string, counted: string])[] = [
  ['family-message', 'england', '2026-03-06 18:00', '2026-03-09', 'Friday evening, so Monday'],
  [
    'family-message',
    'wales',
    '2026-04-02 15:00',
    '2026-04-07',
    'Maundy Thursday: Good Friday, weekend and Easter Monday are out',
  ],
  ['referral-answer', 'england', '2026-03-05 10:00', '2026-03-10', 'a Thursday: Friday, Monday, Tuesday'],
  [
    'referral-answer',
    'wales',
    '2026-12-23 09:00',
    '2026-12-30',
    'a Wednesday: the 24th, then 25 and 28 December are holidays, the 29th and the 30th',
  ],
  ['referral-next-step', 'england', '2026-03-06 18:00', '2026-03-09', 'Friday evening, so Monday'],
  ['referral-next-step', 'wales', '2026-05-01 12:00', '2026-05-05', 'a Friday before 4 May, a holiday'],
  ['family-invitation', 'england', '2026-03-02 10:00', '2026-03-16', 'two weeks after a Monday'],
  ['family-invitation', 'wales', '2026-12-20 09:00', '2027-01-03', 'holidays and weekends count: 20 and 14 less 31'],
  [
    'meeting-minutes',
    'england',
    '2026-03-04 10:00',
    '2026-03-11',
    'Wednesday: Thursday, Friday, Monday, Tuesday, Wednesday',
  ],
  ['meeting-minutes', 'wales', '2026-04-01 16:00', '2026-04-10', 'Thursday, then Easter is out: Tuesday to Friday'],
  [
    'meeting-read',
    'england',
    '2026-12-23 09:00',
    '2027-01-04',
    'the 24th, then 29, 30, 31; Christmas, its Monday and New Year are out',
  ],
  ['meeting-read', 'wales', '2026-03-06 12:00', '2026-03-13', 'a week of five days after a Friday'],
  ['referral-decision', 'england', '2026-03-02 10:00', '2026-03-03', 'Monday, so Tuesday'],
  ['referral-decision', 'england', '2026-03-06 16:59', '2026-03-09', 'Friday, so Monday'],
  [
    'referral-decision',
    'england',
    '2026-03-07 03:00',
    '2026-03-09',
    'a Saturday night: Monday is the first working day',
  ],
  [
    'referral-decision',
    'wales',
    '2026-04-02 15:00',
    '2026-04-07',
    'Maundy Thursday: Good Friday, weekend and Easter Monday are out',
  ],
  [
    'referral-decision',
    'england',
    '2025-12-24 17:00',
    '2025-12-29',
    'Christmas Eve, a Wednesday: 25 and 26 are holidays, 27 and 28 the weekend',
  ],
  [
    'referral-decision',
    'england',
    '2026-12-24 17:00',
    '2026-12-29',
    'Thursday: Friday 25 is Christmas, 26 and 27 the weekend, Monday 28 for Boxing Day',
  ],
  ['referral-decision', 'wales', '2026-12-31 09:00', '2027-01-04', 'Thursday: Friday 1 January is a holiday'],
  [
    'assessment',
    'england',
    '2026-01-05 09:00',
    '2026-03-09',
    '45 working days are nine weeks, without a holiday in them: Monday to Monday',
  ],
  [
    'assessment',
    'england',
    '2025-12-01 09:00',
    '2026-02-05',
    'nine weeks from Monday 1 December are Monday 2 February; 25, 26 December and 1 January are added',
  ],
  [
    'assessment',
    'wales',
    '2026-01-05 09:00',
    '2026-03-04',
    '42 working days: eight weeks are Monday 2 March, and two days',
  ],
  [
    'assessment',
    'england',
    '2026-03-16 12:00',
    '2026-05-21',
    'nine weeks are Monday 18 May; Good Friday, Easter Monday and 4 May are added',
  ],
  ['strategy-to-conference', 'england', '2026-02-02 10:00', '2026-02-23', 'three weeks: Monday to Monday'],
  [
    'strategy-to-conference',
    'wales',
    '2026-03-23 10:00',
    '2026-04-15',
    'three weeks are Monday 13 April; Good Friday and Easter Monday are added',
  ],
  [
    'strategy-to-conference',
    'england',
    '2025-12-15 10:00',
    '2026-01-08',
    'three weeks are Monday 5 January; 25, 26 December and 1 January are added',
  ],
  ['core-group', 'england', '2026-04-27 10:00', '2026-05-12', 'two weeks are Monday 11 May; 4 May is added'],
  ['core-group', 'wales', '2026-05-18 10:00', '2026-06-02', 'two weeks are Monday 1 June; 25 May is added'],
  [
    'first-review-conference',
    'england',
    '2026-01-31 10:00',
    '2026-04-30',
    'three months from the 31st: April has 30 days',
  ],
  [
    'first-review-conference',
    'wales',
    '2025-11-30 10:00',
    '2026-02-28',
    'three months from 30 November: February 2026 has 28 days',
  ],
  ['later-review-conference', 'england', '2026-08-20 10:00', '2027-02-20', 'six months, over the year'],
  [
    'placement-notice',
    'england',
    '2026-08-27 20:00',
    '2026-09-04',
    'Thursday: 28, then Monday 31 is a holiday; 1, 2, 3, 4 September',
  ],
  [
    'adult-enquiry-decision',
    'england',
    '2026-04-02 15:00',
    '2026-04-13',
    'Maundy Thursday: Good Friday, weekend and Easter Monday are out; 7, 8, 9, 10, and Monday 13',
  ],
  [
    'adult-enquiry-decision',
    'wales',
    '2025-12-22 10:00',
    '2026-01-05',
    '23, 24, 29, 30, 31 December, Friday 2 and Monday 5 January; 25, 26 and 1 are holidays',
  ],
  ['nrm-reasonable-grounds', 'england', '2026-07-06 09:00', '2026-07-13', 'one week: Monday to Monday'],
  [
    'nrm-reasonable-grounds',
    'wales',
    '2026-12-21 09:00',
    '2026-12-30',
    '22, 23, 24; then 29 and 30, since 25 and 28 are holidays',
  ],
  [
    'nrm-devolved-reasonable-grounds',
    'england',
    '2026-03-01 09:00',
    '2026-04-15',
    '30 days are left of March: 15 April makes 45',
  ],
  [
    'nrm-devolved-reasonable-grounds',
    'wales',
    '2025-12-01 09:00',
    '2026-01-15',
    '30 left of December, holidays among them: 15 January',
  ],
  ['nrm-recovery', 'england', '2026-01-10 09:00', '2026-02-09', '21 left of January, and 9'],
  [
    'telecoms-order',
    'england',
    '2018-01-25 11:00',
    '2018-02-01',
    'Thursday: Friday 26, then 29, 30, 31 January and 1 February',
  ],
  [
    'telecoms-order',
    'wales',
    '2026-05-21 11:00',
    '2026-05-29',
    'Thursday: 22, then Monday 25 is a holiday; 26, 27, 28, 29',
  ],
  ['criminal-behaviour-order-review', 'england', '2024-02-29 10:00', '2025-02-28', 'a year from 29 February'],
  ['gang-injunction-review', 'wales', '2026-03-31 10:00', '2027-03-31', 'a year from 31 March'],
  ['order-review', 'wales', '2026-08-31 10:00', '2026-11-30', 'three months from 31 August; November has 30 days'],
  ['flag-review', 'england', '2026-11-30 10:00', '2027-02-28', 'three months from 30 November'],
]

describe('dueAt', () => {
  it.each(BY_HAND)('%s (%s) from %s ends with %s: %s', (code, nation, start, lastDay) => {
    const startedAt = london(start)
    const on = rule(code, nation, londonDay(startedAt) as string)
    expect(dueAt(on, { startedAt, pauses: never }, holidays, startedAt)).toBe(
      london(`${lastDay} 23:59`).replace(':59:00', ':59:59'),
    )
  })

  it('is worked out here for every clock that there is', () => {
    const worked = new Set(['return-interview', ...BY_HAND.map(([code]) => code)])
    expect(clocks.map(({ code }) => code).filter(code => !worked.has(code))).toEqual([])
    const ofNation = (nation: Nation) => BY_HAND.filter(row => row[1] === nation).length
    expect(Math.min(ofNation('england'), ofNation('wales'))).toBeGreaterThan(8)
  })

  it.each([
    ['an ordinary week', 'england', '2026-06-01 20:00', '2026-06-04 20:00'],
    ['over a weekend and Christmas: hours know no holidays', 'wales', '2026-12-24 18:30', '2026-12-27 18:30'],
    // 29 March 2026, 01:00 becomes 02:00: 72 hours after 20:00 GMT are 21:00 BST.
    ['an hour lost when summer time starts', 'england', '2026-03-27 20:00', '2026-03-30 21:00'],
    // 25 October 2026, 02:00 becomes 01:00: 72 hours after 20:00 BST are 19:00 GMT.
    ['an hour won when summer time ends', 'wales', '2026-10-23 20:00', '2026-10-26 19:00'],
  ] as const)('return-interview, %s (%s): from %s to %s', (_, nation, start, end) => {
    const startedAt = london(start)
    expect(dueAt(rule('return-interview', nation), { startedAt, pauses: never }, holidays, startedAt)).toBe(london(end))
  })

  it.each([
    [
      'working days stand still on the pause’s days but the last',
      'core-group',
      '2026-06-01 10:00',
      [pause('2026-06-03 09:00', '2026-06-05 12:00')],
      '2026-06-17',
    ],
    // 3 and 4 June are out: ten working days from Monday 1 June are Monday 15, and two more.
    [
      'a pause over a weekend takes out its working days',
      'core-group',
      '2026-06-01 10:00',
      [pause('2026-06-05 09:00', '2026-06-09 09:00')],
      '2026-06-17',
    ],
    // Friday 5 and Monday 8 are out.
    [
      'a pause that ends the same day takes out nothing',
      'core-group',
      '2026-06-01 10:00',
      [pause('2026-06-03 09:00', '2026-06-03 17:00')],
      '2026-06-15',
    ],
    [
      'pauses that overlap count once',
      'core-group',
      '2026-06-01 10:00',
      [pause('2026-06-03 09:00', '2026-06-05 09:00'), pause('2026-06-04 09:00', '2026-06-08 09:00')],
      '2026-06-18',
    ],
    // 3, 4 and 5 June are out.
    [
      'a pause on a bank holiday takes out nothing twice',
      'core-group',
      '2026-04-01 10:00',
      [pause('2026-04-03 09:00', '2026-04-07 09:00')],
      '2026-04-17',
    ],
    // Good Friday and Easter Monday are out anyway: 2, 7 to 10, 13 to 17 April.
    [
      'calendar days stand still too',
      'nrm-devolved-reasonable-grounds',
      '2026-03-01 09:00',
      [pause('2026-03-10 09:00', '2026-03-20 09:00')],
      '2026-04-25',
    ],
    // Ten days, the 10th to the 19th: 15 April and ten.
    [
      'months stand still too',
      'first-review-conference',
      '2026-01-15 09:00',
      [pause('2026-02-01 09:00', '2026-02-08 09:00')],
      '2026-04-22',
    ],
    // Seven days: 15 April and seven.
  ] as const)('%s', (_, code, start, pauses, lastDay) => {
    const startedAt = london(start)
    expect(londonDay(dueAt(rule(code), { startedAt, pauses }, holidays, london('2026-12-01')))).toBe(lastDay)
  })

  it.each([
    ['hours that stood still are added', [pause('2026-06-02 08:00', '2026-06-02 14:30')], '2026-06-05 02:30'],
    [
      'two pauses that touch are one',
      [pause('2026-06-02 08:00', '2026-06-02 10:00'), pause('2026-06-02 10:00', '2026-06-02 14:30')],
      '2026-06-05 02:30',
    ],
    [
      'a pause before the start counts from the start',
      [pause('2026-05-30 08:00', '2026-06-01 22:00')],
      '2026-06-04 22:00',
    ],
    ['a pause after the end changes nothing', [pause('2026-06-04 20:01', '2026-06-09 20:00')], '2026-06-04 20:00'],
    [
      'a pause that begins in time that an earlier one gave counts',
      [pause('2026-06-02 20:00', '2026-06-03 20:00'), pause('2026-06-05 10:00', '2026-06-05 11:00')],
      '2026-06-05 21:00',
    ],
  ] as const)('return-interview from 1 June, 20:00: %s', (_, pauses, end) => {
    const clock = { startedAt: london('2026-06-01 20:00'), pauses }
    expect(dueAt(rule('return-interview'), clock, holidays, london('2026-07-01'))).toBe(london(end))
  })

  it('of an open pause moves on with the day', () => {
    const clock = { startedAt: london('2026-06-01 20:00'), pauses: [pause('2026-06-02 20:00', undefined)] }
    const due = (now: string) => dueAt(rule('return-interview'), clock, holidays, london(now))
    expect(due('2026-06-03 20:00')).toBe(london('2026-06-05 20:00'))
    expect(due('2026-06-05 20:00')).toBe(london('2026-06-07 20:00'))
  })
})

describe('ruleOn', () => {
  it('is the version in force when the clock started', () => {
    expect(rule('nrm-recovery', 'england', '2022-12-12').amount).toBe(45)
    expect(rule('nrm-recovery', 'england', '2022-12-13').amount).toBe(30)
    expect(ruleOn(clocks, 'telecoms-order', 'england', '2017-12-06' as PlainDate)).toBeUndefined()
  })

  it('knows both nations apart', () => {
    expect([rule('assessment', 'england').amount, rule('assessment', 'wales').amount]).toEqual([45, 42])
    expect(ruleOn(clocks, 'placement-notice', 'wales', '2026-06-01' as PlainDate)).toBeUndefined()
  })
})

describe('startsFor', () => {
  const interview = rule('return-interview')
  const returned = london('2026-06-01 20:00')

  it('starts for a child, and a birthday at 18 while it runs does not stop it', () => {
    const born = '2008-06-02' as PlainDate
    expect(startsFor(interview, born, returned)).toBe(true)
    const state = clockState(
      interview,
      { startedAt: returned, pauses: never, metAt: undefined },
      holidays,
      london('2026-06-04 12:00'),
    )
    expect(state).toEqual({ state: 'due-soon', dueAt: london('2026-06-04 20:00') })
  })

  it('does not start for somebody who is 18 that day, starts for somebody of unknown age, and looks at the day in London', () => {
    expect(startsFor(interview, '2008-06-01' as PlainDate, returned)).toBe(false)
    expect(startsFor(interview, undefined, returned)).toBe(true)
    // 23:30 UTC on 31 May is 00:30 on 1 June in London.
    expect(startsFor(interview, '2008-06-01' as PlainDate, '2026-05-31T23:30:00.000Z' as Instant)).toBe(false)
    expect(startsFor(rule('telecoms-order'), '1980-01-01' as PlainDate, returned)).toBe(true)
  })
})

describe('clockState', () => {
  const startedAt = london('2026-06-01 20:00')
  const stateAt = (now: string, clock: Partial<RunningClock> = {}, code = 'return-interview') =>
    clockState(rule(code), { startedAt, pauses: never, metAt: undefined, ...clock }, holidays, london(now)).state

  it.each([
    ['2026-06-01 20:00', 'running'],
    ['2026-06-03 19:59', 'running'],
    ['2026-06-03 20:00', 'due-soon'],
    ['2026-06-04 20:00', 'due-soon'],
    ['2026-06-04 20:01', 'breached'],
  ])('of an interview at %s is %s', (now, state) => {
    expect(stateAt(now)).toBe(state)
  })

  it('is met in time, or late, whatever the time is now', () => {
    expect(stateAt('2026-06-09 09:00', { metAt: london('2026-06-04 20:00') })).toBe('met')
    expect(stateAt('2026-06-09 09:00', { metAt: london('2026-06-04 20:01') })).toBe('met-late')
  })

  it('is paused only while it stands still, and not after its time was up', () => {
    const pauses = [pause('2026-06-02 10:00', '2026-06-03 10:00')]
    expect(stateAt('2026-06-02 09:59', { pauses })).toBe('running')
    expect(stateAt('2026-06-02 10:00', { pauses })).toBe('paused')
    expect(stateAt('2026-06-03 10:00', { pauses })).toBe('running')
    expect(stateAt('2026-06-04 20:01', { pauses })).toBe('due-soon')
    expect(stateAt('2026-06-20 10:00', { pauses: [pause('2026-06-10 10:00', undefined)] })).toBe('breached')
  })

  it('warns working days before the end of working days', () => {
    // 45 working days from Monday 5 January end on 9 March; 40 of them on 2 March.
    const clock = { startedAt: london('2026-01-05 09:00') }
    expect(stateAt('2026-03-02 12:00', clock, 'assessment')).toBe('running')
    expect(stateAt('2026-03-03 00:00', clock, 'assessment')).toBe('due-soon')
    expect(stateAt('2026-03-10 00:00', clock, 'assessment')).toBe('breached')
  })

  it('of a time that has to pass is over after it, and never breached', () => {
    expect(stateAt('2026-07-01 12:00', {}, 'nrm-recovery')).toBe('running')
    expect(stateAt('2026-07-02 00:00', {}, 'nrm-recovery')).toBe('over')
  })

  const minute = fc.integer({ min: 0, max: 60 * 24 * 60 })
  const anyPause = fc.tuple(minute, minute).map(([a, b]) => ({
    reason: 'any',
    from: plusMinutes(startedAt, Math.min(a, b)),
    to: plusMinutes(startedAt, Math.max(a, b)),
  }))

  it('never comes sooner by a pause, and does not depend on the order of pauses', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clocks), fc.array(anyPause, { maxLength: 6 }), anyPause, (one, pauses, more) => {
        const due = (all: readonly Pause[]) => dueAt(one, { startedAt, pauses: all }, holidays, startedAt)
        expect(due([...pauses, more]) >= due(pauses)).toBe(true)
        expect(due(pauses.toReversed())).toBe(due(pauses))
      }),
    )
  })

  it('goes from running to due soon to breached and never back', () => {
    const order = ['running', 'due-soon', 'breached']
    fc.assert(
      fc.property(fc.constantFrom(...clocks.filter(one => one.meaning === 'by')), minute, minute, (one, a, b) => {
        const at = (minutes: number) =>
          order.indexOf(
            clockState(one, { startedAt, pauses: never, metAt: undefined }, holidays, plusMinutes(startedAt, minutes))
              .state,
          )
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)))
      }),
    )
  })
})

it('takes the lost hour out of nobody’s pause', () => {
  const clock = { startedAt: london('2026-03-27 20:00'), pauses: [pause('2026-03-29 00:00', '2026-03-29 04:00')] }
  // Three hours passed between 00:00 and 04:00 that night.
  const due = dueAt(rule('return-interview'), clock, holidays, london('2026-04-10'))
  expect(due).toBe(toInstant(new Date(Date.parse(clock.startedAt) + 75 * 3_600_000)))
})
