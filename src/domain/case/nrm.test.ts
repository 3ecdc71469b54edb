import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import { caseFrom, knownOn, stateAsKnownOn } from './case-state.ts'
import type { CaseEvent } from './event.ts'
import { mattersOf } from './matters.ts'
import { type Referral, stageOf } from './nrm.ts'
import {
  firstMoves,
  mayDoNrm,
  type NrmCommand,
  nrmEvents,
  nrmMoves,
  nrmProblems,
  type NrmPerson,
  type NrmRules,
  routesFor,
} from './nrm-rules.ts'

const NOON = '2026-03-04T12:00:00.000Z' as Instant
const DAY = '2026-03-04' as PlainDate
const [SCHOOL, COUNCIL, POLICE] = ['a-school', 'a-council', 'a-police'] as AgencyId[] as [AgencyId, AgencyId, AgencyId]
const clock = { label: '', workingDays: 1, warnHours: 4, effectiveFrom: '2011-01-01' as PlainDate, effectiveTo: null }
const RULES: NrmRules = {
  clocks: [
    { ...clock, code: 'ask', kind: 'nrm-ask' },
    { ...clock, code: 'action', kind: 'nrm-action' },
  ],
  holidays: new Set(),
  declineReasons: new Set(),
  proposals: new Map(),
  mayLead: agency => agency === COUNCIL,
  dissolved: new Map(),
  formVersion: '1',
  mayRefer: agency => agency !== SCHOOL,
  routes: [
    { code: 'authority', childOnly: false, daysBefore18: 0 },
    { code: 'panel', childOnly: true, daysBefore18: 100 },
  ],
  fieldsOf: new Map([['story', new Set(['what'])]]),
  reasons: new Map([
    ['not-taken', new Set(['why'])],
    ['suspended', new Set(['why'])],
    ['withdrawn', new Set(['why'])],
  ]),
  decisionDue: () => plusMinutes(NOON, 7 * 24 * 60),
}
const CHILD: NrmPerson = { age: 15, daysTo18: 900, lead: undefined, host: undefined }
const ADULT: NrmPerson = { ...CHILD, age: 30, daysTo18: -4000 }

let ids = 0

/** Referrals in memory, about which agencies do what the rules let them. */
function referrals(person: NrmPerson = CHILD) {
  const events: CaseEvent[] = []
  const state = () => caseFrom(events).nrm
  return {
    events,
    state,
    last: (): Referral => {
      const found = state().at(-1)
      if (found === undefined) throw new Error('there is none')
      return found
    },
    /** Do it if the rules let the agency; gives whether they did. */
    does: (agency: AgencyId, command: NrmCommand, now = NOON): boolean => {
      const doer = { agency, now, newId: () => `id${(ids += 1)}` }
      const referral = state().find(one => 'referralId' in command && one.referralId === command.referralId)
      if (nrmProblems(command, RULES, doer, person, referral).length > 0) return false
      if (!mayDoNrm(state(), command, RULES, doer, person)) return false
      for (const { kind, facts, words = null, happenedAt } of nrmEvents(state(), command, RULES, doer, person))
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
const id = (one: ReturnType<typeof referrals>) => one.last().referralId
const send = (one: ReturnType<typeof referrals>, route = 'authority'): NrmCommand => ({
  kind: 'send',
  referralId: id(one),
  route,
  council: COUNCIL,
  reference: '',
  words,
})
const decide = (
  one: ReturnType<typeof referrals>,
  decision: 'reasonable-grounds' | 'conclusive-grounds',
  outcome: 'positive' | 'negative' = 'positive',
): NrmCommand => ({ kind: 'decide', referralId: id(one), decision, outcome, on: DAY, words: '' })

/** Begun and sent by the police. */
function sent() {
  const one = referrals()
  one.does(POLICE, { kind: 'begin' })
  one.does(POLICE, send(one))
  return one
}

describe('a referral to the NRM', () => {
  it('is begun by a first responder only; others ask one', () => {
    const one = referrals()
    expect(firstMoves([], RULES, SCHOOL)).toEqual(['ask'])
    expect(one.does(SCHOOL, { kind: 'begin' })).toBe(false)
    expect(one.does(SCHOOL, { kind: 'ask', of: SCHOOL, words })).toBe(false)
    expect(one.does(SCHOOL, { kind: 'ask', of: COUNCIL, words })).toBe(true)
    expect(stageOf(one.last())).toBe('asked')
    expect(one.does(SCHOOL, { kind: 'begin', referralId: id(one) })).toBe(false)
    expect(one.does(POLICE, { kind: 'begin', referralId: id(one) })).toBe(false)
    expect(firstMoves(one.state(), RULES, COUNCIL)).toEqual([])
    expect(one.does(COUNCIL, { kind: 'begin', referralId: id(one) })).toBe(true)
    expect(stageOf(one.last())).toBe('draft')
  })

  it('of a child needs no consent; an adult’s agreement or refusal decides what may be sent', () => {
    for (const person of [CHILD, { ...CHILD, age: undefined, daysTo18: undefined }]) {
      const child = referrals(person)
      child.does(POLICE, { kind: 'begin' })
      expect(nrmMoves(child.last(), POLICE, person)).toEqual(['save', 'send', 'withdraw'])
    }
    const adult = referrals(ADULT)
    adult.does(POLICE, { kind: 'begin' })
    expect(adult.does(POLICE, send(adult))).toBe(false)
    adult.does(POLICE, { kind: 'consent', referralId: id(adult), given: false, words })
    expect(nrmMoves(adult.last(), POLICE, ADULT)).toEqual(['save', 'consent', 'notify', 'withdraw'])
    adult.does(POLICE, { kind: 'consent', referralId: id(adult), given: true, words })
    expect(adult.does(POLICE, send(adult))).toBe(true)
  })

  it('always opens a safeguarding action, which only its council answers, once, even after it was withdrawn', () => {
    const one = sent()
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([
      { kind: 'nrm', agency: POLICE, other: COUNCIL, step: 'reasonable-grounds' },
      { kind: 'nrm-action', agency: POLICE, other: COUNCIL, dueAt: '2026-03-05T23:59:59.000Z' },
    ])
    one.does(POLICE, { kind: 'withdraw', referralId: id(one), reason: 'why', words })
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([{ kind: 'nrm-action' }])
    const answer = {
      kind: 'answer-action',
      referralId: id(one),
      name: 'Ada',
      post: '',
      phone: '07700 900123',
      words,
    } as const
    expect(one.does(POLICE, answer)).toBe(false)
    expect(one.does(COUNCIL, answer)).toBe(true)
    expect(one.does(COUNCIL, answer)).toBe(false)
    expect(mattersOf(caseFrom(one.events), NOON)).toEqual([])
  })

  it('is decided by either way, first reasonable and then conclusive grounds, unless the first is negative', () => {
    const one = sent()
    expect(one.does(SCHOOL, decide(one, 'reasonable-grounds'))).toBe(false)
    expect(one.does(POLICE, decide(one, 'conclusive-grounds'))).toBe(false)
    expect(one.does(COUNCIL, decide(one, 'reasonable-grounds', 'negative'))).toBe(true)
    expect(stageOf(one.last())).toBe('no-reasonable-grounds')
    expect(one.does(POLICE, decide(one, 'conclusive-grounds'))).toBe(false)
    const again = { referralId: id(one), decision: 'reasonable-grounds' } as const
    expect(one.does(POLICE, { kind: 'decide-again', ...again, outcome: 'positive', on: DAY, words: '' })).toBe(false)
    expect(one.does(POLICE, { kind: 'ask-again', ...again, words })).toBe(true)
    expect(one.does(POLICE, { kind: 'ask-again', ...again, words })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'decide-again', ...again, outcome: 'positive', on: DAY, words: '' })).toBe(true)
    expect(one.last().decisions).toMatchObject([
      { outcome: 'negative', reconsiderations: [{ decided: { outcome: 'positive' } }] },
    ])
    expect(one.does(POLICE, decide(one, 'conclusive-grounds'))).toBe(true)
    expect(stageOf(one.last())).toBe('conclusive-grounds')
  })

  it('stands still while it is suspended', () => {
    const one = sent()
    one.does(POLICE, { kind: 'suspend', referralId: id(one), reason: 'why', words })
    expect(stageOf(one.last())).toBe('suspended')
    expect(one.does(POLICE, decide(one, 'reasonable-grounds'))).toBe(false)
    expect(one.does(COUNCIL, { kind: 'resume', referralId: id(one), words })).toBe(true)
    expect(stageOf(one.last())).toBe('sent')
  })

  it.each<[string, NrmPerson, readonly string[]]>([
    ['a child far from 18', CHILD, ['authority', 'panel']],
    ['a child 101 days from 18', { ...CHILD, age: 17, daysTo18: 101 }, ['authority', 'panel']],
    ['a child 100 days from 18', { ...CHILD, age: 17, daysTo18: 100 }, ['authority']],
    ['an adult', ADULT, ['authority']],
    ['somebody of unknown age', { ...CHILD, age: undefined, daysTo18: undefined }, ['authority', 'panel']],
  ])('of %s may be decided by', (_, person, routes) => {
    expect(routesFor(RULES.routes, person).map(({ code }) => code)).toEqual(routes)
  })

  it('as known on any moment is a replay of the events up to it, and a later event changes nothing of it', () => {
    const commands = (one: ReturnType<typeof referrals>): readonly NrmCommand[] => [
      { kind: 'begin' },
      { kind: 'ask', of: COUNCIL, words },
      ...(one.state().length === 0
        ? []
        : ([
            { kind: 'begin', referralId: id(one) },
            { kind: 'save', referralId: id(one), section: 'story', version: 0, answers: { what: words }, heldBack: {} },
            send(one),
            decide(one, 'reasonable-grounds', 'negative'),
            { kind: 'ask-again', referralId: id(one), decision: 'reasonable-grounds', words },
            { kind: 'suspend', referralId: id(one), reason: 'why', words },
            { kind: 'resume', referralId: id(one), words },
            { kind: 'withdraw', referralId: id(one), reason: 'why', words },
          ] as const satisfies readonly NrmCommand[])),
    ]
    const step = fc.record({
      who: fc.constantFrom(SCHOOL, COUNCIL, POLICE),
      what: fc.nat(9),
      after: fc.integer({ min: 0, max: 90 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const one = referrals()
        let now = NOON
        for (const { who, what, after } of steps) {
          const before = stateAsKnownOn(one.events, now)
          const at = now
          now = plusMinutes(now, after + 1)
          const all = commands(one)
          const command = all[what % all.length]
          if (command !== undefined) one.does(who, command, now)
          expect(stateAsKnownOn(one.events, at)).toEqual(before)
        }
        for (const { recordedAt } of one.events)
          expect(stateAsKnownOn(one.events, recordedAt)).toEqual(caseFrom(knownOn(one.events, recordedAt)))
      }),
    )
  })
})
