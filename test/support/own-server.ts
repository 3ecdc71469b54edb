import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { accountFor, runAs, spawnOptionsFor } from '#store/embedded/account.ts'
import { startEmbedded } from '#store/embedded/start.ts'

/** A server for one test file, with its superuser. */
export interface OwnServer {
  readonly settings: pg.ClientConfig
  /** A DATABASE_URL for a login and a database of it. */
  url(login: string, database: string): string
  stop(): Promise<void>
}

/** Where Debian keeps the programs of the oldest PostgreSQL that Throughline works with. */
export const POSTGRESQL_15 = '/usr/lib/postgresql/15/bin'

/** A new embedded server in a temporary folder. */
export async function newEmbeddedServer(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-own-'))
  await chmod(folder, 0o755)
  const { connection, stop } = await startEmbedded(join(folder, 'var'), () => undefined)
  const stopAndRemove = async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
    await rm(connection.host, { recursive: true, force: true })
  }
  return ownServer(connection, stopAndRemove)
}

/** A new PostgreSQL 15 in a temporary folder, from Debian's programs. */
export async function newPostgresql15(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-15-'))
  const account = await accountFor(undefined)
  if (account.dropped) await chown(folder, account.uid, account.gid)
  const data = join(folder, 'data')
  const made = await runAs(account, join(POSTGRESQL_15, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
  ])
  if (made.code !== 0) throw new Error(made.output)
  const child = spawn(join(POSTGRESQL_15, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses='], {
    ...spawnOptionsFor(account),
    stdio: 'ignore',
  })
  const ended = new Promise(done => child.on('exit', done))
  const stop = async () => {
    child.kill('SIGINT')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const settings = { host: folder, user: 'postgres', database: 'postgres' }
  for (let attempt = 1; !(existsSync(join(folder, '.s.PGSQL.5432')) && (await answers(settings))); attempt += 1) {
    if (attempt > 200 || child.exitCode !== null) throw new Error('PostgreSQL 15 did not start')
    await sleep(50)
  }
  return ownServer(settings, stop)
}

function ownServer(settings: { host: string; user: string; database: string }, stop: () => Promise<void>): OwnServer {
  const url = (login: string, database: string) =>
    `postgresql://${login}@localhost/${database}?host=${encodeURIComponent(settings.host)}`
  return { settings, url, stop }
}

async function answers(settings: pg.ClientConfig): Promise<boolean> {
  return withClient(settings, () => Promise.resolve(true)).catch(() => false)
}

/** Connect, work, and close whatever happens. */
export async function withClient<T>(settings: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(settings)
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
