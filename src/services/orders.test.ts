import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BreachNoted } from '#domain/order.ts'
import type { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, type PlainDate, plusMinutes } from '#domain/values/time.ts'
import { type AlertWorld, alertWorld } from '#test/alerting.ts'
import { NOON } from '#test/hub.ts'
import { asked, someone } from '#test/people.ts'
import { openAlert } from './alerts.ts'
import { openEncounter } from './encounter-file.ts'
import {
  changeOrder,
  listOrders,
  noteBreach,
  openLog,
  openOrder,
  type OrderTold,
  ordersOf,
  recordOrder,
} from './orders.ts'
import { findPeople } from './search.ts'
import { whatWaits } from './waiting.ts'

const POLICE = 'met-police'
const BTP = 'btp' as AgencyId
const day = (text: string) => text as PlainDate
const boy = { givenName: 'Barnaby', familyName: 'Osbaldeston', dateOfBirth: '2009-06-01', phone: '07700 900951' }

const TOLD: OrderTold = {
  kind: 'criminal-behaviour-order',
  isInterim: false,
  issuedBy: 'Highbury Corner youth court',
  issuedOn: day('2026-02-02'),
  from: day('2026-02-02'),
  until: day('2028-02-01'),
  born: day('2009-06-01'),
  youthViews: 'They ask that his college is left free',
  conditions: {
    curfew: {
      where: 'home',
      hours: [
        {
          days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
          from: '19:00',
          to: '07:00',
        },
      ],
    },
    keepOut: { name: 'London Bridge station', outcodes: ['SE1'] },
  },
  showTo: [BTP],
}

const SEEN: BreachNoted = {
  kind: 'possible-breach',
  at: '2026-03-03T23:10:00.000Z' as Instant,
  seen: 'On platform 4, alone',
  seenBy: 'PC Fenn',
  account: 'A man told him to wait there',
}

let world: AlertWorld
let person: string
let order: string

const lead = (now = NOON) => someone(POLICE, now, ['safeguarding'])
const officer = (agency: string, now = NOON) => someone(agency, now)
const fieldsOf = (error: unknown) => (error as Problem).fields.map(({ field }) => field)

beforeAll(async () => {
  world = await alertWorld()
  await world.bringIn({ agency: POLICE, person: boy })
  const found = await asked(world.database, officer(POLICE), ctx => findPeople(ctx, 'Barnaby Osbaldeston'))
  person = found.people[0]?.personId ?? ''
  order = await asked(world.database, lead(), ctx => recordOrder(ctx, person, TOLD, 'first-order'))
})
afterAll(() => world.close())

describe('an order', () => {
  it('is recorded once for a key, stands on the person, and is shown to the agency that was named', async () => {
    expect(await asked(world.database, lead(), ctx => recordOrder(ctx, person, TOLD, 'first-order'))).toBe(order)
    const held = await asked(world.database, officer(POLICE), ctx => ordersOf(ctx, person))
    expect(held.map(({ orderId, standing }) => [orderId, standing])).toEqual([[order, 'in-force']])
    const shown = await asked(world.database, officer(BTP), ctx => openOrder(ctx, order))
    expect([shown.agency, shown.history, shown.review]).toEqual([POLICE, undefined, undefined])
    await expect(asked(world.database, officer('kent-police'), ctx => openOrder(ctx, order))).rejects.toThrow(
      'not found',
    )
  })

  it('that is wrong names the fields and stores nothing', async () => {
    const wrong = { ...TOLD, until: undefined, youthViews: '', showTo: ['essex-council' as AgencyId] }
    const error = await asked(world.database, lead(), ctx => recordOrder(ctx, person, wrong)).catch(fieldsOf)
    expect(error).toEqual(['youthViews', 'until', 'showTo'])
    expect(await asked(world.database, lead(), ctx => ordersOf(ctx, person))).toHaveLength(1)
  })
})

describe('met at a station at 23:10', () => {
  const at = '2026-03-04T23:10:00.000Z' as Instant
  const met = (agency: string, when = at) =>
    world.meet(agency, boy, { circumstance: 'spoken-to', place: 'London Bridge station', occurredAt: when }, when)

  it('an officer who may see the order is told what to ask and whom to ring; its holder reads the same in its alert', async () => {
    const reported = await met(BTP)
    const file = await asked(world.database, officer(BTP, at), ctx => openEncounter(ctx, reported.encounterId))
    expect(file.asked).toMatchObject([{ orderId: order, holder: POLICE, ring: { agency: POLICE } }])
    expect(file.asked[0]?.questions).toEqual([
      expect.stringMatching(/curfew from 19:00 to 07:00 at home\. Are they safe/),
      expect.stringMatching(/stay out of London Bridge station\. Who sent or brought them/),
    ])
    const [alert] = await world.alertsOf(POLICE, reported, at)
    const opened = await asked(world.database, officer(POLICE, at), ctx => openAlert(ctx, alert?.alertId ?? ''))
    expect(opened.asked.map(({ questions }) => questions)).toEqual([file.asked[0]?.questions])
    expect(opened.asked[0]?.ring).toBeUndefined()
  })

  it('an officer of another force learns whom to ring, and nothing of an order', async () => {
    const reported = await met('kent-police', plusMinutes(at, 10))
    expect(
      reported.answer.kind === 'known' && reported.answer.ring.map(({ agency, because }) => [agency, because]),
    ).toEqual([[POLICE, 'they asked to be told']])
    const file = await asked(world.database, officer('kent-police', at), ctx =>
      openEncounter(ctx, reported.encounterId),
    )
    expect(file.asked).toEqual([])
    expect(JSON.stringify(reported)).not.toMatch(/curfew|order/)
  })

  it('nothing is asked at noon elsewhere', async () => {
    const when = '2026-03-05T12:00:00.000Z' as Instant
    const reported = await world.meet(BTP, boy, { place: 'A shop', postcode: 'N18 2XB', occurredAt: when }, when)
    const file = await asked(world.database, officer(BTP, when), ctx => openEncounter(ctx, reported.encounterId))
    expect(file.asked).toEqual([])
  })
})

describe('what was seen', () => {
  it('is noted with the account of the boy, decided by name, and stays with its agency', async () => {
    await asked(world.database, officer(POLICE), ctx => noteBreach(ctx, order, 0, SEEN))
    const waiting = await asked(world.database, officer(POLICE), whatWaits)
    expect(waiting).toContainEqual({ kind: 'orders-undecided', number: 1 })
    const decided = { kind: 'decided', about: 1, decision: 'coerced', reason: 'he was sent, and owes them' } as const
    await expect(asked(world.database, officer(POLICE), ctx => changeOrder(ctx, order, 1, decided))).rejects.toThrow(
      'not found',
    )
    await expect(asked(world.database, lead(), ctx => changeOrder(ctx, order, 0, decided))).rejects.toMatchObject({
      code: 'stale-version',
    })
    await asked(world.database, lead(), ctx => changeOrder(ctx, order, 1, decided))
    const log = await asked(world.database, officer(POLICE), ctx => openLog(ctx, order))
    expect(log.history?.state.breaches).toMatchObject([
      { noted: { said: SEEN, byName: 'Kit Marlow' }, decided: { said: decided, byName: 'Kit Marlow' } },
    ])
    await expect(asked(world.database, officer(BTP), ctx => openLog(ctx, order))).rejects.toThrow('not found')
    expect(await asked(world.database, officer(POLICE), whatWaits)).not.toContainEqual({
      kind: 'orders-undecided',
      number: 1,
    })
  })
})

describe('the clocks of an order', () => {
  it('are seen before they run out: the review of a boy’s order after a year, and its end', async () => {
    const late = '2027-02-03T12:00:00.000Z' as Instant
    const kinds = async (now: Instant) => (await asked(world.database, lead(now), whatWaits)).map(({ kind }) => kind)
    expect(await kinds('2026-12-15T12:00:00.000Z' as Instant)).not.toContain('orders')
    expect(await kinds('2027-01-20T12:00:00.000Z' as Instant)).toContain('orders')
    expect(await kinds(late)).toContain('orders-late')
    const reviewed = { kind: 'reviewed', on: day('2027-02-03'), reason: 'He and his college were asked' } as const
    await asked(world.database, lead(late), ctx => changeOrder(ctx, order, 2, reviewed))
    expect(await kinds(late)).not.toContain('orders-late')
    expect(await kinds('2028-01-10T12:00:00.000Z' as Instant)).toContain('orders')
  })

  it('stop with the order: nobody is told any more, and nothing is asked', async () => {
    const now = '2027-03-01T22:00:00.000Z' as Instant
    const end = { kind: 'discharged', on: day('2027-03-01'), reason: 'The court discharged it' } as const
    await asked(world.database, lead(now), ctx => changeOrder(ctx, order, 3, end))
    const open = await asked(world.database, lead(now), ctx => listOrders(ctx, 'open'))
    const closed = await asked(world.database, lead(now), ctx => listOrders(ctx, 'closed'))
    expect([open, closed.map(({ orderId, standing }) => [orderId, standing])]).toEqual([[], [[order, 'discharged']]])
    const reported = await world.meet(BTP, boy, { place: 'London Bridge station', occurredAt: now }, now)
    expect(reported.answer.kind).toBe('not-known')
    const file = await asked(world.database, officer(BTP, now), ctx => openEncounter(ctx, reported.encounterId))
    expect(file.asked).toEqual([])
  })
})

describe('a notice against an adult', () => {
  it('asks whether a child is with them, and names no child to anybody who was told of the encounter', async () => {
    const man = { givenName: 'Ferdinand', familyName: 'Pumblechook', dateOfBirth: '1990-01-01', phone: '07700 900952' }
    await world.bringIn({ agency: POLICE, person: man })
    const found = await asked(world.database, officer(POLICE), ctx => findPeople(ctx, 'Ferdinand Pumblechook'))
    await asked(world.database, lead(), ctx =>
      recordOrder(ctx, found.people[0]?.personId ?? '', {
        kind: 'child-abduction-warning-notice',
        isInterim: false,
        issuedBy: 'PC Okoro',
        issuedOn: day('2026-03-01'),
        from: day('2026-03-01'),
        born: day('1990-01-01'),
        protects: { name: 'Zenobia Quennell', born: day('2012-01-01'), care: 'none' },
        conditions: { notWith: ['Zenobia Quennell'] },
        showTo: [],
      }),
    )
    const reported = await world.meet(BTP, man, { place: 'Euston', withWhom: 'a girl, Zenobia' }, NOON)
    const btp = await asked(world.database, officer(BTP), ctx => openEncounter(ctx, reported.encounterId))
    expect(btp.asked).toEqual([])
    const [alert] = await world.alertsOf(POLICE, reported, NOON)
    const opened = await asked(world.database, officer(POLICE), ctx => openAlert(ctx, alert?.alertId ?? ''))
    expect(opened.asked[0]?.questions[0]).toMatch(/^Is a child with this adult\?/)
    expect(opened.asked[0]?.questions[0]).not.toContain('Zenobia')
  })
})
