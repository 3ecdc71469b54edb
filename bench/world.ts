import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { loadConfig, projectFolder } from '#config'
import { hashPassword } from '#services/passwords.ts'
import { prepareInstallation } from '#services/installation.ts'
import { connectionFor, openServer } from '#store/connect.ts'
import { codeOf, openDatabase } from '#store/database.ts'
import { startEmbedded } from '#store/embedded/start.ts'
import { migrate } from '#store/migrate.ts'
import { loadReference } from '#store/reference.ts'
import { fillDatabase } from './world/fill.ts'

/** A database of invented people on a server of its own. It is kept for the next run; close it. */
export interface World {
  /** As the application's login. */
  readonly connection: pg.PoolConfig
  /** As the superuser, who looks behind row security. */
  readonly owner: pg.PoolConfig
  /** The application's login as DATABASE_URL. */
  readonly url: string
  /** Whether this run had to build it. */
  readonly built: boolean
  readonly sample: Sample
  /** Read what is asked for all day into the server's memory, as on a server that has run for a while. */
  warm(): Promise<void>
  /** Stop the server, drop its files from the system's cache where that can be done, and start it again; gives how cold it is. */
  chill(): Promise<string>
  close(): Promise<void>
}

/** Somebody who signs in. */
export interface User {
  readonly email: string
  readonly agency: string
}

/** What benchmarks ask for. */
export interface Sample {
  /** Who signs in: practitioners of many agencies, the one that holds most first. */
  readonly users: readonly User[]
  /** Two of them: of the agency that holds most, and of one in the middle. */
  readonly readers: readonly User[]
  readonly password: string
}

const run = promisify(execFile)

const PASSWORD = 'a world of invented people'
const KEPT = 2
/** SQLSTATE of what is done to a database that somebody is connected to. */
const IN_USE = '55006'
const USERS = 20
/** Built without care for power cuts; it can be built again. */
const IN_HASTE = {
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
}

/** Open the world of this size and seed, building it when model or maker have changed: some minutes for a million. */
export async function openWorld(
  records: number,
  seed: number,
  log: (text: string) => void = text => process.stderr.write(`${text}\n`),
): Promise<World> {
  const dataDir = join(loadConfig(process.env).dataDir, 'bench')
  const name = `world_${records}_${await fingerprint(records, seed)}`
  let server = await openServer({ databaseUrl: undefined, dataDir }, log)
  const superuser = (database: string): pg.PoolConfig => ({ ...server.owner, user: 'postgres', database })
  const built = !(await isThere(superuser('postgres'), name))
  if (built) {
    await server.stop()
    await build(dataDir, name, { records, seed }, log)
    server = await openServer({ databaseUrl: undefined, dataDir }, log)
  }
  await migrate({ ...superuser(name), user: 'throughline' }, () => undefined)
  await withClient(superuser(name), addUsers)
  const users = usersOf()
  const connection = { ...connectionFor(server), database: name }
  return {
    connection,
    owner: superuser(name),
    url: `postgresql://${connection.user}@localhost/${name}?host=${encodeURIComponent(connection.host ?? '')}`,
    built,
    sample: { users, readers: users.filter((_, at) => at === 0 || at === 2), password: PASSWORD },
    warm: () => withClient(superuser(name), warmTables),
    chill: async () => {
      const before = await withClient(superuser(name), stateOf)
      await server.stop()
      const cold = await dropFromCache(before.folder)
      server = await openServer({ databaseUrl: undefined, dataDir }, log)
      const after = await withClient(superuser(name), stateOf)
      return before.since === after.since ? 'warm: another benchmark keeps the server running' : cold
    },
    close: () => server.stop(),
  }
}

function agencies() {
  return loadReference().agencies.filter(agency => !agency.demonstration)
}

function usersOf(): User[] {
  const all = agencies()
  const step = Math.floor(all.length / USERS)
  return Array.from({ length: USERS }, (_, at) => all[at * step]).flatMap(agency =>
    agency === undefined ? [] : [{ email: `bench@${agency.code}.example`, agency: agency.code }],
  )
}

/** Changes with all that decides what the database holds, but for migrations: a kept world is taken forward. */
async function fingerprint(records: number, seed: number): Promise<string> {
  const hash = createHash('sha256').update(`${records} ${seed}`)
  const sources = [
    'bench/persons.ts',
    'bench/world/part.ts',
    'bench/world/tables.ts',
    'bench/world/fill.ts',
    'src/linkage/models/person-v1.json',
  ]
  const makers = [
    'src/linkage/blocking.ts',
    'src/linkage/clues.ts',
    'src/linkage/normalise/names.ts',
    'src/store/search-tokens.ts',
  ]
  for (const file of [...sources, ...makers]) hash.update(await readFile(join(projectFolder, file)))
  return hash.digest('hex').slice(0, 12)
}

async function build(
  dataDir: string,
  name: string,
  size: { readonly records: number; readonly seed: number },
  log: (text: string) => void,
): Promise<void> {
  log(`Building a world of ${size.records} records; it is kept in ${dataDir}.`)
  const { connection, stop } = await startEmbedded(dataDir, log, IN_HASTE)
  const part = `part_${name}`
  try {
    await withClient({ ...connection, database: 'postgres' }, async client => {
      await dropOld(client)
      await client.query(`create database ${part} owner throughline`)
    })
    const inPart = { ...connection, database: part }
    await migrate({ ...inPart, user: 'throughline' }, () => undefined)
    const database = openDatabase({ ...inPart, user: 'throughline_service' })
    await prepareInstallation(database, loadReference(), 'live')
    await database.close()
    const today = new Date().toISOString().slice(0, 10)
    await fillDatabase(inPart, { ...size, agencies: agencies(), today }, log)
    await withClient({ ...connection, database: 'postgres' }, client =>
      client.query(`alter database ${part} rename to ${name}`),
    )
  } finally {
    await stop()
  }
  // Gigabytes that the system has yet to write would hold up whatever is measured next.
  await run('sync', []).catch(() => undefined)
}

async function addUsers(client: pg.Client): Promise<void> {
  const hash = await hashPassword(PASSWORD)
  for (const { email, agency } of usersOf()) {
    await client.query(
      `insert into app_user (agency_id, email, name, password_hash, roles) values ($1, $2, 'A worker', $3, '{practitioner,safeguarding}') on conflict (email) do nothing`,
      [agency, email, hash],
    )
  }
}

/** Half-built worlds, and all but the newest. */
async function dropOld(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^(part_)?world_' order by datname ~ '^part_', oid desc`,
  )
  const whole = rows.filter(row => !row.datname.startsWith('part_')).slice(0, KEPT)
  for (const row of rows) {
    if (whole.includes(row)) continue
    // One that another benchmark builds or reads now stays.
    await client.query(`drop database ${row.datname}`).catch((error: unknown) => {
      if (codeOf(error) !== IN_USE) throw error
    })
  }
}

/** What every encounter touches, what matters most last: should there be too little room, it stays. */
const TOUCHED = [
  'link_decision_machine',
  'link_decision_left',
  'link_decision_right',
  'search_token_pkey',
  'interest',
  'person_pkey',
  'member_person',
  'match_key_pkey',
  'match_key_record',
  'member_pkey',
  'member',
  'record_pkey',
  'record',
]

async function warmTables(client: pg.Client): Promise<void> {
  await client.query('create extension if not exists pg_prewarm')
  for (const table of TOUCHED) await client.query('select pg_prewarm($1::regclass)', [table])
}

/** Since when the server runs, and the folder of the database's files. */
async function stateOf(client: pg.Client): Promise<{ readonly since: string; readonly folder: string }> {
  const { rows } = await client.query<{ since: string; folder: string }>(
    `select pg_postmaster_start_time()::text as since, current_setting('data_directory') || '/base/' || oid as folder
       from pg_database where datname = current_database()`,
  )
  return rows[0] ?? { since: '', folder: '' }
}

async function isThere(settings: pg.ClientConfig, name: string): Promise<boolean> {
  return withClient(settings, client => client.query('select from pg_database where datname = $1', [name])).then(
    ({ rowCount }) => rowCount === 1,
  )
}

/** The system forgets what it holds of a file when GNU dd asks it to, once the file is on disk. Gives how cold it is now. */
async function dropFromCache(folder: string): Promise<string> {
  try {
    for (const file of await readdir(folder)) {
      const path = join(folder, file)
      await run('sync', [path])
      await run('dd', [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'])
    }
    return 'server restarted, its files dropped from the cache of the system'
  } catch {
    return 'server restarted, its files still in the cache of the system'
  }
}

/** Connect, work, and close whatever happens. */
export async function withClient<T>(settings: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(settings)
  // A server that stops breaks an idle connection; a query under way hears of it by itself.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
