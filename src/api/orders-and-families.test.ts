import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { addUser } from '#services/users.ts'
import { loadReference } from '#store/reference.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { hold, link } from '#test/people.ts'

const [COUNCIL, BTP, CHARITY] = ['enfield-council', 'btp', 'waymarker'] as const
const PASSWORD = 'correct horse battery staple'
let test: TestApp
const tokens = new Map<string, string>()
let people = 0

beforeAll(async () => {
  test = await testApp()
  await prepareInstallation(test.database, loadReference(), 'demonstration')
  for (const agency of [COUNCIL, BTP, CHARITY]) {
    const email = `someone@${agency}.example`
    const user = { email, name: 'Kit Marlow', agency: agency as AgencyId, roles: ['safeguarding' as const] }
    await addUser(test.database, user, PASSWORD)
    const sent = { email, password: PASSWORD, purpose: 'safeguarding' }
    const response = await test.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: sent })
    tokens.set(agency, response.json().token)
  }
})
afterAll(() => test.close())

function ask(agency: string, method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = { authorization: `Bearer ${tokens.get(agency)}` }
  return test.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload === undefined ? {} : { payload }) })
}

/** A child of whom the council and the transport police hold a record. */
async function aChild(): Promise<string> {
  people += 1
  const person = { givenName: 'Robin', familyName: `Fennimore${'abcdef'[people]}`, dateOfBirth: '2010-06-07' }
  return link(test.database, await hold(test.database, COUNCIL, { person }), await hold(test.database, BTP, { person }))
}

const ORDER = {
  kind: 'slavery-trafficking-risk-order',
  isInterim: false,
  issuedBy: 'a magistrates court',
  issuedOn: '2026-03-02',
  born: '2010-06-07',
  conditions: {
    curfew: { where: 'home', hours: [{ days: ['monday'], from: '19:00', to: '07:00' }] },
    keepOut: { name: 'Colchester', outcodes: ['CO1'] },
    notWith: ['T'],
    phones: { most: 1, told: ['07700 900111'] },
    other: 'not to carry a bag',
  },
  showTo: [BTP],
}

describe('orders by the API', () => {
  it('are recorded, read by those to whom they are shown without the log, and changed by who holds them', async () => {
    const child = await aChild()
    const made = await ask(COUNCIL, 'POST', `/people/${child}/orders`, ORDER)
    expect(made.statusCode, made.body).toBe(201)
    const { id } = made.json()
    // The record of the order is linked by the machine, which gives the person an id of its own.
    const { personId } = (await ask(COUNCIL, 'GET', '/orders')).json().orders[0]
    for (const agency of [COUNCIL, BTP]) {
      const listed = await ask(agency, 'GET', `/people/${personId}/orders`)
      expect(listed.statusCode, listed.body).toBe(200)
      const { orders } = listed.json()
      expect(orders).toMatchObject([
        { orderId: id, agency: COUNCIL, conditions: ORDER.conditions, standing: 'in-force' },
      ])
    }
    const note = {
      version: 0,
      at: '2026-03-03T20:00:00Z',
      seen: 'at a station',
      seenBy: 'a guard',
      account: 'sent there',
    }
    expect((await ask(BTP, 'POST', `/orders/${id}/breaches`, note)).statusCode).toBe(404)
    expect((await ask(COUNCIL, 'POST', `/orders/${id}/breaches`, note)).statusCode).toBe(204)
    expect((await ask(COUNCIL, 'POST', `/orders/${id}/breaches`, note)).statusCode).toBe(409)
    const decided = { kind: 'decided', version: 1, about: 1, decision: 'coerced', reason: 'a man told him to' }
    expect((await ask(COUNCIL, 'POST', `/orders/${id}/changes`, decided)).statusCode).toBe(204)
    const open = (await ask(COUNCIL, 'GET', `/orders/${id}`)).json()
    expect(open.history.state.breaches).toMatchObject([
      { noted: { said: { seen: 'at a station', account: 'sent there' } }, decided: { said: { decision: 'coerced' } } },
    ])
    const shown = await ask(BTP, 'GET', `/orders/${id}`)
    expect(shown.json()).not.toHaveProperty('history')
    expect(shown.body).not.toContain('sent there')
    expect((await ask(COUNCIL, 'GET', '/orders')).json().orders).toMatchObject([{ orderId: id }])
    expect((await ask(CHARITY, 'GET', `/orders/${id}`)).statusCode).toBe(404)
  })

  it('say which field is wrong', async () => {
    const child = await aChild()
    const wrong = await ask(COUNCIL, 'POST', `/people/${child}/orders`, { ...ORDER, issuedOn: 'soon' })
    expect([wrong.statusCode, wrong.body]).toEqual([400, expect.stringContaining('issuedOn')])
    const none = await ask(COUNCIL, 'POST', `/people/${child}/orders`, { ...ORDER, conditions: {} })
    expect([none.statusCode, none.body]).toEqual([400, expect.stringContaining('at least one condition')])
  })
})

describe('the family by the API', () => {
  it('is invited by who has the case, and finds on the page what the team puts there', async () => {
    const child = await aChild()
    const contact = { interpreter: true, voicemail: 'never', text: 'not-after', notAfter: '18:00', speaks: 'Kurdish' }
    const guest = { kind: 'parent', name: 'his mother', language: 'en', endsOn: '2026-09-01', contact }
    expect((await ask(COUNCIL, 'POST', `/people/${child}/family`, guest)).statusCode).toBe(400)
    const here = { kind: 'here', version: 0, because: 'lives-here', words: 'with his mother' }
    expect((await ask(COUNCIL, 'POST', `/people/${child}/lead`, here)).statusCode).toBe(200)
    const invited = await ask(COUNCIL, 'POST', `/people/${child}/family`, guest)
    expect(invited.statusCode, invited.body).toBe(201)
    const { guestId, code } = invited.json()
    const put = {
      kind: 'helper',
      words: 'Comes on Mondays',
      post: 'social worker',
      helperName: 'Ada',
      helperPhone: '1',
    }
    const { id: entryId } = (await ask(COUNCIL, 'POST', `/people/${child}/family/${guestId}/entries`, put)).json()
    const family = await ask(COUNCIL, 'GET', `/people/${child}/family`)
    expect(family.json()).toMatchObject({
      guests: [{ guestId, name: 'his mother', contact }],
      entries: [{ entryId, kind: 'helper', facts: { name: 'Ada', phone: '1' } }],
    })
    // The code is worth nothing to anybody but the guest, and is given once.
    expect(family.body).not.toContain(code)
    const end = `/people/${child}/family/${guestId}`
    expect((await ask(COUNCIL, 'POST', `${end}/entries/${entryId}/end`)).statusCode).toBe(204)
    expect((await ask(COUNCIL, 'POST', `${end}/end`, { why: '' })).statusCode).toBe(400)
    expect((await ask(COUNCIL, 'POST', `${end}/end`, { why: 'sent to another' })).statusCode).toBe(204)
    expect((await ask(COUNCIL, 'GET', '/family-messages')).json()).toEqual({ messages: [] })
  })
})

describe('referrals by the API', () => {
  it('go from one agency to another and back, and are listed and counted', async () => {
    const child = await aChild()
    const sent = {
      kind: 'send',
      to: CHARITY,
      service: 'exploitation-service',
      words: 'He is afraid',
      wishes: 'somebody to talk to',
      consent: 'child',
      consentWhy: '',
      urgency: 'today',
      name: 'Ada Lane',
      phone: '07700 900123',
    }
    const made = await ask(COUNCIL, 'POST', `/people/${child}/referrals`, sent)
    expect(made.statusCode, made.body).toBe(200)
    const { referralId } = made.json().referrals[0]
    expect((await ask(COUNCIL, 'POST', `/people/${child}/referrals`, sent)).statusCode).toBe(409)
    const { items } = (await ask(CHARITY, 'GET', '/referrals?side=received')).json()
    expect(items).toMatchObject([{ referralId, from: COUNCIL, waitsFor: CHARITY, personId: child }])
    expect(items[0]).not.toHaveProperty('person')
    const declined = {
      kind: 'decline',
      referralId,
      reason: 'no-room',
      words: 'In May',
      instead: 'The school',
      insteadTo: '',
    }
    expect((await ask(COUNCIL, 'POST', `/people/${child}/referrals/answers`, declined)).statusCode).toBe(409)
    expect((await ask(CHARITY, 'POST', `/people/${child}/referrals/answers`, declined)).statusCode).toBe(200)
    const back = (await ask(COUNCIL, 'GET', `/people/${child}/referrals`)).json()
    expect(back.referrals).toMatchObject([
      { stage: 'declined', declined: { reason: 'no-room', instead: 'The school' } },
    ])
    expect((await ask(BTP, 'GET', `/people/${child}/referrals`)).json()).toEqual({ referrals: [] })
    const counts = (await ask(COUNCIL, 'GET', '/referrals/counts?from=2026-03-01&to=2026-03-31')).json()
    expect(counts).toMatchObject({
      received: [],
      sent: [{ other: CHARITY, sent: 1, declined: 1, reasons: { 'no-room': 1 } }],
    })
  })
})
