import { describe, expect, it } from 'vitest'
import { eventsFor, type ShareSide, type ShareState } from '#domain/sharing.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { SharingRequest } from '#services/sharing.ts'
import { sharesPage } from './list/view.ts'
import { sharePage } from './show/view.ts'

const now = '2026-03-04T12:00:00.000Z'
const NAMES: Readonly<Record<string, string>> = {
  'met-police': 'Metropolitan Police Service',
  'enfield-council': 'Enfield Council',
}
const words = { agencyName: (code: string) => NAMES[code] ?? code, basisName: (code: string) => code, bases: [], now }

function aRequest(side: ShareSide, state: ShareState, change: Partial<SharingRequest> = {}): SharingRequest {
  const decided = !['asked', 'withdrawn'].includes(state)
  return {
    requestId: `${side} ${state}`,
    holder: 'met-police' as AgencyId,
    asker: 'enfield-council' as AgencyId,
    reason: 'A strategy meeting',
    gateway: 'ca2004-10-11',
    days: 30,
    askedName: 'Kit Marlow',
    askedTeam: null,
    askedAt: '2026-03-04T10:00:00.000Z' as Instant,
    answerBy: '2026-03-18T10:00:00.000Z' as Instant,
    state,
    decidedName: decided ? 'Ash Norwick' : null,
    decidedAt: decided ? ('2026-03-04T11:00:00.000Z' as Instant) : null,
    ground: state === 'refused' ? 'more-harm' : null,
    note: null,
    shareGateway: state === 'shared' ? 'ca2004-10-11' : null,
    holds: state === 'shared' ? 'both' : null,
    conditions: null,
    expiresAt: state === 'shared' ? ('2026-03-11T11:00:00.000Z' as Instant) : null,
    endedAt: null,
    endedBy: null,
    endedName: null,
    version: 1,
    personId: 'p',
    person: { givenName: 'Robin', familyName: 'Elmstead' },
    records: state === 'shared' ? 2 : 0,
    side,
    may: eventsFor(side, state),
    ...change,
  }
}

describe('a request', () => {
  it.each<[ShareSide, ShareState, string, Partial<SharingRequest>]>([
    [
      'holder',
      'asked',
      'Enfield Council asks to see what you hold of this person. Decide whether, and say why. It runs out on 18 March 2026, 10:00.',
      {},
    ],
    [
      'asker',
      'asked',
      'Metropolitan Police Service has been told and has not answered yet. If it is urgent, ring them. It runs out on 18 March 2026, 10:00.',
      {},
    ],
    ['holder', 'shared', 'You share 2 records with Enfield Council until 11 March 2026, 11:00.', {}],
    ['asker', 'shared', 'Metropolitan Police Service shares 2 records with you until 11 March 2026, 11:00.', {}],
    ['holder', 'refused', 'You do not share it. That is recorded with the reason.', {}],
    ['asker', 'refused', 'Metropolitan Police Service does not share it. That is recorded with the reason.', {}],
    ['holder', 'withdrawn', 'Enfield Council has taken the request back.', {}],
    ['asker', 'withdrawn', 'You have taken the request back.', {}],
    ['asker', 'expired', 'The time for which it was shared is over.', {}],
    ['asker', 'expired', 'Nobody answered in time.', { decidedAt: null }],
    [
      'asker',
      'stopped',
      'Sharing was stopped by Metropolitan Police Service, 11:30 today, 30 minutes ago.',
      { endedBy: 'met-police' as AgencyId, endedAt: '2026-03-04T11:30:00.000Z' as Instant },
    ],
  ])('tells the %s how it stands when it is %s', (side, state, sentence, change) => {
    expect(sharePage({ ...words, request: aRequest(side, state, change) }).sentence).toBe(sentence)
  })

  it('is to be answered by the holder alone, and ended by whoever may', () => {
    const page = (side: ShareSide, state: ShareState) => sharePage({ ...words, request: aRequest(side, state) })
    expect([page('holder', 'asked').answer !== undefined, page('asker', 'asked').answer]).toEqual([true, undefined])
    expect(page('asker', 'asked').end?.button).toBe('Take the request back')
    expect(page('holder', 'asked').end).toBeUndefined()
    expect(page('holder', 'shared').end?.button).toBe('Stop sharing')
    expect(page('asker', 'shared').end?.button).toBe('Give it back')
    expect(page('asker', 'refused').end).toBeUndefined()
  })

  it('can only be refused when the records are not of one person any more', () => {
    const page = sharePage({ ...words, request: aRequest('holder', 'asked', { personId: null, person: null }) })
    expect(page.answer?.mayShare).toBe(false)
    expect(page).toMatchObject({ personHref: undefined, pageTitle: 'Somebody whose records are not linked any more' })
  })
})

describe('the list', () => {
  it('puts what waits for the reader first, and tells both directions apart', () => {
    const open = (['asked', 'shared'] as const).flatMap(state => [aRequest('asker', state), aRequest('holder', state)])
    const page = sharesPage({ ...words, open, over: [aRequest('asker', 'refused')] })
    expect(page.summary).toBe('1 request waits for your agency’s answer.')
    expect(page.groups.map(group => [group.title, group.rows.map(row => row.who)])).toEqual([
      ['They ask to see your records', ['Enfield Council']],
      ['You asked, and wait', ['Metropolitan Police Service']],
      ['You share now', ['Enfield Council']],
      ['Shared with you now', ['Metropolitan Police Service']],
      ['Over in the last 90 days', ['Metropolitan Police Service']],
    ])
  })

  it('says in a sentence when there is nothing', () => {
    const page = sharesPage({ ...words, open: [], over: [] })
    expect(page.summary).toBe('Nobody waits for your agency’s answer.')
    expect(page.groups.every(group => group.rows.length === 0 && group.empty !== '')).toBe(true)
  })
})
