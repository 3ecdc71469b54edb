import type pg from 'pg'
import type { AgencyId } from '#domain/values/ids.ts'
import { agenciesOfCases, addChildren, idOf, openCases } from './case-world.ts'
import { latencyOf, rounded } from './figures.ts'
import type { BenchOptions } from './run.ts'
import { type Client, startOn } from './service.ts'

const AGENCIES = 40
/** Dated records of each agency. */
const RECORDS = 25
const REQUESTS = 100

/** Pages of one child about whom forty agencies wrote so many events in the case and hold records, over HTTP, and the pack as a PDF: warm. */
export async function run({ records, seed }: BenchOptions): Promise<Record<string, unknown>> {
  let person = ''
  const world = await openCases('busy_child', async client => {
    person = await fill(client, records, seed)
  })
  try {
    const service = await startOn(world)
    try {
      const client = await service.signIn(world.manager.email, world.manager.password)
      const figures: Record<string, unknown> = {}
      for (const path of ['', '/case', '/plan', '/nrm', '/supervision'])
        figures[path === '' ? 'person' : path.slice(1)] = latencyOf(
          await ask(client, `/people/${person}${path}`, REQUESTS),
        )
      const pack = await ask(client, `/people/${person}/nrm/pack.pdf`, 5)
      return {
        events: records,
        agencies: AGENCIES,
        recordsHeld: AGENCIES * RECORDS,
        ...figures,
        packMs: pack.map(rounded),
      }
    } finally {
      await service.stop()
    }
  } finally {
    await world.close()
  }
}

async function ask(client: Client, path: string, requests: number): Promise<number[]> {
  // The first ones compile templates and plans.
  for (let n = 0; n < 3; n += 1) await client.get(path)
  const times: number[] = []
  for (let n = 0; n < requests; n += 1) {
    const { status, took } = await client.get(path)
    if (status !== 200) throw new Error(`${path} answered ${status}`)
    times.push(took)
  }
  return times
}

/** Gives the child. The first agency leads and opened the plan, the others joined; all were told of everything. */
async function fill(client: pg.Client, events: number, seed: number): Promise<string> {
  const agencies = agenciesOfCases().slice(0, AGENCIES)
  const [lead] = agencies
  if (lead === undefined) throw new Error('The reference data has no agencies')
  await addChildren(client, lead, 1, seed)
  await addRecords(client, agencies, seed)
  const { rows } = await client.query<{ person_id: string }>(
    'select person_id from member where agency_id = $1 limit 1',
    [lead],
  )
  const person = rows[0]?.person_id ?? ''
  await addEvents(client, agencies, events, seed)
  return person
}

/** Dated records of every agency about the one child, shown to the first agency. */
async function addRecords(client: pg.Client, agencies: readonly AgencyId[], seed: number): Promise<void> {
  const [lead] = agencies
  const said = `jsonb_build_object('givenName', 'Ada', 'familyName', 'Larch1', 'dateOfBirth', '2010-03-12', 'phone', '0770090' || (1000 + n % 40))`
  for (const [at, agency] of agencies.entries()) {
    const record = idOf(`'dated ${seed} ${at} ' || n`)
    for (const statement of [
      `insert into record (agency_id, record_id, source_system, feed, source_id, version_no, version, comparable, first_seen, last_seen, audience)
       select $1, ${record}, 'police', 'missing', n::text, 1, '1', '{"bornBetween": [2010, 2010]}', now(), now(), array_remove(array[$2::text], $1)
         from generate_series(1, $3::int) n`,
      `insert into record_version (agency_id, record_id, version_no, version, person, as_given, received_at, audience)
       select $1, ${record}, 1, '1', ${said}, ${said}, now(), array_remove(array[$2::text], $1) from generate_series(1, $3::int) n`,
      `insert into event (agency_id, record_id, kind, starts_at, ends_at, place, facts, received_at, audience)
       select $1, ${record}, 'missing', now() - n * interval '9 days', now() - n * interval '9 days' + interval '20 hours', 'Town ' || n % 7,
              '{"status": "missing"}', now(), array_remove(array[$2::text], $1) from generate_series(1, $3::int) n`,
      `insert into member (agency_id, record_id, person_id, since)
       select $1, ${record}, (select person_id from member where agency_id = $2 limit 1), now() from generate_series(1, $3::int) n`,
    ])
      await client.query(statement, [agency, lead, RECORDS])
  }
}

/** Events in the proportions of a long plan: what was said and needed, actions and what came of them, visits. */
async function addEvents(
  client: pg.Client,
  agencies: readonly AgencyId[],
  events: number,
  seed: number,
): Promise<void> {
  const [lead, ...others] = agencies
  const plan = idOf(`'plan ${seed}'`)
  const add = (agency: string, key: string, part: string, kind: string, facts: string, minute: string, from: string) =>
    client.query(
      `insert into case_event (agency_id, event_id, record_agency, record_id, part, kind, matter_id, happened_at, recorded_at, by_user, by_name, facts,
                               words, audience)
       select ${agency}, ${idOf(`'${key} ${seed} ' || n`)}, $1, ${idOf(`'record ${seed} ' || 1`)}, '${part}', ${kind},
              case when '${part}' = 'plan' then ${plan} end, t.at, t.at, 'bench', 'A worker', ${facts}, 'Words that somebody wrote, number ' || n,
              array_remove($2::text[], ${agency})
         from ${from} cross join lateral (select now() - interval '400 days' + (${minute}) * interval '1 minute' as at) t
        order by n`,
      [lead, agencies],
    )
  const one = 'generate_series(1, 1) n'
  const team = `unnest(array[${others.map(agency => `'${agency}'`).join(', ')}]) with ordinality as o (code, n)`
  await add('$1', 'found', 'lead', `'found-here'`, `'{"because": "lives-here"}'`, '1', one)
  await add('$1', 'named', 'lead', `'practitioner-named'`, `'{"name": "Worker 1", "phone": "07700 900456"}'`, '2', one)
  await add('$1', 'opened', 'plan', `'plan-opened'`, `jsonb_build_object('planId', ${plan})`, '3', one)
  const invited = `jsonb_build_object('planId', ${plan}, 'invitationId', ${idOf(`'invitation ${seed} ' || n`)}, 'agency', code)`
  await add('$1', 'invited', 'plan', `'team-invited'`, invited, '10 + n', team)
  await add('code', 'joined', 'plan', `'team-joined'`, `jsonb_build_object('planId', ${plan})`, '100 + n', team)
  const writers = `array[${agencies.map(agency => `'${agency}'`).join(', ')}]`
  // An action is added and done in turn, some twenty stay open; every tenth time somebody writes what the child said.
  const kind = `case when n % 10 = 9 or n % 200 = 0 then 'child-said' when n % 2 = 1 then 'action-added' else 'action-done' end`
  const item = idOf(`'item ${seed} ' || (n + 1) / 2`)
  const writer = `(${writers})[1 + (n + 1) / 2 % ${agencies.length}]`
  const facts = `case when n % 10 = 9 or n % 200 = 0 then jsonb_build_object('planId', ${plan}, 'heardOn', '2026-01-05', 'heardBy', 'A worker')
                      else jsonb_build_object('planId', ${plan}, 'itemId', ${item}, 'dueOn', '2027-01-05',
                                              'owner', jsonb_build_object('agency', ${writer}, 'name', 'Worker ' || n % 9)) end`
  const left = events - 3 - 2 * others.length
  await add(writer, 'written', 'plan', kind, facts, '1000 + n', `generate_series(1, ${left}) n`)
}
