import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action } from '#domain/access.ts'
import { withClient } from '#test/own-server.ts'
import { type Answered, ask, leaksTo } from '../access/ask.ts'
import { type Case, CASES, routeOf, STANDING } from '../access/cases.ts'
import { type Asker, askersOf, mayDo } from '../access/policy.ts'
import { type Place, PLACES, SECRETS } from '../access/secrets.ts'
import { openWorld, type World } from '../access/world.ts'

/** Nothing is seen and nothing is done without an entry; no refusal goes without one; and nobody changes the trail unseen. */

let world: World
let actions: ReadonlyMap<string, Action | 'public'>

beforeAll(async () => {
  world = await openWorld()
  actions = new Map(world.test.app.declaredRoutes.map(({ method, url, action }) => [`${method} ${url}`, action]))
})
afterAll(() => world?.close())

interface Entry {
  readonly seq: number
  readonly actor_id: string
  readonly purpose: string
  readonly action: string
  readonly subject_kind: string
  readonly subject_id: string
  readonly allowed: boolean
}

/** Send the case as somebody, and give the entries that this left with their agency. */
async function leftBy(
  name: string,
  one: Case,
  asker: Asker,
): Promise<{ answer: Answered; entries: readonly Entry[]; userId: string }> {
  const session = await world.session(asker.place, asker.role, asker.purpose)
  await one.prepare?.(world)
  const agency = PLACES[asker.place]
  const [before] = await world.behind<{ seq: number }>(
    'select coalesce(max(seq), 0)::int as seq from audit_entry where agency_id = $1',
    [agency],
  )
  const request = { method: name.split(' ', 1)[0] ?? '', ...one.send(world.ids, randomUUID()) }
  const answer = await ask(world, session, request)
  const entries = await world.behind<Entry>(
    'select * from audit_entry where agency_id = $1 and seq > $2 order by seq',
    [agency, before?.seq],
  )
  return { answer, entries: entries.filter(entry => entry.actor_id === session.userId), userId: session.userId }
}

function actionOf(name: string): Action {
  const action = actions.get(routeOf(name))
  if (action === undefined || action === 'public') throw new Error(`${name} is not a route of policy`)
  return action
}

/** The one thing that the address names; undefined for lists and what is new. */
function namedBy({ about, entryNames }: Case): string | undefined {
  return about === 'own' || entryNames === 'other' ? undefined : world.ids[about]
}

describe('every route', () => {
  it.each(Object.entries(CASES))('%s leaves an entry that says who, why, what and about what', async (name, one) => {
    const action = actionOf(name)
    const asker = askersOf(action).find(each => mayDo(action, one.about, each))
    expect(asker).toBeDefined()
    const { answer, entries } = await leftBy(name, one, asker!)
    if (one.accepts?.includes(answer.status)) return
    expect(answer.status).toBeLessThan(400)
    const matching = entries.filter(
      entry => entry.action === action && entry.allowed && entry.purpose === asker!.purpose,
    )
    expect(matching, JSON.stringify(entries)).not.toEqual([])
    const named = namedBy(one)
    if (named !== undefined) expect(entries.map(entry => entry.subject_id)).toContain(named)
  })

  it.each(Object.entries(CASES))(
    '%s leaves an entry of every refusal, though the refused transaction is gone',
    async (name, one) => {
      const action = actionOf(name)
      const askers = askersOf(action)
      const wrongRole = askers.find(each => each.place === 'holder' && !mayDo(action, one.about, each))
      const wrongAgency = askers.find(
        each =>
          STANDING[one.about][each.place] === 'none' && mayDo(action, 'own', each) && !mayDo(action, one.about, each),
      )
      for (const asker of [wrongRole, wrongAgency]) {
        if (asker === undefined) continue
        const { answer, entries } = await leftBy(name, one, asker)
        expect(answer.status).toBe(404)
        expect(entries.length, JSON.stringify(asker)).toBeGreaterThan(0)
        const last = entries.at(-1)
        expect(last, JSON.stringify(asker)).toMatchObject({ allowed: false, purpose: asker.purpose })
        const named = namedBy(one)
        if (named !== undefined) expect(last?.subject_id).toBe(named)
      }
    },
  )
})

describe('the transaction', () => {
  it('shows and changes nothing when its entries cannot be written', async () => {
    const rows = () =>
      world.behind<{ n: number }>('select (select count(*) from record) + (select count(*) from link_decision) as n')
    const before = await rows()
    await asOwner(client => client.query('revoke execute on function audit_append(jsonb) from throughline_app'))
    try {
      for (const [name, one] of Object.entries(CASES)) {
        const action = actionOf(name)
        const asker = askersOf(action).find(each => mayDo(action, one.about, each))
        const { answer, entries } = await leftBy(name, one, asker!)
        expect([name, 500, ...(one.accepts ?? [])], name).toContain(answer.status)
        expect([name, leaksTo(undefined, answer.body), entries]).toEqual([name, [], []])
      }
    } finally {
      await asOwner(client => client.query('grant execute on function audit_append(jsonb) to throughline_app'))
    }
    expect(await rows()).toEqual(before)
  }, 60_000)

  it('writes entries together with what they are about', async () => {
    const session = await world.session('holder', 'safeguarding', 'safeguarding')
    const answer = await ask(world, session, {
      method: 'POST',
      url: `/api/v1/links/${world.ids.link}/answers`,
      json: { word: 'not-sure', reason: 'one more look' },
    })
    expect(answer.status).toBe(201)
    const [row] = await world.behind<{ together: boolean }>(
      `select a.xmin = d.xmin as together
         from link_decision d, lateral (select xmin from audit_entry where action = 'link.decide' and agency_id = $2 order by seq desc limit 1) a
        where d.decision_id = $1`,
      [JSON.parse(answer.body).id, PLACES.holder],
    )
    expect(row).toEqual({ together: true })
  })
})

describe('the entries', () => {
  it('hold nothing of what was seen', async () => {
    const rows = await world.behind<{ entry: string }>('select a::text as entry from audit_entry a')
    expect(rows.length).toBeGreaterThan(100)
    const trail = rows.map(row => row.entry).join('\n')
    expect(SECRETS.filter(({ text }) => trail.includes(text))).toEqual([])
  })

  it('follow one another in a whole chain for each agency', async () => {
    for (const agency of Object.values(PLACES)) expect([agency, await firstBreak(agency)]).toEqual([agency, undefined])
  })
})

const FOURTH = 'agency_id = $1 and seq = 4'
const NEWEST = 'agency_id = $1 and seq = (select max(seq) from audit_entry where agency_id = $1)'
const HASHED = `hash = audit_digest(previous, agency_id, seq, entry_id, at, actor_id, actor_name, purpose, action, subject_kind, subject_id, person_id, allowed, disclosed, request_id)`

/** What somebody with all rights on the database might try, and how it shows. */
const TAMPERING: readonly (readonly [what: string, statements: readonly string[], shows: RegExp])[] = [
  ...[
    'entry_id = gen_random_uuid()',
    "at = at + interval '1 microsecond'",
    "actor_id = 'somebody-else'",
    "actor_name = 'Somebody Else'",
    "purpose = 'oversight'",
    "action = 'person.looks'",
    "subject_kind = 'share'",
    "subject_id = 'elsewhere'",
    'person_id = gen_random_uuid()',
    'allowed = not allowed',
    "disclosed = disclosed || 'one more'::text",
    "request_id = 'another'",
    "hash = '\\x00'",
    "previous = '\\x00'",
  ].map(
    change =>
      [
        `change ${change.split(' ', 1)[0]}`,
        [`update audit_entry set ${change} where ${FOURTH}`],
        /changed|follow/,
      ] as const,
  ),
  [
    'change an entry and its hash',
    [
      `update audit_entry set allowed = not allowed where ${FOURTH}`,
      `update audit_entry set ${HASHED} where ${FOURTH}`,
    ],
    /follow/,
  ],
  [
    'change the newest entry and its hash',
    [
      `update audit_entry set allowed = not allowed where ${NEWEST}`,
      `update audit_entry set ${HASHED} where ${NEWEST}`,
    ],
    /./,
  ],
  ['delete an entry', [`delete from audit_entry where ${FOURTH}`], /missing/],
  ['delete the first entry', ['delete from audit_entry where agency_id = $1 and seq = 1'], /missing/],
  ['delete the newest entry', [`delete from audit_entry where ${NEWEST}`], /newest entries are missing/],
  ['delete all entries', ['delete from audit_entry where agency_id = $1'], /newest entries are missing/],
  [
    'insert an entry at the end',
    [
      `insert into audit_entry select (jsonb_populate_record(a, jsonb_build_object('seq', a.seq + 1, 'entry_id', gen_random_uuid(), 'previous', a.hash))).* from audit_entry a where ${NEWEST}`,
      `update audit_entry set ${HASHED} where ${NEWEST}`,
    ],
    /./,
  ],
  [
    'insert an entry in the middle',
    [
      'update audit_entry set seq = seq + 100000 where agency_id = $1 and seq > 4',
      `insert into audit_entry select (jsonb_populate_record(a, jsonb_build_object('seq', 5, 'entry_id', gen_random_uuid(), 'previous', a.hash))).* from audit_entry a where ${FOURTH}`,
      'update audit_entry set seq = seq - 99999 where agency_id = $1 and seq > 100000',
    ],
    /changed|follow/,
  ],
  [
    'put two entries in the other order',
    [
      'update audit_entry set seq = 0 where agency_id = $1 and seq = 4',
      'update audit_entry set seq = 4 where agency_id = $1 and seq = 5',
      'update audit_entry set seq = 5 where agency_id = $1 and seq = 0',
    ],
    /changed|follow/,
  ],
]

describe('the chain', () => {
  it.each(TAMPERING)('shows it when the owner of the database would %s', async (_, statements, shows) => {
    const found = await asOwner(async client => {
      await client.query('begin; alter table audit_entry no force row level security')
      try {
        for (const statement of statements) await client.query(statement, [PLACES.holder])
        return await breakSeenBy(client, PLACES.holder)
      } finally {
        await client.query('rollback')
      }
    })
    expect(found?.problem).toMatch(shows)
  })

  it('is whole again without that, and tells no agency of the chain of another', async () => {
    expect(await firstBreak(PLACES.holder)).toBeUndefined()
    const others = await asOwner(async client => {
      await client.query('begin; alter table audit_entry no force row level security')
      try {
        await client.query(`delete from audit_entry where ${FOURTH}`, [PLACES.holder])
        return await breakSeenBy(client, PLACES.stranger)
      } finally {
        await client.query('rollback')
      }
    })
    expect(others).toBeUndefined()
  })
})

function asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(world.owner, async client => {
    await client.query('set role throughline_owner')
    return work(client)
  })
}

function firstBreak(agency: (typeof PLACES)[Place]) {
  return asOwner(async client => {
    await client.query('begin')
    return breakSeenBy(client, agency)
  })
}

async function breakSeenBy(client: pg.Client, agency: string): Promise<{ problem: string } | undefined> {
  await client.query(`set local role throughline_app; set local app.agency = '${agency}'`)
  const { rows } = await client.query<{ problem: string }>('select problem from audit_first_break()')
  return rows[0]
}
