import { describe, expect, it } from 'vitest'
import type { AgencyId } from '../values/ids.ts'
import type { Instant } from '../values/time.ts'
import { itemMoves, panelMoves } from './panel-rules.ts'
import {
  absentFrom,
  type NewPanelEvent,
  type Panel,
  type PanelEvent,
  panelFrom,
  panelWaits,
  readersOf,
} from './panel.ts'

const A = 'a' as AgencyId
const B = 'b' as AgencyId
const C = 'c' as AgencyId
const at = (hour: number) => `2026-03-04T${String(hour).padStart(2, '0')}:00:00.000Z` as Instant
const PANEL_AT = at(14)

const CALLED: NewPanelEvent = {
  kind: 'called',
  itemId: undefined,
  words: 'March',
  facts: {
    panel: 'mace',
    area: 'Enfield',
    at: PANEL_AT,
    where: 'Room 4',
    minutesBy: at(20),
    chair: { agency: B, name: 'Lee' },
    asked: [B, C],
  },
}
const put = (itemId: string, sees: readonly AgencyId[]): NewPanelEvent => ({
  kind: 'item-put',
  itemId,
  words: 'why',
  facts: { about: 'place', heading: itemId, asks: 'what', sees },
})
const MINUTED: NewPanelEvent = {
  kind: 'minuted',
  itemId: undefined,
  words: '',
  facts: {
    present: [
      { agency: A, names: 'Ann' },
      { agency: B, names: 'Bo' },
    ],
    readBy: at(22),
  },
}

/** A panel after these things, each an hour later than the one before, from nine on. */
function after(...events: readonly (readonly [AgencyId, NewPanelEvent])[]): Panel {
  const all = events.map(
    ([agency, event], n): PanelEvent => ({ ...event, agency, byName: 'Somebody', at: at(9 + n) }) as PanelEvent,
  )
  const panel = panelFrom('p', all)
  if (panel === undefined) throw new Error('nobody called it')
  return panel
}

describe('a panel', () => {
  it('is nothing to a reader who does not know that it was called', () => {
    expect(panelFrom('p', [])).toBeUndefined()
    const event = { ...put('i', []), agency: A, byName: 'Ann', at: at(9) } as PanelEvent
    expect(panelFrom('p', [event])).toBeUndefined()
  })

  it.each<readonly [AgencyId, readonly AgencyId[], readonly AgencyId[]]>([
    [A, [], [A, B]],
    [B, [], [B, A]],
    [C, [], [C, A, B]],
    [A, [C], [A, B, C]],
    [C, ['x' as AgencyId], [C, A, B]],
  ])('shows an item of %s that is shown to %j to %j', (by, chosen, readers) => {
    expect(readersOf(after([A, CALLED]), by, chosen)).toEqual(readers)
  })

  it('forgets who comes when it is moved', () => {
    const coming = { kind: 'coming', itemId: undefined, words: undefined, facts: { names: 'Cy' } } as const
    const moved = {
      kind: 'moved',
      itemId: undefined,
      words: 'the room',
      facts: { at: at(15), where: 'Room 5', minutesBy: at(21) },
    } as const
    expect(after([A, CALLED], [C, coming]).asked[1]).toMatchObject({ answer: { names: 'Cy' } })
    expect(after([A, CALLED], [C, coming], [A, moved])).toMatchObject({
      where: 'Room 5',
      asked: [{ agency: B }, { agency: C }],
    })
    expect(after([A, CALLED], [C, coming], [A, moved]).asked[1]).not.toHaveProperty('answer')
  })

  const called = after([A, CALLED])
  const held = after([A, CALLED], [A, MINUTED])
  it.each<readonly [string, Panel, AgencyId, Instant, readonly string[]]>([
    [
      'who called it, before its day',
      called,
      A,
      '2026-03-03T12:00:00.000Z' as Instant,
      ['put', 'ask', 'move', 'cancel'],
    ],
    ['who called it, on its day', called, A, at(9), ['put', 'minute', 'ask', 'move', 'cancel']],
    ['who is asked', called, C, at(9), ['come', 'apologise', 'put']],
    ['who called it, once it is minuted', held, A, at(16), ['correct']],
    ['who was there', held, B, at(16), ['correct']],
    ['who was absent', held, C, at(16), ['read', 'correct']],
    ['a stranger', called, 'x' as AgencyId, at(9), []],
  ])('lets %s do what is theirs', (_who, panel, agency, now, moves) => {
    expect(panelMoves(panel, agency, now)).toEqual(moves)
  })

  const talked = after([A, CALLED], [C, put('i', [])], [A, put('j', [C])])
  it.each<readonly [string, string, AgencyId, readonly string[]]>([
    ['who brought it', 'i', C, ['fact']],
    ['who called the panel', 'i', A, ['fact', 'down', 'minute-item']],
    ['who chairs the panel', 'j', B, ['fact', 'up']],
    ['who was chosen', 'j', C, ['fact']],
    ['who brought it and called the panel', 'j', A, ['fact', 'up', 'minute-item']],
    ['a stranger', 'j', 'x' as AgencyId, []],
  ])('lets %s do about an item what is theirs', (_who, itemId, agency, moves) => {
    const item = talked.items.find(one => one.itemId === itemId)
    expect(item && itemMoves(talked, item, agency, at(12))).toEqual(moves)
  })

  it('waits for an answer of each, then for whoever was absent to read, and for nobody once it is cancelled', () => {
    const open = (panel: Panel) =>
      panelWaits(panel).flatMap(({ agency, step, endedAt }) => (endedAt === undefined ? [`${agency} ${step}`] : []))
    expect(open(called)).toEqual(['a minutes', 'b answer', 'c answer'])
    expect(absentFrom(held).map(one => one.agency)).toEqual([C])
    expect(open(held)).toEqual(['c read'])
    const cancelled = { kind: 'cancelled', itemId: undefined, words: 'none', facts: {} } as const
    expect(open(after([A, CALLED], [A, cancelled]))).toEqual([])
  })
})
