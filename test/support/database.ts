import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolConfig } from 'pg'
import { inject } from 'vitest'
import { codeOf } from '#store/database.ts'
import { asAdministrator, inDatabase, newName, templateOf, type TestServer } from './server.ts'

/** A database of one's own, migrated and empty unless it was cloned from something else. */
export interface TestDatabase {
  /** For the application's pool. */
  readonly connection: PoolConfig
  /** As the login that may change the schema: for what no use case may do, such as looking behind row security. */
  readonly owner: PoolConfig
  drop(): Promise<void>
}

/** A new database for a test file; about 0.1 s. Drop it in `afterAll`, once the pools on it are closed. */
export async function testDatabase(template: string = inject('server').template): Promise<TestDatabase> {
  const { owner, app } = inject('server')
  const name = newName('test')
  await asAdministrator(owner, client => client.query(`create database ${name} template ${template}`))
  return {
    connection: inDatabase(app, name),
    owner: inDatabase(owner, name),
    drop: () => dropPatiently(owner, name),
  }
}

/** A background worker of the server's own may be in the database for a moment and cannot be thrown out: wait for it. */
async function dropPatiently(owner: PoolConfig, name: string, tries = 40): Promise<void> {
  try {
    await asAdministrator(owner, client => client.query(`drop database if exists ${name} with (force)`))
  } catch (error) {
    if (tries === 0 || !['42501', '55006'].includes(codeOf(error))) throw error
    await sleep(250)
    await dropPatiently(owner, name, tries - 1)
  }
}

/**
 * A template for {@link testDatabase} that holds more than the empty schema, such as a world of people: built once, then kept as
 * long as the migrations and `content` stay the same. `build` must close its connections.
 */
export function testTemplate(
  name: string,
  content: string,
  build: (database: Omit<TestDatabase, 'drop'>) => Promise<void>,
): Promise<string> {
  const { owner, app, template }: TestServer = inject('server')
  return templateOf(
    owner,
    name,
    `${template} ${content}`,
    settings => build({ owner: settings, connection: sameDatabase(app, settings) }),
    template,
  )
}

function sameDatabase(settings: PoolConfig, other: PoolConfig): PoolConfig {
  const name = other.connectionString === undefined ? other.database : new URL(other.connectionString).pathname.slice(1)
  return inDatabase(settings, name ?? '')
}
