import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { readPersonas } from '#cli/demo/personas.ts'
import { projectFolder } from '#config'
import { testTemplate } from '#test/database.ts'
import { withClient } from '#test/own-server.ts'
import { inDatabase } from '#test/server.ts'
import { buildAssets } from '../../scripts/build-assets.ts'

/** The service as `npm start` runs it, in a process of its own. */
export interface Service {
  /** Without a slash at the end. */
  readonly url: string
  /** What it wrote to standard error since it was ready or since this was called last: failures of its own. */
  takeErrors(): string
  stop(): Promise<void>
}

/** Enough for every story to be in, little enough to be made in seconds. */
const PEOPLE = 150

/** How long a world may be used again: its dates count back from when it was made. */
const FRESH_HOURS = 1

/** Start the service on a database of the test server. */
export async function startService(database: pg.PoolConfig, changes: NodeJS.ProcessEnv = {}): Promise<Service> {
  await buildAssets()
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-journey-'))
  const port = await freePort()
  const env = {
    ...process.env,
    DATABASE_URL: urlOf(database),
    PORT: String(port),
    THROUGHLINE_DATA: dataDir,
    THROUGHLINE_DEMO: 'true',
    THROUGHLINE_DEMO_PEOPLE: String(PEOPLE),
    LOG_LEVEL: 'error',
    ...changes,
  }
  const child = spawn(process.execPath, ['src/main.ts'], { cwd: projectFolder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-8000)))
  const takeErrors = () => {
    const errors = said
    said = ''
    return errors
  }
  await ready(child, takeErrors)
  return {
    url: `http://127.0.0.1:${port}`,
    takeErrors,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** Run the command line on a database of the test server, with something to read on its standard input. */
export async function throughline(database: pg.PoolConfig, args: readonly string[], input = ''): Promise<void> {
  const env = { ...process.env, DATABASE_URL: urlOf(database), THROUGHLINE_DEMO: 'true', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, ['bin/throughline', ...args], {
    cwd: projectFolder,
    env,
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  child.stdin.end(input)
  await once(child, 'exit')
  if (child.exitCode !== 0)
    throw new Error(`throughline ${args.slice(0, 2).join(' ')} ended with ${child.exitCode}: ${said}`)
}

/** The name of a template that holds a small demonstration world with every story; made by the service itself, once a run. */
export async function worldTemplate(): Promise<string> {
  const client = new pg.Client(inDatabase(inject('server').owner, 'postgres'))
  await client.connect()
  try {
    // Test files that start together wait for the one that makes it.
    await client.query(`select pg_advisory_lock(hashtext('throughline world template'))`)
    return await testTemplate('world', worldContent(), async ({ owner }) => {
      const service = await startService(owner)
      await canaries(owner)
      await service.stop()
    })
  } finally {
    await client.end()
  }
}

/** Ask the database itself, as the role that links and sees behind row security, or as another. */
export function ask<T extends pg.QueryResultRow>(
  database: pg.PoolConfig,
  text: string,
  values: readonly unknown[] = [],
  role = 'throughline_linkage',
): Promise<T[]> {
  return withClient(database, async client => {
    await client.query(`set role ${role}`)
    return (await client.query<T>(text, [...values])).rows
  })
}

/** Wait until a test alert of every agency has come through: until then pages warn that alerts may not arrive. */
export async function canaries(database: pg.PoolConfig): Promise<void> {
  const agencies = new Set(readPersonas().map(({ agency }) => agency))
  const through = `
    select count(distinct agency_id)::int as agencies
      from canary
     where received_at > now() - interval '100 minutes'`
  for (let tries = 0; tries < 200; tries += 1) {
    const [row] = await ask<{ agencies: number }>(database, through)
    if (row?.agencies === agencies.size) return
    await sleep(100)
  }
  throw new Error('The test alerts did not come through in 20 seconds')
}

/** Everything that the world is made of and by. */
function worldContent(): string {
  const files = globSync(['src/{cli/demo,domain,linkage,services,store}/**/*.ts', 'data/**/*.json'], {
    cwd: projectFolder,
  })
  const hash = createHash('sha256').update(String(Math.floor(Date.now() / (FRESH_HOURS * 3_600_000))))
  for (const file of files.filter(name => !name.endsWith('.test.ts')).toSorted()) {
    hash.update(file).update(readFileSync(join(projectFolder, file)))
  }
  return hash.digest('hex')
}

async function ready(child: ChildProcess, takeErrors: () => string): Promise<void> {
  await new Promise<void>((done, failed) => {
    child.stdout?.on('data', (text: Buffer) => {
      if (text.toString().includes('Throughline is ready at')) done()
    })
    child.once('exit', () => failed(new Error(`The service did not start:\n${takeErrors()}`)))
  })
  // Until then it says how far it is.
  takeErrors()
}

function urlOf({ connectionString, host, user, database }: pg.PoolConfig): string {
  if (connectionString !== undefined) return connectionString
  return `postgresql://${user ?? ''}@localhost/${database ?? ''}?host=${encodeURIComponent(host ?? '')}`
}

/** Known before the service starts, since links in e-mails carry it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port was given')
  return address.port
}
