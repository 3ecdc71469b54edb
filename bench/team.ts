import type pg from 'pg'
import { addChildren, agenciesOfCases, idOf, openCases } from './case-world.ts'
import { latencyOf } from './figures.ts'
import type { BenchOptions } from './run.ts'
import { type Client, startOn } from './service.ts'

const REQUESTS = 100
const NAMES = 200

/** The work of a team and what is due, over HTTP, in an agency with so many open cases: warm. */
export async function run({ records, seed }: BenchOptions): Promise<Record<string, unknown>> {
  const world = await openCases('team', client => fill(client, records, seed))
  try {
    const service = await startOn(world)
    try {
      const client = await service.signIn(world.manager.email, world.manager.password)
      const pages = {
        team: () => '/team',
        teamOfAKind: () => '/team?kind=action&order=soonest',
        workOfOne: (n: number) => `/team/work?owner=${encodeURIComponent(`Worker ${n % NAMES}`)}`,
        workOfNobody: () => '/team/work?nobody=yes&late=yes',
        due: () => '/due',
        start: () => '/',
      }
      const figures: Record<string, unknown> = {}
      for (const [name, path] of Object.entries(pages)) figures[name] = latencyOf(await ask(client, path))
      return { cases: records, names: NAMES, ...figures }
    } finally {
      await service.stop()
    }
  } finally {
    await world.close()
  }
}

async function ask(client: Client, path: (n: number) => string): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < REQUESTS; n += 1) {
    const { status, took } = await client.get(path(n))
    if (status !== 200) throw new Error(`${path(n)} answered ${status}`)
    // The first ones compile templates and plans.
    if (n >= 5) times.push(took)
  }
  return times
}

/** Every child has a lead with a practitioner and an action of a plan; one action in twenty has nobody; one practitioner in ten has left. */
async function fill(client: pg.Client, cases: number, seed: number): Promise<void> {
  const [agency] = agenciesOfCases()
  if (agency === undefined) throw new Error('The reference data has no agencies')
  await addChildren(client, agency, cases, seed)
  await client.query(
    `insert into app_user (agency_id, email, name, roles, active)
     select $1, 'worker' || n || '@bench.example', 'Worker ' || n, '{practitioner}', n % 10 <> 0 from generate_series(0, ${NAMES - 1}) n`,
    [agency],
  )
  const record = idOf(`'record ${seed} ' || n`)
  const named = `'Worker ' || n % ${NAMES}`
  for (const [text, kind, facts] of [
    ['found', 'found-here', `jsonb_build_object('because', 'lives-here')`],
    ['named', 'practitioner-named', `jsonb_build_object('name', ${named}, 'phone', '07700 900456')`],
  ] as const)
    await client.query(
      `insert into case_event (agency_id, event_id, record_agency, record_id, part, kind, happened_at, recorded_at, by_user, by_name, facts, words)
       select $1, ${idOf(`'${text} ${seed} ' || n`)}, $1, ${record}, 'lead', '${kind}', now() - interval '60 days', now() - interval '60 days', 'bench',
              'A manager', ${facts}, 'At home'
         from generate_series(1, $2::int) n`,
      [agency, cases],
    )
  await client.query(
    `insert into case_lead (agency_id, lead_id, record_agency, record_id, since, practitioner)
     select $1, ${idOf(`'found ${seed} ' || n`)}, $1, ${record}, now() - interval '60 days', ${named} from generate_series(1, $2::int) n`,
    [agency, cases],
  )
  await client.query(
    `insert into case_matter (agency_id, matter_id, kind, record_agency, record_id, since, due_at, owner, late_at)
     select $1, ${idOf(`'action ${seed} ' || n`)}, 'action', $1, ${record}, now() - interval '60 days', now() + (n % 70 - 7) * interval '1 day',
            case when n % 20 > 0 then ${named} end, case when n % 70 < 8 then now() end
       from generate_series(1, $2::int) n`,
    [agency, cases],
  )
}
