import { createHash } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { projectFolder } from '#config'
import { openServer } from '#store/connect.ts'
import { codeOf } from '#store/database.ts'
import { isAlive } from '#store/embedded/postmaster.ts'
import { migrate, migrationsFolder, readMigrations } from '#store/migrate.ts'

/** What test files need to know of the run's server. Plain data: it is passed between threads. */
export interface TestServer {
  readonly owner: pg.PoolConfig
  readonly app: pg.PoolConfig
  /** A migrated, empty database to clone. */
  readonly template: string
}

/** Older templates than these many newest ones are dropped. */
const TEMPLATES_KEPT = 4

/**
 * The server for tests: that of TEST_DATABASE_URL, whose login may create databases, or an embedded one in `var/`, which runs at
 * the same time share. Makes the template when the migrations changed.
 */
export async function openTestServer(
  log: (text: string) => void,
): Promise<{ server: TestServer; stop(): Promise<void> }> {
  const server = await openServer(
    {
      databaseUrl: process.env['TEST_DATABASE_URL'],
      dataDir: join(projectFolder, 'var', `test-${process.getuid?.() ?? 0}`),
    },
    log,
  )
  try {
    if (server.kind === 'embedded') {
      const { user = '' } = server.owner
      await asAdministrator({ ...server.owner, user: 'postgres' }, client =>
        client.query(`alter role ${user} createdb`),
      )
    }
    await asAdministrator(server.owner, dropLeftovers)
    const migrations = await readMigrations(migrationsFolder)
    const template = await templateOf(server.owner, 'migrated', migrations.map(file => file.sha256).join(), settings =>
      migrate(settings, () => undefined).then(() => undefined),
    )
    return { server: { owner: server.owner, app: server.app, template }, stop: server.stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** The same settings for another database of the server. */
export function inDatabase(settings: pg.PoolConfig, database: string): pg.PoolConfig {
  if (settings.connectionString === undefined) return { ...settings, database }
  const url = new URL(settings.connectionString)
  url.pathname = `/${database}`
  return { ...settings, connectionString: url.href }
}

/** Work on the server outside every database that is cloned or dropped. */
export async function asAdministrator<T>(settings: pg.PoolConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(inDatabase(settings, 'postgres'))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The name of a database to clone, built by `build` unless one made from the same `content` is there already. */
export async function templateOf(
  owner: pg.PoolConfig,
  name: string,
  content: string,
  build: (settings: pg.PoolConfig) => Promise<void>,
  from = 'template1',
): Promise<string> {
  const template = `template_${name}_${createHash('sha256').update(content).digest('hex').slice(0, 12)}`
  const there = await asAdministrator(owner, client =>
    client.query('select from pg_database where datname = $1', [template]),
  )
  if (there.rowCount === 1) return template
  const part = newName('part')
  await asAdministrator(owner, client => client.query(`create database ${part} template ${from}`))
  await build(inDatabase(owner, part))
  await asAdministrator(owner, async client => {
    await client.query(`alter database ${part} rename to ${template}`).catch(async (error: unknown) => {
      const EXISTS = '42P04'
      if (codeOf(error) !== EXISTS) throw error
      // Another run was quicker.
      await client.query(`drop database ${part}`)
    })
  })
  return template
}

let made = 0

/** A database name of this process, so that one left behind can be told from one in use. */
export function newName(kind: string): string {
  made += 1
  return `${kind}_${process.pid}_${made}_${Math.random().toString(36).slice(2, 8)}`
}

async function dropLeftovers(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select datname as name
      from pg_database
     where datname ~ '^(test|part|template)_'
     order by oid desc`)
  const drop = (name: string) => client.query(`drop database if exists ${name} with (force)`).catch(() => undefined)
  for (const { name } of rows) {
    const pid = Number(/^(?:test|part)_(\d+)_/u.exec(name)?.[1])
    if (pid > 0 && !(await isAlive(pid))) await drop(name)
  }
  for (const { name } of rows.filter(row => row.name.startsWith('template_')).slice(TEMPLATES_KEPT)) await drop(name)
}
