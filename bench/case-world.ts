import { join } from 'node:path'
import type pg from 'pg'
import { loadConfig } from '#config'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { hashPassword } from '#services/passwords.ts'
import { connectionFor, openServer } from '#store/connect.ts'
import { openDatabase } from '#store/database.ts'
import { migrate } from '#store/migrate.ts'
import { loadReference } from '#store/reference.ts'
import { withClient } from './world.ts'

/** A database of cases of its own, made for one run and dropped when it is closed. */
export interface CaseWorld {
  /** As the application's login. */
  readonly connection: pg.PoolConfig
  /** As the superuser, who looks behind row security. */
  readonly owner: pg.ClientConfig
  /** As DATABASE_URL. */
  readonly url: string
  /** A manager of the first agency, who signs in. */
  readonly manager: { readonly email: string; readonly password: string }
  close(): Promise<void>
}

const MANAGER = 'manager@bench.example'
const PASSWORD = 'a world of invented cases'

/** The agency whose cases they are, and others in the order of the reference data; councils first. */
export function agenciesOfCases(): readonly AgencyId[] {
  const agencies = loadReference().agencies.filter(one => !one.demonstration)
  const councils = agencies.filter(({ kind }) => kind === 'council')
  return [...councils, ...agencies.filter(one => !councils.includes(one))].map(({ code }) => code)
}

/** Make one, filled by statements that look behind row security. */
export async function openCases(name: string, fill: (client: pg.Client) => Promise<void>): Promise<CaseWorld> {
  const dataDir = join(loadConfig(process.env).dataDir, 'bench')
  const server = await openServer({ databaseUrl: undefined, dataDir }, text => process.stderr.write(`${text}\n`))
  const database = `cases_${name}_${process.pid}`
  const superuser = (at: string): pg.ClientConfig => ({ ...server.owner, user: 'postgres', database: at })
  await withClient(superuser('postgres'), client => client.query(`create database ${database} owner throughline`))
  const drop = async () => {
    await withClient(superuser('postgres'), client => client.query(`drop database ${database} with (force)`))
    await server.stop()
  }
  try {
    await migrate({ ...superuser(database), user: 'throughline' }, () => undefined)
    const connection = { ...connectionFor(server), database }
    const opened = openDatabase(connection)
    await prepareInstallation(opened, loadReference(), 'live')
    await opened.close()
    const [agency] = agenciesOfCases()
    const hash = await hashPassword(PASSWORD)
    await withClient(superuser(database), async client => {
      await client.query(
        `insert into app_user (agency_id, email, name, password_hash, roles) values ($1, $2, 'A manager', $3, '{manager,safeguarding}')`,
        [agency, MANAGER, hash],
      )
      await fill(client)
      await client.query('vacuum analyze')
    })
    const host = encodeURIComponent(connection.host ?? '')
    return {
      connection,
      owner: superuser(database),
      url: `postgresql://${connection.user}@localhost/${database}?host=${host}`,
      manager: { email: MANAGER, password: PASSWORD },
      close: drop,
    }
  } catch (error) {
    await drop()
    throw error
  }
}

/** An id in the form of a random UUID that depends on a text alone, as SQL. */
export function idOf(text: string): string {
  return `overlay(overlay(md5(${text}) placing '4' from 13) placing '8' from 17)::uuid`
}

/** One child each with one record of an agency, numbered from 1: words, membership and what search finds. Ids come from the seed. */
export async function addChildren(client: pg.Client, agency: AgencyId, children: number, seed: number): Promise<void> {
  const record = idOf(`'record ${seed} ' || n`)
  const person = idOf(`'person ${seed} ' || n`)
  const said = `jsonb_build_object('givenName', (array['Ada','Ben','Cleo','Dan','Eve','Femi','Gus','Hana'])[1 + n % 8], 'familyName', 'Larch' || n,
                                   'dateOfBirth', to_char(date '2008-01-01' + n % 2500, 'YYYY-MM-DD'))`
  const year = `extract(year from date '2008-01-01' + n % 2500)::int`
  for (const statement of [
    `insert into record (agency_id, record_id, source_system, feed, source_id, version_no, version, comparable, first_seen, last_seen)
     select $1, ${record}, 'cases', 'persons', n::text, 1, '1', jsonb_build_object('bornBetween', jsonb_build_array(${year}, ${year})), now(), now()
       from generate_series(1, $2::int) n`,
    `insert into record_version (agency_id, record_id, version_no, version, person, as_given, received_at)
     select $1, ${record}, 1, '1', ${said}, ${said}, now() from generate_series(1, $2::int) n`,
  ])
    await client.query(statement, [agency, children])
  await client.query(
    `insert into person (person_id, updated_at) select ${person}, now() from generate_series(1, $1::int) n`,
    [children],
  )
  await client.query(
    `insert into member (agency_id, record_id, person_id, since) select $1, ${record}, ${person}, now() from generate_series(1, $2::int) n`,
    [agency, children],
  )
}
