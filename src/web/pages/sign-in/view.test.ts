import { describe, expect, it } from 'vitest'
import { safeNext, signInPage } from './view.ts'

describe('safeNext', () => {
  it.each([
    ['/alerts?team=a', '/alerts?team=a'],
    ['/', '/'],
    [undefined, '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example/', '/'],
    ['javascript:alert(1)', '/'],
    ['/sign-out', '/'],
    ['/sign-in?next=/x', '/'],
    ['/\t/evil.example', '/'],
    [['/a', '/b'], '/'],
    [`/${'x'.repeat(3000)}`, '/'],
  ])('of %j is %s', (next, expected) => {
    expect(safeNext(next)).toBe(expected)
  })
})

describe('signInPage', () => {
  it('offers safeguarding first, and keeps what was chosen', () => {
    const purposes = [
      { code: 'safeguarding', label: 'Safeguarding', description: 'a' },
      { code: 'crime', label: 'Crime', description: 'b' },
    ] as const
    const checked = (purpose?: string) =>
      signInPage({ next: '/', purposes, personas: [], typed: purpose ? { purpose } : {} })
        .purposes.filter(one => one.checked)
        .map(one => one.value)
    expect(checked()).toEqual(['safeguarding'])
    expect(checked('crime')).toEqual(['crime'])
  })
})
