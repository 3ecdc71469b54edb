import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '#config'
import { codeOf } from './database.ts'
import { startEmbedded } from './embedded/start.ts'
import { DatabaseRefusal } from './refusal.ts'
import { ensureRoles, grantApp } from './roles.ts'

/** A PostgreSQL that was checked and may be used. */
export interface Server {
  readonly kind: 'embedded' | 'given'
  /** As the server says it, e.g. 18.4. */
  readonly version: string
  readonly owner: pg.PoolConfig
  readonly app: pg.PoolConfig
  /** Let go of it; an embedded server that nobody else uses is stopped. */
  stop(): Promise<void>
}

/** Who a connection works as: the application, or the login that may change the schema. */
export type Login = 'app' | 'owner'

/** Database and logins of the embedded server. The application's login cannot change the schema, whatever it is sent. */
const EMBEDDED = { database: 'throughline', owner: 'throughline', app: 'throughline_service' } as const

const OLDEST = 150_000

/** Settings for a connection or pool on the server. */
export function connectionFor(server: Server, login: Login = 'app'): pg.PoolConfig {
  return server[login]
}

/** Open the PostgreSQL that the configuration names, or start the embedded one. Throws DatabaseRefusal with what to do. */
export async function openServer(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: (text: string) => void,
): Promise<Server> {
  return config.databaseUrl === undefined ? openEmbedded(config.dataDir, log) : openGiven(config.databaseUrl, log)
}

async function openEmbedded(dataDir: string, log: (text: string) => void): Promise<Server> {
  const { connection, stop } = await startEmbedded(dataDir, log)
  const of = (login: Login) => ({ host: connection.host, user: EMBEDDED[login], database: EMBEDDED.database })
  try {
    await withClient(connection, async client => {
      const logins = [EMBEDDED.owner, EMBEDDED.app]
      const { rows } = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
        logins,
      ])
      const missing = logins.filter(login => !rows.some(row => row.rolname === login))
      for (const login of missing) await tolerating(client, `create role ${login} login`)
      const { rowCount } = await client.query('select from pg_database where datname = $1', [EMBEDDED.database])
      if (rowCount === 0) await tolerating(client, `create database ${EMBEDDED.database} owner ${EMBEDDED.owner}`)
    })
    const version = await withClient({ ...connection, database: EMBEDDED.database }, async client => {
      await ensureRoles(client, EMBEDDED.owner)
      await grantApp(client, EMBEDDED.app)
      return versionOf(client)
    })
    return { kind: 'embedded', version, owner: of('owner'), app: of('app'), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Two starts at once may both find a thing missing; the second one's is as good. */
async function tolerating(client: pg.Client, statement: string): Promise<void> {
  const EXISTS = new Set(['42710', '42P04', '23505'])
  await client.query(statement).catch((error: unknown) => {
    if (!EXISTS.has(codeOf(error))) throw error
  })
}

async function openGiven(url: string, log: (text: string) => void): Promise<Server> {
  const connection = { connectionString: url }
  const version = await withClient(connection, checkedVersion, log)
  return { kind: 'given', version, owner: connection, app: connection, stop: async () => undefined }
}

async function checkedVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ number: number; encoding: string; standby: boolean }>(`
    select current_setting('server_version_num')::int as number,
           pg_encoding_to_char(encoding) as encoding,
           pg_is_in_recovery() as standby
      from pg_database
     where datname = current_database()`)
  const version = await versionOf(client)
  const reason = whyNot({ number: 0, encoding: '', standby: false, ...rows[0] }, version)
  if (reason !== undefined) throw new DatabaseRefusal(reason)
  return version
}

/** Why a server cannot serve Throughline and what to do, or undefined when it can. */
export function whyNot(
  server: { readonly number: number; readonly encoding: string; readonly standby: boolean },
  version: string,
): string | undefined {
  if (server.number < OLDEST) {
    return `DATABASE_URL is a PostgreSQL ${version}, and Throughline needs 15 or later: upgrade that server, or name another.`
  }
  if (server.encoding !== 'UTF8') {
    return `DATABASE_URL names a database in ${server.encoding}, which cannot hold every name: make one with encoding 'UTF8'.`
  }
  return server.standby ? 'DATABASE_URL is a standby, which takes no changes: name the primary server.' : undefined
}

async function versionOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ server_version: string }>('show server_version')
  return rows[0]?.server_version.split(' ')[0] ?? ''
}

/** Connect, work, and close whatever happens. Failures to connect become a sentence about DATABASE_URL. */
async function withClient<T>(
  settings: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
  log: (text: string) => void = () => undefined,
): Promise<T> {
  const client = await connected(settings, log)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Not there yet: a server that comes up beside us. */
const SOON = new Set(['ECONNREFUSED', 'EAI_AGAIN', '57P03'])

async function connected(settings: pg.ClientConfig, log: (text: string) => void): Promise<pg.Client> {
  const deadline = performance.now() + 15_000
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionTimeoutMillis: 10_000, ...settings })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      await client.end().catch(() => undefined)
      if (!SOON.has(codeOf(error)) || performance.now() > deadline) throw refusalFor(error, client)
      if (attempt === 1) log('The database of DATABASE_URL does not answer yet; waiting for it.')
      await sleep(500)
    }
  }
}

/** What to do about a connection that failed. Names host, login and database, never the password. */
function refusalFor(error: unknown, client: pg.Client): DatabaseRefusal {
  const where = `${client.host}${client.host.startsWith('/') ? '' : `:${client.port}`}`
  switch (codeOf(error)) {
    case '28P01':
    case '28000':
      return new DatabaseRefusal(
        `The server at ${where} refuses the login ${client.user}: check user and password in DATABASE_URL.`,
      )
    case '3D000':
      return new DatabaseRefusal(
        `The server at ${where} has no database ${client.database}: make it with: create database ${client.database} owner ${client.user};`,
      )
    case '42501':
      return new DatabaseRefusal(
        `The login ${client.user} may not connect to the database ${client.database}: grant it connect.`,
      )
    case 'ENOTFOUND':
      return new DatabaseRefusal(`DATABASE_URL names the host ${client.host}, which nobody knows: check its spelling.`)
    default:
      return new DatabaseRefusal(
        `No PostgreSQL answers at ${where} (${codeOf(error) || (error instanceof Error ? error.message : 'no reason given')}): check DATABASE_URL and that the server runs.`,
      )
  }
}
