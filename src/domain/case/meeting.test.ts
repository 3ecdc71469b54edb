import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import { caseFrom, knownOn, stateAsKnownOn } from './case-state.ts'
import type { CaseEvent, NewCaseEvent } from './event.ts'
import { mattersOf } from './matters.ts'
import { absentFrom, type Meeting, newSince, openClocks, partiesOf } from './meeting.ts'
import {
  mayMeet,
  type MeetingCommand,
  meetingEvents,
  type MeetingKind,
  meetingMoves,
  meetingProblems,
  type MeetingRules,
  MEETING_MOVES,
  whyNotInPlan,
} from './meeting-rules.ts'
import { planFor } from './plan-rules.ts'

const NOON = '2026-03-04T12:00:00.000Z' as Instant
const AFTER = plusMinutes(NOON, 26 * 60)
const [COUNCIL, SCHOOL, POLICE, HEALTH] = ['enfield-council', 'hazelbrook-academy', 'met-police', 'leamarsh-nhs'] as [
  AgencyId,
  AgencyId,
  AgencyId,
  AgencyId,
]
const DECIDES = { question: 'Begun?', yes: 'Yes', no: 'No', ways: [{ code: 'joint', label: 'Jointly' }] }
const KINDS: readonly MeetingKind[] = [
  {
    code: 'strategy',
    label: 'Strategy',
    hint: '',
    decides: DECIDES,
    clocks: [{ clock: 'to-conference', wants: 'conference' }],
  },
  {
    code: 'conference',
    label: 'Conference',
    hint: '',
    decides: { ...DECIDES, ways: [] },
    clocks: [{ clock: 'to-conference', wants: 'conference' }],
  },
  { code: 'group', label: 'Group', hint: '', decides: null, clocks: [] },
]
const RULES: MeetingRules = {
  isAgency: code => [COUNCIL, SCHOOL, POLICE, HEALTH].some(one => one === code),
  dissolved: new Map([['old-council', { name: 'Old Council', dissolvedOn: '2021-04-01', successors: ['New North'] }]]),
  kinds: KINDS,
  kindOf: ({ meeting }) => KINDS.find(({ code }) => code === meeting),
  // Clocks have tests of their own; here each ends ten days after it began.
  dueFrom: (_, from) => plusMinutes(from, 10 * 24 * 60),
}

/** A case in memory, and what the rules let agencies do in it. The council has a plan with the school. */
function aCase() {
  const events: CaseEvent[] = []
  let ids = 0
  const store = (agency: AgencyId, { kind, facts, words, happenedAt }: NewCaseEvent, now: Instant) => {
    const noted = { eventId: `e${events.length}`, agency, happenedAt, recordedAt: now, byName: 'Kit Marlow' }
    events.push({ ...noted, words: words ?? null, kind, facts } as CaseEvent)
  }
  const planned = { part: 'plan', words: 'x', happenedAt: NOON, matterId: 'p', tells: [] } as const
  store(COUNCIL, { ...planned, kind: 'plan-opened', facts: { planId: 'p' } }, NOON)
  store(COUNCIL, { ...planned, kind: 'team-invited', facts: { planId: 'p', invitationId: 'i', agency: SCHOOL } }, NOON)
  store(SCHOOL, { ...planned, kind: 'team-joined', facts: { planId: 'p' } }, NOON)
  const state = () => caseFrom(events)
  const one = {
    events,
    state,
    matters: () =>
      mattersOf(state(), AFTER)
        .filter(({ kind }) => kind === 'meeting')
        .map(({ agency, other, step }) => [step, agency, other]),
    meeting: (): Meeting => state().meetings.at(-1) ?? expect.fail('there is no meeting'),
    plan: () => planFor(state().plans, COUNCIL),
    /** Do it if the rules let the agency; gives the fields that are wrong, or whether it was done. */
    does: (agency: AgencyId, said: Record<string, unknown> & { kind: string }, now = NOON): boolean | string[] => {
      const last = state().meetings.at(-1)
      const command = { meetingId: last?.meetingId ?? 'none', words: 'as agreed', ...said } as unknown as MeetingCommand
      const meeting =
        command.kind === 'call' ? undefined : state().meetings.find(({ meetingId }) => meetingId === command.meetingId)
      const doer = { agency, now, newId: () => `i${(ids += 1)}` }
      if (!mayMeet(meeting, command, doer)) return false
      const wrong = meetingProblems(meeting, command, RULES, doer).map(({ field }) => field)
      if (wrong.length > 0) return wrong
      const happened = meetingEvents(meeting, one.plan(), command, RULES, doer)
      for (const event of happened) store(agency, event, now)
      return happened.length > 0
    },
  }
  return one
}

const call = (meeting: string, asked: readonly AgencyId[], at = plusMinutes(NOON, 24 * 60)) => ({
  kind: 'call',
  meeting,
  at,
  where: 'By telephone',
  chair: { agency: COUNCIL, name: 'Selin Demir' },
  asked,
})
const minutes = (present: readonly AgencyId[], more: object = {}) => ({
  kind: 'minute',
  present: present.map(agency => ({ agency, names: 'Ada Quill' })),
  childSaid: 'I want to sleep at my nan’s',
  familySaid: 'Nan could not be reached',
  outcome: { yes: true, way: 'joint', lead: 'Selin Demir', reason: 'He was hurt' },
  decisions: [],
  ...more,
})
const action = (agency: AgencyId) => ({
  text: 'Ring his nan',
  owner: { agency, name: 'Kemi Adeyemi' },
  dueOn: '2026-03-06' as PlainDate,
})

describe('a meeting', () => {
  it('is answered by those who are asked, each for itself, until there are minutes', () => {
    const one = aCase()
    expect(one.does(COUNCIL, call('strategy', [SCHOOL, POLICE, SCHOOL, COUNCIL]))).toBe(true)
    expect(partiesOf(one.meeting())).toEqual([COUNCIL, SCHOOL, POLICE])
    expect(one.matters()).toEqual([
      ['answer', SCHOOL, COUNCIL],
      ['answer', POLICE, COUNCIL],
      ['minutes', COUNCIL, undefined],
    ])
    expect(one.does(HEALTH, { kind: 'come', names: 'Nurse Boyd' })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'come', names: 'Selin' })).toBe(false)
    expect(one.does(SCHOOL, { kind: 'come', names: ' ' })).toEqual(['names'])
    expect(one.does(SCHOOL, { kind: 'come', names: 'Kemi Adeyemi', words: '' })).toBe(true)
    expect(one.does(SCHOOL, { kind: 'apologise', words: 'He has not been in since Monday' })).toBe(true)
    expect(one.meeting().asked[0]?.answer).toMatchObject({ coming: false, words: 'He has not been in since Monday' })
    expect(one.matters()).toHaveLength(2)
  })

  it.each([
    ['of no kind', { meeting: 'tea' }, ['meeting']],
    ['with nobody', { asked: [COUNCIL] }, ['asked']],
    ['with a council that was dissolved', { asked: ['old-council'] }, ['asked']],
    ['with more than twenty', { asked: Array.from({ length: 21 }, (_, n) => `agency-${n}`) }, ['asked', 'asked']],
    ['in two years', { at: plusMinutes(NOON, 2 * 366 * 24 * 60) }, ['on']],
    ['two months ago', { at: plusMinutes(NOON, -61 * 24 * 60) }, ['on']],
    ['nowhere', { where: '' }, ['where']],
    ['chaired by an agency that is not asked', { chair: { agency: HEALTH, name: 'Jo' } }, ['chairAgency']],
    ['chaired by nobody', { chair: { agency: COUNCIL, name: '' } }, ['chairName']],
    ['without a reason', { words: '' }, ['words']],
  ])('is not called %s', (_, change, wrong) => {
    expect(aCase().does(COUNCIL, { ...call('strategy', [SCHOOL]), ...change })).toEqual(wrong)
  })

  it('is moved, cancelled and widened only by who called it; moved, everybody is asked again', () => {
    const one = aCase()
    one.does(COUNCIL, call('strategy', [SCHOOL]))
    one.does(SCHOOL, { kind: 'come', names: 'Kemi Adeyemi' })
    const move = { kind: 'move', at: plusMinutes(NOON, 48 * 60), where: 'Room 2' }
    for (const said of [move, { kind: 'cancel' }, { kind: 'ask', agency: POLICE }])
      expect(one.does(SCHOOL, said)).toBe(false)
    expect(one.does(COUNCIL, { kind: 'ask', agency: SCHOOL })).toEqual(['agency'])
    expect(one.does(COUNCIL, { kind: 'ask', agency: POLICE })).toBe(true)
    expect(one.does(COUNCIL, move)).toBe(true)
    expect(one.meeting()).toMatchObject({ where: 'Room 2', moves: [{ words: 'as agreed' }] })
    expect(one.meeting().asked.map(({ answer }) => answer)).toEqual([undefined, undefined])
    expect(one.does(COUNCIL, { kind: 'cancel', words: 'He is back' })).toBe(true)
    expect(one.matters()).toEqual([])
    for (const agency of [COUNCIL, SCHOOL]) expect(meetingMoves(one.meeting(), agency, AFTER)).toEqual([])
  })
})

describe('minutes', () => {
  it('are written once, by who called the meeting, when its time has come; then corrections are added', () => {
    const one = aCase()
    one.does(COUNCIL, call('strategy', [SCHOOL, POLICE]))
    expect(one.does(COUNCIL, minutes([COUNCIL, POLICE]))).toBe(false)
    expect(one.does(SCHOOL, minutes([COUNCIL]), AFTER)).toBe(false)
    expect(one.does(COUNCIL, { kind: 'correct' }, AFTER)).toBe(false)
    expect(one.does(COUNCIL, minutes([COUNCIL, POLICE], { words: 'First' }), AFTER)).toBe(true)
    expect(one.does(COUNCIL, minutes([COUNCIL], { words: 'Second' }), AFTER)).toBe(false)
    expect(one.does(POLICE, { kind: 'correct', words: 'DC Okoro, not DS' }, AFTER)).toBe(true)
    expect(one.meeting()).toMatchObject({ minutes: { words: 'First' }, corrections: [{ words: 'DC Okoro, not DS' }] })
    // A second set that came into the log all the same changes nothing.
    const second = one.events.findLast(({ kind }) => kind === 'meeting-minuted')
    const known = caseFrom([...one.events, ...(second === undefined ? [] : [{ ...second, words: 'Second' }])])
    expect(known.meetings.at(-1)?.minutes?.words).toBe('First')
  })

  it.each([
    ['nobody there', { present: [] }, ['present1']],
    ['somebody there who was not asked', { present: [{ agency: HEALTH, names: 'Jo' }] }, ['present1']],
    ['the child left out', { childSaid: ' ' }, ['childSaid']],
    ['the family left out', { familySaid: '' }, ['familySaid']],
    ['the question not answered', { outcome: undefined }, ['outcome']],
    ['a yes that nobody leads', { outcome: { yes: true, way: 'joint', reason: 'x' } }, ['lead']],
    ['a yes in no way', { outcome: { yes: true, way: 'tea', lead: 'Ada', reason: 'x' } }, ['way']],
    ['a no without a reason', { outcome: { yes: false, reason: '' } }, ['reason']],
    [
      'an action of nobody by name',
      { decisions: [{ ...action(SCHOOL), owner: { agency: SCHOOL, name: '' } }] },
      ['name1'],
    ],
    ['an action without a day', { decisions: [{ ...action(SCHOOL), dueOn: undefined }] }, ['dueOn1']],
    ['an action for yesterday', { decisions: [{ ...action(SCHOOL), dueOn: '2026-03-04' }] }, ['dueOn1']],
    ['a day for nobody', { decisions: [{ text: 'x', dueOn: '2026-03-06' }] }, ['owner1']],
    [
      'a dissent without a reason',
      { decisions: [{ text: 'x', dissent: { agency: POLICE, name: 'Ada', why: '' } }] },
      ['dissentWhy1'],
    ],
    ['nothing discussed', { words: '' }, ['words']],
  ])('are not taken with %s', (_, more, wrong) => {
    const one = aCase()
    one.does(COUNCIL, call('strategy', [SCHOOL, POLICE]))
    expect(one.does(COUNCIL, minutes([COUNCIL], more), AFTER)).toEqual(wrong)
  })

  it('make an action of the plan of each decision whose owner is on the team, and say why of each other', () => {
    const one = aCase()
    one.does(COUNCIL, call('strategy', [SCHOOL, POLICE]))
    const decisions = [action(SCHOOL), action(POLICE), { text: 'He is a victim first' }]
    expect(one.does(COUNCIL, minutes([COUNCIL], { decisions }), AFTER)).toBe(true)
    const [first, second, third] = one.meeting().minutes?.decisions ?? []
    expect(one.plan()?.actions).toMatchObject([
      { itemId: first?.itemId, owner: { agency: SCHOOL }, noted: { words: 'Ring his nan' } },
    ])
    expect([second?.itemId, third?.itemId]).toEqual([undefined, undefined])
    expect(whyNotInPlan(one.plan(), COUNCIL, SCHOOL)).toBeUndefined()
    expect(whyNotInPlan(one.plan(), COUNCIL, POLICE)).toBe('owner-not-on-team')
    expect(whyNotInPlan(one.plan(), POLICE, SCHOOL)).toBe('not-on-team')
    expect(whyNotInPlan(undefined, COUNCIL, SCHOOL)).toBe('no-plan')
  })

  it('wait for those who were absent until a named person of theirs has read them', () => {
    const one = aCase()
    one.does(COUNCIL, call('group', [SCHOOL, POLICE]))
    one.does(COUNCIL, minutes([COUNCIL, POLICE], { outcome: undefined }), AFTER)
    expect(absentFrom(one.meeting()).map(({ agency }) => agency)).toEqual([SCHOOL])
    expect(one.matters()).toEqual([['read', SCHOOL, COUNCIL]])
    expect(one.does(POLICE, { kind: 'read', name: 'Maya' }, AFTER)).toBe(false)
    expect(one.does(SCHOOL, { kind: 'read', name: '' }, AFTER)).toEqual(['name'])
    expect(one.does(SCHOOL, { kind: 'read', name: 'Kemi Adeyemi', words: '' }, AFTER)).toBe(true)
    expect(one.does(SCHOOL, { kind: 'read', name: 'Again' }, AFTER)).toBe(false)
    expect(one.matters()).toEqual([])
  })
})

describe('the clock that a decision opens', () => {
  const held = (outcome: object) => {
    const one = aCase()
    one.does(COUNCIL, call('strategy', [SCHOOL]))
    one.does(COUNCIL, minutes([COUNCIL, SCHOOL], { outcome }), AFTER)
    return one
  }
  const YES = { yes: true, way: 'joint', lead: 'Selin Demir', reason: 'He was hurt' }

  it('runs from the meeting after a yes, and not after a no', () => {
    expect(held({ yes: false, reason: 'No harm was found' }).matters()).toEqual([])
    const one = held(YES)
    expect(one.matters()).toEqual([['to-conference', COUNCIL, undefined]])
    expect(openClocks(one.meeting())).toMatchObject([
      { wants: 'conference', dueAt: plusMinutes(one.meeting().at, 14_400) },
    ])
  })

  it('is met by the next meeting that it wants, by its minutes and not by its being called', () => {
    const one = held(YES)
    const [strategy] = one.state().meetings
    one.does(COUNCIL, call('conference', [SCHOOL], plusMinutes(AFTER, 60)), AFTER)
    expect(openClocks(one.state().meetings[0] ?? one.meeting())).toHaveLength(1)
    const no = { yes: false, reason: 'He is safe at his nan’s' }
    expect(one.does(COUNCIL, minutes([COUNCIL], { outcome: no }), plusMinutes(AFTER, 120))).toBe(true)
    expect(one.state().meetings[0]?.clocks).toMatchObject([{ metBy: one.meeting().meetingId }])
    expect(one.matters()).toEqual([['read', SCHOOL, COUNCIL]])
    expect(newSince(one.meeting(), one.state().meetings)).toBe(strategy?.at)
  })

  it('is not met by a meeting that was before', () => {
    const one = aCase()
    one.does(COUNCIL, call('conference', [SCHOOL], plusMinutes(NOON, -60)))
    const conference = one.meeting().meetingId
    one.does(COUNCIL, call('strategy', [SCHOOL], plusMinutes(NOON, -30)))
    one.does(COUNCIL, minutes([COUNCIL, SCHOOL]))
    one.does(COUNCIL, {
      ...minutes([COUNCIL, SCHOOL], { outcome: { yes: false, reason: 'x' } }),
      meetingId: conference,
    })
    expect(openClocks(one.meeting())).toHaveLength(1)
    expect(newSince(one.meeting(), [])).toBe(plusMinutes(one.meeting().at, -90 * 24 * 60))
  })

  it('is ended by who called the meeting, with a reason', () => {
    const one = held(YES)
    const [clock] = openClocks(one.meeting())
    const end = { kind: 'end-clock', clockId: clock?.clockId }
    expect(one.does(SCHOOL, end, AFTER)).toBe(false)
    expect(one.does(COUNCIL, { ...end, clockId: 'another' }, AFTER)).toBe(false)
    expect(one.does(COUNCIL, { ...end, words: '' }, AFTER)).toEqual(['words'])
    expect(one.does(COUNCIL, { ...end, words: 'The enquiry found no harm' }, AFTER)).toBe(true)
    expect(one.matters()).toEqual([])
  })
})

describe('the log of meetings', () => {
  const AGENCIES = [COUNCIL, SCHOOL, POLICE, HEALTH]
  const step = fc.record({
    agency: fc.constantFrom(...AGENCIES),
    asked: fc.subarray(AGENCIES, { minLength: 1 }),
    kind: fc.constantFrom('call' as const, ...MEETING_MOVES, 'minute' as const),
    meeting: fc.constantFrom(...KINDS.map(({ code }) => code)),
    which: fc.nat(3),
    minutes: fc.nat(4000),
  })

  /** What somebody might do, sensible or not. */
  function run(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
    const one = aCase()
    let now = NOON
    for (const { agency, asked, kind, meeting, which, minutes: later } of steps) {
      now = plusMinutes(now, later)
      const { meetings } = one.state()
      const chosen = meetings[which % Math.max(1, meetings.length)]
      const said = {
        ...(kind === 'minute' ? minutes(asked.filter(one_ => chosen && partiesOf(chosen).includes(one_))) : {}),
        ...(kind === 'call' ? call(meeting, asked, now) : {}),
        ...(kind === 'call' ? { chair: { agency, name: 'Ada Quill' } } : {}),
        ...(kind === 'move' ? { at: plusMinutes(now, 60), where: 'Room 2' } : {}),
        ...(chosen !== undefined && RULES.kindOf(chosen)?.decides === null ? { outcome: undefined } : {}),
        agency: asked[0],
        names: 'Ada Quill',
        name: 'Ada Quill',
        clockId: chosen?.clocks[0]?.clockId ?? 'none',
      }
      const doer = kind === 'minute' && which > 0 && chosen !== undefined ? chosen.by : agency
      one.does(doer, { meetingId: chosen?.meetingId ?? 'none', ...said, kind }, now)
    }
    return one.events
  }

  it('as known at any moment is a replay of it to that moment, and what comes later never changes that', () => {
    let minuted = 0
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(), (steps, at) => {
        const events = run(steps)
        const cut = events[at % events.length]?.recordedAt ?? NOON
        const known = stateAsKnownOn(events, cut)
        expect(known).toEqual(caseFrom(events.filter(event => event.recordedAt <= cut)))
        const more = [...knownOn(events, cut), ...events.filter(event => event.recordedAt > cut)]
        expect(stateAsKnownOn(more, cut)).toEqual(known)
        minuted += caseFrom(events).meetings.filter(one => one.minutes !== undefined).length
      }),
    )
    expect(minuted).toBeGreaterThan(0)
  })

  it('never has two sets of minutes of one meeting, and what waits of it waits for those who are of it', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 80 }), steps => {
        const events = run(steps)
        const state = caseFrom(events)
        const minuted = events.flatMap(event => (event.kind === 'meeting-minuted' ? [event.facts.meetingId] : []))
        expect(new Set(minuted).size).toBe(minuted.length)
        const parties = new Set(state.meetings.flatMap(partiesOf))
        const matters = mattersOf(state, NOON).filter(({ kind }) => kind === 'meeting')
        for (const { agency } of matters) expect(parties.has(agency)).toBe(true)
        expect(new Set(matters.map(({ matterId }) => matterId)).size).toBe(matters.length)
      }),
    )
  })
})
