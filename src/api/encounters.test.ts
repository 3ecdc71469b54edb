import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Role } from '#domain/actor.ts'
import { prepareInstallation } from '#services/installation.ts'
import { addUser } from '#services/users.ts'
import { loadReference } from '#store/reference.ts'
import { type TestApp, testApp } from '#test/app.ts'

let test: TestApp
const tokens = new Map<string, string>()
const PASSWORD = 'correct horse battery staple'

beforeAll(async () => {
  test = await testApp()
  await prepareInstallation(test.database, loadReference(), 'live')
  await signIn('btp', ['practitioner'])
  await signIn('met-police', ['safeguarding'])
  await signIn('essex-police', ['practitioner'])
})
afterAll(() => test.close())

async function signIn(agency: string, roles: readonly Role[]): Promise<void> {
  const email = `someone@${agency}.example`
  await addUser(test.database, { email, name: 'Kit Marlow', agency: agency as AgencyId, roles: [...roles] }, PASSWORD)
  const response = await test.app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    payload: { email, password: PASSWORD, purpose: 'safeguarding' },
  })
  tokens.set(agency, response.json().token)
}

function ask(
  agency: string,
  method: 'GET' | 'POST',
  url: string,
  payload?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  return test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${tokens.get(agency)}`, ...headers },
    ...(payload === undefined ? {} : { payload: payload as object }),
  })
}

/** Somebody else for each name. */
const report = (familyName: string) => ({
  circumstance: 'found-on-train',
  place: 'Margate, platform 2',
  person: {
    givenName: `A${familyName.slice(1)}`,
    familyName,
    dateOfBirth: `2011-0${(familyName.length % 9) + 1}-14`,
    phone: `07700 900${String(familyName.codePointAt(0)).padStart(3, '0')}`,
  },
})

describe('the encounter API', () => {
  it('answers at once, the same for the same key, and lists what became of it', async () => {
    const key = { 'idempotency-key': 'a-train-in-kent-1' }
    const first = await ask('btp', 'POST', '/encounters', report('Okonjo'), key)
    expect(first.statusCode).toBe(201)
    expect(first.json()).toMatchObject({
      reference: expect.stringMatching(/^ENC-/),
      answer: { kind: 'not-known' },
      told: [],
    })
    const again = await ask('btp', 'POST', '/encounters', report('Okonjo'), key)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(again.json()).toEqual(first.json())
    const other = await ask('btp', 'POST', '/encounters', report('Other'), key)
    expect(other.statusCode).toBe(422)
    expect(other.json()).toMatchObject({ code: 'idempotency-conflict' })
    const { reference } = first.json()
    const opened = await ask('btp', 'GET', `/encounters/${reference}`)
    expect(opened.json()).toMatchObject({
      reference,
      place: 'Margate, platform 2',
      told: [],
      trail: [{ agency: 'btp' }],
    })
  })

  it.each([
    ['a clock five hours off', { occurredAt: '2026-03-04T17:00:00Z' }, 'occurredAt', '2026-03-04 12:00'],
    ['a day that the calendar has not', { occurredAt: '2011-02-29T10:00:00Z' }, 'occurredAt', 'no 29 February'],
    ['a circumstance that is not there', { circumstance: 'nowhere' }, 'circumstance', 'Choose'],
  ])('says what is wrong with %s', async (_, more, field, words) => {
    const response = await ask('btp', 'POST', '/encounters', { ...report('Haddad'), ...more })
    expect(response.statusCode).toBe(400)
    expect(response.json().fields).toMatchObject([{ field, message: expect.stringContaining(words) }])
  })

  it.each([
    ['no place', { circumstance: 'custody', person: {} }],
    ['a field that does not exist', { ...report('Haddad'), photo: 'x' }],
    ['nothing', undefined],
  ])('refuses %s', async (_, payload) => {
    expect((await ask('btp', 'POST', '/encounters', payload)).statusCode).toBe(400)
  })

  it('says of another agency’s encounter what it says of one that does not exist', async () => {
    const { reference } = (await ask('btp', 'POST', '/encounters', report('Petrenko'))).json()
    const theirs = await ask('essex-police', 'GET', `/encounters/${reference}`)
    const nobodys = await ask('essex-police', 'GET', '/encounters/ENC-0000-00')
    expect(theirs.statusCode).toBe(404)
    const { requestId: _, ...body } = theirs.json()
    expect(nobodys.json()).toMatchObject(body)
  })

  it('leads from a watch to an alert to its answer', async () => {
    await ask('met-police', 'POST', '/encounters', { ...report('Llewellyn'), circumstance: 'duty-contact' })
    const found = (await ask('met-police', 'GET', '/people?q=Llewellyn')).json()
    const personId = found.people[0]?.personId
    const terms = {
      reason: 'missing-repeatedly',
      legalBasis: 'ca2004-16la',
      reviewOn: '2026-06-01',
      expiresOn: '2026-08-01',
    }
    const set = await ask('met-police', 'POST', '/watches', { persons: [personId], ...terms })
    expect(set.statusCode).toBe(201)
    const watch = (await ask('met-police', 'GET', '/watches')).json().watches[0]
    expect(watch).toMatchObject({ watchId: set.json().set[0], reason: 'missing-repeatedly', version: 1 })

    const met = (await ask('btp', 'POST', '/encounters', report('Llewellyn'))).json()
    expect(met).toMatchObject({
      answer: { kind: 'known', who: { initials: 'A. L.', age: { to: 15 } } },
      told: [{ agency: 'met-police' }],
    })
    const inbox = (await ask('met-police', 'GET', '/alerts')).json()
    const [alert] = inbox.alerts
    expect(inbox.counts).toMatchObject({ waiting: 1 })
    expect(alert).toMatchObject({ encounterReference: met.reference, place: 'Margate, platform 2', state: 'raised' })
    expect((await ask('btp', 'GET', `/alerts/${alert.alertId}`)).statusCode).toBe(404)

    const answers = `/alerts/${alert.alertId}/answers`
    expect((await ask('met-police', 'POST', answers, { kind: 'act', version: 1 })).json().fields).toMatchObject([
      { field: 'note' },
    ])
    expect((await ask('met-police', 'POST', answers, { kind: 'acknowledge', version: 1 })).json()).toEqual({
      state: 'acknowledged',
    })
    expect((await ask('met-police', 'POST', answers, { kind: 'act', version: 1, note: 'Rang' })).statusCode).toBe(409)
    const told = (await ask('btp', 'GET', `/encounters/${met.reference}`)).json().told
    expect(told).toMatchObject([{ agency: 'met-police', state: 'acknowledged' }])

    const end = { version: 1, reason: 'Safe' }
    expect((await ask('met-police', 'POST', `/watches/${watch.watchId}/end`, end)).statusCode).toBe(204)
    expect((await ask('met-police', 'POST', `/watches/${watch.watchId}/end`, end)).statusCode).toBe(409)
    expect((await ask('met-police', 'GET', '/watches')).json().watches).toEqual([])
  })

  it('said nothing of whom to ring to those who had reported before the watch was set', async () => {
    const { reference } = (await ask('btp', 'POST', '/encounters', report('Zielinski'))).json()
    expect((await ask('btp', 'GET', `/encounters/${reference}`)).json().later).toEqual([])
    await ask('met-police', 'POST', '/encounters', { ...report('Zielinski'), circumstance: 'duty-contact' })
    const found = (await ask('met-police', 'GET', '/people?q=Zielinski')).json()
    const terms = { reason: 'threatened', legalBasis: 'ca2004-16la', reviewOn: '2026-04-01', expiresOn: '2026-05-01' }
    await ask('met-police', 'POST', '/watches', { persons: [found.people[0]?.personId], ...terms })
    const opened = (await ask('btp', 'GET', `/encounters/${reference}`)).json()
    expect(opened.answer.kind).toBe('not-known')
    expect(opened.later).toEqual([
      {
        agency: 'met-police',
        name: 'Metropolitan Police Service',
        team: expect.any(String),
        reference,
        because: 'they asked to be told',
      },
    ])
    const theirs = (await ask('met-police', 'GET', `/encounters/${reference}`)).json()
    expect(theirs.later).toEqual([])
  })
})
