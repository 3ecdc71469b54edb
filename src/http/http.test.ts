import multipart from '@fastify/multipart'
import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { hashPassword } from '#services/passwords.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { newClient } from '#test/client.ts'
import { checkCsrf } from './csrf.ts'
import { installDeclaredActions } from './declared-action.ts'
import { installStreams, openStream } from './sse.ts'
import './augment.ts'

const email = 'dana.okafor@btp.example'
const password = 'the last train home'
let test: TestApp

beforeAll(async () => {
  test = await testApp({ limits: { general: 10_000, signIn: 30 } })
  const passwordHash = await hashPassword(password)
  await test.database.transaction('', async tx => {
    await tx
      .insertInto('agency')
      .values({ agency_id: 'btp', name: 'British Transport Police', kind: 'police', regime: 'law-enforcement' })
      .execute()
    await insertUser(tx, {
      agency: 'btp' as AgencyId,
      email,
      name: 'Dana Okafor <b>',
      roles: ['practitioner'],
      passwordHash,
    })
  })
  const config = { action: 'public' } as const
  test.app.get('/test/broken', { config }, async () => {
    throw new Error('secret detail')
  })
  test.app.get('/api/v1/test/broken', { config }, async () => {
    throw new Error('secret detail')
  })
  test.app.get('/api/v1/test/problem', { config }, async () => {
    throw new Problem('bad-file', 'Line 3 has no closing quote.', [{ field: 'file', message: 'Close it' }])
  })
  test.app.post('/test/change', { config: { action: 'account.manage' } }, async () => 'changed')
  test.app.post('/api/v1/test/change', { config: { action: 'account.manage' } }, async request => request.who().actor)
  test.app.post('/test/upload', { config: { action: 'account.manage', csrf: 'in-handler' } }, async request => {
    for await (const part of request.parts())
      if (part.fieldname === '_csrf') checkCsrf(request, 'value' in part && part.value)
    return 'uploaded'
  })
  await test.app.ready()
})

afterAll(() => test.close())

async function signedIn() {
  const client = newClient(test.app)
  await client.signIn(email, password)
  return client
}

describe('a route', () => {
  it('that does not say who may use it stops the server from starting', async () => {
    const app = Fastify()
    installDeclaredActions(app)
    expect(() => app.get('/silent', async () => 'x')).toThrow('GET /silent declares no known action')
    expect(() => app.get('/odd', { config: { action: 'person.devour' as 'public' } }, async () => 'x')).toThrow('/odd')
  })

  it('is in the list for the access matrix, with its action', () => {
    expect(test.app.declaredRoutes).toContainEqual({ method: 'POST', url: '/sign-out', action: 'account.manage' })
    expect(test.app.declaredRoutes.length).toBeGreaterThan(15)
  })

  it('that is not public sends a reader to sign in and back, and a program gets 401', async () => {
    const client = newClient(test.app)
    expect(await client.get('/account?x=1')).toMatchObject({
      status: 303,
      location: '/sign-in?next=%2Faccount%3Fx%3D1',
    })
    const api = await test.app.inject({ method: 'POST', url: '/api/v1/test/change' })
    expect(api.statusCode).toBe(401)
    expect(api.headers['content-type']).toContain('application/problem+json')
    expect(api.json()).toMatchObject({ code: 'sign-in-required', status: 401 })
  })
})

describe('every answer', () => {
  it.each(['/sign-in', '/help', '/nowhere', '/test/broken', '/api/v1/openapi.json', '/api/v1/test/problem'])(
    'from %s forbids framing, sniffing, other scripts and keeping a copy',
    async url => {
      const { headers } = await test.app.inject({ url })
      expect(headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'.*trusted-types/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['x-frame-options']).toBe('DENY')
      expect(headers['referrer-policy']).toBe('same-origin')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers['strict-transport-security']).toBeUndefined()
    },
  )

  it('carries a nonce that is used once', async () => {
    const [one, two] = [await test.app.inject({ url: '/help' }), await test.app.inject({ url: '/help' })]
    const nonceOf = (body: string) => /nonce="([^"]+)"/.exec(body)?.[1]
    expect(one.headers['content-security-policy']).toContain(`'nonce-${nonceOf(one.body)}'`)
    expect(nonceOf(one.body)).not.toBe(nonceOf(two.body))
  })

  it('for https only says so', async () => {
    const secure = await testApp({ env: { PUBLIC_URL: 'https://hub.example' } })
    const { headers } = await secure.app.inject({ url: '/help' })
    expect(headers['strict-transport-security']).toContain('max-age=31536000')
    await secure.close()
  })
})

describe('a failure', () => {
  it('that nobody expected tells the reader a reference and nothing else', async () => {
    const { statusCode, body, headers } = await test.app.inject({ url: '/test/broken' })
    expect(statusCode).toBe(500)
    expect(body).not.toContain('secret detail')
    expect(body).toContain(headers['x-request-id'])
    const api = await test.app.inject({ url: '/api/v1/test/broken' })
    expect(api.json()).toEqual({
      type: '/api#problem-internal',
      code: 'internal',
      status: 500,
      title: 'Something went wrong here',
      requestId: api.headers['x-request-id'],
    })
  })

  it('that was expected is problem details with its fields', async () => {
    const { statusCode, body } = await test.app.inject({ url: '/api/v1/test/problem' })
    expect(statusCode).toBe(422)
    expect(JSON.parse(body)).toMatchObject({
      code: 'bad-file',
      title: 'This file cannot be read',
      detail: 'Line 3 has no closing quote.',
      fields: [{ field: 'file', message: 'Close it' }],
    })
  })

  it.each([
    ['{"email": "a@b', 400, 'bad-request'],
    ['{"email": 5}', 400, 'bad-request'],
    [`{"email": "${'x'.repeat(1_100_000)}"}`, 413, 'too-large'],
  ])('of a body such as %.20s is told as what it is', async (payload, status, code) => {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      headers: { 'content-type': 'application/json' },
      payload,
    })
    expect(answer.statusCode).toBe(status)
    expect(answer.json().code).toBe(code)
  })

  it('names every wrong field at once', async () => {
    const answer = await test.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { purpose: 'curiosity' } })
    const fields = answer.json().fields.map(({ field }: { field: string }) => field)
    expect(fields.toSorted()).toEqual(['email', 'password', 'purpose'])
  })

  it('to find something looks the same for an address that never was', async () => {
    const { statusCode, body } = await test.app.inject({ url: '/no-such-page/%3Cscript%3Ex' })
    expect(statusCode).toBe(404)
    expect(body).not.toContain('<script>x')
    expect(body).toContain('not be yours to see')
  })
})

describe('a form', () => {
  it('is taken with the token of its session and refused without it or with another', async () => {
    const client = await signedIn()
    expect(await client.post('/test/change', {})).toMatchObject({ status: 200, body: 'changed' })
    expect((await client.post('/test/change', { _csrf: '' })).status).toBe(403)
    expect((await client.post('/test/change', { _csrf: 'x'.repeat(32) })).status).toBe(403)
  })

  it('that another site sent is refused even with the token', async () => {
    const client = await signedIn()
    expect((await client.post('/test/change', {}, { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await client.post('/test/change', {}, { origin: 'null' })).status).toBe(403)
    expect((await client.post('/test/change', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(
      (await client.post('/test/change', {}, { origin: 'http://localhost:80', host: 'localhost:80' })).status,
    ).toBe(200)
    expect((await client.post('/sign-in', {}, { origin: 'https://elsewhere.example' })).status).toBe(403)
  })

  it('with a file is checked by its handler', async () => {
    const client = await signedIn()
    const send = (token: string) =>
      test.app.inject({
        method: 'POST',
        url: '/test/upload',
        headers: { cookie: client.cookie(), 'content-type': 'multipart/form-data; boundary=b' },
        payload: `--b\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${token}\r\n--b--\r\n`,
      })
    const token = /name="_csrf" value="([^"]+)"/.exec((await client.get('/account')).body)?.[1] ?? ''
    expect((await send(token)).statusCode).toBe(200)
    expect((await send('other')).statusCode).toBe(403)
  })
})

describe('the API', () => {
  it('takes a bearer token, without any form token', async () => {
    const start = await test.app.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      payload: { email, password, purpose: 'safeguarding' },
    })
    expect(start.statusCode).toBe(201)
    const headers = { authorization: `Bearer ${start.json().token}` }
    const answer = await test.app.inject({ method: 'POST', url: '/api/v1/test/change', headers })
    expect(answer.json()).toMatchObject({ agency: 'btp' })
    const end = await test.app.inject({ method: 'DELETE', url: '/api/v1/sessions/current', headers })
    expect(end.statusCode).toBe(204)
    expect((await test.app.inject({ method: 'POST', url: '/api/v1/test/change', headers })).statusCode).toBe(401)
  })

  it('takes a cookie from our own pages only', async () => {
    const client = await signedIn()
    const post = (origin: Record<string, string>) =>
      test.app.inject({
        method: 'POST',
        url: '/api/v1/test/change',
        headers: { cookie: client.cookie(), host: 'hub:1', ...origin },
      })
    expect((await post({ origin: 'http://hub:1' })).statusCode).toBe(200)
    expect((await post({})).statusCode).toBe(403)
    expect((await post({ origin: 'http://evil:1' })).statusCode).toBe(403)
  })

  it('describes itself in OpenAPI 3.1, with every route beneath it and nothing else', async () => {
    const document = (await test.app.inject({ url: '/api/v1/openapi.json' })).json()
    expect(document.openapi).toBe('3.1.0')
    const expected = test.app.declaredRoutes.filter(
      ({ url }) => url.startsWith('/api/v1/') && url !== '/api/v1/openapi.json',
    )
    const paths = expected.map(({ url }) => url.replace(/:(\w+)/g, '{$1}'))
    expect(Object.keys(document.paths).toSorted()).toEqual([...new Set(paths)].toSorted())
    expect(document.paths['/api/v1/sessions'].post.responses['4XX']).toBeDefined()
    const guide = await test.app.inject({ url: '/api' })
    expect(guide.statusCode).toBe(200)
    expect(guide.body).toContain('POST /api/v1/sessions')
  })
})

describe('too many tries to sign in from one address', () => {
  it('are told to wait, while reading goes on', async () => {
    const busy = await testApp({ limits: { general: 10_000, signIn: 3 } })
    const client = newClient(busy.app)
    const statuses: number[] = []
    for (let tries = 0; tries < 4; tries += 1) statuses.push((await client.post('/sign-in', {})).status)
    expect(statuses).toEqual([422, 422, 422, 429])
    const knock = () =>
      busy.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { email, password, purpose: 'health' } })
    for (let tries = 0; tries < 3; tries += 1) expect((await knock()).statusCode).toBe(401)
    const api = await knock()
    expect(api.statusCode).toBe(429)
    expect(api.headers['retry-after']).toBeDefined()
    expect(api.json().detail).toMatch(/^Wait \d+ seconds/)
    expect((await client.get('/help')).status).toBe(200)
    await busy.close()
  })
})

describe('a server that is starting', () => {
  it('says what it waits for, and opens when that is there', async () => {
    const readiness = { waitingFor: 'the demonstration world' as string | undefined }
    const starting = await testApp({ readiness })
    const health = await starting.app.inject({ url: '/health' })
    expect([health.statusCode, health.json()]).toEqual([
      503,
      { status: 'starting', waitingFor: 'the demonstration world' },
    ])
    const page = await starting.app.inject({ url: '/sign-in' })
    expect([page.statusCode, page.headers['retry-after']]).toEqual([503, '5'])
    expect(page.body).toContain('It waits for the demonstration world')
    readiness.waitingFor = undefined
    const ready = await starting.app.inject({ url: '/health' })
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ok' }])
    await starting.close()
  })
})

describe('a stream', () => {
  it('sends events, beats, and ends when the server stops', async () => {
    const app = Fastify({ forceCloseConnections: 'idle' })
    installStreams(app)
    await app.register(multipart)
    let ended = false
    app.get('/events', async (request, reply) => {
      const stream = openStream(request, reply, { heartbeatSeconds: 0.05 })
      stream.onClose(() => {
        ended = true
      })
      stream.send('alert', { text: 'line\nbreak' }, '7')
    })
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    const response = await fetch(`${address}/events`)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    setTimeout(() => void app.close(), 200)
    const text = await response.text()
    expect(text).toContain('id: 7\nevent: alert\ndata: {"text":"line\\nbreak"}\n\n')
    expect(text).toContain(': still here')
    expect(ended).toBe(true)
  })

  it('ends at a heartbeat when its session has ended', async () => {
    const app = Fastify()
    installStreams(app)
    app.get('/events', async (request, reply) => {
      openStream(request, reply, { heartbeatSeconds: 0.05, goesOn: async () => false })
    })
    const address = await app.listen({ port: 0, host: '127.0.0.1' })
    expect(await (await fetch(`${address}/events`)).text()).toBe('retry: 3000\n\n')
    await app.close()
  })
})
