import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decisionProblems,
  eventsFor,
  LONGEST_SHARE_DAYS,
  requestProblems,
  SHARE_STATES,
  type ShareDecision,
  type ShareEvent,
  type ShareRequest,
  sharedUntil,
  shareStateAfter,
  sideOf,
} from './sharing.ts'
import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

const enfield = 'enfield-council' as AgencyId
const met = 'met-police' as AgencyId
const gateways = new Set(['ca2004-10-11'])
const EVENTS: readonly ShareEvent[] = ['share', 'refuse', 'withdraw', 'stop', 'run-out']
const right: ShareRequest = { holder: met, reason: 'Strategy discussion tomorrow', gateway: 'ca2004-10-11', days: 30 }

function fieldsOf(problems: readonly { readonly field: string }[]): string[] {
  return problems.map(problem => problem.field)
}

describe('a request', () => {
  it.each<[string, Partial<ShareRequest>, string[]]>([
    ['is right with a reason, a basis and a time', {}, []],
    ['is right for the longest time', { days: LONGEST_SHARE_DAYS }, []],
    ['needs a reason', { reason: '  \n' }, ['reason']],
    ['has a reason that somebody can read', { reason: 'x'.repeat(2001) }, ['reason']],
    ['needs a basis that the agency may use', { gateway: 'because' }, ['gateway']],
    ['is for no longer than 90 days', { days: 91 }, ['days']],
    ['is for a day at least', { days: 0 }, ['days']],
    ['is for whole days', { days: 1.5 }, ['days']],
    ['is for a number of days', { days: Number.NaN }, ['days']],
    ['is not made to oneself', { holder: enfield }, ['agency']],
    ['is made to somebody', { holder: '' as AgencyId }, ['agency']],
    ['names all that is wrong', { reason: '', gateway: '', days: -1 }, ['reason', 'gateway', 'days']],
  ])('%s', (_, change, fields) => {
    expect(fieldsOf(requestProblems(enfield, { ...right, ...change }, gateways))).toEqual(fields)
  })
})

describe('an answer', () => {
  const share = {
    kind: 'share',
    gateway: 'ca2004-10-11',
    days: 7,
    holds: 'fact',
    conditions: undefined,
    note: undefined,
  } as const
  it.each<[string, ShareDecision, string[]]>([
    ['shares', share, []],
    ['shares on conditions', { ...share, conditions: 'Do not tell the family where' }, []],
    ['shares for no longer than 90 days', { ...share, days: 400 }, ['days']],
    ['shares on a legal basis', { ...share, gateway: '' }, ['gateway']],
    [
      'has notes that somebody can read',
      { ...share, note: 'x'.repeat(2001), conditions: 'x'.repeat(2001) },
      ['conditions', 'note'],
    ],
    ['refuses with a reason', { kind: 'refuse', ground: 'more-harm', note: 'She asked us not to' }, []],
    ['does not refuse without one', { kind: 'refuse', ground: 'more-harm', note: ' ' }, ['note']],
  ])('%s', (_, decision, fields) => {
    expect(fieldsOf(decisionProblems(decision, gateways))).toEqual(fields)
  })
})

describe('the state of a request', () => {
  it('lets anybody see anything only after the holder shared, and never again once it ended', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 8 }), events => {
        const states = events.reduce<string[]>(
          (before, event) => {
            const state = before.at(-1) as (typeof SHARE_STATES)[number]
            return [...before, shareStateAfter(state, event) ?? state]
          },
          ['asked'],
        )
        const times = states.filter((state, at) => state === 'shared' && states[at - 1] !== 'shared').length
        return times <= 1 && (times === 0 || states[states.indexOf('shared') - 1] === 'asked')
      }),
    )
  })

  it.each(SHARE_STATES.filter(state => state !== 'asked' && state !== 'shared'))(
    'takes nothing more once it is %s',
    state => {
      expect(EVENTS.filter(event => shareStateAfter(state, event) !== undefined)).toEqual([])
    },
  )

  it.each([
    ['holder', 'asked', ['share', 'refuse']],
    ['asker', 'asked', ['withdraw']],
    ['holder', 'shared', ['stop']],
    ['asker', 'shared', ['stop']],
    ['holder', 'refused', []],
  ] as const)('lets the %s of one that is %s do %j', (side, state, events) => {
    expect(eventsFor(side, state)).toEqual(events)
  })

  it('never lets who asks decide', () => {
    for (const state of SHARE_STATES) {
      expect(eventsFor('asker', state)).not.toContain('share')
      expect(eventsFor('asker', state)).not.toContain('refuse')
    }
  })
})

it('knows each side, and nobody else', () => {
  const request = { holder: met, asker: enfield }
  expect([sideOf(met, request), sideOf(enfield, request), sideOf('btp' as AgencyId, request)]).toEqual([
    'holder',
    'asker',
    undefined,
  ])
})

it('ends to the minute', () => {
  expect(sharedUntil('2026-03-04T12:00:00.000Z' as Instant, 7)).toBe('2026-03-11T12:00:00.000Z')
})
