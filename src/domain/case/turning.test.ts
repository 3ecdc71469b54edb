import { describe, expect, it } from 'vitest'
import { loadReference } from '#store/reference.ts'
import type { AgencyId } from '../values/ids.ts'
import { londonInstant } from '../values/london.ts'
import { type Instant, type PlainDate, plusDays } from '../values/time.ts'
import { caseFrom } from './case-state.ts'
import type { CaseEvent } from './event.ts'
import { mattersOf } from './matters.ts'
import { acceptedLead, isSettled, NOT_PREPARED, type TurningState } from './turning.ts'
import {
  cliffEdge,
  itemsOn,
  stageOn,
  type TurningCommand,
  turningEvent,
  turningMoves,
  turningProblems,
  turningSteps,
} from './turning-rules.ts'

const ENFIELD = 'enfield-council' as AgencyId
const ESSEX = 'essex-council' as AgencyId
const POLICE = 'met-police' as AgencyId
const day = (text: string) => text as PlainDate
const born = (earliest: string, latest = earliest) => ({ earliest: day(earliest), latest: day(latest) })
const { turning: items } = loadReference().adults
const RULES = {
  steps: new Set(items.map(({ code }) => code)),
  isAgency: (code: string) => code.endsWith('-council'),
  dissolved: new Map(),
}

let ids = 0

function aChild(eighteenOn: PlainDate) {
  const events: CaseEvent[] = []
  return {
    events,
    state: () => caseFrom(events).turning,
    does: (agency: AgencyId, command: TurningCommand, on: PlainDate): boolean => {
      if (turningProblems(command, RULES).length > 0) return false
      const now = londonInstant(on, 12, 0)
      const doer = { agency, now, newId: () => `m${(ids += 1)}` }
      const draft = turningEvent(caseFrom(events).turning, command, doer, { lead: agency !== POLICE, eighteenOn })
      if (draft === undefined) return false
      const noted = { eventId: `e${(ids += 1)}`, agency, happenedAt: now, recordedAt: now, byName: 'Kit Marlow' }
      events.push({ ...noted, words: draft.words ?? null, kind: draft.kind, facts: draft.facts } as CaseEvent)
      return true
    },
  }
}

const BIRTHDAY = day('2026-06-10')
const NAME: TurningCommand = {
  kind: 'name',
  to: ESSEX,
  name: 'Ash Rowan',
  post: 'Social worker, adults',
  phone: '01632 960111',
  words: 'She is afraid of T and wants her own key',
}
const leadIn = (one: ReturnType<typeof aChild>) => one.state().leads.at(-1)?.handoverId ?? ''
const answered = (one: ReturnType<typeof aChild>, kind: 'accept' | 'decline'): TurningCommand => ({
  kind,
  handoverId: leadIn(one),
  name: 'Ash Rowan',
  words: 'I see her on Monday',
})

describe('where somebody stands before eighteen', () => {
  it.each([
    ['unknown', undefined, '2026-03-04'],
    ['not-born', born('2026-05-01'), '2026-03-04'],
    ['too-young', born('2018-05-01'), '2026-03-04'],
    ['too-young', born('2009-03-05'), '2026-03-04'],
    ['preparing', born('2009-03-04'), '2026-03-04'],
    ['preparing', born('2008-03-05'), '2026-03-04'],
    ['turned', born('2008-03-04'), '2026-03-04'],
    ['turned', born('2007-03-04'), '2026-03-04'],
    ['past', born('2007-03-03'), '2026-03-04'],
    // 29 February: the day itself is 1 March in the years of seventeen and eighteen.
    ['too-young', born('2008-02-29'), '2025-02-28'],
    ['preparing', born('2008-02-29'), '2025-03-01'],
    ['preparing', born('2008-02-29'), '2026-02-28'],
    ['turned', born('2008-02-29'), '2026-03-01'],
    // Of an unknown day the earliest possible counts.
    ['preparing', born('2009-01-01', '2009-12-31'), '2026-01-01'],
    ['turned', born('2008-01-01', '2008-12-31'), '2026-01-01'],
  ])('is %s, born %j, on %s', (stage, when, on) => {
    expect(stageOn(when, NOT_PREPARED, day(on)).stage).toBe(stage)
  })

  it('goes on for as long as it takes once it was begun', () => {
    const one = aChild(BIRTHDAY)
    one.does(ENFIELD, NAME, day('2026-03-04'))
    expect(stageOn(born('2008-06-10'), one.state(), day('2029-06-10')).stage).toBe('turned')
    expect(stageOn(born('2008-06-10'), NOT_PREPARED, day('2029-06-10')).stage).toBe('past')
  })
})

describe('the steps', () => {
  const steps = (on: string, state: TurningState, eighteenOn = BIRTHDAY) =>
    turningSteps(itemsOn(items, 'step', 'england', day('2026-03-04')), state, eighteenOn, day(on))
  const step = (code: string, on: string, state: TurningState = NOT_PREPARED) =>
    steps(on, state).find(one => one.item.code === code)

  it.each([
    ['asked', '2025-06-10', 'soon', '2025-06-10'],
    ['asked', '2025-06-11', 'late', '2025-06-10'],
    ['lead-named', '2025-11-11', 'ahead', '2025-12-10'],
    ['lead-named', '2025-11-12', 'soon', '2025-12-10'],
    ['met-together', '2026-03-11', 'late', '2026-03-10'],
    ['safety-after', '2026-06-10', 'soon', '2026-06-10'],
    ['safety-after', '2026-06-11', 'late', '2026-06-10'],
  ])('%s on %s is %s, due %s', (code, on, standing, dueOn) => {
    expect(step(code, on)).toMatchObject({ standing, dueOn })
  })

  it('are each of one nation, by the law of the day', () => {
    const codes = (nation: 'england' | 'wales', on: string) =>
      itemsOn(items, 'step', nation, day(on)).map(({ code }) => code)
    expect(codes('england', '2026-11-02')).toContain('needs-assessed')
    expect(codes('wales', '2026-11-02')).not.toContain('needs-assessed')
    expect(codes('wales', '2026-11-02')).toContain('needs-assessed-wales')
    expect(codes('england', '2014-01-01')).toEqual([])
  })

  it('are done once, and by what is written elsewhere', () => {
    const one = aChild(BIRTHDAY)
    const seen: TurningCommand = { kind: 'step', step: 'met-together', words: 'Tea with Ash' }
    expect(one.does(POLICE, seen, day('2026-03-04'))).toBe(true)
    expect(one.does(POLICE, seen, day('2026-03-05'))).toBe(false)
    one.does(ENFIELD, NAME, day('2026-03-04'))
    one.does(ENFIELD, { kind: 'hear', agrees: 'yes', words: 'I want a job' }, day('2026-03-04'))
    for (const code of ['met-together', 'lead-named', 'asked'])
      expect(step(code, '2026-11-03', one.state())).toMatchObject({ standing: 'done' })
  })
})

describe('who helps after', () => {
  it('is named by children’s services, asked once at a time, and accepts or declines', () => {
    const one = aChild(BIRTHDAY)
    expect(one.does(POLICE, NAME, day('2026-03-04'))).toBe(false)
    expect(one.does(ENFIELD, NAME, day('2026-03-04'))).toBe(true)
    expect(one.does(ENFIELD, NAME, day('2026-03-05'))).toBe(false)
    expect(mattersOf(caseFrom(one.events), '2026-03-05T12:00:00.000Z' as Instant)).toMatchObject([
      { kind: 'adult-lead', agency: ENFIELD, other: ESSEX, dueAt: '2026-06-10T22:59:59.000Z' },
    ])
    expect(one.does(ENFIELD, answered(one, 'accept'), day('2026-03-05'))).toBe(false)
    expect(one.does(ESSEX, answered(one, 'decline'), day('2026-03-05'))).toBe(true)
    expect(isSettled(one.state())).toBe(false)
    one.does(ENFIELD, NAME, day('2026-03-06'))
    expect(one.does(ESSEX, answered(one, 'accept'), day('2026-03-07'))).toBe(true)
    expect(one.does(ESSEX, answered(one, 'accept'), day('2026-03-07'))).toBe(false)
    expect(acceptedLead(one.state())?.name).toBe('Ash Rowan')
    expect(mattersOf(caseFrom(one.events), '2026-03-08T12:00:00.000Z' as Instant)).toEqual([])
  })

  it('stays until somebody else has accepted', () => {
    const one = aChild(BIRTHDAY)
    one.does(ENFIELD, NAME, day('2026-03-04'))
    one.does(ESSEX, answered(one, 'accept'), day('2026-03-05'))
    one.does(ENFIELD, { ...NAME, name: 'Bo Lind' }, day('2026-04-01'))
    expect(acceptedLead(one.state())?.name).toBe('Ash Rowan')
    expect(turningMoves(one.state(), ESSEX, true)).toContain('accept')
  })

  it('named late still has a week', () => {
    const one = aChild(BIRTHDAY)
    one.does(ENFIELD, NAME, plusDays(BIRTHDAY, 3))
    expect(one.state().leads[0]?.acceptBy.slice(0, 10)).toBe(plusDays(BIRTHDAY, 10))
  })

  it('closing a case is no way out: somebody accepts first, or somebody says why nobody has to', () => {
    const when = born('2008-06-10')
    const at = (on: PlainDate) => londonInstant(on, 12, 0)
    const one = aChild(BIRTHDAY)
    expect(cliffEdge(one.state(), when, at(day('2025-06-09')))).toEqual([])
    expect(cliffEdge(one.state(), when, at(day('2025-06-10')))).toHaveLength(1)
    one.does(ENFIELD, NAME, day('2026-03-04'))
    expect(cliffEdge(one.state(), when, at(plusDays(BIRTHDAY, 1)))).toHaveLength(1)
    const blank: TurningCommand = { kind: 'not-needed', name: 'Selin Demir', post: 'Manager', words: ' ' }
    expect(one.does(ENFIELD, blank, plusDays(BIRTHDAY, 1))).toBe(false)
    one.does(ENFIELD, { ...blank, words: 'She moved to Leeds and a charity sees her weekly' }, plusDays(BIRTHDAY, 1))
    expect(cliffEdge(one.state(), when, at(plusDays(BIRTHDAY, 1)))).toEqual([])
    expect(cliffEdge(one.state(), undefined, at(BIRTHDAY))).toEqual([])
  })
})
