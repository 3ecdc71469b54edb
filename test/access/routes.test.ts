import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#domain/access.ts'
import { type Role, ROLES } from '#domain/actor.ts'
import { purposesOf } from '#services/sign-in.ts'
import { type Answered, ask, leaksTo, listen, withoutIds } from './ask.ts'
import { type Case, CASES, routeOf } from './cases.ts'
import { type Asker, askersOf, mayDo, places } from './policy.ts'
import { type Place, SEARCHES } from './secrets.ts'
import { type Ids, nobodys, openWorld, type Session, type World } from './world.ts'

/** Every route × role × purpose × how the agency stands to the thing, over HTTP: exactly what policy allows, and no secret to anybody else. */

/** As the holder's encounter has it. */
const ZEPHYRINE = {
  givenName: 'Zephyrine',
  familyName: 'Quillfeather',
  dateOfBirth: '2011-03-12',
  phone: '07700 900641',
}

/** They work with counts, codes and ids, and never with what was said of a child. */
const BLIND: readonly Role[] = ['auditor', 'coordinator']

let world: World
let nobody: Ids
let actions: ReadonlyMap<string, Action | 'public'>

beforeAll(async () => {
  world = await openWorld()
  nobody = nobodys(world.ids)
  actions = new Map(world.test.app.declaredRoutes.map(({ method, url, action }) => [`${method} ${url}`, action]))
})
afterAll(() => world?.close())

function requestOf(route: string, { send }: Case, ids: Ids) {
  return { method: route.split(' ', 1)[0] ?? '', ...send(ids, randomUUID()) }
}

/** Guests have a page of their own, and a way in of their own. */
function isGuestRoute(route: string): boolean {
  return route.includes(' /my-page')
}

const nowhere = new Map<string, Promise<Answered>>()

/** What somebody is answered about a thing that does not exist: for a list, an address that does not exist. */
function answerToNobody(route: string, one: Case, session: Session): Promise<Answered> {
  if (one.about !== 'own') return ask(world, session, requestOf(route, one, nobody))
  const url = route.includes('/api/') ? '/api/v1/nowhere' : isGuestRoute(route) ? '/my-page/nowhere' : '/nowhere'
  const kept = nowhere.get(session.token + url) ?? ask(world, session, { method: 'GET', url })
  nowhere.set(session.token + url, kept)
  return kept
}

describe('every route', () => {
  it('has a case here, unless it is public or about one’s own account', () => {
    const guarded = [...actions].filter(([, action]) => action !== 'public' && action !== 'account.manage')
    const cased = new Set(Object.keys(CASES).map(routeOf))
    expect(guarded.map(([route]) => route).filter(route => !cased.has(route))).toEqual([])
    expect([...cased].filter(route => !actions.has(route))).toEqual([])
  })

  it.each(Object.entries(CASES))(
    '%s answers exactly those whom policy allows, and the others as if there were nothing',
    async (name, one) => {
      const route = routeOf(name)
      const action = actions.get(route)
      if (action === undefined || action === 'public') throw new Error(`${route} is declared ${action}`)
      const wrong: string[] = []
      const askers = askersOf(action)
      const answerTo = async (asker: Asker) => {
        const session = await world.session(asker.place, asker.role, asker.purpose)
        await one.prepare?.(world)
        const answer = await ask(world, session, requestOf(route, one, world.ids))
        const who = `${asker.role} of the ${asker.place} for ${asker.purpose}`
        const may = mayDo(action, one.about, asker)
        const done = (answer.status >= 200 && answer.status < 400) || one.accepts?.includes(answer.status)
        if (may ? !done : answer.status !== 404)
          wrong.push(`${who} ${may ? 'may' : 'may not'}, and was answered ${answer.status}`)
        if (!may && answer.status === 404)
          expect(withoutIds(answer), who).toEqual(withoutIds(await answerToNobody(route, one, session)))
        const leaks = leaksTo(may && !BLIND.includes(asker.role) ? asker.place : undefined, answer.body)
        if (leaks.length > 0) wrong.push(`${who} was shown ${leaks.join(', ')}`)
      }
      // What changes nothing may be asked by several at once.
      const atOnce = route.startsWith('GET ') ? 4 : 1
      for (let from = 0; from < askers.length; from += atOnce)
        await Promise.all(askers.slice(from, from + atOnce).map(answerTo))
      expect(wrong).toEqual([])
      expect(askers.some(asker => mayDo(action, one.about, asker))).toBe(true)
    },
    60_000,
  )

  it.each(Object.entries(CASES))('%s sends those who are not signed in to sign in', async (name, one) => {
    const route = routeOf(name)
    for (const ids of [world.ids, nobody]) {
      const { status, location, body } = await ask(world, undefined, requestOf(route, one, ids))
      if (route.includes('/api/')) expect([status, JSON.parse(body).code]).toEqual([401, 'sign-in-required'])
      else expect([status, location?.split('?')[0]]).toEqual([303, isGuestRoute(route) ? '/my-page/in' : '/sign-in'])
      expect(leaksTo(undefined, body)).toEqual([])
    }
  })
})

describe('routes that anybody may ask', () => {
  it('hold no secret', async () => {
    const open = [...actions].filter(
      ([route, action]) => action === 'public' && route.startsWith('GET ') && !route.includes(':'),
    )
    for (const [route] of open) {
      const { body } = await ask(world, undefined, { method: 'GET', url: route.slice(4) })
      expect([route, leaksTo(undefined, body)]).toEqual([route, []])
    }
  })

  it('are few: signing in, telling of a worry, which shows nothing to who has no receipt, and ways in and out for guests', () => {
    const open = [...actions].filter(([, action]) => action === 'public').map(([route]) => route)
    expect(
      open.filter(
        route => !/^GET \/(?:health|assets\/:file|help.*|leave|api|sign-in|api\/v1\/openapi\.json)$/.test(route),
      ),
    ).toEqual([
      'POST /api/v1/sessions',
      'POST /sign-in',
      'POST /sign-in/persona',
      ...['concern', 'concern/follow', 'pryder', 'pryder/dilyn'].flatMap(page => [`GET /${page}`, `POST /${page}`]),
      'GET /calendar/:file',
      ...['in', 'first/:link'].flatMap(page => [`GET /my-page/${page}`, `POST /my-page/${page}`]),
      'GET /my-page/leave',
      'POST /my-page/out',
    ])
  })
})

describe('search', () => {
  it.each(SEARCHES)('for %s finds for each agency what it holds or was given, and nothing for others', async sought => {
    for (const place of places) {
      const session = await world.session(place, 'practitioner', 'safeguarding')
      for (const url of ['/people', '/api/v1/people']) {
        const { status, body } = await ask(world, session, {
          method: 'GET',
          url: `${url}?q=${encodeURIComponent(sought)}`,
        })
        expect(status).toBe(200)
        expect([place, leaksTo(place, body)]).toEqual([place, []])
        if (place === 'stranger' && url.startsWith('/api')) expect(JSON.parse(body).people).toEqual([])
      }
    }
  })

  it('finds the holder’s people for the holder, and what was shared for the audience', async () => {
    const found = async (place: Place, sought: string) => {
      const session = await world.session(place, 'practitioner', 'safeguarding')
      const { body } = await ask(world, session, {
        method: 'GET',
        url: `/api/v1/people?q=${encodeURIComponent(sought)}`,
      })
      return JSON.parse(body).people.length
    }
    expect(await found('holder', 'umberslade')).toBe(1)
    expect(await found('audience', 'umberslade')).toBe(1)
    expect(await found('holder', 'wimborough')).toBe(1)
    expect(await found('audience', 'wimborough')).toBe(0)
    expect(await found('holder', 'vexmoor')).toBe(0)
  })
})

describe('news', () => {
  it('of an alert reach the agency that it is for and the one that reported, and tell nobody anything', async () => {
    const streams = await Promise.all(
      places.map(async place =>
        listen(world, await world.session(place, 'practitioner', 'safeguarding'), '/alerts/stream'),
      ),
    )
    const [ofHolder, ofAudience, ofStranger] = streams
    await ask(world, await world.session('holder', 'practitioner', 'safeguarding'), {
      method: 'POST',
      url: '/api/v1/encounters',
      json: { circumstance: 'spoken-to', place: 'Gantrymoor Halt', person: ZEPHYRINE },
    })
    await expect.poll(() => ofAudience?.soFar()).toContain('event: news')
    await expect.poll(() => ofHolder?.soFar()).toContain('event: news')
    expect(ofStranger?.soFar()).not.toContain('news')
    for (const stream of streams) expect(leaksTo(undefined, stream.stop())).toEqual([])
  })
})

describe('an answer to somebody with a child', () => {
  it('names whom to ring, and nothing that was not said by who asks', async () => {
    const session = await world.session('stranger', 'practitioner', 'safeguarding')
    const { dateOfBirth, phone } = ZEPHYRINE
    const answer = await ask(world, session, {
      method: 'POST',
      url: '/api/v1/encounters',
      json: { circumstance: 'spoken-to', place: 'Harbour steps', person: { dateOfBirth, phone } },
    })
    expect(answer.status).toBe(201)
    const { encounterId, answer: given } = JSON.parse(answer.body)
    // Why the holder of an order wants to be rung is not said: the order was not shown to who asks.
    expect(given.ring).toMatchObject([
      { agency: 'met-police' },
      { agency: 'essex-police', because: 'they asked to be told' },
    ])
    expect(leaksTo('stranger', answer.body)).toEqual([])
    // The reporter's own words come back on its own page, and no more.
    const page = await ask(world, session, { method: 'GET', url: `/encounters/${encounterId}` })
    expect(leaksTo('stranger', page.body).filter(secret => secret !== phone)).toEqual([])
  })
})

// The last, since it ends sessions.
describe('one’s own account', () => {
  it('is open to everybody who is signed in but guests, and shows nothing of anybody', async () => {
    const own = [...actions].filter(([, action]) => action === 'account.manage').map(([route]) => route)
    for (const route of own) {
      const [method = '', url = ''] = route.split(' ')
      for (const role of ROLES) {
        const [purpose = 'safeguarding'] = purposesOf([role])
        const session = await world.newSession('holder', role, purpose)
        const { status, body } = await ask(world, session, { method, url, ...(method === 'POST' ? { form: {} } : {}) })
        expect([route, role, status < 400, leaksTo(undefined, body)]).toEqual([route, role, role !== 'guest', []])
      }
    }
  })

  it('cannot be signed in to for a purpose that its role does not work for', async () => {
    for (const role of ROLES) {
      const allowed = purposesOf([role])
      const refused = (['safeguarding', 'crime', 'health', 'data-quality', 'oversight'] as const).filter(
        one => !allowed.includes(one),
      )
      for (const purpose of refused)
        await expect(world.newSession('holder', role, purpose)).rejects.toThrow('could not sign in')
    }
  })
})
