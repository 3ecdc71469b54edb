import { describe, expect, it } from 'vitest'
import type { PlainDate } from './values/time.ts'
import { type Met, type Section45Test, victimFirst, type VictimFirstRule } from './victim-first.ts'

const day = (text: string) => text as PlainDate
const held = { effectiveFrom: day('2026-01-01'), effectiveTo: null }
const bare = { events: [], circumstances: [], daysShown: 0, under: null, text: '', ...held }
const RULES: readonly VictimFirstRule[] = [
  { ...bare, kind: 'when', label: 'when', events: ['custody'], circumstances: ['charge'], daysShown: 90, whom: 'any' },
  { ...bare, kind: 'do', label: 'under 10', whom: 'child', under: 10 },
  { ...bare, kind: 'do', label: 'child', whom: 'child' },
  { ...bare, kind: 'do', label: 'adult', whom: 'adult' },
  { ...bare, kind: 'do', label: 'unknown', whom: 'unknown' },
]
const test = { label: '', questions: [], source: '', ...held }
const TESTS: readonly Section45Test[] = [
  { ...test, whom: 'child' },
  { ...test, whom: 'adult' },
]
const TODAY = day('2026-06-01')
const met = (more: Partial<Met> = {}): Met => ({
  event: 'custody',
  circumstance: undefined,
  on: TODAY,
  age: 15,
  ...more,
})

describe('victim first', () => {
  it.each<[string, Met, 'child' | 'adult', readonly string[]]>([
    ['under 18', met(), 'child', ['child']],
    ['under 10', met({ age: 9 }), 'child', ['under 10', 'child']],
    ['of 10', met({ age: 10 }), 'child', ['child']],
    ['on the day before 18', met({ age: 17 }), 'child', ['child']],
    ['at 18', met({ age: 18 }), 'adult', ['adult']],
    ['of unknown age, presumed a child', met({ age: undefined }), 'child', ['child', 'unknown']],
  ])('asks by the test for somebody %s', (_, one, whom, todo) => {
    const found = victimFirst([one], RULES, TESTS, TODAY)
    expect(found).toMatchObject({ whom, test: { whom } })
    expect(found?.todo.map(({ label }) => label)).toEqual(todo)
  })

  it.each<[string, Met, boolean]>([
    ['custody', met(), true],
    ['a charge', met({ event: 'encounter', circumstance: 'charge' }), true],
    ['a talk', met({ event: 'encounter', circumstance: 'spoken-to' }), false],
    ['custody 90 days ago', met({ on: day('2026-03-03') }), true],
    ['custody 91 days ago', met({ on: day('2026-03-02') }), false],
    ['custody before the rule held', met({ on: day('2025-12-31') }), false],
  ])('after %s is shown or not', (_, one, shown) => {
    expect(victimFirst([one], RULES, TESTS, TODAY) !== undefined).toBe(shown)
  })

  it('is about the newest meeting', () => {
    const found = victimFirst([met({ on: day('2026-05-01') }), met({ age: 18 })], RULES, TESTS, TODAY)
    expect(found?.whom).toBe('adult')
  })
})
