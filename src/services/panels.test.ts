import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { loadReference } from '#store/reference.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { asked, hold, link, someone } from '#test/people.ts'
import { changeLead } from './cases.ts'
import { countWhatIsDue, listWhatIsDue } from './due.ts'
import { prepareInstallation } from './installation.ts'
import { openPanelPapers } from './panel-papers.ts'
import { changePanel, listPanels, openPanel, openPanelAction, type PanelCommand, type PanelItem } from './panels.ts'
import { changePlan, openPlan } from './plans.ts'
import { whatWaits } from './waiting.ts'
import { listWork } from './workload.ts'

// A Wednesday; the panel is two hours later.
const NOON = '2026-03-04T12:00:00.000Z' as Instant
const TWO = plusMinutes(NOON, 120)
const COUNCIL = 'enfield-council' as AgencyId
const SCHOOL = 'hazelbrook-academy' as AgencyId
const POLICE = 'met-police' as AgencyId
const HEALTH = 'leamarsh-nhs' as AgencyId
const ALL = [COUNCIL, SCHOOL, POLICE, HEALTH]

let test: TestDatabase
let database: Database
let children = 0

beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 6 })
  await prepareInstallation(database, loadReference(), 'demonstration')
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

function as<T>(
  agency: string,
  work: Parameters<typeof asked<T>>[2],
  at = NOON,
  roles: readonly Role[] = ['safeguarding'],
): Promise<T> {
  return asked(database, someone(agency, at, roles), work)
}

const CALL = {
  kind: 'call',
  panel: 'mace',
  area: 'Enfield',
  at: TWO,
  where: 'Room 4',
  chair: { agency: COUNCIL, name: 'Selin Demir' },
  asked: [SCHOOL, POLICE, HEALTH],
  words: 'The month of March',
} as const

/** What a command says besides the panel that it is about. */
type Said = PanelCommand extends infer C ? (C extends { kind: 'call' } ? never : Omit<C, 'panelId'>) : never

const PLACE = {
  kind: 'put',
  about: 'place',
  heading: 'The flats by the canal',
  asks: 'Who goes there?',
  fact: '',
  source: '',
  sees: [],
  words: 'Three children were met there',
} as const

const DECIDED = {
  kind: 'minute-item',
  words: 'What each knows',
  childSaid: '',
  decision: 'Lights are put up',
  reason: 'It is dark there',
  actions: [],
} as const

async function called(how: Partial<typeof CALL> = {}) {
  const panelId = await as(COUNCIL, ctx => changePanel(ctx, { ...CALL, ...how }))
  const does = (agency: AgencyId, said: Said, at = NOON) =>
    as(agency, ctx => changePanel(ctx, { ...said, panelId } as PanelCommand), at)
  const open = (agency: AgencyId, at = NOON) => as(agency, ctx => openPanel(ctx, panelId), at)
  const itemsOf = async (agency: AgencyId) => (await open(agency)).panel.items
  /** Puts an item on the agenda, and gives it. */
  const put = async (agency: AgencyId, said: Partial<Extract<PanelCommand, { kind: 'put' }>> = {}, at = NOON) => {
    const before = new Set((await itemsOf(agency)).map(one => one.itemId))
    await does(agency, { ...PLACE, ...said }, at)
    const item = (await itemsOf(agency)).find(one => !before.has(one.itemId))
    if (item === undefined) throw new Error('nothing was put')
    return item
  }
  return { panelId, does, open, put, itemsOf }
}

/** A child of whom these agencies hold a record; the first leads, with an open plan on whose team the others are that are named so. */
async function child(holders: readonly AgencyId[], team: readonly AgencyId[] = []) {
  children += 1
  const familyName = `Wetherby${'abcdefghijklmnopqrstuvwxyz'[children]}`
  const person = { givenName: 'Robin', familyName, dateOfBirth: '2011-06-07' }
  const records = []
  for (const agency of holders) records.push(await hold(database, agency, { person }))
  const id = await link(database, ...records)
  if (team.length === 0) return id
  const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'At home in Edmonton' } as const
  await as(COUNCIL, ctx => changeLead(ctx, id, 0, here))
  const { plan } = await as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'open', words: 'To be safe' }))
  const planId = plan?.planId ?? ''
  for (const agency of team) {
    await as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'invite', planId, agency, words: 'You see him' }))
    await as(agency, ctx => changePlan(ctx, id, { kind: 'join', planId, words: 'Kemi' }))
  }
  return id
}

async function mailsTo(agency: string, about: string): Promise<number> {
  const { rows } = await database.transaction('', tx =>
    sql<{ n: number }>`
      select count(*)::int as n from outbox where agency_id = ${agency} and payload->>'about' = ${about}`.execute(tx),
  )
  return rows[0]?.n ?? 0
}

const panelsDue = (agency: AgencyId, id: string, at = NOON) =>
  as(agency, async ctx => (await listWhatIsDue(ctx, 'panel', undefined, 500)).filter(one => one.id === id), at)

describe('a panel over several children', () => {
  it('is known to who called it and who is asked, who are told; a stranger finds nothing', async () => {
    const before = await mailsTo(SCHOOL, 'panel-told')
    const { panelId, open, does } = await called({ asked: [SCHOOL, POLICE] } as never)
    expect(await mailsTo(SCHOOL, 'panel-told')).toBe(before + 1)
    for (const agency of [COUNCIL, SCHOOL, POLICE])
      expect((await open(agency)).panel).toMatchObject({ area: 'Enfield', by: COUNCIL, called: { words: CALL.words } })
    await expect(open(HEALTH)).rejects.toMatchObject({ code: 'not-found' })
    await expect(does(HEALTH, { kind: 'come', names: 'Jo', words: '' })).rejects.toMatchObject({ code: 'not-found' })
    expect((await as(HEALTH, ctx => listPanels(ctx, false, undefined, 50))).map(one => one.panelId)).not.toContain(
      panelId,
    )
    await does(COUNCIL, { kind: 'ask', agency: HEALTH, words: 'You know two of them' })
    expect((await open(HEALTH)).panel.asked).toHaveLength(3)
  })

  const day = (days: number) => plusMinutes(NOON, days * 24 * 60)
  const ODD = { agency: HEALTH, name: 'Jo' }
  it.each<readonly [string, Record<string, unknown>, string]>([
    ['a time that is over', { at: plusMinutes(NOON, -1) }, 'on'],
    ['a time more than a year away', { at: day(367) }, 'on'],
    ['no agencies', { asked: [] }, 'asked'],
    ['only itself', { asked: [COUNCIL] }, 'asked'],
    ['an agency that there is not', { asked: ['nowhere-council'] }, 'asked'],
    [
      'more agencies than there may be',
      {
        asked: loadReference()
          .agencies.slice(0, 22)
          .map(({ code }) => code),
      },
      'asked',
    ],
    ['a chair of an agency that is not asked', { asked: [SCHOOL], chair: ODD }, 'chairAgency'],
    ['a chair without a name', { chair: { agency: COUNCIL, name: ' ' } }, 'chairName'],
    ['a kind that there is not in England', { panel: 'exploitation-panel' }, 'panel'],
    ['no area', { area: '' }, 'area'],
    ['no place', { where: '' }, 'where'],
    ['no reason', { words: '' }, 'words'],
    ['too many words', { words: 'x'.repeat(2001) }, 'words'],
  ])('is not called with %s', async (_what, how, field) => {
    const call = { ...CALL, ...how } as PanelCommand
    await expect(as(COUNCIL, ctx => changePanel(ctx, call))).rejects.toMatchObject({
      code: 'bad-request',
      fields: [expect.objectContaining({ field })],
    })
  })

  it.each<readonly [string, Record<string, unknown>, string]>([
    ['no heading', { heading: '' }, 'heading'],
    ['nothing asked', { asks: ' ' }, 'asks'],
    ['no reason', { words: '' }, 'words'],
    ['a source of nothing', { source: 'a report' }, 'fact'],
    ['a fact without a source', { fact: 'A door is broken' }, 'source'],
    ['an agency that is not asked', { sees: ['btp'] }, 'sees'],
    ['a child that nobody chose', { about: 'child' }, 'personId'],
    ['a person of the records who is no child', { personId: '00000000-0000-4000-8000-000000000001' }, 'personId'],
    ['somebody who may exploit, of whom nothing is recorded', { about: 'may-exploit' }, 'fact'],
  ])('takes no item with %s', async (_what, how, field) => {
    const { does, itemsOf } = await called()
    await expect(does(SCHOOL, { ...PLACE, ...how } as Said)).rejects.toMatchObject({
      code: 'bad-request',
      fields: [expect.objectContaining({ field })],
    })
    expect(await itemsOf(COUNCIL)).toEqual([])
  })

  it('shows an item to who brought it, calls and chairs the panel, and to those who were chosen', async () => {
    const { put, itemsOf, does, open } = await called({ chair: { agency: POLICE, name: 'DS Okoro' } } as never)
    const before = await mailsTo(SCHOOL, 'panel-told')
    const item = await put(HEALTH)
    for (const agency of [COUNCIL, POLICE, HEALTH])
      expect(await itemsOf(agency)).toMatchObject([{ itemId: item.itemId, sees: [HEALTH, COUNCIL, POLICE] }])
    expect(await itemsOf(SCHOOL)).toEqual([])
    const fact = { kind: 'fact', itemId: item.itemId, words: 'A door is broken', source: 'our nurse' } as const
    await expect(does(SCHOOL, fact)).rejects.toMatchObject({ code: 'not-found' })
    await expect(
      does(SCHOOL, { kind: 'show', itemId: item.itemId, to: [SCHOOL], words: 'We want it' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    await does(POLICE, fact)
    // Only who brought it shows it to more; they then read what came before.
    await expect(
      does(POLICE, { kind: 'show', itemId: item.itemId, to: [SCHOOL], words: 'They want it' }),
    ).rejects.toMatchObject({ code: 'already-answered' })
    await does(HEALTH, { kind: 'show', itemId: item.itemId, to: [SCHOOL], words: 'Two are pupils' })
    expect(await itemsOf(SCHOOL)).toMatchObject([{ facts: [{ words: 'A door is broken', agency: POLICE }] }])
    expect(await mailsTo(SCHOOL, 'panel-told')).toBe(before + 1)
    expect((await open(SCHOOL)).panel.items[0]?.sees).toContain(SCHOOL)
  })

  it('shows an agency that is asked later no item until it is shown to it', async () => {
    const { does, put, itemsOf } = await called({ asked: [SCHOOL] } as never)
    await put(COUNCIL, { sees: [SCHOOL] })
    await does(COUNCIL, { kind: 'ask', agency: POLICE, words: 'You patrol there' })
    expect(await itemsOf(POLICE)).toEqual([])
  })

  it('names the child of an item as the item does, and leads only those to a page who reach the child already', async () => {
    const id = await child([COUNCIL, SCHOOL])
    const { put, open, panelId } = await called()
    const item = await put(COUNCIL, { about: 'child', personId: id, heading: 'R., 14', sees: [SCHOOL, POLICE] })
    expect((await open(SCHOOL)).people.get(item.itemId)).toMatchObject({ personId: id })
    const police = await open(POLICE)
    expect(police.panel.items).toMatchObject([{ heading: 'R., 14' }])
    expect(police.people.size).toBe(0)
    expect(JSON.stringify([...police.panel.items])).not.toContain(id)
    expect((await as(SCHOOL, ctx => openPanelPapers(ctx, panelId))).agendas.size).toBe(1)
    expect((await as(POLICE, ctx => openPanelPapers(ctx, panelId))).agendas.size).toBe(0)
    // Nobody brings a child whom they do not reach.
    await expect(put(POLICE, { about: 'child', personId: id, heading: 'R.' })).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  it('keeps items in the order in which they were put, unless the chair moves them', async () => {
    const { put, does, itemsOf } = await called()
    const headings = async (agency: AgencyId) => (await itemsOf(agency)).map(one => one.heading)
    await put(COUNCIL, { heading: 'first', sees: [SCHOOL] }, plusMinutes(NOON, 1))
    await put(POLICE, { heading: 'second' }, plusMinutes(NOON, 2))
    const third = await put(SCHOOL, { heading: 'third' }, plusMinutes(NOON, 3))
    expect(await headings(COUNCIL)).toEqual(['first', 'second', 'third'])
    const up = { kind: 'up', itemId: third.itemId, words: '' } as const
    await does(COUNCIL, up, plusMinutes(NOON, 4))
    expect(await headings(COUNCIL)).toEqual(['first', 'third', 'second'])
    await does(COUNCIL, up, plusMinutes(NOON, 5))
    expect(await headings(COUNCIL)).toEqual(['third', 'first', 'second'])
    expect(await headings(SCHOOL)).toEqual(['third', 'first'])
    await does(COUNCIL, { ...up, kind: 'down' }, plusMinutes(NOON, 6))
    expect(await headings(SCHOOL)).toEqual(['first', 'third'])
    await expect(does(SCHOOL, { ...up, kind: 'up' })).rejects.toMatchObject({ code: 'already-answered' })
  })

  it('is minuted item by item and then once, by who called it, from its day on', async () => {
    const { panelId, put, does, open, itemsOf } = await called()
    const item = await put(SCHOOL, { sees: [POLICE] })
    const minutes = {
      kind: 'minute',
      words: 'Nothing besides',
      present: [{ agency: COUNCIL, names: 'Selin' }],
    } as const
    const own = { ...DECIDED, itemId: item.itemId }
    await expect(does(COUNCIL, own, plusMinutes(NOON, -24 * 60))).rejects.toMatchObject({ code: 'already-answered' })
    await expect(does(SCHOOL, own)).rejects.toMatchObject({ code: 'already-answered' })
    await expect(does(COUNCIL, minutes)).rejects.toMatchObject({ fields: [{ field: 'items' }] })
    const dissent = { agency: HEALTH, name: 'Jo', why: 'It is not' }
    await expect(does(COUNCIL, { ...own, dissent })).rejects.toMatchObject({ fields: [{ field: 'dissentAgency' }] })
    // An agency that does not see the item cannot be given an action of it.
    const action = {
      text: 'Ring the landlord',
      owner: { agency: HEALTH, name: 'Jo' },
      dueOn: '2026-03-10' as PlainDate,
    }
    await expect(does(COUNCIL, { ...own, actions: [action] })).rejects.toMatchObject({ fields: [{ field: 'owner1' }] })
    const past = { ...action, owner: { agency: POLICE, name: 'DS Okoro' }, dueOn: '2026-03-03' as PlainDate }
    await expect(does(COUNCIL, { ...own, actions: [past] })).rejects.toMatchObject({ fields: [{ field: 'dueOn1' }] })
    const both = await Promise.allSettled([does(COUNCIL, own), does(COUNCIL, { ...own, decision: 'None' })])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const twice = await Promise.allSettled([does(COUNCIL, minutes), does(COUNCIL, { ...minutes, words: 'Another' })])
    expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await expect(does(COUNCIL, minutes)).rejects.toMatchObject({ message: expect.stringContaining('written once') })
    // The database refuses a second set, whoever writes it.
    const second = { kind: 'minuted', facts: minutes, eventId: panelId, byUser: 'x', byName: 'x', at: NOON }
    await expect(
      database.transaction(COUNCIL, tx =>
        sql`select append_to_panel(${panelId}::uuid, ${JSON.stringify([second])}::jsonb)`.execute(tx),
      ),
    ).rejects.toMatchObject({ code: '23505' })
    await does(POLICE, { kind: 'correct', itemId: item.itemId, words: 'It was DS Okoro' })
    await does(HEALTH, { kind: 'correct', words: 'We sent apologies' })
    const { panel } = await open(POLICE)
    expect(panel.corrections).toMatchObject([{ itemId: item.itemId, agency: POLICE }, { agency: HEALTH }])
    expect((await open(HEALTH)).panel.corrections).toHaveLength(1)
    expect(await itemsOf(HEALTH)).toEqual([])
  })

  it('writes minutes of a child only with what the child says', async () => {
    const id = await child([COUNCIL])
    const { put, does } = await called()
    const item = await put(COUNCIL, { about: 'child', personId: id, heading: 'R.' })
    await expect(does(COUNCIL, { ...DECIDED, itemId: item.itemId })).rejects.toMatchObject({
      fields: [{ field: 'childSaid' }],
    })
  })

  it('makes an action about a child one of the plan where both are on its team, and otherwise waits for its owner', async () => {
    const id = await child([COUNCIL, SCHOOL, POLICE], [SCHOOL])
    const { panelId, put, does, itemsOf } = await called()
    const item = await put(COUNCIL, { about: 'child', personId: id, heading: 'Robin', sees: [SCHOOL, POLICE] })
    const dueOn = '2026-03-09' as PlainDate
    const told = await mailsTo(POLICE, 'panel-told')
    await does(COUNCIL, {
      ...DECIDED,
      itemId: item.itemId,
      childSaid: 'I want to sleep at my nan’s',
      actions: [
        { text: 'Keep a place at lunch', owner: { agency: SCHOOL, name: 'Kemi Adeyemi' }, dueOn },
        { text: 'Look at the phone', owner: { agency: POLICE, name: 'DC Maya Okoro' }, dueOn },
      ],
    })
    const { plan } = await as(SCHOOL, ctx => openPlan(ctx, id))
    expect(plan?.actions).toMatchObject([{ owner: { agency: SCHOOL }, dueOn, state: 'open' }])
    expect(await mailsTo(POLICE, 'panel-told')).toBe(told + 1)
    const [first, second] = (await itemsOf(POLICE))[0]?.actions ?? []
    expect([first?.inPlan, second?.inPlan]).toEqual([true, false])
    const actionId = second?.actionId ?? ''
    const due = (agency: AgencyId) =>
      as(agency, async ctx => (await listWhatIsDue(ctx, 'panel-action', undefined, 500)).map(one => one.id))
    expect(await due(POLICE)).toContain(actionId)
    expect(await due(SCHOOL)).toEqual([])
    const work = await as(
      POLICE,
      ctx => listWork(ctx, { owner: 'DC Maya Okoro', kind: 'panel-action', late: false }, undefined, 50),
      NOON,
      ['manager'],
    )
    expect(work.map(one => one.id)).toContain(actionId)
    await expect(as(SCHOOL, ctx => openPanelAction(ctx, actionId))).rejects.toMatchObject({ code: 'not-found' })
    expect((await as(POLICE, ctx => openPanelAction(ctx, actionId))).action.words).toBe('Look at the phone')
    const answer = { kind: 'answer', actionId, done: false, words: 'It was lost' } as const
    await expect(does(SCHOOL, answer)).rejects.toMatchObject({ code: 'already-answered' })
    await expect(does(HEALTH, answer)).rejects.toMatchObject({ code: 'not-found' })
    await does(POLICE, answer)
    await expect(does(POLICE, answer)).rejects.toMatchObject({ code: 'already-answered' })
    expect(await due(POLICE)).not.toContain(actionId)
    expect((await itemsOf(COUNCIL))[0]?.actions[1]).toMatchObject({ answer: { done: false, words: 'It was lost' } })
    expect((await as(POLICE, ctx => openPanel(ctx, panelId))).panel.items).toHaveLength(1)
  })

  it('waits for each who is asked, for the minutes, and for who was absent to read them', async () => {
    const { panelId, does } = await called()
    expect(await panelsDue(SCHOOL, panelId)).toMatchObject([{ dueAt: TWO, waitsFor: SCHOOL, other: COUNCIL }])
    // Five working days after the day of the panel.
    expect(await panelsDue(COUNCIL, panelId)).toMatchObject([{ dueAt: '2026-03-11T23:59:59.000Z' }])
    await does(SCHOOL, { kind: 'apologise', words: 'There is a parents’ evening' })
    expect(await panelsDue(SCHOOL, panelId)).toEqual([])
    const at = plusMinutes(TWO, 60)
    const later = '2026-03-20T09:00:00.000Z' as Instant
    await does(COUNCIL, { kind: 'move', at: plusMinutes(TWO, 30), where: 'Room 5', words: 'The room' })
    expect(await panelsDue(SCHOOL, panelId)).toHaveLength(1)
    const late = (agency: AgencyId) => as(agency, async ctx => (await countWhatIsDue(ctx, 'panel')).late, later)
    const before = await late(SCHOOL)
    await does(COUNCIL, { kind: 'minute', words: 'Nothing', present: [{ agency: POLICE, names: 'Maya' }] }, at)
    expect(await panelsDue(COUNCIL, panelId, at)).toEqual([])
    expect(await panelsDue(POLICE, panelId, at)).toEqual([])
    expect(await panelsDue(SCHOOL, panelId, at)).toHaveLength(1)
    expect(await late(SCHOOL)).toBe(before)
    expect(await as(SCHOOL, async ctx => (await whatWaits(ctx)).map(one => one.kind), at)).toContain('panels')
    expect(await as(SCHOOL, async ctx => (await whatWaits(ctx)).map(one => one.kind), later)).toContain('panels-late')
    await expect(does(SCHOOL, { kind: 'read', name: '', words: '' }, at)).rejects.toMatchObject({
      fields: [{ field: 'name' }],
    })
    await expect(does(POLICE, { kind: 'read', name: 'Maya', words: '' }, at)).rejects.toMatchObject({
      code: 'already-answered',
    })
    await does(SCHOOL, { kind: 'read', name: 'Kemi', words: '' }, at)
    expect(await panelsDue(SCHOOL, panelId, at)).toEqual([])
    expect(await late(SCHOOL)).toBe(before - 1)
  })

  it('asks nothing of anybody once it was cancelled', async () => {
    const { panelId, does } = await called()
    await does(COUNCIL, { kind: 'cancel', words: 'Nothing to talk about' })
    for (const agency of ALL) expect(await panelsDue(agency, panelId)).toEqual([])
    await expect(does(SCHOOL, PLACE)).rejects.toMatchObject({ code: 'already-answered' })
    const over = await as(SCHOOL, ctx => listPanels(ctx, true, undefined, 100))
    expect(over.find(one => one.panelId === panelId)).toMatchObject({ state: 'cancelled', step: null })
  })

  it('is listed page by page, the next first', async () => {
    const first = await called()
    const second = await called({ at: plusMinutes(TWO, 5) } as never)
    const all = await as(SCHOOL, ctx => listPanels(ctx, false, undefined, 100))
    const places = [first, second].map(one => all.findIndex(({ panelId }) => panelId === one.panelId))
    expect(places[0]).toBeLessThan(places[1] ?? -1)
    const one = all[places[0] ?? 0]
    const after = await as(SCHOOL, ctx => listPanels(ctx, false, [one?.at ?? '', one?.panelId ?? ''], 100))
    expect(after).toEqual(all.slice((places[0] ?? 0) + 1))
    await expect(as(SCHOOL, ctx => listPanels(ctx, false, ['now', 'x'], 5))).rejects.toMatchObject({
      code: 'bad-request',
    })
  })
})

describe('need to know', () => {
  const subset = fc.subarray([SCHOOL, POLICE, HEALTH])
  const item = fc.record({ by: fc.constantFrom(...ALL), sees: subset, later: subset })

  it('holds for every item: an agency sees those that it brought, calls or chairs, or was chosen for, in rows, counts and waits alike', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ALL),
        fc.array(item, { minLength: 1, maxLength: 4 }),
        async (chair, items) => {
          const { panelId, put, does } = await called({ chair: { agency: chair, name: 'Lee' } } as never)
          const seen = new Map<string, ReadonlySet<AgencyId>>()
          for (const [n, { by, sees, later }] of items.entries()) {
            const { itemId } = await put(by, { heading: `secret-${n}-${panelId}`, sees })
            const own = new Set([by, chair, COUNCIL, ...sees])
            const more = later.filter(one => !own.has(one))
            if (more.length > 0) await does(by, { kind: 'show', itemId, to: more, words: 'They help' })
            seen.set(itemId, new Set([...own, ...more]))
            const owner = { agency: [...own][0] ?? COUNCIL, name: 'Lee' }
            const actions = [{ text: `do-${n}`, owner, dueOn: '2026-03-10' as PlainDate }]
            await does(COUNCIL, { ...DECIDED, itemId, actions })
          }
          for (const agency of ALL) {
            const { panel, itemMoves } = await as(agency, ctx => openPanel(ctx, panelId))
            const expected = [...seen].flatMap(([itemId, readers]) => (readers.has(agency) ? [itemId] : []))
            expect(panel.items.map((one: PanelItem) => one.itemId).toSorted()).toEqual(expected.toSorted())
            expect([...itemMoves.keys()].toSorted()).toEqual(expected.toSorted())
            const { rows } = await database.transaction(agency, tx =>
              sql<{
                id: string
              }>`select distinct item_id as id from panel_event where panel_id = ${panelId} and item_id is not null`.execute(
                tx,
              ),
            )
            expect(rows.map(one => one.id).toSorted()).toEqual(expected.toSorted())
          }
        },
      ),
      { numRuns: 12 },
    )
  }, 60_000)
})
