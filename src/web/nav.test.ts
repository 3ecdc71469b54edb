import { describe, expect, it } from 'vitest'
import { destinationsFor, navItems } from './nav.ts'

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
    const at = (path: string) => navItems(all, path).filter(({ current, active }) => current || active)
    expect(at('/alerts')).toMatchObject([{ href: '/alerts', current: true }])
    expect(at('/encounters/new')).toMatchObject([{ href: '/encounters/new', current: true }])
    expect(at('/encounters/7')).toMatchObject([{ href: '/encounters', current: false, active: true }])
    expect(at('/')).toMatchObject([{ href: '/', current: true }])
  })
})
