import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '#linkage/train/random.ts'
import { latencyOf } from './figures.ts'
import { makePersons } from './persons.ts'
import type { BenchOptions } from './run.ts'
import { type Answer, type Client, startOn } from './service.ts'
import { openWorld, withClient, type World } from './world.ts'

const A_SECOND = 50
const SECONDS = 20
/** A service that has just started compiles, plans and reads what one that runs has long at hand. */
const WARM_UP_SECONDS = 15
/** Of the people met, so many are held by some agency, the first of them with somebody who needs to know; the rest nobody knows. */
const HELD = 0.7
const SOUGHT = 0.2

/**
 * Encounters reported over HTTP by many agencies, 50 a second for 20 seconds, whether or not earlier ones are answered: milliseconds
 * from the moment when each was due to its answer, by when encounter, links and alerts are committed.
 */
export async function run({ records, seed, json }: BenchOptions): Promise<Record<string, unknown>> {
  const world = await openWorld(records, seed)
  try {
    const reports = await makeReports(world, records, seed)
    await world.warm()
    const service = await startOn(world)
    try {
      const { users, password } = world.sample
      const secondsToRemember = await service.remembers()
      const clients: Client[] = []
      for (const user of users) clients.push(await service.signIn(user.email, password))
      const warmUp = await send(clients, reports.splice(0, A_SECOND * WARM_UP_SECONDS))
      if (!json) process.stderr.write(`Warm-up: ${JSON.stringify(latencyOf(warmUp.map(one => one.late)))}\n`)
      const sent = await send(clients, reports)
      const wrong = sent.filter(one => one.answer.status !== 201)
      const answers = sent.filter(one => one.answer.status === 201).map(one => JSON.parse(one.answer.body))
      return {
        perSecond: A_SECOND,
        ...latencyOf(sent.map(one => one.late)),
        agencies: users.length,
        secondsToRemember,
        failed: wrong.length,
        failure: wrong[0]?.answer.body.slice(0, 300),
        known: answers.filter(body => body.answer.kind !== 'not-known').length,
        alerts: answers.reduce((sum, body) => sum + body.told.length, 0),
        warmUp: latencyOf(warmUp.map(one => one.late)),
      }
    } finally {
      await service.stop()
    }
  } finally {
    await world.close()
  }
}

interface Sent {
  readonly answer: Answer
  /** From when it was due, so that waiting behind a slow one counts. */
  readonly late: number
}

async function send(clients: readonly Client[], reports: readonly unknown[]): Promise<readonly Sent[]> {
  const begun = performance.now()
  const under: Promise<Sent>[] = []
  for (const [at, report] of reports.entries()) {
    const due = begun + (at * 1000) / A_SECOND
    await sleep(Math.max(0, due - performance.now()))
    const client = clients[at % clients.length]
    if (client === undefined) break
    const key = { 'idempotency-key': randomUUID() }
    under.push(
      client.post('/api/v1/encounters', report, key).then(answer => ({ answer, late: performance.now() - due })),
    )
  }
  return Promise.all(under)
}

/** People of any agency as somebody who met them would give them, others whom nobody holds; others again in each run on a world. */
async function makeReports(world: World, records: number, seed: number): Promise<unknown[]> {
  const most = A_SECOND * (SECONDS + WARM_UP_SECONDS)
  const [held, sought] = await withClient(world.owner, async client => {
    const before = await client.query<{ count: number }>('select count(*)::int as count from encounter')
    const pick = async (from: string) => {
      const order = `order by md5(record_id::text || $1) limit $2`
      const { rows } = await client.query(
        `select v.person from (select agency_id, record_id from ${from} ${order}) r
           join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id and v.version_no = 1`,
        [String(before.rows[0]?.count ?? 0), most],
      )
      return rows
    }
    return [await pick('record'), await pick('interest where ended_at is null')]
  })
  const random = seededRandom(seed)
  const unknown = makePersons(most, seed + 500_009, records)
  return Array.from({ length: most }, (_, at) => {
    const kind = random()
    const known = kind < SOUGHT ? sought?.[at % Math.max(1, sought.length)] : kind < HELD ? held?.[at] : undefined
    const { givenName, familyName, dateOfBirth, postcode, phone } = (known ?? unknown[at])?.person ?? {}
    const more = { ...(random() < 0.5 ? { postcode } : {}), ...(random() < 0.3 ? { phone } : {}) }
    const person = { givenName, familyName, dateOfBirth, ...more }
    return { circumstance: 'spoken-to', place: 'A station', person, observations: [] }
  })
}
