import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { hashPassword } from '#services/passwords.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { newClient } from '#test/client.ts'

const email = 'mo.bright@btp.example'
const password = 'carriage nine'
const payload = '<script>alert(1)</script>'
let test: TestApp
let persona: UserId

beforeAll(async () => {
  test = await testApp({ env: { THROUGHLINE_DEMO: 'true' } })
  const passwordHash = await hashPassword(password)
  persona = await test.database.transaction('', async tx => {
    const agency = 'btp' as AgencyId
    await tx
      .insertInto('agency')
      .values({ agency_id: agency, name: `BTP ${payload}`, kind: 'police', regime: 'x' })
      .execute()
    await tx.insertInto('installation').values({ kind: 'demonstration' }).execute()
    await insertUser(tx, { agency, email, name: `Mo ${payload}`, roles: ['practitioner'], passwordHash })
    return insertUser(tx, {
      agency,
      email: 'persona@btp.example',
      name: 'Jo Persona',
      roles: ['practitioner'],
      persona: { title: 'Officer', sees: `A child ${payload}`, purpose: 'crime', order: 1 },
    })
  })
})

afterAll(() => test.close())

describe('the sign-in page', () => {
  it('shows what is wrong, keeps the address and never the password', async () => {
    const client = newClient(test.app)
    const empty = await client.post('/sign-in', {})
    expect(empty.status).toBe(422)
    expect(empty.body).toContain('<title>Error: Sign in')
    expect(empty.body).toContain('Enter your password')
    const wrong = await client.post('/sign-in', { email, password: 'open sesame', purpose: 'safeguarding' })
    expect(wrong.body).toContain(email)
    expect(wrong.body).not.toContain('open sesame')
    expect(wrong.body).toContain('rests for some minutes')
  })

  it('signs in, comes back to where someone wanted to go, and out again', async () => {
    const client = newClient(test.app)
    const answer = await client.post('/sign-in', { email, password, purpose: 'crime', next: '/account' })
    expect(answer).toMatchObject({ status: 303, location: '/account' })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    expect((await client.get('/account')).body).toContain('purpose: Prevent, detect')
    const before = client.cookie()
    expect(await client.post('/sign-out', {})).toMatchObject({ status: 303, location: '/sign-in' })
    const old = await test.app.inject({ url: '/account', headers: { cookie: before } })
    expect(old.statusCode).toBe(303)
  })

  it('ends every session with sign out everywhere', async () => {
    const [one, two] = [newClient(test.app), newClient(test.app)]
    await one.signIn(email, password)
    await two.signIn(email, password)
    await one.post('/sign-out-everywhere', {})
    expect((await two.get('/account')).status).toBe(303)
  })

  it('offers personas in a demonstration and signs in as one with its purpose', async () => {
    const client = newClient(test.app)
    const page = await client.get('/sign-in')
    expect(page.body).toContain('Jo Persona')
    expect(await client.post('/sign-in/persona', { user: persona })).toMatchObject({ status: 303, location: '/' })
    expect((await client.get('/')).body).toContain('purpose: Prevent, detect')
  })

  it('refuses a persona that is none, and any when this is no demonstration', async () => {
    const client = newClient(test.app)
    for (const user of ['', 'x', '00000000-0000-0000-0000-000000000000', "' or 1=1 --"]) {
      expect((await client.post('/sign-in/persona', { user })).status).toBe(422)
    }
    const live = await testApp()
    expect((await newClient(live.app).post('/sign-in/persona', { user: persona })).status).toBe(422)
    expect((await newClient(live.app).get('/sign-in')).body).not.toContain('demonstration')
    await live.close()
  })

  it('prints names as text, whatever they hold', async () => {
    const client = newClient(test.app)
    expect((await client.get('/sign-in')).body).not.toContain(payload)
    await client.signIn(email, password)
    for (const url of ['/', '/account']) {
      const { body, status } = await client.get(url)
      expect(status).toBe(200)
      expect(body).not.toContain(payload)
      expect(body).toContain('&lt;script&gt;')
    }
  })
})

describe('pages that anybody may read', () => {
  it.each(['/help', '/help/words', '/help/linking', '/help/privacy', '/help/accessibility', '/api', '/sign-in'])(
    '%s has one heading of the first level and a title',
    async url => {
      const { status, body } = await newClient(test.app).get(url)
      expect(status).toBe(200)
      expect(body.match(/<h1/g)).toHaveLength(1)
      expect(body).toMatch(/<title>[^<]+ – Throughline<\/title>/)
    },
  )

  it('load a style sheet and a script that exist, small and for ever', async () => {
    const { body } = await newClient(test.app).get('/help')
    const urls = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, url]) => url ?? '')
    expect(urls).toHaveLength(3)
    for (const url of urls) {
      const { statusCode, headers } = await test.app.inject({ url, headers: { 'accept-encoding': 'br' } })
      expect(statusCode).toBe(200)
      expect(headers['cache-control']).toContain('immutable')
      expect(headers['content-encoding']).toBe('br')
    }
    expect((await test.app.inject({ url: '/assets/..%2f..%2fpackage.json' })).statusCode).toBe(404)
  })
})
