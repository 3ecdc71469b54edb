import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadReference } from '#store/reference.ts'
import {
  isEnding,
  kindOn,
  type OrderGiven,
  orderProblems,
  orderState,
  type OrderStep,
  reviewOf,
  standingOn,
  stepProblems,
  type WrittenStep,
} from './order.ts'
import type { Instant, PlainDate } from './values/time.ts'
import { plusDays } from './values/time.ts'
import { bankHolidays } from './working-days.ts'

const { orders, clocks, bankHolidays: holidays } = loadReference()
const { kinds } = orders
const today = '2026-03-04' as PlainDate
const now = '2026-03-04T12:00:00.000Z' as Instant
const day = (text: string) => text as PlainDate

function order(over: Partial<OrderGiven> = {}): OrderGiven {
  return {
    kind: 'criminal-behaviour-order',
    isInterim: false,
    issuedBy: 'Highbury Corner youth court',
    issuedOn: day('2026-03-02'),
    from: day('2026-03-02'),
    until: day('2028-03-01'),
    born: day('2009-06-01'),
    youthViews: 'They ask for no curfew on school nights',
    conditions: { other: 'Not to carry a bag that is not his' },
    ...over,
  }
}

const wrong = (over: Partial<OrderGiven>) =>
  orderProblems(order(over), kinds, 'england', today).map(({ field }) => field)

describe('an order that is right', () => {
  it.each([
    [{}, 'two years for a boy of 16'],
    [{ until: day('2027-03-01') }, 'one year to its last day'],
    [{ until: day('2029-03-01') }, 'three years'],
    [{ until: day('2029-03-02') }, 'three years to the same day'],
    [{ isInterim: true, until: day('2026-04-01'), youthViews: undefined }, 'interim, for a month'],
    [{ born: day('2000-01-01'), until: undefined, youthViews: undefined }, 'of an adult, open-ended'],
    [{ born: day('2000-01-01'), until: day('2028-03-01'), youthViews: undefined }, 'of an adult, two years'],
    [{ kind: 'slavery-trafficking-risk-order', until: day('2028-03-01') }, 'a risk order of two years'],
    [{ kind: 'slavery-trafficking-prevention-order', until: undefined }, 'a prevention order until further order'],
    [{ kind: 'anti-social-behaviour-injunction', until: day('2027-03-01') }, 'an injunction of a year'],
    [{ kind: 'gang-injunction', until: day('2028-03-01') }, 'an injunction of two years'],
  ])('%j: %s', (over, _what) => {
    expect(orderProblems(order(over), kinds, 'england', today)).toEqual([])
  })
})

describe('an order that is wrong', () => {
  it.each([
    [{ until: undefined }, 'until', 'a child’s cannot be open-ended'],
    [{ until: day('2027-02-28') }, 'until', 'shorter than a year'],
    [{ until: day('2029-03-03') }, 'until', 'longer than three years'],
    [{ youthViews: ' ' }, 'youthViews', 'nobody asked the youth offending team'],
    [{ born: day('2000-01-01'), until: day('2027-03-01') }, 'until', 'an adult’s of one year'],
    [{ born: day('2016-06-01') }, 'born', 'a child of nine'],
    [{ kind: 'gang-injunction', born: day('2012-03-03') }, 'born', 'a child of 13, a day before the birthday'],
    [{ kind: 'gang-injunction', until: day('2028-03-03') }, 'until', 'longer than two years'],
    [{ kind: 'anti-social-behaviour-injunction', until: day('2027-03-03') }, 'until', 'longer than a year'],
    [
      { kind: 'slavery-trafficking-risk-order', until: day('2028-02-29') },
      'until',
      'a risk order of less than two years',
    ],
    [{ kind: 'slavery-trafficking-prevention-order', until: day('2031-02-28') }, 'until', 'less than five years'],
    [{ kind: 'child-criminal-exploitation-prevention-order' }, 'kind', 'not known to be in force'],
    [{ kind: 'no-such-order' }, 'kind', 'no such kind'],
    [
      { issuedOn: day('2014-10-19'), from: day('2014-10-19'), until: day('2016-10-18'), born: day('2000-01-01') },
      'kind',
      'before there were any',
    ],
    [{ issuedOn: day('2026-03-05'), from: day('2026-03-05') }, 'issuedOn', 'made tomorrow'],
    [{ from: day('2026-03-01') }, 'from', 'begins before it was made'],
    [{ isInterim: true, until: undefined }, 'until', 'an interim one without an end'],
    [{ issuedBy: '' }, 'issuedBy', 'no court'],
    [{ conditions: {} }, 'conditions', 'nothing that it asks'],
  ])('%j: %s, %s', (over, field, _why) => {
    expect(wrong(over)).toEqual([field])
  })

  it('ends before it begins', () => {
    expect(wrong({ until: day('2026-03-01') })).toContain('until')
  })
})

describe('a child abduction warning notice', () => {
  const notice = (protects: OrderGiven['protects'], over: Partial<OrderGiven> = {}) =>
    wrong({
      kind: 'child-abduction-warning-notice',
      issuedBy: 'PC 1234',
      born: day('1999-01-01'),
      until: undefined,
      protects,
      ...over,
    })
  it.each([
    ['2010-03-03', 'none', [], 'a child of 15'],
    ['2010-03-02', 'none', ['protectsBorn'], 'a child who is 16 that day'],
    ['2010-03-02', 'care-order', [], '16 and under a care order'],
    ['2008-03-03', 'police-protection', [], '17 and in police protection'],
    ['2008-03-03', 'emergency-protection', [], '17 under an emergency protection order'],
    ['2008-03-02', 'care-order', ['protectsBorn'], '18 that day'],
    ['2026-03-03', 'none', ['protectsBorn'], 'born after it'],
  ] as const)('protecting somebody born on %s (%s): %j, %s', (born, care, expected, _why) => {
    expect(notice({ name: 'A Child', born: day(born), care })).toEqual(expected)
  })

  it('names a child, and an adult', () => {
    expect(notice(undefined)).toEqual(['protectsName'])
    expect(notice({ name: 'A Child', born: day('2012-01-01'), care: 'none' }, { born: day('2009-01-01') })).toEqual([
      'born',
    ])
    expect(
      notice({ name: 'A Child', born: day('2012-01-01'), care: 'none' }, { isInterim: true, until: today }),
    ).toEqual(['isInterim'])
  })
})

describe('what happens to an order', () => {
  const noted: OrderStep = {
    kind: 'possible-breach',
    at: '2026-03-03T23:10:00.000Z' as Instant,
    seen: 'at London Bridge, alone',
    seenBy: 'PC Fenn',
    account: 'He was told to wait for somebody',
  }
  const decided = (about: number): OrderStep => ({ kind: 'decided', about, decision: 'coerced', reason: 'he was sent' })
  const written = (steps: readonly OrderStep[]): WrittenStep[] =>
    steps.map((said, at) => ({ stepNo: at + 1, said, at: now, byName: 'A Worker' }))
  const given = order()
  const after = (...steps: readonly OrderStep[]) => orderState(given, written(steps))
  const problems = (step: OrderStep, ...before: readonly OrderStep[]) =>
    stepProblems(after(...before), given, step, { now, today }).map(({ field }) => field)
  const ended = (kind: 'discharged' | 'ended' | 'reviewed', on = today): OrderStep => ({
    kind,
    on,
    reason: 'the court',
  })

  it('is folded in order', () => {
    const varied: OrderStep = {
      kind: 'varied',
      on: today,
      reason: 'school',
      until: day('2027-06-01'),
      conditions: { other: 'x' },
    }
    expect(after()).toMatchObject({ state: 'made', until: '2028-03-01', reviewedOn: '2026-03-02', breaches: [] })
    expect(after(varied, ended('reviewed'))).toMatchObject({
      until: '2027-06-01',
      conditions: { other: 'x' },
      reviewedOn: today,
    })
    expect(after(ended('discharged')).state).toBe('discharged')
    const [entry] = after(noted, decided(1)).breaches
    expect([entry?.noted.stepNo, entry?.decided?.said.decision]).toEqual([1, 'coerced'])
  })

  it.each([
    [noted, [], []],
    [noted, [ended('ended')], []],
    [{ ...noted, at: '2026-03-01T23:59:00.000Z' as Instant }, [], ['at']],
    [{ ...noted, at: '2026-03-04T13:00:00.000Z' as Instant }, [], ['at']],
    [{ ...noted, account: '' }, [], ['account']],
    [decided(1), [noted], []],
    [decided(2), [noted], ['about']],
    [decided(1), [noted, decided(1)], ['about']],
    [{ ...decided(1), reason: ' ' }, [noted], ['reason']],
    [ended('reviewed'), [], []],
    [ended('reviewed', day('2026-03-05')), [], ['on']],
    [ended('reviewed', day('2026-03-01')), [], ['on']],
    [ended('discharged'), [ended('ended')], ['kind']],
    [{ kind: 'varied', on: today, reason: 'x', until: day('2026-03-01'), conditions: { other: 'x' } }, [], ['until']],
    [{ kind: 'varied', on: today, reason: 'x', conditions: {} }, [], ['conditions']],
  ] as const)('%j after %j is wrong in %j', (step, before, fields) => {
    expect(problems(step as OrderStep, ...(before as readonly OrderStep[]))).toEqual(fields)
  })

  it('leaves each note undecided until it is decided by its own number, whatever else happens', () => {
    const step = fc.oneof(
      fc.constant(noted),
      fc.integer({ min: 1, max: 12 }).map(decided),
      fc.constantFrom('reviewed' as const, 'ended' as const).map(kind => ended(kind)),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), steps => {
        const all = written(steps)
        for (const { noted: one, decided: answer } of orderState(given, all).breaches) {
          const own = all.filter(
            ({ said, stepNo }) => said.kind === 'decided' && said.about === one.stepNo && stepNo > one.stepNo,
          )
          expect(answer).toEqual(own.at(-1))
        }
      }),
    )
  })
})

describe('the clocks of an order', () => {
  const rules = { clocks, holidays: bankHolidays(holidays.map(({ date }) => date)) }
  const review = (code: string, born: string, since: string, at = now) => {
    const kind = kindOn(kinds, code, day(since))
    if (kind === undefined) throw new Error(code)
    return reviewOf(kind, { born: day(born), nation: 'wales', since: day(since) }, rules, at)
  }

  it.each([
    ['criminal-behaviour-order', '2009-06-01', '2025-03-10', '2026-03-10', 'due-soon'],
    ['criminal-behaviour-order', '2009-06-01', '2025-03-03', '2026-03-03', 'breached'],
    ['criminal-behaviour-order', '2009-06-01', '2025-06-10', '2026-06-10', 'running'],
    ['criminal-behaviour-order', '1999-06-01', '2025-12-10', '2026-03-10', 'due-soon'],
    ['gang-injunction', '2009-06-01', '2025-03-10', '2026-03-10', 'due-soon'],
    ['slavery-trafficking-risk-order', '2009-06-01', '2026-01-10', '2026-04-10', 'running'],
  ])('%s of somebody born on %s, last looked at on %s, is looked at by %s: %s', (code, born, since, due, state) => {
    expect(review(code, born, since)).toMatchObject({ dueAt: expect.stringContaining(due), state })
  })

  it.each([
    ['made', '2026-03-05', undefined, 'not-begun'],
    ['made', '2026-03-04', undefined, 'in-force'],
    ['made', '2026-03-01', '2026-03-04', 'in-force'],
    ['made', '2026-03-01', '2026-03-03', 'over'],
    ['discharged', '2026-03-01', '2026-03-03', 'discharged'],
  ] as const)('%s, from %s until %s: %s', (state, from, until, standing) => {
    expect(standingOn({ state, from: day(from), until: until && day(until) }, today)).toBe(standing)
  })

  it('say that it ends a month before it does, and go on saying so', () => {
    expect(
      [undefined, plusDays(today, 32), plusDays(today, 31), plusDays(today, -1)].map(until => isEnding(until, today)),
    ).toEqual([false, false, true, true])
  })
})

describe('the kinds', () => {
  it('say where each comes from, and whether that was read', () => {
    expect(kinds.filter(({ source, statute }) => source === '' || statute === '')).toEqual([])
    expect(kinds.filter(({ verified }) => verified).map(({ code }) => code)).toEqual([
      'slavery-trafficking-prevention-order',
      'slavery-trafficking-risk-order',
    ])
  })
})
