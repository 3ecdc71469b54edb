import { describe, expect, it } from 'vitest'
import { type EventSaid, interestsIn } from './interest.ts'

const since = '2026-03-04T12:00:00.000Z'
const said = (kind: string, facts: EventSaid['facts'] = {}, endsAt?: string): EventSaid => ({
  kind,
  startsAt: since,
  endsAt,
  facts,
})
const watch = {
  reason: 'missing-repeatedly',
  legalBasis: 'ca2004-16la',
  reviewOn: '2026-06-01',
  team: 'lewisham-missing',
}

describe('interestsIn', () => {
  it.each(['missing', 'absent', 'away-without-authorisation'])(
    'opens a missing episode whatever its status: %s',
    status => {
      expect(interestsIn(said('missing', { status }))).toMatchObject([
        { kind: 'missing', since, endedAt: undefined, expiresAt: undefined },
      ])
    },
  )

  it('ends the episode when they are found', () => {
    const found = '2026-03-05T08:00:00.000Z'
    expect(interestsIn(said('missing', {}, found))).toMatchObject([{ endedAt: found, endedReason: 'found' }])
  })

  it('keeps the terms of a watch, and no watch for more than a year', () => {
    expect(interestsIn(said('watch', watch, '2026-09-01T00:00:00.000Z'))).toMatchObject([
      {
        kind: 'watch',
        expiresAt: '2026-09-01T00:00:00.000Z',
        reason: 'missing-repeatedly',
        reviewOn: '2026-06-01',
        team: 'lewisham-missing',
      },
    ])
    expect(interestsIn(said('watch', watch, '2036-01-01T00:00:00.000Z'))[0]?.expiresAt).toBe('2027-03-05T12:00:00.000Z')
    expect(interestsIn(said('watch', watch))[0]?.expiresAt).toBe('2027-03-05T12:00:00.000Z')
  })

  it('makes no watch without a reason and a legal basis', () => {
    expect(interestsIn(said('watch', { reason: 'missing-repeatedly' }))).toEqual([])
  })

  it.each([
    ['pending', undefined],
    ['conclusive-grounds', undefined],
    ['no-reasonable-grounds', 'no-reasonable-grounds'],
  ])('a referral whose decision is %s ends as %s', (decision, endedReason) => {
    expect(interestsIn(said('referral', { decision }))).toMatchObject([{ kind: 'open-case', endedReason }])
  })

  it('reads an allocated worker and an open case where a feed gives them', () => {
    expect(
      interestsIn(said('concern', { allocatedWorker: 'S. Demir', openCase: 'true' })).map(fact => fact.kind),
    ).toEqual(['allocated-worker', 'open-case'])
  })

  it.each(['custody', 'encounter', 'absence', 'attendance'])('sees none in %s', kind => {
    expect(interestsIn(said(kind))).toEqual([])
  })
})
