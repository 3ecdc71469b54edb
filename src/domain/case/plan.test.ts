import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import { caseFrom, knownOn, stateAsKnownOn } from './case-state.ts'
import type { CaseEvent, NewCaseEvent } from './event.ts'
import { mattersKnownTo, mattersOf } from './matters.ts'
import { isOnTeam, shapeOf } from './plan.ts'
import {
  actionStanding,
  itemMoves,
  mayPlan,
  type PlanCommand,
  planEvent,
  planFor,
  planLead,
  planMoves,
  planProblems,
  visitsNear,
} from './plan-rules.ts'

const NOON = '2026-03-04T12:00:00.000Z' as Instant
const [COUNCIL, SCHOOL, POLICE, ESSEX] = ['enfield-council', 'hazelbrook-academy', 'met-police', 'essex-council'] as [
  AgencyId,
  AgencyId,
  AgencyId,
  AgencyId,
]
const RULES = {
  isAgency: (code: string) => [COUNCIL, SCHOOL, POLICE, ESSEX].some(one => one === code),
  dissolved: new Map([['old-council', { name: 'Old Council', dissolvedOn: '2021-04-01', successors: ['New North'] }]]),
}
const day = (text: string) => text as PlainDate

/** A case in memory in which the council leads, and what the rules let agencies do in it. */
function aCase() {
  const events: CaseEvent[] = []
  let ids = 0
  const store = (agency: AgencyId, { kind, facts, words, happenedAt }: NewCaseEvent, now: Instant) => {
    const noted = { eventId: `e${events.length}`, agency, happenedAt, recordedAt: now, byName: 'Kit Marlow' }
    events.push({ ...noted, words: words ?? null, kind, facts } as CaseEvent)
  }
  const here = {
    part: 'lead',
    kind: 'found-here',
    words: 'x',
    happenedAt: NOON,
    matterId: undefined,
    tells: [],
  } as const
  store(COUNCIL, { ...here, facts: { because: 'lives-here' } }, NOON)
  const plan = () => planFor(caseFrom(events).plans, COUNCIL)
  const one = {
    events,
    store,
    plan: () => plan() ?? expect.fail('there is no plan'),
    lead: () => caseFrom(events).lead,
    /** Do it if the rules let the agency; gives the fields that are wrong, or whether it was done. */
    does: (agency: AgencyId, said: Record<string, unknown> & { kind: string }, now = NOON): boolean | string[] => {
      const given = Object.entries({ planId: plan()?.planId ?? '', words: 'as agreed', ...said })
      const command = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as unknown as PlanCommand
      const doer = { agency, now, newId: () => `i${(ids += 1)}` }
      const wrong = planProblems(plan(), command, RULES, doer).map(({ field }) => field)
      if (wrong.length > 0) return wrong
      if (!mayPlan(plan(), caseFrom(events).lead, command, agency)) return false
      const event = planEvent(plan(), command, doer)
      if (event !== undefined) store(agency, event, now)
      return event !== undefined
    },
    join: (agency: AgencyId) => {
      one.does(COUNCIL, { kind: 'invite', agency })
      one.does(agency, { kind: 'join' })
    },
  }
  return one
}

function opened(...team: readonly AgencyId[]) {
  const one = aCase()
  one.does(COUNCIL, { kind: 'open' })
  for (const agency of team) one.join(agency)
  return one
}

const act = (agency: AgencyId, dueOn = '2026-03-06') => ({
  kind: 'act',
  owner: { agency, name: 'Kemi Adeyemi' },
  dueOn: day(dueOn),
})
const book = (on: string, knows = false) => ({ kind: 'book', on: day(on), who: 'PC Ray', knows })
const LEAVING = { about: 'leaving', when: 'He says that he is out', ring: 'Selin Demir', phone: '07700 900456' }

describe('the team', () => {
  it('begins with the agency that leads for the child, and grows by invitations that are answered', () => {
    const one = aCase()
    expect(one.does(POLICE, { kind: 'open' })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'open' })).toBe(true)
    expect(one.does(COUNCIL, { kind: 'open' })).toBe(false)
    expect(planMoves(one.plan(), one.lead(), SCHOOL)).toEqual([])
    expect(one.does(SCHOOL, { kind: 'join' })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'invite', agency: SCHOOL })).toBe(true)
    expect(one.does(COUNCIL, { kind: 'invite', agency: SCHOOL })).toEqual(['agency'])
    expect(planMoves(one.plan(), one.lead(), SCHOOL)).toEqual(['join', 'decline'])
    expect(one.does(SCHOOL, { kind: 'need' })).toBe(false)
    expect(one.does(SCHOOL, { kind: 'decline' })).toBe(true)
    expect(one.does(SCHOOL, { kind: 'join' })).toBe(false)
    one.join(SCHOOL)
    expect(one.plan().team.map(({ agency, state }) => [agency, state])).toEqual([
      [COUNCIL, 'on'],
      [SCHOOL, 'on'],
    ])
    // Only who leads the plan invites.
    expect(one.does(SCHOOL, { kind: 'invite', agency: POLICE })).toBe(false)
  })

  it.each([
    ['old-council', 'dissolved'],
    ['nobody', 'Choose the agency'],
    [COUNCIL, 'on the team'],
  ])('does not invite %s', (agency, message) => {
    const one = opened()
    const command = { kind: 'invite', planId: one.plan().planId, words: 'x', agency: agency as AgencyId } as const
    const problems = planProblems(one.plan(), command, RULES, { agency: COUNCIL, now: NOON })
    expect(problems).toEqual([{ field: 'agency', message: expect.stringContaining(message) }])
  })

  it('is left by oneself or ended by who leads, who stays', () => {
    const one = opened(SCHOOL, POLICE)
    expect(one.does(SCHOOL, { kind: 'leave', agency: POLICE })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'leave', agency: COUNCIL })).toBe(false)
    expect(one.does(COUNCIL, { kind: 'leave', agency: POLICE })).toBe(true)
    expect(one.does(SCHOOL, { kind: 'leave', agency: SCHOOL })).toBe(true)
    expect(one.does(SCHOOL, { kind: 'need' })).toBe(false)
    expect(isOnTeam(one.plan(), POLICE)).toBe(false)
  })

  it('is led by the agency that leads for the child once that one is on it, until then by who opened it', () => {
    const one = opened(SCHOOL)
    const move = (kind: 'offered' | 'accepted', agency: AgencyId, facts: object) =>
      one.store(
        agency,
        { part: 'lead', kind, facts, words: 'x', happenedAt: NOON, matterId: 'o', tells: [] } as NewCaseEvent,
        NOON,
      )
    move('offered', COUNCIL, { offerId: 'o', to: ESSEX, expiresAt: plusMinutes(NOON, 60) })
    move('accepted', ESSEX, { offerId: 'o' })
    expect(one.lead().lead?.agency).toBe(ESSEX)
    expect(planLead(one.plan(), one.lead())).toBe(COUNCIL)
    one.join(ESSEX)
    expect(planLead(one.plan(), one.lead())).toBe(ESSEX)
    expect(one.does(COUNCIL, { kind: 'close' })).toBe(false)
    expect(one.does(ESSEX, { kind: 'close' })).toBe(true)
    expect(planMoves(one.plan(), one.lead(), ESSEX)).toEqual(['open'])
    expect(one.does(COUNCIL, { kind: 'need' })).toBe(false)
  })

  it('shows an agency that is not on it that there is a plan and who opened it, and no more', () => {
    const one = opened(SCHOOL)
    one.does(COUNCIL, { kind: 'say', heardOn: '2026-03-02', heardBy: 'Selin Demir', words: 'I want out' })
    one.does(COUNCIL, act(SCHOOL))
    const shape = shapeOf(one.plan(), POLICE)
    expect(shape).toMatchObject({ said: [], needs: [], actions: [], contingencies: [], visits: [] })
    expect(shape.team.map(({ agency }) => agency)).toEqual([COUNCIL])
  })
})

describe('an action', () => {
  it('has one owner of the team, by name, and a day that is not over', () => {
    const one = opened(SCHOOL)
    expect(one.does(COUNCIL, act(POLICE))).toEqual(['agency'])
    expect(one.does(COUNCIL, { ...act(SCHOOL), owner: { agency: SCHOOL, name: ' ' } })).toEqual(['name'])
    expect(one.does(COUNCIL, act(SCHOOL, '2026-03-03'))).toEqual(['dueOn'])
    expect(one.does(COUNCIL, act(SCHOOL, '2029-03-03'))).toEqual(['dueOn'])
    expect(one.does(COUNCIL, { ...act(SCHOOL), words: '' })).toEqual(['words'])
    expect(one.does(COUNCIL, act(SCHOOL, '2026-03-04'))).toBe(true)
  })

  it('is done, not done or moved by its owner or who leads, once, with what came of it or why', () => {
    const one = opened(SCHOOL, POLICE)
    one.does(COUNCIL, act(SCHOOL))
    const [{ itemId } = { itemId: '' }] = one.plan().actions
    const moves = (agency: AgencyId) => itemMoves(one.plan(), one.lead(), agency, itemId)
    expect(moves(POLICE)).toEqual(['owner-left'])
    expect(moves(SCHOOL)).toEqual(['done', 'not-done', 'move', 'owner-left'])
    expect(moves(COUNCIL)).toEqual(['done', 'not-done', 'move', 'owner-left'])
    expect(one.does(SCHOOL, { kind: 'not-done', itemId, version: 1, words: '' })).toEqual(['words'])
    expect(one.does(SCHOOL, { kind: 'not-done', itemId, version: 1, words: 'She has no phone' })).toBe(true)
    expect(one.does(SCHOOL, { kind: 'done', itemId, version: 2 })).toBe(false)
    expect(one.plan().actions).toMatchObject([{ state: 'not-done', outcome: { words: 'She has no phone' } }])
  })

  it.each([
    ['whose owner has left their post', { kind: 'owner-left', version: 1 }],
    ['whose agency has left the team', { kind: 'leave', agency: SCHOOL }],
  ])('%s is for who leads the plan', (_, command) => {
    const one = opened(SCHOOL)
    one.does(COUNCIL, act(SCHOOL))
    const [{ itemId } = { itemId: '' }] = one.plan().actions
    const [before] = mattersOf(caseFrom(one.events), NOON)
    expect(before).toMatchObject({ kind: 'action', matterId: itemId, agency: SCHOOL, other: COUNCIL })
    expect(one.does(SCHOOL, { ...command, itemId: command.kind === 'leave' ? undefined : itemId })).toBe(true)
    const [after] = mattersOf(caseFrom(one.events), NOON)
    expect(after).toMatchObject({ kind: 'action', matterId: itemId, agency: COUNCIL, other: undefined })
    const taken = { kind: 'move', itemId, version: 2, owner: { agency: COUNCIL, name: 'Ada' }, dueOn: '2026-03-09' }
    expect(one.does(COUNCIL, taken)).toBe(true)
    expect(one.plan().actions).toMatchObject([{ owner: { name: 'Ada' }, moves: [{ words: 'as agreed' }] }])
  })

  it.each([
    ['2026-03-04T23:59:58.000Z', 'soon'],
    ['2026-03-04T23:59:59.000Z', 'late'],
    ['2026-03-03T09:00:00.000Z', 'soon'],
    ['2026-03-02T23:59:59.000Z', 'in-time'],
  ])('due on 4 March stands at %s as %s', (now, standing) => {
    expect(actionStanding('2026-03-04T23:59:59.000Z' as Instant, now as Instant)).toBe(standing)
  })

  it('waits in the summer until the end of its day in London', () => {
    const one = opened()
    one.does(COUNCIL, act(COUNCIL, '2026-07-01'))
    expect(mattersOf(caseFrom(one.events), NOON)[0]?.dueAt).toBe('2026-07-01T22:59:59.000Z')
  })
})

describe('what is not an action', () => {
  it('keeps what the child said as it was heard, and each wording of the safety plan by its version', () => {
    const one = opened(SCHOOL)
    expect(one.does(SCHOOL, { kind: 'say', heardOn: '2026-03-05', heardBy: '' })).toEqual(['heardBy', 'heardOn'])
    expect(one.does(SCHOOL, { kind: 'say', heardOn: '2026-03-02', heardBy: 'Mr Lowe', words: 'I am tired' })).toBe(true)
    expect(one.does(SCHOOL, { kind: 'if', ...LEAVING, phone: 'his aunt' })).toEqual(['phone'])
    expect(one.does(SCHOOL, { kind: 'if', ...LEAVING, words: 'His aunt fetches him' })).toBe(true)
    const [{ itemId } = { itemId: '' }] = one.plan().contingencies
    expect(one.does(COUNCIL, { kind: 'change-if', itemId, version: 1, ...LEAVING, words: 'We drive him' })).toBe(true)
    expect(one.plan().contingencies).toMatchObject([{ version: 2, noted: { words: 'We drive him', agency: COUNCIL } }])
    expect(one.does(COUNCIL, { kind: 'end-if', itemId, version: 2 })).toBe(true)
    expect(itemMoves(one.plan(), one.lead(), COUNCIL, itemId)).toEqual([])
    one.does(SCHOOL, { kind: 'need', words: 'Sleep' })
    const [need] = one.plan().needs
    expect(one.does(COUNCIL, { kind: 'met', itemId: need?.itemId, version: 1, words: 'A bed at his aunt’s' })).toBe(
      true,
    )
    expect(one.does(COUNCIL, { kind: 'met', itemId: need?.itemId, version: 2 })).toBe(false)
  })

  it.each([
    ['2026-03-08', []],
    ['2026-03-09', ['knows']],
    ['2026-03-10', ['knows']],
    ['2026-03-11', ['knows']],
    ['2026-03-12', []],
  ])('books a visit on %s beside one of another agency on 10 March only by somebody who knows', (on, wrong) => {
    const one = opened(SCHOOL)
    one.does(COUNCIL, book('2026-03-10'))
    expect(one.does(SCHOOL, book(on))).toEqual(wrong.length === 0 ? true : wrong)
    expect(one.does(SCHOOL, book(on, true))).toBe(true)
    // One's own visits are one's own business.
    expect(one.does(COUNCIL, book('2026-03-10', true))).toBe(true)
  })

  it('books beside a visit that was cancelled, which only its own agency cancels', () => {
    const one = opened(SCHOOL)
    one.does(COUNCIL, book('2026-03-10'))
    const [{ itemId } = { itemId: '' }] = one.plan().visits
    expect(one.does(SCHOOL, { kind: 'cancel', itemId, version: 1 })).toBe(false)
    expect(visitsNear(one.plan(), { agency: SCHOOL, on: day('2026-03-10') })).toHaveLength(1)
    expect(one.does(COUNCIL, { kind: 'cancel', itemId, version: 1 })).toBe(true)
    expect(one.does(SCHOOL, book('2026-03-10'))).toBe(true)
  })

  it('says of what waits only what an agency may know', () => {
    const one = opened(SCHOOL)
    one.does(COUNCIL, act(SCHOOL))
    one.does(COUNCIL, { kind: 'invite', agency: POLICE })
    const state = caseFrom(one.events)
    const kinds = (agency: AgencyId) => mattersKnownTo(agency, state, NOON).matters.map(({ kind }) => kind)
    expect(kinds(SCHOOL)).toEqual(['invitation', 'action'])
    expect(kinds(POLICE)).toEqual(['invitation'])
    expect(mattersKnownTo(POLICE, state, NOON).plans).toEqual([])
    expect(kinds(ESSEX)).toEqual([])
  })
})

describe('the log of a plan', () => {
  const AGENCIES = [COUNCIL, SCHOOL, POLICE, ESSEX]
  const step = fc.record({
    agency: fc.constantFrom(...AGENCIES),
    other: fc.constantFrom(...AGENCIES),
    kind: fc.constantFrom(
      ...['open', 'invite', 'join', 'decline', 'leave', 'say', 'need', 'met', 'act', 'move', 'done', 'not-done'],
      ...['owner-left', 'if', 'change-if', 'end-if', 'book', 'cancel', 'close'],
    ),
    item: fc.nat(3),
    minutes: fc.nat(4000),
  })

  /** What somebody might do, sensible or not. */
  function run(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
    const one = aCase()
    let now = NOON
    for (const { agency, other, kind, item, minutes } of steps) {
      now = plusMinutes(now, minutes)
      const plan = planFor(caseFrom(one.events).plans, agency)
      const items = plan === undefined ? [] : [...plan.needs, ...plan.actions, ...plan.contingencies, ...plan.visits]
      const chosen = items[item % Math.max(1, items.length)]
      one.does(
        agency,
        {
          kind,
          agency: other,
          itemId: ['met', 'move', 'done', 'not-done', 'owner-left', 'change-if', 'end-if', 'cancel'].includes(kind)
            ? (chosen?.itemId ?? 'none')
            : undefined,
          version: chosen?.version ?? 0,
          owner: { agency: other, name: 'Ada Quill' },
          dueOn: day('2026-09-01'),
          heardOn: day('2026-03-01'),
          heardBy: 'Ada Quill',
          on: day('2026-09-01'),
          who: 'Ada Quill',
          knows: item > 1,
          ...LEAVING,
        },
        now,
      )
    }
    return one.events
  }

  it('as known at any moment is a replay of it to that moment, and what comes later never changes that', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(), (steps, at) => {
        const events = run(steps)
        const cut = events[at % events.length]?.recordedAt ?? NOON
        const known = stateAsKnownOn(events, cut)
        expect(known).toEqual(caseFrom(events.filter(event => event.recordedAt <= cut)))
        const more = [...knownOn(events, cut), ...events.filter(event => event.recordedAt > cut)]
        expect(stateAsKnownOn(more, cut)).toEqual(known)
      }),
    )
  })

  it('never has more than one open plan, an action without somebody who answers for it, or an open item of a closed plan', () => {
    let actions = 0
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 80 }), steps => {
        const state = caseFrom(run([{ agency: COUNCIL, other: SCHOOL, kind: 'open', item: 0, minutes: 0 }, ...steps]))
        expect(state.plans.filter(plan => plan.closed === undefined).length).toBeLessThanOrEqual(1)
        const matters = mattersOf(state, NOON).filter(({ kind }) => kind === 'action')
        const open = state.plans
          .filter(plan => plan.closed === undefined)
          .flatMap(plan => plan.actions.filter(action => action.state === 'open'))
        expect(matters.map(({ matterId }) => matterId)).toEqual(open.map(({ itemId }) => itemId))
        for (const { agency } of matters) expect(state.plans.some(plan => isOnTeam(plan, agency))).toBe(true)
        actions += matters.length
      }),
    )
    expect(actions).toBeGreaterThan(0)
  })
})
