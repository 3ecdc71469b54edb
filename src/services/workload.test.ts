import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId, TeamId } from '#domain/values/ids.ts'
import { type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { aChild, alertWorld, type AlertWorld, missing } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { withClient } from '#test/own-server.ts'
import { asked, someone } from '#test/people.ts'
import { answerAlert, openInbox } from './alerts.ts'
import { changeLead, openCase } from './cases.ts'
import { changePlan } from './plans.ts'
import { findPeople } from './search.ts'
import { countWork, listWork, type TeamQuery } from './workload.ts'

const COUNCIL = 'enfield-council'
const SCHOOL = 'hazelbrook-academy'
const EVERYTHING: TeamQuery = { kind: undefined, team: undefined, order: 'name' }
const LATER = plusMinutes(NOON, 10 * 24 * 60)

let world: AlertWorld

beforeAll(async () => {
  world = await alertWorld()
})
afterAll(() => world.close())

const as = <T>(agency: string, work: Parameters<typeof asked<T>>[2], at = NOON, roles: readonly Role[] = ['manager']) =>
  asked(world.database, someone(agency, at, roles), work)

const workOf = async (agency: string, owner: string | null, at = NOON, query: Partial<TeamQuery> = {}) =>
  (await as(agency, ctx => countWork(ctx, { ...EVERYTHING, ...query }), at)).people.find(one => one.owner === owner)

/** What is open of one name, or of nobody (an empty one), page by page. */
async function listed(owner: string | undefined, at = NOON, size = 100, late = false) {
  const found: Awaited<ReturnType<typeof listWork>>[number][] = []
  for (let after: string[] | undefined, last = false; !last; ) {
    const page = await as(COUNCIL, ctx => listWork(ctx, { owner, kind: undefined, late }, after, size), at)
    const end = page.at(-1)
    after = end && [end.dueAt ?? '', end.id]
    last = page.length < size
    found.push(...page)
  }
  return found
}

/** A child whom the council leads for with a practitioner of this name, and its plan. */
async function led(practitioner: string, ...others: readonly string[]) {
  const person = aChild()
  for (const agency of [COUNCIL, ...others]) await world.bringIn({ agency, person })
  const { people } = await as(COUNCIL, ctx => findPeople(ctx, `${person.givenName} ${person.familyName}`))
  const id = people[0]?.personId ?? ''
  const here = { kind: 'here', because: 'lives-here', happenedAt: NOON, words: 'At home' } as const
  await as(COUNCIL, ctx => changeLead(ctx, id, 0, here))
  const { version } = (await as(COUNCIL, ctx => openCase(ctx, id))).state.lead
  const named = { kind: 'name', name: practitioner, phone: '07700 900456' } as const
  await as(COUNCIL, ctx => changeLead(ctx, id, version, named))
  const { plan } = await as(COUNCIL, ctx => changePlan(ctx, id, { kind: 'open', words: 'To be safe' }))
  const planId = plan?.planId ?? ''
  const act = (name: string, dueOn: string, agency = COUNCIL) =>
    as(agency, ctx =>
      changePlan(ctx, id, {
        kind: 'act',
        planId,
        owner: { agency: agency as AgencyId, name },
        dueOn: dueOn as PlainDate,
        words: 'Ring her',
      }),
    )
  return { id, planId, act }
}

async function aUser(name: string, active: boolean, team: string | null = null) {
  await withClient(world.owner, client =>
    client.query(
      `insert into app_user (agency_id, email, name, roles, active, team_id) values ($1, $2, $3, '{practitioner}', $4, $5)`,
      [COUNCIL, `${crypto.randomUUID()}@enfield-council.example`, name, active, team],
    ),
  )
}

describe('the work of a team', () => {
  it('is counted for each named person: children, open, overdue and near, with the soonest day', async () => {
    const first = await led('Ada Marsh')
    const second = await led('Ada Marsh')
    await first.act('Ada Marsh', '2026-03-06')
    await first.act('ada marsh', '2026-03-20')
    await second.act('Ben Cole', '2026-03-11')
    expect(await workOf(COUNCIL, 'Ada Marsh')).toMatchObject({
      children: 2,
      items: 4,
      late: 0,
      coming: 1,
      firstDue: '2026-03-06T23:59:59.000Z',
    })
    expect(await workOf(COUNCIL, 'Ben Cole')).toMatchObject({ children: 1, items: 1, coming: 1 })
    expect(await workOf(COUNCIL, 'Ada Marsh', LATER)).toMatchObject({ items: 4, late: 1, coming: 1 })
    expect(await workOf(COUNCIL, 'Ada Marsh', NOON, { kind: 'lead' })).toMatchObject({ children: 2, items: 2 })
  })

  it('leads from each count to the list behind it, with the child, whatever the size of its pages', async () => {
    const { id, act } = await led('Cleo Hart')
    for (const day of ['2026-03-06', '2026-03-06', '2026-03-09']) await act('Cleo Hart', day)
    const all = await listed('Cleo Hart')
    expect(all.map(({ kind, personId }) => [kind, personId])).toEqual([
      ['action', id],
      ['action', id],
      ['action', id],
      ['lead', id],
    ])
    for (const size of [1, 2, 3]) expect(await listed('Cleo Hart', NOON, size)).toEqual(all)
    expect(await listed('Cleo Hart', LATER, 100, true)).toHaveLength(3)
    expect((await listed(undefined)).length).toBeGreaterThanOrEqual(all.length)
    expect((await as(COUNCIL, ctx => countWork(ctx, EVERYTHING))).all.items).toBe((await listed(undefined)).length)
  })

  it('shows what nobody has, and what somebody has who left; who took it on has it from then on', async () => {
    await aUser('Ruth Carver', false)
    await aUser('Dan Okafor', true)
    const { id, planId, act } = await led('Dan Okafor')
    await act('Ruth Carver', '2026-03-06')
    expect(await workOf(COUNCIL, 'Ruth Carver')).toMatchObject({ hasLeft: true, items: 1 })
    expect(await workOf(COUNCIL, 'Dan Okafor')).toMatchObject({ hasLeft: false, items: 1 })
    const [item] = await listed('Ruth Carver')
    const itemId = item?.id ?? ''
    const nobody = async () => (await workOf(COUNCIL, null))?.items ?? 0
    const before = await nobody()
    await as(COUNCIL, ctx =>
      changePlan(ctx, id, { kind: 'owner-left', planId, itemId, version: 1, words: 'She left in February' }),
    )
    expect(await workOf(COUNCIL, 'Ruth Carver')).toBeUndefined()
    expect(await nobody()).toBe(before + 1)
    expect((await listed('')).some(one => one.id === itemId)).toBe(true)
    const move = {
      kind: 'move',
      planId,
      itemId,
      version: 2,
      dueOn: '2026-03-10' as PlainDate,
      words: 'Dan has it',
    } as const
    const owner = { agency: COUNCIL as AgencyId, name: 'Dan Okafor' }
    await as(COUNCIL, ctx => changePlan(ctx, id, { ...move, owner }))
    expect(await nobody()).toBe(before)
    expect(await workOf(COUNCIL, 'Dan Okafor')).toMatchObject({ children: 1, items: 2 })
  })

  it('has an alert for nobody until somebody takes it on', async () => {
    const person = aChild()
    await world.bringIn({ agency: COUNCIL, person, event: missing(10) })
    await world.meet('btp', person)
    const [alert] = (await as(COUNCIL, ctx => openInbox(ctx, { closed: false }))).alerts
    const { alertId = '', version = 0 } = alert ?? {}
    expect((await listed('')).some(one => one.id === alertId)).toBe(true)
    await as(COUNCIL, ctx => answerAlert(ctx, { alertId, version, answer: { kind: 'acknowledge' } }))
    expect((await listed('Kit Marlow')).find(one => one.id === alertId)).toMatchObject({ kind: 'alert', dueAt: null })
  })

  it('is of one agency alone, and goes over with the lead', async () => {
    const { id } = await led('Eve Stone', 'essex-council')
    expect(await workOf('essex-council', 'Eve Stone')).toBeUndefined()
    const version = async () => (await as(COUNCIL, ctx => openCase(ctx, id))).state.lead.version
    const offer = { kind: 'offer', to: 'essex-council' as AgencyId, words: 'She lives there' } as const
    const seen = await version()
    const { lead } = await as(COUNCIL, ctx => changeLead(ctx, id, seen, offer))
    expect((await as('essex-council', ctx => countWork(ctx, { ...EVERYTHING, kind: 'offer' }))).all.items).toBe(1)
    const accept = { kind: 'accept', offerId: lead.offers[0]?.offerId ?? '', words: 'Yes' } as const
    const now = await version()
    await as('essex-council', ctx => changeLead(ctx, id, now, accept))
    expect(await workOf(COUNCIL, 'Eve Stone')).toBeUndefined()
    expect(await workOf('essex-council', null, NOON, { kind: 'lead' })).toMatchObject({ children: 1, items: 1 })
  })

  it('can be that of one team, with what nobody has', async () => {
    await aUser('Fay Wells', true, 'exploitation')
    await led('Fay Wells')
    await led('Gus Brook')
    const names = async (team: string | undefined) =>
      (await as(COUNCIL, ctx => countWork(ctx, { ...EVERYTHING, team: team as TeamId | undefined }))).people.map(
        one => one.owner,
      )
    expect(await names(undefined)).toEqual(expect.arrayContaining(['Fay Wells', 'Gus Brook']))
    const ofTeam = await names('exploitation')
    expect(ofTeam).toContain('Fay Wells')
    expect(ofTeam).not.toContain('Gus Brook')
  })

  it('is for managers', async () => {
    for (const role of ['practitioner', 'safeguarding', 'auditor', 'coordinator'] as const)
      await expect(as(SCHOOL, ctx => countWork(ctx, EVERYTHING), NOON, [role])).rejects.toMatchObject({
        code: 'not-found',
      })
  })
})
