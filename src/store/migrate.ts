import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { DatabaseRefusal } from './refusal.ts'
import { ensureRoles } from './roles.ts'

/** One file of `migrations/`. */
export interface Migration {
  readonly number: number
  /** The file's name without number and ending. */
  readonly name: string
  readonly sql: string
  readonly sha256: string
}

interface Applied {
  readonly number: number
  readonly name: string
  readonly sha256: string
}

/** Where the migrations are. */
export const migrationsFolder = join(import.meta.dirname, 'migrations')

/** Held by who applies a migration, until its commit. Any number that nothing else in the database uses. */
const LOCK = 7_431_865

/**
 * Bring a database to the schema of this code, one transaction for each migration, and give the names of those applied. Safe
 * when several starts do so at once. `connection` is a login that may act as the owner; where nothing is to be done, one that
 * may act as the application is enough. Throws DatabaseRefusal when the database is newer than the code, an applied file was
 * changed, a right is missing, or the database belongs to something else.
 */
export async function migrate(
  connection: pg.ClientConfig,
  log: (text: string) => void,
  folder: string = migrationsFolder,
): Promise<string[]> {
  const files = await readMigrations(folder)
  const client = new pg.Client(connection)
  client.on('error', () => undefined)
  await client.connect()
  try {
    if (pendingOf(files, await appliedTo(client)).length === 0) return []
    await ensureRoles(client)
    await ensureOwnDatabase(client)
    const done: string[] = []
    for (const file of files) {
      if (await apply(client, files, file)) {
        log(`Migrated: ${fileName(file)}`)
        done.push(fileName(file))
      }
    }
    return done
  } finally {
    await client.end()
  }
}

/** The migrations of a folder, in order. Throws when a file is named otherwise or two have one number. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).toSorted()
  const migrations = await Promise.all(names.map(file => readMigration(folder, file)))
  const twice = migrations.find(({ number }, at) => migrations[at - 1]?.number === number)
  if (twice !== undefined) throw new Error(`${folder} has two migrations ${twice.number}: give one the next number`)
  return migrations
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const [, digits, name] = /^(\d{4})_([a-z0-9_-]+)\.sql$/u.exec(file) ?? []
  if (digits === undefined || name === undefined)
    throw new Error(`${join(folder, file)} should be named like 0001_some-name.sql`)
  // A checkout may have changed line ends; what the file says stays the same.
  const sql = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n')
  return { number: Number(digits), name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
}

/** What is left to apply. Throws DatabaseRefusal when the database cannot be brought to the schema of these files. */
export function pendingOf(files: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const last = files.at(-1)?.number ?? 0
  for (const { number, name, sha256 } of applied) {
    const file = files.find(one => one.number === number)
    if (file === undefined) {
      throw new DatabaseRefusal(
        `The database is newer than this code: it has migration ${fileName({ number, name })} and the code ends at ${last}. Start the newer Throughline, or restore a backup made before it.`,
      )
    }
    if (file.sha256 !== sha256) {
      throw new DatabaseRefusal(
        `The migration ${fileName(file)} was changed after it was applied. Put the file back as it was (git checkout) and write the change as a new migration.`,
      )
    }
  }
  const numbers = new Set(applied.map(row => row.number))
  return files.filter(file => !numbers.has(file.number))
}

async function appliedTo(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('public.schema_migration') is not null as there`,
  )
  if (rows[0]?.there !== true) return []
  const { rows: applied } = await client.query<Applied>(
    'select number, name, sha256 from public.schema_migration order by number',
  )
  return applied
}

/** Whether it was applied just now; not so when another start was quicker. */
async function apply(client: pg.Client, files: readonly Migration[], file: Migration): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query(`select pg_advisory_xact_lock(${LOCK})`)
    await client.query('set local role throughline_owner; set local search_path = public')
    await client.query(`
      create table if not exists public.schema_migration (
        number     int primary key,
        name       text not null,
        sha256     text not null,
        applied_at timestamptz not null default now()
      );
      grant select on public.schema_migration to public`)
    if (!pendingOf(files, await appliedTo(client)).includes(file)) {
      await client.query('rollback')
      return false
    }
    await client.query(file.sql)
    await client.query('insert into public.schema_migration (number, name, sha256) values ($1, $2, $3)', [
      file.number,
      file.name,
      file.sha256,
    ])
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    if (error instanceof pg.DatabaseError) throw failureOf(file, error)
    throw error
  }
}

function failureOf(file: Migration, error: pg.DatabaseError): Error {
  const line =
    error.position === undefined ? '' : `, line ${file.sql.slice(0, Number(error.position)).split('\n').length}`
  return new Error(`The migration ${fileName(file)}${line} failed and changed nothing: ${error.message}`, {
    cause: error,
  })
}

/** A first migration into a database with somebody else's tables would mix two programs. */
async function ensureOwnDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ database: string; table: string }>(`
    select current_database() as database, c.relname as table
      from pg_class c
      left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
     where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p')
       and d.objid is null
       and to_regclass('public.schema_migration') is null
     order by c.relname
     limit 1`)
  const [stranger] = rows
  if (stranger === undefined) return
  throw new DatabaseRefusal(
    `The database ${stranger.database} holds another program's tables (${stranger.table}): make an empty database for Throughline and name it in DATABASE_URL.`,
  )
}

function fileName({ number, name }: Pick<Migration, 'number' | 'name'>): string {
  return `${String(number).padStart(4, '0')}_${name}.sql`
}
