import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { hashPassword } from '#services/passwords.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type Client, newClient } from '#test/client.ts'
import { hold, link } from '#test/people.ts'

const password = 'carriage nine'
const payload = '<script>alert(1)</script>'
const NOBODY = '00000000-0000-4000-8000-000000000000'
let test: TestApp
let officer: Client
let manager: Client
let stranger: Client
let person: string

beforeAll(async () => {
  test = await testApp()
  const { app, database } = test
  const passwordHash = await hashPassword(password)
  await database.transaction('', async tx => {
    const agencies = [
      { agency_id: 'btp', name: 'British Transport Police', phone: null },
      { agency_id: 'essex-police', name: 'Essex Police', phone: '01632 960001' },
      { agency_id: 'kent-police', name: 'Kent Police', phone: null },
    ]
    await tx
      .insertInto('agency')
      .values(agencies.map(row => ({ ...row, kind: 'police', regime: 'x' })))
      .execute()
    const user = (agency: string, email: string, role: 'practitioner' | 'manager') =>
      insertUser(tx, { agency: agency as AgencyId, email, name: 'Kit Marlow', roles: [role], passwordHash })
    await user('btp', 'officer@btp.example', 'practitioner')
    await user('btp', 'manager@btp.example', 'manager')
    await user('kent-police', 'officer@kent.example', 'practitioner')
  })
  const robin = { givenName: 'Robin', familyName: 'Elmstead', dateOfBirth: '2010-06-07' }
  const ours = await hold(database, 'btp', {
    person: { ...robin, aliases: [payload] },
    sourceId: 'BTP-2026-1',
    feed: 'police-missing',
    event: {
      kind: 'missing',
      startsAt: '2026-03-01T20:00:00Z',
      place: `Platform ${payload}`,
      facts: { note: payload },
    },
  })
  const theirs = await hold(database, 'essex-police', {
    person: { ...robin, familyName: 'Secretname' },
    event: { kind: 'custody', startsAt: '2026-01-11T02:00:00Z', place: 'Colchester', facts: {} },
  })
  person = await link(database, ours, theirs)
  officer = newClient(app)
  manager = newClient(app)
  stranger = newClient(app)
  await officer.signIn('officer@btp.example', password)
  await manager.signIn('manager@btp.example', password)
  await stranger.signIn('officer@kent.example', password)
})

afterAll(() => test.close())

describe('GET /people', () => {
  it('asks before it answers', async () => {
    const { status, body } = await officer.get('/people')
    expect(status).toBe(200)
    expect(body).toContain('Every search is recorded')
    expect(body).not.toContain('role="status"')
  })

  it('lists who fits, with a link', async () => {
    const { body } = await officer.get('/people?q=robin+elmstead')
    expect(body).toContain(`href="/people/${person}"`)
    expect(body).toContain('1 person fits.')
    expect(body).toContain('Held by British Transport Police')
    expect(body).not.toContain('Secretname')
  })

  it.each([
    ['%25', 'Symbols alone find nothing'],
    ['secretname', 'Nobody that you may see fits'],
    ['zzyzx', 'Nobody that you may see fits'],
    [encodeURIComponent('🙂'), 'Symbols alone find nothing'],
    [encodeURIComponent('روبن'), 'Nobody that you may see fits'],
    ['a'.repeat(5000), 'Nobody that you may see fits'],
    [encodeURIComponent(payload), 'Nobody that you may see fits'],
  ])('answers q=%.30s with a sentence', async (q, sentence) => {
    const { status, body } = await officer.get(`/people?q=${q}`)
    expect(status).toBe(200)
    expect(body).toContain(sentence)
    expect(body).not.toContain(payload)
  })

  it('sends somebody who is not signed in to the sign-in page', async () => {
    expect((await newClient(test.app).get('/people?q=robin')).status).toBe(303)
  })
})

describe('GET /people/:id', () => {
  it('shows what the agency holds, who else to ring, and nothing of what they hold', async () => {
    const { status, body } = await officer.get(`/people/${person}`)
    expect(status).toBe(200)
    expect(body).toContain('Robin Elmstead')
    expect(body).toContain('Born 7 June 2010, age 15')
    expect(body).toContain('Reported missing by British Transport Police')
    expect(body).toContain('1 further entry held by Essex Police')
    expect(body).toContain('01632 960001')
    expect(body).not.toMatch(/Secretname|Colchester|custody/i)
    expect(body).not.toContain(payload)
    expect(body).toContain('&lt;script&gt;')
  })

  it('shows a code for sex in words beside what was given, and once said of one unreadable date that agencies differ', async () => {
    const { database } = test
    const council = await hold(database, 'btp', {
      person: { fullName: 'Ash Norwick', sex: '1', dateOfBirth: '29/02/2011' },
      feed: 'ssda903-header',
    })
    const police = await hold(database, 'btp', { person: { fullName: 'Ash Norwick', sex: 'M' } })
    const { body } = await officer.get(`/people/${await link(database, council, police)}`)
    expect(body).toMatch(/<span>Male<\/span><span class="tl-facts__source">given as (?:1, M|M, 1) · /)
    expect(body).toContain('The date of birth cannot be read as it was given')
    expect(body).not.toContain('(they differ)')
  })

  it('shows a long chronology and many records page by page, each entry once, and what others hold under the oldest', async () => {
    const { database } = test
    const days = Array.from({ length: 70 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString())
    const held = await Promise.all(
      days.map(startsAt =>
        hold(database, 'btp', {
          person: { fullName: 'Ash Longbourne' },
          event: { kind: 'missing', startsAt, endsAt: startsAt, place: `Platform of ${startsAt}`, facts: {} },
        }),
      ),
    )
    const theirs = await hold(database, 'essex-police', { person: { fullName: 'Ash Longbourne' } })
    const many = await link(database, ...held, theirs)
    const first = (await officer.get(`/people/${many}`)).body
    const second = (await officer.get(`/people/${many}?entries=2`)).body
    const on = (body: string) => days.filter(day => body.includes(`Platform of ${day}`))
    expect(on(first)).toEqual(days.slice(20))
    expect(on(second)).toEqual(days.slice(0, 20))
    expect(first).toContain('Shown: 1 to 50 of 70.')
    expect(first).toContain(`href="/people/${many}?entries=2#chronology"`)
    expect(first).toContain(`href="/people/${many}?records=2#records"`)
    expect(first).not.toContain('1 further record held by Essex Police')
    expect(second).toContain('1 further record held by Essex Police')
    const references = (body: string) => new Set(body.match(/Reference [0-9a-f-]{36}/g))
    const third = (await officer.get(`/people/${many}?records=2`)).body
    expect(references(first).union(references(third)).size).toBe(70)
  })

  it('shows who has looked only to those who answer for it', async () => {
    expect((await officer.get(`/people/${person}`)).body).not.toContain('Who has looked')
    const { body } = await manager.get(`/people/${person}`)
    expect(body).toContain('Who has looked')
    expect(body).toContain('opened this page')
  })

  it('answers for somebody else’s person as for nobody’s', async () => {
    const page = (body: string) => body.replaceAll(/nonce-?="?[^"]+"?|[0-9a-f-]{36}/g, '')
    const theirs = await stranger.get(`/people/${person}`)
    const nobodys = await stranger.get(`/people/${NOBODY}`)
    expect([theirs.status, nobodys.status]).toEqual([404, 404])
    expect(page(theirs.body)).toBe(page(nobodys.body))
  })

  it.each(['x', '1', "'; --", '%00'])('has no page for the id %j', async id => {
    const { status } = await officer.get(`/people/${encodeURIComponent(id)}`)
    expect([400, 404]).toContain(status)
  })
})

describe('/api/v1/people', () => {
  const get = async (client: Client, url: string) => {
    const answer = await test.app.inject({ url: `/api/v1${url}`, headers: { cookie: client.cookie() } })
    return { status: answer.statusCode, body: answer.json(), type: answer.headers['content-type'] }
  }

  it('finds people', async () => {
    expect(await get(officer, '/people?q=elmstead')).toMatchObject({
      status: 200,
      body: { searchable: true, tooMany: false, people: [{ personId: person, born: '2010-06-07', agencies: ['btp'] }] },
    })
    expect((await get(officer, '/people?q=%25')).body).toEqual({ people: [], searchable: false, tooMany: false })
    expect((await get(stranger, '/people?q=elmstead')).body.people).toEqual([])
  })

  it('opens a person', async () => {
    const { status, body } = await get(officer, `/people/${person}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      personId: person,
      born: '2010-06-07',
      records: [
        {
          agency: 'btp',
          sourceId: 'BTP-2026-1',
          event: { kind: 'missing', startsAt: '2026-03-01T20:00:00.000Z', endsAt: null },
        },
      ],
      further: [{ agency: 'essex-police', records: 1, entries: 1 }],
    })
    expect(JSON.stringify(body)).not.toMatch(/Secretname|Colchester|asGiven/)
  })

  it.each([
    [`/people/${NOBODY}`, 404],
    ['/people/x', 400],
    ['/people', 400],
    ['/people?q=', 400],
  ])('answers %s with problem details, %i', async (url, status) => {
    expect(await get(officer, url)).toMatchObject({ status, type: expect.stringContaining('application/problem+json') })
  })

  it('refuses another agency as if there were nobody', async () => {
    const theirs = await get(stranger, `/people/${person}`)
    const nobodys = await get(stranger, `/people/${NOBODY}`)
    expect({ ...theirs.body, requestId: '' }).toEqual({ ...nobodys.body, requestId: '' })
  })
})
