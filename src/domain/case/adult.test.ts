import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import {
  ADULT_MOVES,
  type AdultCommand,
  adultEvents,
  adultMoves,
  adultProblems,
  type AdultRules,
  missingFor,
  resultOf,
} from './adult-rules.ts'
import { caseFrom, stateAsKnownOn } from './case-state.ts'
import type { Answer, CaseEvent } from './event.ts'
import { mattersOf } from './matters.ts'

const NOON = '2026-03-04T12:00:00.000Z' as Instant
const ESSEX = 'essex-council' as AgencyId
const HOMES = 'castlewick-homes' as AgencyId
const POLICE = 'essex-police' as AgencyId
const day = (text: string) => text as PlainDate
const QUESTIONS = ['needs', 'at-risk', 'unable']

function rulesOf(agency: AgencyId): AdultRules {
  return {
    test: { code: 'care-act-42', questions: QUESTIONS },
    ways: new Set(['housing-support', 'advice']),
    isAgency: code => [ESSEX, HOMES, POLICE].some(known => known === code),
    dissolved: new Map(),
    mayDecide: agency === ESSEX,
    decideBy: '2026-03-11T23:59:59.000Z' as Instant,
  }
}

let ids = 0

/** The log of an adult in memory, to which agencies do what the rules let them. */
function anAdult() {
  const events: CaseEvent[] = []
  return {
    events,
    state: () => caseFrom(events).adult,
    /** Gives whether the rules let the agency do it. */
    does: (agency: AgencyId, command: AdultCommand, now = NOON): boolean => {
      const rules = rulesOf(agency)
      if (adultProblems(command, rules, now).length > 0) return false
      const doer = { agency, now, newId: () => `m${(ids += 1)}` }
      const drafts = adultEvents(caseFrom(events).adult, command, rules, doer, { children: 1, unsure: 0 })
      for (const { kind, facts, words, happenedAt } of drafts ?? []) {
        const noted = { eventId: `e${(ids += 1)}`, agency, happenedAt, recordedAt: now, byName: 'Kit Marlow' }
        events.push({ ...noted, words: words ?? null, kind, facts } as CaseEvent)
      }
      return drafts !== undefined
    },
  }
}

type Adult = ReturnType<typeof anAdult>

const OPEN: AdultCommand = { kind: 'open', takenOver: true, words: 'People stay in his flat' }
const WISH: AdultCommand = { kind: 'wish', toldBy: 'self', outcome: 'My door back', words: 'I want them gone' }
const CHECK: AdultCommand = {
  kind: 'check',
  address: '14 Tanner Court',
  postcode: 'CO1 2XB',
  words: 'School was asked',
}
const enquiryIn = (one: Adult) => one.state().enquiries.at(-1)?.enquiryId ?? ''
const answer = (one: Adult, question: string, said: Answer): AdultCommand => ({
  kind: 'answer',
  enquiryId: enquiryIn(one),
  question,
  answer: said,
  source: 'his GP',
  words: 'by phone',
})
const notMet = (one: Adult, over: object = {}): AdultCommand => ({
  kind: 'not-met',
  enquiryId: enquiryIn(one),
  words: 'No needs for care were found',
  way: 'housing-support',
  task: 'New locks, and a safe move if he wants it',
  agency: HOMES,
  owner: 'Dana Quill',
  dueOn: day('2026-03-10'),
  ...over,
})
const met = (one: Adult): AdultCommand => ({
  kind: 'met',
  enquiryId: enquiryIn(one),
  lead: 'Ash Rowan',
  phone: '01632 960111',
  dueOn: day('2026-04-01'),
  words: 'Who holds his money',
})

/** Opened, heard, checked, and answered as given. */
function tested(...said: readonly Answer[]): Adult {
  const one = anAdult()
  for (const command of [OPEN, WISH, CHECK]) expect(one.does(ESSEX, command)).toBe(true)
  said.forEach((given, at) => expect(one.does(ESSEX, answer(one, QUESTIONS[at] ?? '', given))).toBe(true))
  return one
}

describe('the test for an adult at risk', () => {
  it.each<[readonly Answer[], 'met' | 'not-met' | 'open']>([
    [['yes', 'yes', 'yes'], 'met'],
    [['yes', 'yes', 'no'], 'not-met'],
    [['no', 'not-known', 'not-known'], 'not-met'],
    [['yes', 'yes', 'not-known'], 'open'],
    [['not-known', 'not-known', 'not-known'], 'open'],
    [['yes', 'yes'], 'open'],
  ])('answered %j is %s', (said, result) => {
    const one = tested(...said)
    const [enquiry] = one.state().enquiries
    expect(enquiry && resultOf(enquiry, QUESTIONS)).toBe(result)
    expect(one.does(ESSEX, met(one))).toBe(result === 'met')
    if (result !== 'met') expect(one.does(ESSEX, notMet(one))).toBe(result === 'not-met')
  })

  it('may be answered again: the last answer to a question counts, and the earlier one stays', () => {
    const one = tested('yes', 'yes', 'not-known')
    expect(one.does(ESSEX, answer(one, 'unable', 'no'))).toBe(true)
    expect(one.state().enquiries[0]?.answers).toHaveLength(4)
    expect(one.does(ESSEX, notMet(one))).toBe(true)
    expect(one.does(ESSEX, answer(one, 'unable', 'yes'))).toBe(false)
  })

  it('is decided by a council alone, though anybody opens a concern', () => {
    const one = anAdult()
    expect(one.does(POLICE, OPEN)).toBe(true)
    expect(one.does(POLICE, WISH)).toBe(true)
    expect(one.does(POLICE, answer(one, 'needs', 'yes'))).toBe(false)
    expect(one.does(ESSEX, answer(one, 'needs', 'yes'))).toBe(false)
  })

  it('is not decided before he was heard and the children at his home were looked for', () => {
    const one = anAdult()
    one.does(ESSEX, OPEN)
    for (const question of QUESTIONS) one.does(ESSEX, answer(one, question, 'no'))
    const missing = () => missingFor(one.state(), one.state().enquiries[0] as never, QUESTIONS)
    expect(missing()).toEqual(['wish', 'check'])
    expect(one.does(ESSEX, notMet(one))).toBe(false)
    one.does(ESSEX, WISH)
    expect(one.does(ESSEX, notMet(one))).toBe(false)
    one.does(ESSEX, CHECK)
    expect(missing()).toEqual([])
    expect(one.does(ESSEX, notMet(one))).toBe(true)
  })

  it.each([
    { way: '' },
    { way: 'nothing' },
    { task: ' ' },
    { owner: '' },
    { agency: '' },
    { words: '' },
    { dueOn: '2026-03-03' },
  ])('cannot be closed as not met with %j', over => {
    const one = tested('no', 'no', 'no')
    expect(one.does(ESSEX, notMet(one, over))).toBe(false)
    expect(one.state().enquiries[0]?.decided).toBeUndefined()
  })

  it('that is not met leaves somebody with something to do, told of that and of nothing else', () => {
    const one = tested('yes', 'yes', 'no')
    const drafts = adultEvents(
      one.state(),
      notMet(one),
      rulesOf(ESSEX),
      { agency: ESSEX, now: NOON, newId: () => 'id' },
      {
        children: 0,
        unsure: 0,
      },
    )
    expect(drafts?.map(({ kind, tells, words }) => [kind, tells, words])).toEqual([
      ['test-not-met', [], 'No needs for care were found'],
      ['action-agreed', [HOMES], 'New locks, and a safe move if he wants it'],
    ])
    expect(drafts?.[0]?.matterId).not.toBe(undefined)
    one.does(ESSEX, notMet(one))
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([
      { kind: 'adult-action', agency: ESSEX, other: HOMES, dueAt: '2026-03-10T23:59:59.000Z' },
    ])
    // The landlord knows the action alone, and can say that it is done.
    const theirs = one.events.filter(event => event.kind === 'action-agreed')
    const state = caseFrom(theirs).adult
    const done: AdultCommand = { kind: 'done', actionId: state.actions[0]?.actionId ?? '', words: 'Locks changed' }
    const doer = { agency: HOMES, now: NOON, newId: () => 'id' }
    const [event] = adultEvents(state, done, rulesOf(HOMES), doer, { children: 0, unsure: 0 }) ?? []
    expect(event).toMatchObject({ kind: 'adult-action-done', tells: [ESSEX] })
    expect(one.does(HOMES, done)).toBe(true)
    expect(one.does(ESSEX, done)).toBe(false)
    expect(mattersOf(caseFrom(one.events), NOON)).toEqual([])
  })

  it('that is met waits for the end of its enquiry, and ends once', () => {
    const one = tested('yes', 'yes', 'yes')
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([
      { kind: 'enquiry', dueAt: '2026-03-11T23:59:59.000Z' },
    ])
    one.does(ESSEX, met(one))
    expect(mattersOf(caseFrom(one.events), NOON)).toMatchObject([
      { kind: 'enquiry', dueAt: '2026-04-01T22:59:59.000Z' },
    ])
    expect(one.does(ESSEX, OPEN)).toBe(false)
    const end: AdultCommand = { kind: 'end', enquiryId: enquiryIn(one), reached: 'partly', words: 'He has his keys' }
    expect(one.does(POLICE, end)).toBe(false)
    expect(one.does(ESSEX, end)).toBe(true)
    expect(one.does(ESSEX, end)).toBe(false)
    expect(mattersOf(caseFrom(one.events), NOON)).toEqual([])
    expect(one.does(ESSEX, OPEN)).toBe(true)
  })

  it('closes a plan of his own with its last review, each agency its own', () => {
    const one = anAdult()
    const review = (nextOn: PlainDate | undefined): AdultCommand => ({ kind: 'review', nextOn, words: 'He feels safe' })
    one.does(ESSEX, review(day('2026-04-04')))
    one.does(POLICE, review(day('2026-05-04')))
    expect(mattersOf(caseFrom(one.events), NOON).map(({ kind, agency }) => [kind, agency])).toEqual([
      ['adult-review', ESSEX],
      ['adult-review', POLICE],
    ])
    one.does(ESSEX, review(undefined))
    expect(mattersOf(caseFrom(one.events), NOON).map(({ agency }) => agency)).toEqual([POLICE])
  })
})

describe('any order of what agencies do', () => {
  const command = fc.record({
    agency: fc.constantFrom(ESSEX, HOMES, POLICE),
    move: fc.constantFrom(...ADULT_MOVES),
    said: fc.constantFrom<Answer>('yes', 'no', 'not-known'),
    question: fc.constantFrom(...QUESTIONS),
  })

  function made(one: Adult, { move, said, question }: { move: string; said: Answer; question: string }): AdultCommand {
    const lists: Readonly<Record<string, AdultCommand>> = {
      wish: WISH,
      open: OPEN,
      check: CHECK,
      answer: answer(one, question, said),
      met: met(one),
      'not-met': notMet(one),
      end: { kind: 'end', enquiryId: enquiryIn(one), reached: 'yes', words: 'Safe' },
      act: { kind: 'act', words: 'Visit', agency: HOMES, owner: 'Dana Quill', dueOn: day('2026-03-10') },
      done: { kind: 'done', actionId: one.state().actions[0]?.actionId ?? '', words: 'Visited' },
      'if-back': { kind: 'if-back', name: 'Sam', phone: '01632 960112', words: 'Ring at once' },
      review: { kind: 'review', nextOn: undefined, words: 'Looked at' },
    }
    return (
      lists[move] ?? {
        kind: 'note',
        about: 'capacity',
        answer: said,
        matter: 'where to live',
        on: day('2026-03-01'),
        words: 'GP',
      }
    )
  }

  it('never leaves a test that is not met without another way, nor one decided on what is not known', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), commands => {
        const one = anAdult()
        for (const each of commands) one.does(each.agency, made(one, each))
        const { enquiries, actions } = one.state()
        for (const enquiry of enquiries) {
          if (enquiry.decided?.met === false)
            expect(actions.some(action => action.enquiryId === enquiry.enquiryId && action.way !== undefined)).toBe(
              true,
            )
          if (enquiry.decided?.met === true) expect(resultOf(enquiry, QUESTIONS)).toBe('met')
        }
      }),
    )
  })

  it('is known on a past moment as a replay of what was recorded by then', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25 }), fc.nat(25), (commands, cut) => {
        const one = anAdult()
        const seen: unknown[] = [one.state()]
        for (const [n, each] of commands.entries()) {
          one.does(each.agency, made(one, each), plusMinutes(NOON, n))
          seen.push(one.state())
        }
        const at = Math.min(cut, commands.length)
        expect(stateAsKnownOn(one.events, plusMinutes(NOON, at - 1)).adult).toEqual(seen[at])
      }),
    )
  })

  it('what may be done is what is done', () => {
    const one = tested('yes', 'yes', 'no')
    expect(adultMoves(one.state(), rulesOf(ESSEX), ESSEX)).toContain('not-met')
    expect(adultMoves(one.state(), rulesOf(ESSEX), ESSEX)).not.toContain('met')
    expect(adultMoves(one.state(), rulesOf(POLICE), POLICE)).not.toContain('not-met')
  })
})
