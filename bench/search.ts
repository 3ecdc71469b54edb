import { seededRandom } from '#linkage/train/random.ts'
import { latencyOf, rounded } from './figures.ts'
import type { BenchOptions } from './run.ts'
import { type Client, startOn } from './service.ts'
import { openWorld, withClient, type World } from './world.ts'

interface Query {
  readonly kind: string
  readonly user: number
  readonly text: string
}

const QUERIES = 300
const COMMON = ['Smith', 'Jones', 'Taylor', 'Brown', 'Khan', 'Ahmed', 'Patel', 'Begum', 'Singh', 'Ali']

/** Search pages over HTTP, every query a different one: once after a cold start of database and service, then warm. */
export async function run({ records, seed }: BenchOptions): Promise<Record<string, unknown>> {
  const world = await openWorld(records, seed)
  try {
    const queries = await makeQueries(world, seed)
    const coldness = await world.chill()
    const service = await startOn(world)
    try {
      const { password } = world.sample
      const clients = await Promise.all(world.sample.readers.map(user => service.signIn(user.email, password)))
      const cold = await ask(clients, queries)
      const warm = await ask(clients, queries)
      return {
        cold: latencyOf(cold.map(one => one.took)),
        warm: latencyOf(warm.map(one => one.took)),
        coldness,
        firstMs: rounded(cold[0]?.took ?? 0),
        warmByKind: byKind(warm),
        coldByKind: byKind(cold),
        found: rounded(cold.filter(one => one.found).length / cold.length),
      }
    } finally {
      await service.stop()
    }
  } finally {
    await world.close()
  }
}

interface Timed {
  readonly kind: string
  readonly took: number
  readonly found: boolean
}

async function ask(clients: readonly Client[], queries: readonly Query[]): Promise<Timed[]> {
  const timed: Timed[] = []
  for (const { kind, user, text } of queries) {
    const answer = await clients[user]?.get(`/people?q=${encodeURIComponent(text)}`)
    if (answer?.status !== 200) throw new Error(`The search page answered ${answer?.status}`)
    timed.push({ kind, took: answer.took, found: answer.body.includes('href="/people/') })
  }
  return timed
}

function byKind(timed: readonly Timed[]): Record<string, unknown> {
  const groups = Map.groupBy(timed, one => one.kind)
  return Object.fromEntries([...groups].map(([kind, all]) => [kind, latencyOf(all.map(one => one.took))]))
}

/** What people type: each kind in turn, made from records of the user's own agency. */
async function makeQueries(world: World, seed: number): Promise<readonly Query[]> {
  const random = seededRandom(seed)
  const samples = await Promise.all(world.sample.readers.map(user => sampleOf(world, user.agency)))
  const queries: Query[] = []
  for (let at = 0; queries.length < QUERIES; at += 1) {
    const user = at % samples.length
    const sample = samples[user]?.[at]
    if (sample === undefined) break
    const { given, family, born, phone, sourceId } = sample
    const common = COMMON[at % COMMON.length] ?? ''
    const say = (kind: string, text: string | undefined) =>
      text === undefined ? 0 : queries.push({ kind, user, text })
    if (at < COMMON.length * samples.length) say('common family name', common)
    say('first name and common family name', given && `${given} ${common}`)
    say('name', given && family && `${given} ${family}`)
    say('misspelt name and date of birth', given && family && born && `${given} ${misspelt(family, random)} ${born}`)
    say('phone', phone)
    say('reference', sourceId)
  }
  return queries.slice(0, QUERIES)
}

interface SampleRecord {
  readonly given: string | undefined
  readonly family: string | undefined
  readonly born: string | undefined
  readonly phone: string | undefined
  readonly sourceId: string
}

async function sampleOf(world: World, agency: string): Promise<readonly SampleRecord[]> {
  const { rows } = await withClient(world.owner, client =>
    client.query(
      `select v.person, r.source_id as "sourceId"
         from record r join record_version v using (agency_id, record_id, version_no)
        where r.agency_id = $1 and not r.restricted order by r.record_id limit ${QUERIES}`,
      [agency],
    ),
  )
  return rows.map(({ person, sourceId }) => ({
    given: person.givenName,
    family: person.familyName,
    born: person.dateOfBirth,
    phone: person.phone,
    sourceId,
  }))
}

function misspelt(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * Math.max(1, word.length - 2))
  return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
}
