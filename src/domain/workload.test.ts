import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instant, PlainDate } from './values/time.ts'
import { bankHolidays } from './working-days.ts'
import { inOrder, soonEnd, together, type Workload } from './workload.ts'

const at = (text: string) => text as Instant
const work = (owner: string | null, more: Partial<Workload> = {}): Workload => ({
  owner,
  team: null,
  hasLeft: false,
  children: 1,
  items: 1,
  late: 0,
  coming: 0,
  firstDue: null,
  ...more,
})

describe('the next five working days', () => {
  it.each([
    ['from a Wednesday over the weekend', '2026-03-04T12:00:00.000Z', '2026-03-11T23:59:59.000Z'],
    ['from a Saturday to the Friday', '2026-03-07T12:00:00.000Z', '2026-03-13T23:59:59.000Z'],
    ['over Good Friday and Easter Monday', '2026-04-01T12:00:00.000Z', '2026-04-10T22:59:59.000Z'],
    ['a minute before midnight in summer time', '2026-06-01T22:59:00.000Z', '2026-06-08T22:59:59.000Z'],
    ['a minute after it', '2026-06-01T23:00:00.000Z', '2026-06-09T22:59:59.000Z'],
  ])('%s', (_, now, end) => {
    const holidays = bankHolidays(['2026-04-03', '2026-04-06'] as PlainDate[])
    expect(soonEnd(at(now), holidays)).toBe(end)
  })
})

describe('the order of people', () => {
  it('has nobody first, then names, or the soonest day', () => {
    const all = [
      work('Zoe', { firstDue: at('2026-03-01T00:00:00.000Z'), late: 1 }),
      work('Ada'),
      work(null),
      work('Ben', { firstDue: at('2026-03-09T00:00:00.000Z') }),
    ]
    expect(inOrder(all, 'name').map(one => one.owner)).toEqual([null, 'Ada', 'Ben', 'Zoe'])
    expect(inOrder(all, 'soonest').map(one => one.owner)).toEqual([null, 'Zoe', 'Ben', 'Ada'])
  })

  it('never depends on how much somebody has', () => {
    const counts = fc.record({ children: fc.nat(), items: fc.nat(), late: fc.nat(), coming: fc.nat() })
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), fc.array(counts), (names, numbers) => {
        const plain = names.map(name => work(name))
        const laden = names.map((name, n) => work(name, numbers[n] ?? {}))
        for (const order of ['name', 'soonest'] as const)
          expect(inOrder(laden, order).map(one => one.owner)).toEqual(inOrder(plain, order).map(one => one.owner))
      }),
    )
  })

  it('adds work up', () => {
    const all = [work('Ada', { items: 3, late: 2, coming: 1 }), work(null, { items: 2, late: 1 })]
    expect(together(all)).toEqual({ items: 5, late: 3, coming: 1 })
  })
})
