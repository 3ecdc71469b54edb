import { describe, expect, it } from 'vitest'
import { destinationsFor, mainNav, MORE } from './nav.ts'

const everywhere = () => true

describe('navigation', () => {
  it('offers only what role and purpose allow', () => {
    const auditor = destinationsFor({ roles: ['auditor'], purpose: 'oversight' }, everywhere)
    expect(auditor.map(({ href }) => href)).toEqual(['/', '/audit'])
  })

  it('leaves out pages that the running server does not have', () => {
    const who = { roles: ['manager'], purpose: 'safeguarding' } as const
    expect(destinationsFor(who, href => href === '/').map(({ href }) => href)).toEqual(['/'])
  })

  it('marks the page itself, or the nearest one above it', () => {
    const all = destinationsFor({ roles: ['manager'], purpose: 'safeguarding' }, everywhere)
    const at = (path: string) => mainNav(['manager'], all, path).filter(({ current, active }) => current || active)
    expect(at('/alerts')).toMatchObject([{ href: '/alerts', current: true }])
    expect(at('/encounters/new')).toMatchObject([{ href: '/encounters/new', current: true }])
    expect(at('/encounters/7')).toMatchObject([{ href: '/encounters', current: false, active: true }])
    expect(at('/')).toMatchObject([{ href: '/', current: true }])
  })

  it('shows what the role uses most in one row, the page that is open, and the way to the others', () => {
    const who = { roles: ['safeguarding', 'manager'], purpose: 'safeguarding' } as const
    const all = destinationsFor(who, everywhere)
    const at = (path: string) => mainNav(who.roles, all, path).map(({ href }) => href)
    const usual = ['/', '/encounters/new', '/alerts', '/people', '/due', '/team']
    expect(at('/')).toEqual([...usual, MORE])
    expect(at('/orders/7').toSorted()).toEqual([...usual, '/orders', MORE].toSorted())
    expect(mainNav(who.roles, all, MORE).filter(({ current }) => current)).toMatchObject([{ href: MORE }])
  })

  it('has no page for more where all stand in one row', () => {
    const auditor = destinationsFor({ roles: ['auditor'], purpose: 'oversight' }, everywhere)
    expect(mainNav(['auditor'], auditor, '/').map(({ href }) => href)).toEqual(['/', '/audit'])
  })
})
