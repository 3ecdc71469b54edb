import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '../values/time.ts'
import { caseFrom, knownOn, stateAsKnownOn } from './case-state.ts'
import { standingOf } from './clocks.ts'
import type { CaseEvent, NewCaseEvent } from './event.ts'
import { dutyOf, openDispute, openOffers } from './lead.ts'
import {
  contested,
  LEAD_MOVES,
  leadEvents,
  type LeadCommand,
  leadMoves,
  leadProblems,
  type LeadRules,
  mayDo,
  nextStep,
} from './lead-rules.ts'
import { mattersOf } from './matters.ts'
import { placementEvent, placementGaps, placementMoves, placementProblems } from './placement-rules.ts'

const NOON = '2026-03-04T12:00:00.000Z' as Instant
const [ESSEX, ENFIELD, KENT] = ['essex-council', 'enfield-council', 'kent-council'] as AgencyId[] as [
  AgencyId,
  AgencyId,
  AgencyId,
]
const MET = 'met-police' as AgencyId
const clock = { label: '', warnHours: 4, effectiveFrom: '2011-01-01' as PlainDate, effectiveTo: null }
const RULES: LeadRules = {
  clocks: [
    { ...clock, code: 'offer-answer', kind: 'offer', workingDays: 1 },
    { ...clock, code: 'director', kind: 'dispute-step', rank: 2, workingDays: 2 },
    { ...clock, code: 'team-manager', kind: 'dispute-step', rank: 1, workingDays: 1 },
    { ...clock, code: 'placement-notice', kind: 'placement-notice', workingDays: 5 },
  ],
  holidays: new Set(),
  declineReasons: new Set(['lives-elsewhere']),
  proposals: new Map([
    ['together', undefined],
    ['from-a-day', 'date'],
    ['another-area', 'agency'],
  ]),
  mayLead: agency => agency.endsWith('-council'),
  dissolved: new Map([
    ['old-council', { name: 'Old Council', dissolvedOn: '2021-04-01', successors: ['New North', 'New West'] }],
  ]),
}

let ids = 0

/** A case in memory, to which agencies do what the rules let them. */
function aCase() {
  const events: CaseEvent[] = []
  const store = (agency: AgencyId, drafts: readonly NewCaseEvent[], now: Instant) => {
    for (const { kind, facts, words, happenedAt } of drafts) {
      ids += 1
      const noted = {
        eventId: `e${ids}`,
        agency,
        happenedAt,
        recordedAt: now,
        byName: 'Kit Marlow',
        words: words ?? null,
      }
      events.push({ ...noted, kind, facts } as CaseEvent)
    }
  }
  const doerOf = (agency: AgencyId, now: Instant) => ({ agency, now, newId: () => `m${(ids += 1)}` })
  return {
    events,
    state: () => caseFrom(events),
    /** Do it if the rules let the agency; gives whether they did. */
    does: (agency: AgencyId, command: LeadCommand, now = NOON): boolean => {
      const { lead } = caseFrom(events)
      const doer = doerOf(agency, now)
      if (leadProblems(command, RULES, doer).length > 0 || !mayDo(lead, command, RULES, doer)) return false
      store(agency, leadEvents(lead, command, RULES, doer), now)
      return true
    },
    places: (agency: AgencyId, command: Parameters<typeof placementEvent>[1], now = NOON): boolean => {
      const event = placementEvent(caseFrom(events).placements, command, RULES, doerOf(agency, now))
      if (event !== undefined) store(agency, [event], now)
      return event !== undefined
    },
  }
}

const here = (happenedAt = NOON): LeadCommand => ({ kind: 'here', because: 'found', happenedAt, words: 'In custody' })
const offer = (to = ENFIELD): LeadCommand => ({ kind: 'offer', to, words: 'He lives with you' })
const openIn = (one: ReturnType<typeof aCase>) => openOffers(one.state().lead)[0]?.offerId ?? ''
const accept = (offerId: string): LeadCommand => ({ kind: 'accept', offerId, words: 'We lead from today' })
const decline = (offerId: string): LeadCommand => ({
  kind: 'decline',
  offerId,
  reason: 'lives-elsewhere',
  words: 'He moved',
})
const LATER = plusMinutes(NOON, 3 * 24 * 60)

describe('who leads', () => {
  it('is nobody until an area says that the child is there, and nobody but children’s services can', () => {
    const one = aCase()
    expect(one.state().lead.lead).toBeUndefined()
    expect(one.does(MET, here())).toBe(false)
    expect(one.does(ESSEX, here(plusMinutes(NOON, -60)))).toBe(true)
    expect(one.state().lead.lead).toMatchObject({ agency: ESSEX, because: 'found', since: plusMinutes(NOON, -60) })
  })

  it('stays where the child was found until the home authority accepts in writing', () => {
    const one = aCase()
    one.does(ESSEX, here())
    expect(one.does(ESSEX, offer())).toBe(true)
    expect(dutyOf(one.state().lead)?.agency).toBe(ESSEX)
    expect(one.does(ENFIELD, { kind: 'accept', offerId: openIn(one), words: ' ' })).toBe(false)
    expect(dutyOf(one.state().lead)?.agency).toBe(ESSEX)
    expect(one.does(ENFIELD, accept(openIn(one)))).toBe(true)
    const { lead, past } = one.state().lead
    expect(lead).toMatchObject({ agency: ENFIELD, because: 'accepted' })
    expect(past).toMatchObject([{ agency: ESSEX, until: NOON }])
  })

  it('stays with the lead when the child is found elsewhere, and the duty is there until somebody accepts', () => {
    const one = aCase()
    one.does(ENFIELD, here())
    one.does(ESSEX, here(), LATER)
    expect(one.state().lead).toMatchObject({ lead: { agency: ENFIELD }, host: { agency: ESSEX } })
    // The lead cannot hand over what it does not hold.
    expect(one.does(ENFIELD, offer(KENT), LATER)).toBe(false)
    one.does(ESSEX, offer(ENFIELD), LATER)
    one.does(ENFIELD, accept(openIn(one)), LATER)
    expect(one.state().lead).toMatchObject({ lead: { agency: ENFIELD, because: 'found' }, host: undefined })
  })

  it('has one open offer, which only the right side can answer or take back', () => {
    const one = aCase()
    one.does(ESSEX, here())
    one.does(ESSEX, offer())
    expect(one.does(ESSEX, offer(KENT))).toBe(false)
    const id = openIn(one)
    expect(one.does(ESSEX, accept(id))).toBe(false)
    expect(one.does(KENT, accept(id))).toBe(false)
    expect(one.does(ENFIELD, { kind: 'withdraw', offerId: id, words: 'x' })).toBe(false)
    expect(one.does(ESSEX, { kind: 'withdraw', offerId: id, words: 'He is at home' })).toBe(true)
    expect(one.does(ENFIELD, accept(id))).toBe(false)
    expect(one.does(ESSEX, offer(KENT))).toBe(true)
  })

  it('is not settled by silence: an offer that runs out leaves the duty where it was, and both see it', () => {
    const one = aCase()
    one.does(ESSEX, here())
    one.does(ESSEX, offer())
    const id = openIn(one)
    expect(one.does(ENFIELD, accept(id), LATER)).toBe(false)
    expect(contested(one.state().lead, LATER)?.offerId).toBe(id)
    expect(one.does(ENFIELD, { kind: 'escalate', words: 'We were on leave' }, LATER)).toBe(true)
    expect(one.does(ESSEX, offer(), LATER)).toBe(true)
    expect(one.state().lead.offers.map(({ state }) => state)).toEqual(['expired', 'open'])
    expect(dutyOf(one.state().lead)?.agency).toBe(ESSEX)
  })

  it('goes up the ladder step by step, and is settled by whoever accepts', () => {
    const one = aCase()
    one.does(ESSEX, here())
    const escalate: LeadCommand = { kind: 'escalate', words: 'He sleeps in Edmonton' }
    expect(one.does(ESSEX, escalate)).toBe(false)
    one.does(ESSEX, offer())
    one.does(ENFIELD, decline(openIn(one)))
    expect(one.does(KENT, escalate)).toBe(false)
    expect(one.does(ESSEX, escalate)).toBe(true)
    expect(nextStep(one.state().lead, RULES, NOON)?.code).toBe('director')
    expect(one.does(ENFIELD, escalate)).toBe(true)
    expect(openDispute(one.state().lead)?.steps).toMatchObject([
      { step: 'team-manager', dueAt: '2026-03-05T23:59:59.000Z' },
      { step: 'director', dueAt: '2026-03-06T23:59:59.000Z' },
    ])
    expect(one.does(ESSEX, escalate)).toBe(false)
    one.does(ESSEX, offer())
    one.does(ENFIELD, accept(openIn(one)))
    expect(openDispute(one.state().lead)).toBeUndefined()
  })

  it('is nobody again when the lead closes the case, which waits for what is open', () => {
    const one = aCase()
    one.does(ESSEX, here())
    one.does(ESSEX, offer())
    const close: LeadCommand = { kind: 'close', words: 'He is 18 and well' }
    expect(one.does(ESSEX, close)).toBe(false)
    one.does(ENFIELD, accept(openIn(one)))
    expect(one.does(ESSEX, close)).toBe(false)
    expect(one.does(ENFIELD, close)).toBe(true)
    expect(one.state().lead).toMatchObject({ lead: undefined, closedAt: NOON, past: [{}, {}] })
    one.does(KENT, here())
    expect(one.state().lead).toMatchObject({ lead: { agency: KENT }, closedAt: undefined })
  })

  it('keeps the practitioners of each agency, and asks a new lead for its own', () => {
    const one = aCase()
    one.does(ESSEX, here())
    one.does(ESSEX, { kind: 'name', name: 'Ada Quill', phone: '07700 900123' })
    one.does(ESSEX, { kind: 'name', name: 'Ben Roe', phone: '07700 900124', post: 'Social worker' })
    expect(one.state().lead.lead?.practitioners.map(({ name }) => name)).toEqual(['Ada Quill', 'Ben Roe'])
    expect(one.does(ENFIELD, { kind: 'name', name: 'Cy Poe', phone: '07700 900125' })).toBe(false)
    one.does(ESSEX, offer())
    one.does(ENFIELD, accept(openIn(one)))
    expect(one.state().lead.lead?.practitioners).toEqual([])
    expect(one.state().lead.past[0]?.practitioners).toHaveLength(2)
  })

  it('shows both offers when records are linked after each was made, and one acceptance overtakes the other', () => {
    const [one, two] = [aCase(), aCase()]
    one.does(ESSEX, here())
    one.does(ESSEX, offer())
    two.does(KENT, here())
    two.does(KENT, offer())
    const both = [...one.events, ...two.events].toSorted(
      (a, b) => Number(a.kind === 'offered') - Number(b.kind === 'offered'),
    )
    expect(openOffers(caseFrom(both).lead)).toHaveLength(2)
    const accepted = { ...both[0], kind: 'accepted', agency: ENFIELD, facts: { offerId: openIn(two) } } as CaseEvent
    const { lead } = caseFrom([...both, accepted])
    expect(lead.offers.map(({ state }) => state)).toEqual(['overtaken', 'accepted'])
    expect(lead).toMatchObject({ lead: { agency: ENFIELD }, host: undefined })
  })

  it('does not follow an answer whose offer went with another child’s records', () => {
    const one = aCase()
    one.does(ESSEX, here())
    const stray = { ...one.events[0], kind: 'accepted', agency: ENFIELD, facts: { offerId: 'gone' } } as CaseEvent
    expect(caseFrom([...one.events, stray]).lead.lead?.agency).toBe(ESSEX)
  })
})

describe('what is written about who leads', () => {
  const doer = { agency: ESSEX, now: NOON, newId: () => 'id' }
  it.each<[string, LeadCommand, string, RegExp]>([
    ['a day to come', here(LATER), 'happenedOn', /future/],
    ['one’s own agency', offer(ESSEX), 'to', /another agency/],
    ['no agency', offer('' as AgencyId), 'to', /council/],
    ['the police', offer(MET), 'to', /only children's services/],
    [
      'an agency that was dissolved',
      offer('old-council' as AgencyId),
      'to',
      /dissolved in 2021. Choose New North or New West/,
    ],
    ['a decline without a reason', { ...decline('o'), reason: '' } as LeadCommand, 'reason', /Choose why/],
    ['a decline without words', { ...decline('o'), words: '' } as LeadCommand, 'words', /Say why/],
    [
      'an unknown proposal',
      { kind: 'counter', offerId: 'o', proposal: { what: 'x' }, words: 'y' },
      'proposal',
      /Choose what/,
    ],
    [
      'a proposal of another area that names none',
      { kind: 'counter', offerId: 'o', proposal: { what: 'another-area' }, words: 'y' },
      'agency',
      /council/,
    ],
    [
      'a proposal of a later day that names none',
      { kind: 'counter', offerId: 'o', proposal: { what: 'from-a-day' }, words: 'y' },
      'from',
      /which day/,
    ],
    ['a practitioner without a number', { kind: 'name', name: 'Ada', phone: 'desk' }, 'phone', /number/],
    ['words that never end', { kind: 'close', words: 'x'.repeat(2001) }, 'words', /2000/],
  ])('cannot be %s', (_, command, field, message) => {
    expect(leadProblems(command, RULES, doer)).toContainEqual({ field, message: expect.stringMatching(message) })
  })
})

describe('a placement in another area', () => {
  const place = { kind: 'place', area: ESSEX, atDistance: true, emergency: false, words: 'A foster home' } as const
  const planned = { ...place, startsOn: '2026-03-10' as PlainDate }
  const inEmergency = { ...planned, emergency: true, startsOn: '2026-03-04' as PlainDate }
  const gaps = (one: ReturnType<typeof aCase>, now = NOON) =>
    one
      .state()
      .placements.flatMap(it => placementGaps(it, now).map(({ wants, late }) => (late ? `${wants} late` : wants)))

  it('wants a risk check, approval, consultation and notice before the move', () => {
    const one = aCase()
    one.places(ENFIELD, planned)
    expect(gaps(one)).toEqual(['risk-check', 'approval', 'consultation', 'notification'])
    expect(one.state().placements[0]?.notifyBy).toBe('2026-03-10T00:00:00.000Z')
    expect(gaps(one, '2026-03-10T09:00:00.000Z' as Instant).every(gap => gap.endsWith('late'))).toBe(true)
  })

  it('gives an emergency five working days for all but the risk check', () => {
    const one = aCase()
    one.places(ENFIELD, inEmergency)
    expect(one.state().placements[0]?.notifyBy).toBe('2026-03-11T23:59:59.000Z')
    expect(gaps(one)).toEqual(['risk-check late', 'approval', 'consultation', 'notification'])
    expect(gaps(one, '2026-03-12T00:00:00.000Z' as Instant)).toContain('notification late')
  })

  it('wants no approval in an adjoining area', () => {
    const one = aCase()
    one.places(ENFIELD, { ...planned, atDistance: false })
    expect(gaps(one)).toEqual(['risk-check', 'notification'])
  })

  it('is asked about, approved, told of, warned of and acknowledged, each by the side whose it is', () => {
    const one = aCase()
    one.places(ENFIELD, planned)
    const placementId = one.state().placements[0]?.placementId ?? ''
    const say = (kind: 'check-risk' | 'consult' | 'answer' | 'notify' | 'warn' | 'acknowledge') =>
      ({ kind, placementId, words: 'x' }) as const
    expect(one.places(ESSEX, say('answer'))).toBe(false)
    expect(one.places(KENT, say('notify'))).toBe(false)
    expect(one.places(ENFIELD, say('check-risk'))).toBe(true)
    expect(one.places(ENFIELD, say('check-risk'))).toBe(false)
    expect(one.places(ENFIELD, say('consult'))).toBe(true)
    expect(one.places(ENFIELD, say('answer'))).toBe(false)
    expect(one.places(ESSEX, say('answer'))).toBe(true)
    expect(one.places(ENFIELD, { kind: 'approve', placementId, senior: 'Dee Lane', post: 'Director' })).toBe(true)
    expect(mattersOf(one.state(), NOON)).toMatchObject([{ kind: 'placement', other: ESSEX }])
    expect(one.places(ENFIELD, say('notify'))).toBe(true)
    expect(one.places(ENFIELD, say('warn'))).toBe(true)
    expect(one.places(ENFIELD, say('warn'))).toBe(true)
    expect(gaps(one)).toEqual([])
    expect(mattersOf(one.state(), NOON)).toMatchObject([{ kind: 'placement', dueAt: undefined }])
    expect(one.places(ESSEX, say('acknowledge'))).toBe(true)
    expect(one.state().placements[0]?.warnings).toHaveLength(2)
    expect(mattersOf(one.state(), NOON)).toEqual([])
    expect(one.places(ENFIELD, { kind: 'end', placementId, endedOn: '2026-05-01' as PlainDate })).toBe(true)
    expect(one.state().placements.flatMap(it => placementMoves(it, ENFIELD))).toEqual([])
  })

  it('is made by children’s services, in an area that exists, on a day that can be meant', () => {
    expect(aCase().places(MET, planned)).toBe(false)
    const one = aCase()
    expect([
      one.places(ENFIELD, planned),
      one.places(ENFIELD, planned),
      one.places(ENFIELD, { ...planned, area: KENT }),
    ]).toEqual([true, false, true])
    const wrong = { ...planned, area: 'old-council' as AgencyId, startsOn: '2062-03-10' as PlainDate }
    const doer = { agency: ENFIELD, now: NOON, newId: () => 'id' }
    expect(placementProblems(wrong, RULES, doer).map(({ field }) => field)).toEqual(['area', 'startsOn'])
  })
})

describe('a clock', () => {
  it.each([
    ['2026-03-04T17:00:00.000Z', 'in-time'],
    ['2026-03-04T16:00:00.000Z', 'soon'],
    ['2026-03-04T12:00:01.000Z', 'soon'],
    ['2026-03-04T12:00:00.000Z', 'late'],
  ])('that ends at %s is %s at noon', (dueAt, standing) => {
    expect(standingOf(RULES, 'offer', dueAt as Instant, NOON)).toBe(standing)
  })
})

/** Things that three councils and the police try, in any order and often out of turn, at moments that only go on. */
const tries = fc.array(
  fc.record({
    agency: fc.constantFrom(ESSEX, ENFIELD, KENT, MET),
    to: fc.constantFrom(ESSEX, ENFIELD, KENT),
    kind: fc.constantFrom(...LEAD_MOVES, 'place' as const),
    minutes: fc.integer({ min: 0, max: 3000 }),
  }),
  { maxLength: 40 },
)

function played(moves: typeof tries extends fc.Arbitrary<infer T> ? T : never) {
  const one = aCase()
  let now = NOON
  const seen: { readonly at: Instant; readonly state: ReturnType<typeof caseFrom> }[] = []
  for (const { agency, to, kind, minutes } of moves) {
    now = plusMinutes(now, minutes)
    const offerId = openIn(one)
    const words = 'words'
    if (kind === 'place')
      one.places(
        agency,
        { kind, area: to, atDistance: true, emergency: true, startsOn: now.slice(0, 10) as PlainDate, words },
        now,
      )
    else if (kind === 'here') one.does(agency, here(plusMinutes(now, -30)), now)
    else if (kind === 'offer') one.does(agency, offer(to), now)
    else if (kind === 'decline') one.does(agency, decline(offerId), now)
    else if (kind === 'counter') one.does(agency, { kind, offerId, proposal: { what: 'together' }, words }, now)
    else if (kind === 'name') one.does(agency, { kind, name: 'Ada', phone: '07700 900123' }, now)
    else if (kind === 'accept' || kind === 'withdraw') one.does(agency, { kind, offerId, words }, now)
    else one.does(agency, { kind, words }, now)
    seen.push({ at: now, state: one.state() })
  }
  return { ...one, seen, now }
}

describe('a case, whatever is tried', () => {
  it('as known on a moment is a replay of what was recorded up to then', () => {
    fc.assert(
      fc.property(tries, moves => {
        const { events, seen } = played(moves)
        for (const [n, { at, state }] of seen.entries()) {
          // Of several things at one moment the last one is what was known.
          if (seen[n + 1]?.at === at) continue
          expect(stateAsKnownOn(events, at)).toEqual(state)
          expect(stateAsKnownOn(events, at)).toEqual(caseFrom(events.filter(event => event.recordedAt <= at)))
        }
      }),
    )
  })

  it('is not known otherwise for an earlier moment after something was appended', () => {
    fc.assert(
      fc.property(tries, fc.nat(), (moves, cut) => {
        const { events, seen } = played(moves)
        const at = seen[cut % Math.max(seen.length, 1)]?.at ?? NOON
        const before = knownOn(events, at)
        for (let more = before.length; more <= events.length; more += 1)
          expect(stateAsKnownOn(events.slice(0, more), at)).toEqual(caseFrom(before))
      }),
    )
  })

  it('never has two open offers, leads nobody who may not, and offers only moves that can be made', () => {
    fc.assert(
      fc.property(tries, moves => {
        const { seen } = played(moves)
        for (const { at, state } of seen) {
          expect(openOffers(state.lead).length).toBeLessThanOrEqual(1)
          for (const duty of [state.lead.lead, state.lead.host]) if (duty) expect(duty.agency).not.toBe(MET)
          expect(state.lead.host?.agency).not.toBe(state.lead.lead?.agency ?? 'nobody')
          expect(leadMoves(state.lead, RULES, { agency: MET, now: at })).toEqual([])
          const open = openOffers(state.lead)[0]
          if (open !== undefined) expect(dutyOf(state.lead)?.agency).toBe(open.from)
        }
      }),
    )
  })
})
