import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chronology, type Entry } from './chronology.ts'
import type { AgencyId } from './values/ids.ts'
import type { Instant } from './values/time.ts'

const essex = 'essex-police' as AgencyId

function anEntry(at: string, until?: string): Entry {
  return {
    agency: essex,
    recordId: at,
    kind: 'missing',
    at: `${at}T12:00:00.000Z` as Instant,
    until: until === undefined ? undefined : (`${until}T12:00:00.000Z` as Instant),
    place: undefined,
    facts: {},
    grade: undefined,
    source: 'Essex',
  }
}

describe('chronology', () => {
  it('marks a silence of two months as a gap, between the entries it parts', () => {
    const items = chronology([anEntry('2026-01-01'), anEntry('2026-06-01')])
    expect(items.map(item => item.is)).toEqual(['entry', 'gap', 'entry'])
    expect(items[1]).toMatchObject({ is: 'gap', days: 151 })
  })

  it('does not call the time inside a long missing episode a gap', () => {
    const items = chronology([anEntry('2026-01-01', '2026-05-20'), anEntry('2026-02-01'), anEntry('2026-06-01')])
    expect(items.every(item => item.is === 'entry')).toBe(true)
  })

  it('keeps every entry, newest first, whatever order they came in', () => {
    const day = fc.integer({ min: 1, max: 28 }).map(n => anEntry(`2026-03-${String(n).padStart(2, '0')}`))
    fc.assert(
      fc.property(fc.array(day), entries => {
        const shown = chronology(entries).filter(item => item.is === 'entry')
        expect(shown).toHaveLength(entries.length)
        expect(shown.map(item => item.at)).toEqual(
          shown
            .map(item => item.at)
            .toSorted()
            .toReversed(),
        )
      }),
    )
  })
})
