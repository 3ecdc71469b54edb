import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { hashPassword } from '#services/passwords.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { browser } from '#test/browser.ts'
import { type Client, newClient } from '#test/client.ts'
import { hold, link } from '#test/people.ts'

const password = 'carriage nine'
const payload = '<script>alert(1)</script>'
const ASK = { agency: 'met-police', reason: `Strategy meeting ${payload}`, gateway: 'ca2004-10-11', days: '30' }
const SHARE = {
  kind: 'share',
  version: '1',
  gateway: 'ca2004-10-11',
  days: '7',
  holds: 'fact',
  conditions: `Not to ${payload}`,
}

let test: TestApp
let enfield: Client
let enfieldOfficer: Client
let met: Client
let kent: Client
let children = 0

beforeAll(async () => {
  test = await testApp()
  const { app, database } = test
  const passwordHash = await hashPassword(password)
  await database.transaction('', async tx => {
    const agencies = [
      { agency_id: 'enfield-council', name: 'Enfield Council', phone: null },
      { agency_id: 'met-police', name: 'Metropolitan Police Service', phone: '01632 960001' },
      { agency_id: 'kent-police', name: 'Kent Police', phone: null },
    ]
    await tx
      .insertInto('agency')
      .values(agencies.map(row => ({ ...row, kind: 'police', regime: 'x' })))
      .execute()
    const user = (agency: string, email: string, role: Role) =>
      insertUser(tx, { agency: agency as AgencyId, email, name: 'Kit Marlow', roles: [role], passwordHash })
    await user('enfield-council', 'worker@enfield.example', 'safeguarding')
    await user('enfield-council', 'officer@enfield.example', 'practitioner')
    await user('met-police', 'desk@met.example', 'manager')
    await user('kent-police', 'desk@kent.example', 'safeguarding')
  })
  ;[enfield, enfieldOfficer, met, kent] = [newClient(app), newClient(app), newClient(app), newClient(app)]
  await enfield.signIn('worker@enfield.example', password)
  await enfieldOfficer.signIn('officer@enfield.example', password)
  await met.signIn('desk@met.example', password)
  await kent.signIn('desk@kent.example', password)
})
afterAll(() => test.close())

async function aPerson(): Promise<string> {
  children += 1
  const robin = { givenName: 'Robin', familyName: 'Elmstead', dateOfBirth: '2010-06-07' }
  const ours = await hold(test.database, 'enfield-council', { person: robin })
  const theirs = await hold(test.database, 'met-police', {
    person: { ...robin, familyName: 'Secretname' },
    event: { kind: 'custody', startsAt: '2026-01-11T02:00:00Z', place: 'Wood Green', facts: {} },
  })
  return link(test.database, ours, theirs)
}

/** Ask for a new person. Gives the address of the request. */
async function asked(person?: string): Promise<string> {
  const { location = '' } = await enfield.post(`/people/${person ?? (await aPerson())}/shares`, ASK)
  return location
}

describe('from the person page to the answer and back', () => {
  it('asks beside whom to ring, answers on one page, and shows what is shared until it is stopped', async () => {
    const person = await aPerson()
    const before = await enfield.get(`/people/${person}`)
    expect(before.body).toContain('Ask to see them')
    expect(before.body).not.toMatch(/Secretname|Wood Green/)

    const request = await asked(person)
    expect(request).toMatch(/^\/shares\/[0-9a-f-]{36}$/)
    const waiting = await enfield.get(`/people/${person}`)
    expect(waiting.body).toContain('not answered yet')
    expect(waiting.body).not.toContain('Ask to see them')

    expect((await met.get('/shares')).body).toContain('waits for your agency’s answer')
    expect((await met.get(`/people/${person}`)).body).toContain('Enfield Council asks to see what you hold')
    const page = await met.get(request)
    expect(page.body).toContain('Strategy meeting')
    expect(page.body).not.toContain(payload)
    expect((await met.post(`${request}/answer`, SHARE)).location).toBe(request)

    const shared = await enfield.get(`/people/${person}`)
    expect(shared.body).toContain('Secretname')
    expect(shared.body).toContain('Wood Green')
    expect(shared.body).toContain('Metropolitan Police Service shares records with you until 11 March 2026, 12:00')
    expect((await enfield.get(request)).body).toContain('Not to &lt;script&gt;')
    expect((await met.get('/shares')).body).toContain('You share now')

    expect((await met.post(`${request}/end`, {})).location).toBe(request)
    expect((await enfield.get(`/people/${person}`)).body).not.toMatch(/Secretname|Wood Green/)
    expect((await enfield.get(request)).body).toContain('Sharing was stopped by Metropolitan Police Service')
  })

  it('says no with a reason, and shows nothing', async () => {
    const person = await aPerson()
    const request = await asked(person)
    await met.get(request)
    await met.post(`${request}/answer`, {
      kind: 'refuse',
      version: '1',
      ground: 'more-harm',
      note: 'She is not safe if it is known',
    })
    const { body } = await enfield.get(request)
    expect(body).toContain('Metropolitan Police Service does not share it')
    expect(body).toContain('more harm than not sharing')
    expect((await enfield.get(`/people/${person}`)).body).toContain('Not shared when you asked')
    expect(body).not.toMatch(/Secretname|Wood Green|custody/i)
  })

  it('takes a request back', async () => {
    const request = await asked()
    await enfield.post(`${request}/end`, {})
    const { body } = await met.get(request)
    expect(body).toContain('Enfield Council has taken the request back')
    expect(body).not.toContain('Do not share')
  })
})

describe('what is wrong', () => {
  it('lost the reason of somebody whose colleague had asked meanwhile: both are on the page', async () => {
    const person = await aPerson()
    const request = await asked(person)
    const ours = { ...ASK, reason: 'She is to be placed on Friday' }
    const own = { origin: 'http://127.0.0.1:3000' }
    const { status, body } = await enfield.post(`/people/${person}/shares`, ours, own)
    expect(status).toBe(409)
    expect(body).toContain('Kit Marlow of your agency has asked already')
    expect(body).toContain('Strategy meeting')
    expect(body).toContain(`href="${request}"`)
    expect(body).toContain('tl-as-written">She is to be placed on Friday<')
    expect(body).toContain('tl-as-written">Metropolitan Police Service<')
  })

  it('in a request is said beside the field, and what was typed stays', async () => {
    const person = await aPerson()
    const { status, body } = await enfield.post(`/people/${person}/shares`, { ...ASK, reason: '', days: '400' })
    expect(status).toBe(422)
    expect(body).toContain('Say why you need to see them')
    const again = await enfield.post(`/people/${person}/shares`, { ...ASK, days: '400' })
    expect(again.body).toContain('1 to 90')
    expect(again.body).toContain('Strategy meeting &lt;script&gt;')
  })

  it.each([
    [{ ...SHARE, holds: '' }, 'Say whether it is fact or opinion'],
    [{ ...SHARE, days: '91' }, '1 to 90'],
    [{ ...SHARE, gateway: '' }, 'Choose the legal basis'],
    [{ kind: 'refuse', version: '1', ground: 'more-harm', note: '' }, 'Say why in a sentence'],
    [{ kind: 'refuse', version: '1', note: 'No' }, 'Choose why it is not shared'],
  ])('in an answer is said beside the field: %#', async (form, sentence) => {
    const request = await asked()
    await met.get(request)
    const { status, body } = await met.post(`${request}/answer`, form)
    expect([status, body.includes(sentence)]).toEqual([422, true])
  })

  it('is a second answer, which says so and stores nothing', async () => {
    const request = await asked()
    await met.get(request)
    await met.post(`${request}/answer`, {
      kind: 'refuse',
      version: '1',
      ground: 'not-relevant',
      note: 'Older than three years',
    })
    const { status, body } = await met.post(`${request}/answer`, SHARE)
    expect([status, body.includes('Somebody answered this')]).toEqual([409, true])
  })

  it('is nobody’s business but the two agencies’, and not every role’s there', async () => {
    const person = await aPerson()
    const request = await asked(person)
    expect((await kent.get(request)).status).toBe(404)
    expect((await kent.post(`/people/${person}/shares`, ASK)).status).toBe(404)
    expect((await enfieldOfficer.get('/shares')).status).toBe(404)
    const { body } = await enfieldOfficer.get(`/people/${person}`)
    expect(body).toContain('not answered yet')
    expect(body).not.toContain('/shares')
  })
})

describe('/api/v1/shares', () => {
  const tokens = new Map<string, string>()
  const tokenOf = async (email: string): Promise<string> => {
    const started = await test.app.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      payload: { email, password, purpose: 'safeguarding' },
    })
    return started.json().token
  }
  const call = async (email: string, method: 'GET' | 'POST' | 'DELETE', url: string, json?: object) => {
    const token = tokens.get(email) ?? (await tokenOf(email))
    tokens.set(email, token)
    const answer = await test.app.inject({
      method,
      url: `/api/v1${url}`,
      headers: { authorization: `Bearer ${token}` },
      ...(json === undefined ? {} : { payload: json }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }

  it('does the same for programs', async () => {
    const person = await aPerson()
    const terms = { agency: 'met-police', reason: 'Strategy meeting', gateway: 'ca2004-10-11', days: 30 }
    const made = await call('worker@enfield.example', 'POST', `/people/${person}/shares`, terms)
    expect(made.status).toBe(201)
    const { id } = made.body
    expect((await call('desk@met.example', 'GET', '/shares')).body.items).toContainEqual(
      expect.objectContaining({ id, side: 'holder', state: 'asked' }),
    )
    const answer = { kind: 'share', version: 1, gateway: 'ca2004-10-11', days: 7, holds: 'both' }
    expect(await call('desk@met.example', 'POST', `/shares/${id}/answers`, answer)).toMatchObject({
      status: 201,
      body: { state: 'shared', records: 1 },
    })
    expect((await call('desk@met.example', 'POST', `/shares/${id}/answers`, answer)).status).toBe(409)
    expect((await call('worker@enfield.example', 'DELETE', `/shares/${id}`)).status).toBe(204)
    expect((await call('worker@enfield.example', 'GET', `/shares/${id}`)).body).toMatchObject({
      state: 'stopped',
      records: 0,
    })
    expect((await call('desk@kent.example', 'GET', `/shares/${id}`)).status).toBe(404)
    expect(
      (await call('worker@enfield.example', 'POST', `/people/${person}/shares`, { ...terms, days: 1000 })).status,
    ).toBe(400)
  })
})

describe('the start page', () => {
  it('says what waits, to those whose work it is', async () => {
    await asked()
    expect((await met.get('/')).body).toMatch(/href="\/shares">\d+ requests? to see your records/)
    expect((await enfieldOfficer.get('/')).body).toContain('Nothing waits for you and your team')
  })
})

it('has no fault that axe finds, on any of its pages', async () => {
  const person = await aPerson()
  const request = await asked(person)
  const wrong = await enfield.post(`/people/${await aPerson()}/shares`, { ...ASK, reason: '' })
  const pages = [
    (await met.get('/shares')).body,
    (await met.get(request)).body,
    (await enfield.get(request)).body,
    (await met.post(`${request}/answer`, { ...SHARE, holds: '' })).body,
    wrong.body,
    (await enfield.get(`/people/${await aPerson()}`)).body,
    (await met.get(`/people/${person}`)).body,
    (await met.get('/')).body,
  ]
  const chromium = await browser()
  try {
    const page = await (await chromium.newContext()).newPage()
    for (const html of pages) {
      await page.setContent(html, { waitUntil: 'domcontentloaded' })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(one => `${one.id}: ${one.nodes[0]?.html}`)).toEqual([])
    }
  } finally {
    await chromium.close()
  }
}, 60_000)
