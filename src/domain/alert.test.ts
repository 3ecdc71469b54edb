import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertClocks, alertsFor, certaintyOfPair, type Concern, mostUrgentFirst } from './alert.ts'
import { INTEREST_KINDS, type Interest } from './interest.ts'
import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

const kent = 'kent-police' as AgencyId
const croydon = 'croydon-council' as AgencyId
const met = 'met-police' as AgencyId
const noon = '2026-03-04T12:00:00.000Z' as Instant
const clocks: AlertClocks = {
  missing: 60,
  order: 240,
  watch: 120,
  'allocated-worker': 480,
  'open-case': 1440,
  'order-breached': 60,
}

function concern(
  kind: Interest['kind'],
  more: Partial<Interest> = {},
  certainty: Concern['certainty'] = 'confirmed',
): Concern {
  const interest = {
    id: `${kind}-1`,
    kind,
    holder: croydon,
    since: noon,
    breached: false,
    restricted: false,
    team: undefined,
  }
  return { certainty, interest: { ...interest, ...more } }
}

const anyConcern: fc.Arbitrary<Concern> = fc.record({
  certainty: fc.constantFrom('confirmed', 'probable', 'possible'),
  interest: fc.record({
    id: fc.uuid(),
    kind: fc.constantFrom(...INTEREST_KINDS),
    holder: fc.constantFrom(kent, croydon, met),
    since: fc.constant(noon),
    breached: fc.boolean(),
    restricted: fc.boolean(),
    team: fc.constant(undefined),
  }),
})

describe('alertsFor', () => {
  it.each([
    ['missing', false, '13:00'],
    ['order', false, '16:00'],
    ['order', true, '13:00'],
    ['watch', false, '14:00'],
    ['open-case', false, '12:00'],
  ] as const)('gives %s (breached: %s) until %s', (kind, breached, time) => {
    const [alert] = alertsFor(kent, [concern(kind, { breached })], 'always', clocks, noon)
    expect(alert?.respondBy.slice(11, 16)).toBe(time)
  })

  it('alerts an agency once, for its most urgent interest', () => {
    const alerts = alertsFor(kent, [concern('open-case'), concern('missing'), concern('watch')], 'always', clocks, noon)
    expect(alerts.map(alert => alert.because.kind)).toEqual(['missing'])
  })

  it('prefers what it may tell in full to what is more urgent and only possible', () => {
    const alerts = alertsFor(kent, [concern('missing', {}, 'possible'), concern('watch')], 'always', clocks, noon)
    expect(alerts).toMatchObject([{ because: { kind: 'watch' }, tells: 'encounter' }])
  })

  it.each([
    ['confirmed', false, 'encounter'],
    ['probable', false, 'encounter'],
    ['possible', false, 'contact-only'],
    ['confirmed', true, 'contact-only'],
  ] as const)('a %s match (restricted: %s) tells %s', (certainty, restricted, tells) => {
    expect(alertsFor(kent, [concern('missing', { restricted }, certainty)], 'always', clocks, noon)[0]?.tells).toBe(
      tells,
    )
  })

  it('leaves a routine contact out of all but missing children and orders', () => {
    const all = INTEREST_KINDS.map((kind, n) => concern(kind, { holder: `agency-${n}` as AgencyId }))
    const alerts = alertsFor(kent, all, 'missing-or-order', clocks, noon)
    expect(alerts.map(alert => alert.because.kind)).toEqual(['missing', 'order'])
  })

  it('never tells the reporting agency, nor any agency twice, nor more than the match allows', () => {
    fc.assert(
      fc.property(fc.array(anyConcern), concerns => {
        const alerts = alertsFor(kent, concerns, 'always', clocks, noon)
        const audiences = alerts.map(alert => alert.audience)
        expect(audiences).not.toContain(kent)
        expect(new Set(audiences).size).toBe(audiences.length)
        expect(new Set(audiences)).toEqual(
          new Set(concerns.map(one => one.interest.holder).filter(holder => holder !== kent)),
        )
        for (const { tells, certainty, because } of alerts)
          expect(tells === 'contact-only').toBe(certainty === 'possible' || because.restricted)
      }),
    )
  })

  it('gives the same alerts whatever the order of what is known', () => {
    fc.assert(
      fc.property(fc.array(anyConcern, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (concerns, order) => {
        const shuffled = concerns
          .map(one => [order.next().value, one] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, one]) => one)
        expect(alertsFor(kent, shuffled, 'always', clocks, noon)).toEqual(
          alertsFor(kent, concerns, 'always', clocks, noon),
        )
      }),
    )
  })
})

describe('mostUrgentFirst', () => {
  it('puts the longest standing first among equals', () => {
    const old = concern('missing', { id: 'old', since: '2026-03-01T12:00:00.000Z' as Instant })
    expect(mostUrgentFirst([concern('missing'), old], clocks)[0]).toBe(old)
  })
})

describe('certaintyOfPair', () => {
  it.each([
    ['confirmed', false, 1, 'probable'],
    ['probable', false, 1, 'probable'],
    ['probable', true, 1, 'possible'],
    ['probable', false, 2, 'possible'],
    ['possible', false, 1, 'possible'],
    ['none', false, 1, undefined],
  ] as const)('%s, held: %s, %d candidates: %s', (certainty, held, rivals, expected) => {
    expect(certaintyOfPair({ certainty, held }, rivals)).toBe(expected)
  })
})
