import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { newEmbeddedServer, newPostgresql15, type OwnServer, POSTGRESQL_15, withClient } from '#test/own-server.ts'
import { connectionFor, openServer, whyNot } from './connect.ts'
import { migrate, migrationsFolder, readMigrations } from './migrate.ts'

const quiet = () => undefined

describe.each([
  ['the embedded PostgreSQL', newEmbeddedServer, true],
  ['PostgreSQL 15', newPostgresql15, existsSync(POSTGRESQL_15)],
] as const)('migrations on %s', (_, newServer, isThere) => {
  let server: OwnServer
  let count = 0

  beforeAll(async () => {
    if (isThere) server = await newServer()
  })
  afterAll(() => server?.stop())

  it.runIf(isThere)('need no more than a login that owns its database and may make roles', async () => {
    const url = await newDatabase({ login: 'plain', rights: 'createrole' })
    const open = await openServer({ databaseUrl: url, dataDir: '/nowhere' }, quiet)
    const said: string[] = []
    const applied = await migrate(connectionFor(open, 'owner'), text => said.push(text))
    expect(applied).toHaveLength((await readMigrations(migrationsFolder)).length)
    expect(said).toHaveLength(applied.length)
    expect(await migrate(connectionFor(open, 'owner'), quiet)).toEqual([])

    const mine = await withClient(connectionFor(open), async client => {
      await client.query('begin; set local role throughline_app')
      await client.query('select count(*) from record')
      return client.query('drop table agency').catch(error => error.code)
    })
    expect(mine).toBe('42501')
  })

  it.runIf(isThere)('tables belong to the owner role, and none with row security lets its owner by', async () => {
    const url = await newDatabase({ login: 'plain', rights: 'createrole' })
    await migrate({ connectionString: url }, quiet)
    const { rows } = await withClient({ connectionString: url }, client =>
      client.query<{ owner: string; relrowsecurity: boolean; relforcerowsecurity: boolean }>(`
        select pg_get_userbyid(relowner) as owner, relrowsecurity, relforcerowsecurity
          from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`),
    )
    expect(new Set(rows.map(row => row.owner))).toEqual(new Set(['throughline_owner']))
    expect(rows.filter(row => row.relrowsecurity !== row.relforcerowsecurity)).toEqual([])
  })

  it.runIf(isThere)('are applied once when several starts do so at once', async () => {
    const url = await newDatabase({})
    const results = await Promise.all([1, 2, 3].map(() => migrate({ connectionString: url }, quiet)))
    const names = results.flat()
    expect(new Set(names).size).toBe(names.length)
    expect(names).toHaveLength((await readMigrations(migrationsFolder)).length)
  })

  it.runIf(isThere)('do not fight with those of another database over the roles', async () => {
    await cleared()
    const urls = [await newDatabase({}), await newDatabase({}), await newDatabase({})]
    const results = await Promise.all(urls.map(url => migrate({ connectionString: url }, quiet)))
    expect(new Set(results.map(applied => applied.length)).size).toBe(1)
  })

  it.runIf(isThere)('are refused by a login that lacks a right, with what to run', async () => {
    await migrate({ connectionString: await newDatabase({}) }, quiet)
    const url = await newDatabase({ login: 'poor', rights: 'nocreaterole' })
    const told = await migrate({ connectionString: url }, quiet).catch((error: Error) => error.message)
    expect(told).toMatch(
      /^The login poor lacks a right.*run there: grant throughline_owner to "poor"; and start again/u,
    )
  })

  it.runIf(isThere)('are not needed by a login that may only work as the application', async () => {
    const url = await newDatabase({})
    await migrate({ connectionString: url }, quiet)
    await newLogin('service', '')
    await withClient(server.settings, client => client.query('grant throughline_app to service'))
    expect(await migrate({ connectionString: url.replace('postgres@', 'service@') }, quiet)).toEqual([])
  })

  it.runIf(isThere)('work as the runbook says, with one login and with two', async () => {
    const [short = '', careful = ''] = sqlOf(
      await readFile(join(projectFolder, 'docs', 'runbooks', 'own-database.md'), 'utf8'),
    )
    await cleared()
    await administrator(short)
    const one = { connectionString: server.url('throughline', 'throughline') }
    expect(await migrate(one, quiet)).not.toEqual([])
    await administrator('alter role throughline nocreaterole')
    expect(await migrate(one, quiet)).toEqual([])

    await cleared()
    await administrator(careful)
    await withClient({ ...server.settings, database: 'throughline' }, client =>
      client.query('alter schema public owner to throughline_owner'),
    )
    const service = { connectionString: server.url('throughline_service', 'throughline') }
    await expect(migrate(service, quiet)).rejects.toThrow(/throughline_service lacks a right.*own-database\.md/u)
    expect(await migrate({ connectionString: server.url('throughline_migrator', 'throughline') }, quiet)).not.toEqual(
      [],
    )
    expect(await migrate(service, quiet)).toEqual([])
    const seen = await withClient(service, client =>
      client.query('begin; set local role throughline_app').then(() => client.query('select from record')),
    )
    expect(seen.rowCount).toBe(0)
    await expect(withClient(service, client => client.query('set role throughline_owner'))).rejects.toThrow(
      /permission denied/u,
    )
  })

  it.runIf(isThere)('are refused in a database with another program’s tables', async () => {
    const url = await newDatabase({})
    await withClient({ connectionString: url }, client => client.query('create table invoices (id int)'))
    await expect(migrate({ connectionString: url }, quiet)).rejects.toThrow(
      /another program's tables \(invoices\).*DATABASE_URL/u,
    )
  })

  /** A server on which Throughline was never started. */
  async function cleared(): Promise<void> {
    await withClient(server.settings, async client => {
      const { rows } = await client.query(`select datname from pg_database where datname ~ '^(hub|throughline)'`)
      for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
      const { rows: roles } = await client.query(`select rolname from pg_roles where rolname ~ '^throughline'`)
      for (const { rolname } of roles) await client.query(`drop owned by ${rolname}; drop role ${rolname}`)
    })
  }

  async function administrator(statements: string): Promise<void> {
    await withClient(server.settings, async client => {
      for (const statement of statements.split(';').filter(text => text.trim() !== '')) await client.query(statement)
    })
  }

  async function newDatabase({ login = 'postgres', rights = '' }): Promise<string> {
    if (login !== 'postgres') await newLogin(login, rights)
    count += 1
    await withClient(server.settings, client => client.query(`create database hub${count} owner ${login}`))
    return server.url(login, `hub${count}`)
  }

  async function newLogin(login: string, rights: string): Promise<void> {
    await withClient(server.settings, async client => {
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [login])
      if (rowCount === 0) await client.query(`create role ${login} login ${rights}`)
    })
  }
})

/** The SQL of a document's code blocks. */
function sqlOf(text: string): string[] {
  return [...text.matchAll(/```sql\n([\s\S]*?)```/gu)].map(match => match[1] ?? '')
}

describe('migrations that do not fit', () => {
  let server: OwnServer
  let connectionString: string
  let folder: string

  beforeAll(async () => {
    server = await newEmbeddedServer()
    connectionString = server.url('postgres', 'postgres')
    folder = await mkdtemp(join(tmpdir(), 'throughline-migrations-'))
    await cp(migrationsFolder, folder, { recursive: true })
    await migrate({ connectionString }, quiet, folder)
  })
  afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })

  it('change nothing when one fails, and say where', async () => {
    const file = join(folder, '9000_half.sql')
    await writeFile(file, 'create table half (x int);\n\nselect nonsense;\n')
    await expect(migrate({ connectionString }, quiet, folder)).rejects.toThrow(
      /^The migration 9000_half\.sql, line 3 failed and changed nothing/u,
    )
    const { rows } = await withClient({ connectionString }, client =>
      client.query(`select to_regclass('half') as half`),
    )
    expect(rows).toEqual([{ half: null }])
    await rm(file)
  })

  it('are refused when an applied file was changed', async () => {
    const file = join(folder, '0001_who.sql')
    const before = await readFile(file, 'utf8')
    await writeFile(file, before.replaceAll('\n', '\r\n'))
    expect(await migrate({ connectionString }, quiet, folder)).toEqual([])
    await writeFile(file, `${before}-- and more\n`)
    await expect(migrate({ connectionString }, quiet, folder)).rejects.toThrow(
      /0001_who\.sql was changed after.*new migration/u,
    )
    await writeFile(file, before)
  })

  it('are refused when the database is newer than the code', async () => {
    const file = join(folder, '9001_newer.sql')
    await writeFile(file, 'create table newer (x int);\n')
    await migrate({ connectionString }, quiet, folder)
    await rm(file)
    await expect(migrate({ connectionString }, quiet, folder)).rejects.toThrow(
      /newer than this code.*9001_newer\.sql.*Start the newer Throughline/u,
    )
  })

  it('are refused when two have one number or a name is no name', async () => {
    await writeFile(join(folder, '0001_twice.sql'), '')
    await expect(readMigrations(folder)).rejects.toThrow(/two migrations 1/u)
    await writeFile(join(folder, '0001_twice.sql.sql'), '')
    await expect(readMigrations(folder)).rejects.toThrow(/should be named like/u)
  })

  it.each([
    ['nobody', 'postgres', /refuses the login nobody|role/u],
    ['postgres', 'nowhere', /has no database nowhere: make it with: create database nowhere owner postgres;/u],
  ])('say what to do when %s cannot open %s', async (login, database, message) => {
    await expect(openServer({ databaseUrl: server.url(login, database), dataDir: '/nowhere' }, quiet)).rejects.toThrow(
      message,
    )
  })

  it.each([
    [
      { number: 140_019, encoding: 'UTF8', standby: false },
      /PostgreSQL 14\.19, and Throughline needs 15 or later: upgrade/u,
    ],
    [{ number: 150_020, encoding: 'LATIN1', standby: false }, /LATIN1.*encoding 'UTF8'/u],
    [{ number: 180_004, encoding: 'UTF8', standby: true }, /standby.*primary/u],
  ])('refuse the server %j', (facts, message) => {
    expect(whyNot(facts, '14.19')).toMatch(message)
  })

  it('take a server that fits', () => {
    expect(whyNot({ number: 150_000, encoding: 'UTF8', standby: false }, '15.0')).toBeUndefined()
  })
})
