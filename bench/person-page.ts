import { latencyOf, rounded } from './figures.ts'
import type { BenchOptions } from './run.ts'
import { type Client, startOn } from './service.ts'
import { openWorld, withClient, type World } from './world.ts'

const PAGES = 300
/** One page in so many is of somebody with a long history. */
const LONG_EVERY = 10

interface Page {
  readonly user: number
  readonly personId: string
  readonly records: number
}

/** Person pages over HTTP, each of another person, some with a long history: after a cold start of database and service, then warm. */
export async function run({ records, seed }: BenchOptions): Promise<Record<string, unknown>> {
  const world = await openWorld(records, seed)
  try {
    const pages = await choosePages(world)
    const coldness = await world.chill()
    const service = await startOn(world)
    try {
      const { password } = world.sample
      const clients = await Promise.all(world.sample.readers.map(user => service.signIn(user.email, password)))
      const cold = await open(clients, pages)
      const warm = await open(clients, pages)
      const long = pages.map(page => page.records >= 50)
      return {
        warm: latencyOf(warm),
        cold: latencyOf(cold),
        coldness,
        firstMs: rounded(cold[0] ?? 0),
        warmLong: latencyOf(warm.filter((_, at) => long[at])),
        mostRecords: Math.max(...pages.map(page => page.records)),
      }
    } finally {
      await service.stop()
    }
  } finally {
    await world.close()
  }
}

async function open(clients: readonly Client[], pages: readonly Page[]): Promise<number[]> {
  const times: number[] = []
  for (const { user, personId } of pages) {
    const answer = await clients[user]?.get(`/people/${personId}`)
    if (answer?.status !== 200) throw new Error(`A person page answered ${answer?.status}`)
    times.push(answer.took)
  }
  return times
}

async function choosePages(world: World): Promise<readonly Page[]> {
  const lists = await Promise.all(world.sample.readers.map((user, at) => peopleOf(world, user.agency, at)))
  const usual = interleaved(lists.map(list => list.usual))
  const long = interleaved(lists.map(list => list.long))
  return usual.slice(0, PAGES).map((page, at) => (at % LONG_EVERY === 0 ? (long[at / LONG_EVERY] ?? page) : page))
}

function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(list => list.length))
  return Array.from({ length: longest }, (_, at) => lists.flatMap(list => list[at] ?? [])).flat()
}

async function peopleOf(
  world: World,
  agency: string,
  user: number,
): Promise<{ usual: readonly Page[]; long: readonly Page[] }> {
  const { rows } = await withClient(world.owner, client =>
    client.query<{ person_id: string; records: number }>(
      `with own as materialized (
         select distinct m.person_id from member m join record r using (agency_id, record_id) where m.agency_id = $1 and not r.restricted)
       select own.person_id, count(*)::int as records from own join member m using (person_id) group by own.person_id order by own.person_id`,
      [agency],
    ),
  )
  const pages = rows.map(row => ({ user, personId: row.person_id, records: row.records }))
  return { usual: pages.slice(0, PAGES), long: pages.filter(page => page.records >= 50).slice(0, PAGES) }
}
