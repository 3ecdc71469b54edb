import type { Client } from 'pg'
import { codeOf } from './database.ts'
import { DatabaseRefusal } from './refusal.ts'

/** Owns the tables; migrations run as it. */
const OWNER = 'throughline_owner'
/** What every transaction of the service runs as: behind row-level security. */
const APP = 'throughline_app'
/** Owns the few functions that look across agencies. */
const LINKAGE = 'throughline_linkage'

const ROLES = [OWNER, APP, LINKAGE] as const

/**
 * See to it that the three roles exist, that the login (the client's own unless given) may act as them, and that the owner owns
 * the schema. Changes only what is missing. Safe while others do the same in another database of the same server.
 */
export async function ensureRoles(client: Client, login?: string): Promise<void> {
  const name = login ?? (await ownLogin(client))
  for (const role of ROLES) {
    if (!(await roleExists(client, role))) await asked(client, `create role ${role} nologin`)
  }
  for (const role of ROLES) {
    if (!(await mayBecome(client, name, role))) await asked(client, `grant ${role} to ${client.escapeIdentifier(name)}`)
  }
  if (!(await isMember(client, OWNER, LINKAGE))) await asked(client, `grant ${LINKAGE} to ${OWNER}`)
  await ensureSchema(client)
}

/** Let a login act as the application and nothing else. */
export async function grantApp(client: Client, login: string): Promise<void> {
  if (!(await isMember(client, login, APP))) await asked(client, `grant ${APP} to ${client.escapeIdentifier(login)}`)
}

async function ensureSchema(client: Client): Promise<void> {
  const { rows } = await client.query<{ owner: string; database: string; may_create: boolean }>(`
    select pg_get_userbyid(nspowner) as owner, current_database() as database,
           has_database_privilege('${OWNER}', current_database(), 'create') as may_create
      from pg_namespace
     where nspname = 'public'`)
  const [schema] = rows
  if (schema === undefined) {
    throw new DatabaseRefusal('The database has no schema public. An administrator should run: create schema public;')
  }
  const database = client.escapeIdentifier(schema.database)
  if (!schema.may_create) await asked(client, `grant create on database ${database} to ${OWNER}`)
  if (schema.owner !== OWNER) await asked(client, `alter schema public owner to ${OWNER}`)
}

async function ownLogin(client: Client): Promise<string> {
  const { rows } = await client.query<{ login: string }>('select current_user::text as login')
  return rows[0]?.login ?? ''
}

async function roleExists(client: Client, role: string): Promise<boolean> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role])
  return rowCount === 1
}

/** From 16 on, who makes a role is its administrator without being able to act as it. */
async function mayBecome(client: Client, login: string, role: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select pg_has_role($1::name, $2, case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end) as may`,
    [login, role],
  )
  return rows[0]?.may === true
}

async function isMember(client: Client, member: string, role: string): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>(`select pg_has_role($1::name, $2, 'MEMBER') as is`, [
    member,
    role,
  ])
  return rows[0]?.is === true
}

/** Another start, in another database of the same server, did the same a moment ago. */
const MEANWHILE = new Set(['42710', '23505', 'XX000'])

const INSUFFICIENT_PRIVILEGE = '42501'

async function asked(client: Client, statement: string, left = 5): Promise<void> {
  try {
    await client.query(statement)
  } catch (error) {
    if (codeOf(error) === '42710') return
    if (left > 0 && MEANWHILE.has(codeOf(error))) return asked(client, statement, left - 1)
    if (codeOf(error) !== INSUFFICIENT_PRIVILEGE) throw error
    const login = await ownLogin(client)
    throw new DatabaseRefusal(
      `The login ${login} lacks a right in the database of DATABASE_URL. An administrator should run there: ${statement}; and start again. docs/runbooks/own-database.md lists all rights at once.`,
    )
  }
}
