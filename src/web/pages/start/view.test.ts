import { describe, expect, it } from 'vitest'
import { MOST_COUNTED } from '#services/waiting.ts'
import { destinationsFor } from '../../nav.ts'
import { startPage } from './view.ts'

const manager = destinationsFor({ roles: ['manager'], purpose: 'safeguarding' }, () => true)
const officer = destinationsFor({ roles: ['practitioner'], purpose: 'safeguarding' }, () => true)
const auditor = destinationsFor({ roles: ['auditor'], purpose: 'oversight' }, () => true)

describe('the start page', () => {
  it('says what waits in the order given, most urgent first', () => {
    const { waiting, nothing } = startPage(manager, [
      { kind: 'alerts-late', number: 1 },
      { kind: 'alerts', number: 2 },
      { kind: 'cases-late', number: 1 },
      { kind: 'offers', number: 2 },
      { kind: 'placements', number: 1 },
      { kind: 'requests', number: 1 },
      { kind: 'links', number: MOST_COUNTED },
      { kind: 'watches', number: 3 },
    ])
    expect(waiting.map(({ href, text, urgent }) => [href, text, urgent])).toEqual([
      ['/alerts', '1 alert was not taken on in time', true],
      ['/alerts', '2 alerts wait for somebody to take them on', false],
      ['/leads', '1 clock about who leads, a placement, a meeting or a referral has run out', true],
      ['/leads', '2 offers of the lead wait for your answer', false],
      ['/leads', '1 child placed in your area by others', false],
      ['/shares', '1 request to see your records waits for an answer', false],
      ['/links/review', '100 or more pairs of records that may be one person', false],
      ['/watches', '3 watches end within a month', false],
    ])
    expect(nothing).toBe('')
  })

  it('leaves out what leads to a page that the reader may not open', () => {
    expect(startPage(officer, [{ kind: 'requests', number: 3 }]).waiting).toEqual([])
  })

  it('says when nothing waits, but not to somebody for whom nothing ever does', () => {
    expect(startPage(officer, []).nothing).toBe('Nothing waits for you and your team.')
    expect(startPage(auditor, []).nothing).toBe('')
  })
})
