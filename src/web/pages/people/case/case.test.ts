import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { hashPassword } from '#services/passwords.ts'
import { loadReference } from '#store/reference.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type Client, newClient } from '#test/client.ts'
import { hold, link } from '#test/people.ts'

const password = 'carriage nine'
const payload = '<script>alert(1)</script>'
const OWN = { origin: 'http://127.0.0.1:3000' }
const HERE = { kind: 'here', version: '0', because: 'found', words: `In custody ${payload}` }

let test: TestApp
let essex: Client
let enfield: Client
let officer: Client
let essexToken: string

beforeAll(async () => {
  test = await testApp()
  await prepareInstallation(test.database, loadReference(), 'demonstration')
  const passwordHash = await hashPassword(password)
  await test.database.transaction('', async tx => {
    const user = (agency: string, email: string, role: Role) =>
      insertUser(tx, { agency: agency as AgencyId, email, name: 'Kit Marlow', roles: [role], passwordHash })
    await user('essex-council', 'worker@essex.example', 'safeguarding')
    await user('enfield-council', 'worker@enfield.example', 'manager')
    await user('met-police', 'officer@met.example', 'safeguarding')
  })
  ;[essex, enfield, officer] = [newClient(test.app), newClient(test.app), newClient(test.app)]
  await essex.signIn('worker@essex.example', password)
  await enfield.signIn('worker@enfield.example', password)
  await officer.signIn('officer@met.example', password)
  const started = await test.app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    payload: { email: 'worker@essex.example', password, purpose: 'safeguarding' },
  })
  essexToken = started.json().token
})
afterAll(() => test.close())

async function aPerson(): Promise<string> {
  const robin = { givenName: 'Robin', familyName: `Elmstead ${payload}`, dateOfBirth: '2010-06-07' }
  const records = []
  for (const agency of ['essex-council', 'enfield-council', 'met-police'])
    records.push(await hold(test.database, agency, { person: robin }))
  return link(test.database, ...records)
}

const api = (method: 'GET' | 'POST', url: string, body?: object) =>
  test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${essexToken}` },
    ...(body === undefined ? {} : { payload: body }),
  })

describe('the page of a case', () => {
  it('says that nobody leads, then who does, with words as they were written and nothing run', async () => {
    const person = await aPerson()
    expect((await essex.get(`/people/${person}`)).body).toContain('Nobody leads yet.')
    await essex.get(`/people/${person}/case`)
    const done = await essex.post(`/people/${person}/lead`, HERE)
    expect([done.status, done.location]).toEqual([303, `/people/${person}/case`])
    const { body } = await essex.get(`/people/${person}/case`)
    expect(body).toContain('Essex County Council leads')
    expect(body).toContain('In custody &lt;script&gt;')
    expect(body).not.toContain(payload)
    // Others learn who leads and whom to ring, not what Essex noted for itself.
    const { body: theirs } = await officer.get(`/people/${person}/case`)
    expect(theirs).toContain('Essex County Council leads')
    expect(theirs).toMatch(/tel:01632960301/)
    expect(theirs).not.toContain('In custody')
    expect(theirs).not.toContain('What you can do')
  })

  it('keeps both texts when somebody was quicker, and stores only the first', async () => {
    const person = await aPerson()
    await essex.get(`/people/${person}/case`)
    await enfield.get(`/people/${person}/case`)
    await essex.post(`/people/${person}/lead`, HERE)
    const late = await enfield.post(`/people/${person}/lead`, { ...HERE, words: 'He is with us in Edmonton' }, OWN)
    expect(late.status).toBe(409)
    expect(late.body).toContain('Something was written about who leads meanwhile')
    expect(late.body).toContain('Essex County Council leads')
    expect(late.body).toMatch(/What you wrote[\s\S]*He is with us in Edmonton/)
    expect((await enfield.get(`/people/${person}/case`)).body).not.toContain('Edmonton')
  })

  it('shows what was typed again beside what is wrong, in the form that was sent and no other', async () => {
    const person = await aPerson()
    await essex.get(`/people/${person}/case`)
    const wrong = await essex.post(`/people/${person}/lead`, { ...HERE, because: '', happenedOn: '2026-02-30' })
    expect(wrong.status).toBe(422)
    expect(wrong.body).toContain('href="#because-here"')
    expect(wrong.body).toContain('value="2026-02-30"')
    const unread = await essex.post(`/people/${person}/lead`, { ...HERE, happenedOn: '2026-02-30' })
    expect(unread.body).toContain('There was no 30 February in 2026')
    const ahead = await essex.post(`/people/${person}/lead`, { ...HERE, happenedOn: '2026-03-05' })
    expect(ahead.body).toContain('This is in the future')
    expect((await essex.post(`/people/${person}/placements`, { kind: 'place' })).body).toContain(
      'href="#distance-place"',
    )
  })

  it('says to the police who may do it', async () => {
    const person = await aPerson()
    await officer.get(`/people/${person}/case`)
    const answer = await officer.post(`/people/${person}/lead`, HERE)
    expect(answer.status).toBe(422)
    expect(answer.body).toContain('Only children&#39;s services can do this')
  })

  it('is not found for a person who is not there, and shows now for a day that cannot be read', async () => {
    expect((await essex.get(`/people/${randomUUID()}/case`)).status).toBe(404)
    const { status, body } = await essex.get(`/people/${await aPerson()}/case?on=yesterday`)
    expect([status, body.includes('This is what was known')]).toEqual([200, false])
  })
})

describe('the API of a case', () => {
  it('takes every step that the pages take, and gives the state, the log and the moves', async () => {
    const person = await aPerson()
    const lead = async (body: object) => {
      const { version } = (await api('GET', `/people/${person}/case`)).json().lead
      return api('POST', `/people/${person}/lead`, { version, ...body })
    }
    expect(
      (await lead({ kind: 'here', because: 'lives-here', happenedAt: '2026-03-01T10:00:00Z', words: 'x' })).statusCode,
    ).toBe(200)
    const offered = await lead({ kind: 'offer', to: 'enfield-council', words: 'He lives with you' })
    expect(offered.json().lead.offers).toMatchObject([
      { to: 'enfield-council', state: 'open', expiresAt: '2026-03-05T23:59:59.000Z' },
    ])
    const { offerId } = offered.json().lead.offers[0]
    expect((await lead({ kind: 'accept', offerId, words: 'x' })).json()).toMatchObject({ code: 'already-answered' })
    expect((await lead({ kind: 'withdraw', offerId, words: 'At home again' })).statusCode).toBe(200)
    expect(
      (await lead({ kind: 'name', name: 'Ada Quill', phone: '07700 900123', post: 'Social worker' })).statusCode,
    ).toBe(200)
    const body = (await api('GET', `/people/${person}/case`)).json()
    expect(body).toMatchObject({
      lead: {
        lead: { agency: 'essex-council', since: '2026-03-01T10:00:00.000Z', practitioners: [{ name: 'Ada Quill' }] },
        version: 4,
      },
      moves: ['offer', 'name', 'close'],
      placements: [],
    })
    expect(body.events.map(({ kind }: { kind: string }) => kind)).toEqual([
      'found-here',
      'offered',
      'withdrawn',
      'practitioner-named',
    ])
    const before = (await api('GET', `/people/${person}/case?on=2026-03-03`)).json()
    expect(before).toMatchObject({ events: [], moves: [], asOf: '2026-03-03T23:59:59.000Z' })
    expect(before.lead.lead).toBeUndefined()
    expect((await lead({ kind: 'close', words: 'He is well' })).json().lead.closedAt).toBe(test.now())
  })

  it('takes placements, lists what waits, and names what is wrong', async () => {
    const person = await aPerson()
    const place = (body: object) => api('POST', `/people/${person}/placements`, body)
    const facts = { area: 'enfield-council', atDistance: true, emergency: true, startsOn: '2026-03-04', words: 'x' }
    const placed = (await place({ kind: 'place', ...facts })).json()
    expect(placed.placements).toMatchObject([{ by: 'essex-council', notifyBy: '2026-03-11T23:59:59.000Z' }])
    const { placementId } = placed.placements[0]
    expect((await place({ kind: 'approve', placementId, senior: 'Dee Lane', post: 'Director' })).statusCode).toBe(200)
    expect((await place({ kind: 'warn', placementId, words: 'A debt' })).json().placements[0].warnings).toHaveLength(1)
    const { matters } = (await api('GET', '/leads')).json()
    expect(matters).toContainEqual(
      expect.objectContaining({ matterId: placementId, kind: 'placement', other: 'enfield-council', personId: person }),
    )
    expect((await place({ kind: 'end', placementId, endedOn: '4 March' })).json()).toMatchObject({
      fields: [{ field: 'endedOn' }],
    })
    expect((await place({ kind: 'end', placementId, endedOn: '2026-03-04' })).json().placements[0].endedOn).toBe(
      '2026-03-04',
    )
    expect((await place({ kind: 'place', ...facts, startsOn: '2026-13-01' })).json()).toMatchObject({
      fields: [{ field: 'startsOn' }],
    })
    const body = { kind: 'here', version: 0, because: 'found', happenedAt: 'noon', words: 'x' }
    expect((await api('POST', `/people/${person}/lead`, body)).json()).toMatchObject({
      fields: [{ field: 'happenedAt' }],
    })
  })
})
