import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import { caseFrom, knownOn, stateAsKnownOn } from './case-state.ts'
import type { CaseEvent } from './event.ts'
import { mattersOf } from './matters.ts'
import {
  mayDoReferral,
  RECEIVER_MOVES,
  type ReferralCommand,
  referralEvents,
  referralMoves,
  referralProblems,
  type ReferralRules,
  SENDER_MOVES,
  servicesFor,
} from './referral-rules.ts'
import { type AgencyReferral, isOpenReferral, waitsIn } from './referral.ts'

const NOON = '2026-03-04T12:00:00.000Z' as Instant
const DAY = '2026-03-04' as PlainDate
const [SCHOOL, COUNCIL, CHARITY] = ['a-school', 'a-council', 'a-charity'] as AgencyId[] as [
  AgencyId,
  AgencyId,
  AgencyId,
]
const KINDS: Readonly<Record<string, string>> = {
  [SCHOOL]: 'school',
  [COUNCIL]: 'council',
  [CHARITY]: 'charity',
  'new-council': 'council',
}
const step = { label: '', workingDays: 1, warnHours: 4, effectiveFrom: '2011-01-01' as PlainDate, effectiveTo: null }
const RULES: ReferralRules = {
  clocks: [
    { ...step, code: 'managers', kind: 'dispute-step', rank: 1 },
    { ...step, code: 'heads', kind: 'dispute-step', rank: 2 },
  ],
  holidays: new Set(),
  services: [
    { code: 'safeguarding', receivers: ['council'], appliesTo: 'child', needsConsent: false },
    { code: 'early-help', receivers: ['council'], appliesTo: 'child', needsConsent: true },
    { code: 'worker', receivers: ['council', 'charity'], appliesTo: 'any', needsConsent: false },
    { code: 'adult', receivers: ['council'], appliesTo: 'adult', needsConsent: false },
  ],
  reasons: new Set(['threshold']),
  kindOf: agency => KINDS[agency],
  dissolved: new Map([
    ['old-council', { name: 'Old Council', dissolvedOn: '2023-04-01', successors: ['New Council', 'Other Council'] }],
  ]),
  answerBy: (_, __, at) => plusMinutes(at, 24 * 60),
  nextBy: (_, at) => plusMinutes(at, 48 * 60),
}

let ids = 0

/** Referrals in memory, about which agencies do what the rules let them. */
function referrals() {
  const events: CaseEvent[] = []
  const state = () => caseFrom(events).referrals
  return {
    events,
    state,
    last: (): AgencyReferral => {
      const found = state().at(-1)
      if (found === undefined) throw new Error('there is none')
      return found
    },
    /** Do it if the rules let the agency; gives whether they did. */
    does: (agency: AgencyId, command: ReferralCommand, now = NOON): boolean => {
      const doer = { agency, now, newId: () => `id${(ids += 1)}` }
      if (referralProblems(command, RULES, doer, 'child').length > 0) return false
      if (!mayDoReferral(state(), command, RULES, doer)) return false
      for (const { kind, facts, words = null, happenedAt } of referralEvents(state(), command, RULES, doer))
        events.push({
          eventId: `e${(ids += 1)}`,
          agency,
          kind,
          facts,
          words,
          byName: 'Kit',
          happenedAt,
          recordedAt: now,
        } as CaseEvent)
      return true
    },
  }
}

const words = 'because'
const who = { name: 'Ada', phone: '07700 900123' }
const ask: Extract<ReferralCommand, { kind: 'send' }> = {
  kind: 'send',
  to: COUNCIL,
  service: 'safeguarding',
  words,
  wishes: 'to be left in peace',
  consent: 'not-asked',
  consentWhy: 'it would put him at risk',
  urgency: 'soon',
  ...who,
}
const accept = (referralId: string): ReferralCommand => ({ kind: 'accept', referralId, words, ...who, firstOn: DAY })
const decline = (referralId: string): ReferralCommand => ({
  kind: 'decline',
  referralId,
  words,
  reason: 'threshold',
  instead: 'A worker of his own',
  insteadTo: CHARITY,
})

/** Sent by the school to the council. */
function sent() {
  const one = referrals()
  one.does(SCHOOL, ask)
  return { ...one, referralId: one.last().referralId }
}

const problemsOf = (command: ReferralCommand, age: 'child' | 'adult' | 'unknown' = 'child') =>
  referralProblems(command, RULES, { agency: SCHOOL, now: NOON }, age)

describe('a referral', () => {
  it('is received, accepted and done by whom it was sent to, and by nobody else', () => {
    const one = sent()
    const { referralId } = one
    expect(one.does(SCHOOL, { kind: 'receive', referralId, words: '', ...who })).toBe(false)
    expect(one.does(CHARITY, accept(referralId))).toBe(false)
    expect(one.does(COUNCIL, { kind: 'receive', referralId, words: '', ...who })).toBe(true)
    expect(one.does(COUNCIL, { kind: 'receive', referralId, words: '', ...who })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'finish', referralId, words })).toBe(false)
    expect(one.does(COUNCIL, accept(referralId))).toBe(true)
    expect(one.does(COUNCIL, decline(referralId))).toBe(false)
    expect(one.does(COUNCIL, { kind: 'finish', referralId, words })).toBe(true)
    expect(one.last()).toMatchObject({ stage: 'done', received: who, accepted: { firstOn: DAY }, ended: { words } })
    expect(mattersOf(caseFrom(one.events), NOON)).toEqual([])
  })

  it('waits for an answer with its clock, and goes on waiting when that is over', () => {
    const one = sent()
    const { referralId } = one
    const waiting = { kind: 'referral', matterId: referralId, agency: SCHOOL, other: COUNCIL, step: 'answer' }
    const dueAt = plusMinutes(NOON, 24 * 60)
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([{ ...waiting, dueAt }])
    const later = plusMinutes(NOON, 10 * 24 * 60)
    expect(mattersOf(caseFrom(one.events), later)).toMatchObject([{ ...waiting, dueAt }])
    expect(referralMoves(one.last(), COUNCIL, RULES, later)).toEqual(['receive', 'accept', 'decline'])
  })

  it('that is declined stays with whoever referred until they say what happens next', () => {
    const one = sent()
    const { referralId } = one
    expect(one.does(COUNCIL, decline(referralId))).toBe(true)
    const next = { agency: SCHOOL, other: undefined, step: 'next', dueAt: plusMinutes(NOON, 48 * 60) }
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([next])
    expect(referralMoves(one.last(), SCHOOL, RULES, NOON)).toEqual(['send', 'dispute', 'close'])
    expect(one.does(SCHOOL, { kind: 'close', referralId, words: '' })).toBe(false)
    expect(one.does(SCHOOL, { kind: 'close', referralId, words })).toBe(true)
    expect(one.last()).toMatchObject({ stage: 'closed', declined: { reason: 'threshold', insteadTo: CHARITY } })
    expect(mattersOf(caseFrom(one.events), NOON)).toEqual([])
  })

  it('is referred elsewhere once, and the two are tied together', () => {
    const one = sent()
    const { referralId } = one
    const elsewhere = { ...ask, to: CHARITY, service: 'worker', insteadOf: referralId }
    expect(one.does(SCHOOL, elsewhere)).toBe(false)
    one.does(COUNCIL, decline(referralId))
    expect(one.does(COUNCIL, { ...elsewhere, to: CHARITY })).toBe(false)
    expect(one.does(SCHOOL, elsewhere)).toBe(true)
    expect(one.does(SCHOOL, { ...elsewhere, to: COUNCIL })).toBe(false)
    expect(one.state().map(({ stage, insteadOf }) => [stage, insteadOf])).toEqual([
      ['moved-on', undefined],
      ['sent', referralId],
    ])
  })

  it('goes up the ladder step by step, and may be accepted after all', () => {
    const one = sent()
    const { referralId } = one
    const contest: ReferralCommand = { kind: 'dispute', referralId, words }
    expect(one.does(SCHOOL, contest)).toBe(false)
    one.does(COUNCIL, decline(referralId))
    expect([one.does(SCHOOL, contest), one.does(SCHOOL, contest), one.does(SCHOOL, contest)]).toEqual([
      true,
      true,
      false,
    ])
    expect(one.last().contests.map(each => each.step)).toEqual(['managers', 'heads'])
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([{ step: 'dispute', agency: SCHOOL, other: COUNCIL }])
    expect(one.does(COUNCIL, accept(referralId))).toBe(true)
    expect(one.last()).toMatchObject({ stage: 'accepted', declined: { reason: 'threshold' } })
  })

  it('is not asked twice of one agency while the first is open', () => {
    const one = sent()
    expect(one.does(SCHOOL, ask)).toBe(false)
    expect(one.does(SCHOOL, { ...ask, service: 'worker' })).toBe(true)
    expect(one.does(CHARITY, ask)).toBe(true)
    one.does(SCHOOL, { kind: 'withdraw', referralId: one.referralId, words })
    expect(one.does(SCHOOL, ask)).toBe(true)
  })

  it('to an agency that was dissolved names which took its place', () => {
    expect(problemsOf({ ...ask, to: 'old-council' as AgencyId })).toEqual([
      {
        field: 'to',
        message: 'Old Council was dissolved in 2023. Choose New Council or Other Council',
      },
    ])
    expect(problemsOf({ ...(decline('x') as object), insteadTo: 'old-council' } as ReferralCommand)).toMatchObject([
      { field: 'insteadTo' },
    ])
  })

  it.each([
    ['nothing asked for', { service: '' }, ['service']],
    ['for an adult', { service: 'adult' }, ['service']],
    ['to one that does not offer it', { to: CHARITY }, ['to']],
    ['to itself', { to: SCHOOL }, ['to']],
    ['to nobody', { to: 'nobody' as AgencyId }, ['to']],
    ['without why', { words: ' ' }, ['words']],
    ['without what they want', { wishes: '' }, ['wishes']],
    ['without agreement that is needed', { service: 'early-help' }, ['consent']],
    ['without agreement and without why', { consentWhy: '' }, ['consentWhy']],
    ['refused without why', { consent: 'refused' as const, consentWhy: '' }, ['consentWhy']],
    ['with agreement, which needs no why', { consent: 'child' as const, consentWhy: '' }, []],
    ['without anybody to ring', { name: '', phone: 'none' }, ['name', 'phone']],
  ])('%s is told what is wrong: %o', (_, change, fields) => {
    expect(problemsOf({ ...ask, ...change }).map(({ field }) => field)).toEqual(fields)
  })

  it.each([
    ['a name and a number', { kind: 'receive', words: '', name: '', phone: '' }, ['name', 'phone']],
    ['a day that is to come', { kind: 'accept', words, ...who, firstOn: '2026-03-03' }, ['firstOn']],
    [
      'why, and what instead',
      { kind: 'decline', words: '', reason: 'x', instead: '', insteadTo: '' },
      ['reason', 'words', 'instead'],
    ],
    ['what came of it', { kind: 'finish', words: '' }, ['words']],
  ])('is answered with %s', (_, command, fields) => {
    expect(problemsOf({ referralId: 'x', ...command } as ReferralCommand).map(({ field }) => field)).toEqual(fields)
  })

  it.each([
    ['child', ['safeguarding', 'early-help', 'worker']],
    ['adult', ['worker', 'adult']],
    ['unknown', ['safeguarding', 'early-help', 'worker', 'adult']],
  ] as const)('offers what there is for somebody who is %s', (age, codes) => {
    expect(servicesFor(RULES.services, age).map(({ code }) => code)).toEqual(codes)
  })
})

/** Things that three agencies try, in any order and often out of turn, at moments that only go on. */
const tries = fc.array(
  fc.record({
    agency: fc.constantFrom(SCHOOL, COUNCIL, CHARITY),
    to: fc.constantFrom(SCHOOL, COUNCIL, CHARITY),
    kind: fc.constantFrom(...SENDER_MOVES, ...RECEIVER_MOVES),
    which: fc.nat({ max: 3 }),
    minutes: fc.integer({ min: 0, max: 3000 }),
  }),
  { maxLength: 40 },
)

function played(moves: typeof tries extends fc.Arbitrary<infer T> ? T : never) {
  const one = referrals()
  let now = NOON
  const seen: { readonly at: Instant; readonly state: ReturnType<typeof caseFrom>; readonly done: boolean }[] = []
  for (const { agency, to, kind, which, minutes } of moves) {
    now = plusMinutes(now, minutes)
    const referralId = one.state()[which]?.referralId ?? ''
    const send = { ...ask, to, service: 'worker', ...(which === 0 ? {} : { insteadOf: referralId }) }
    const firstOn = '2027-01-01' as PlainDate
    const command = {
      ...(kind === 'send' ? send : { ...(decline(referralId) as object), ...who, firstOn }),
      kind,
    } as ReferralCommand
    const done = one.does(agency, command, now)
    seen.push({ at: now, state: caseFrom(one.events), done })
  }
  return { ...one, seen }
}

describe('referrals, whatever is tried', () => {
  it('as known on a moment are a replay of what was recorded up to then, and later events change nothing of it', () => {
    fc.assert(
      fc.property(tries, moves => {
        const { events, seen } = played(moves)
        for (const [n, { at, state }] of seen.entries()) {
          // Of several things at one moment the last one is what was known.
          if (seen[n + 1]?.at === at) continue
          expect(stateAsKnownOn(events, at)).toEqual(state)
          const before = knownOn(events, at)
          for (let more = before.length; more <= events.length; more += 1)
            expect(stateAsKnownOn(events.slice(0, more), at)).toEqual(caseFrom(before))
        }
      }),
    )
  })

  it('never fall through: an open one waits for one of its two sides, and one that is over has a last word', () => {
    fc.assert(
      fc.property(tries, moves => {
        for (const { at, state, done } of played(moves).seen) {
          const open = state.referrals.filter(isOpenReferral)
          expect(mattersOf(state, at).map(({ matterId }) => matterId)).toEqual(open.map(one => one.referralId))
          for (const one of state.referrals) {
            const waits = waitsIn(one)
            if (waits === undefined) expect(one.ended).toBeDefined()
            else expect(referralMoves(one, waits.who, RULES, at)).not.toEqual([])
          }
          if (done) expect(state.referrals.length).toBeGreaterThan(0)
        }
      }),
    )
  })
})
