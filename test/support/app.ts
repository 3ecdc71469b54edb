import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { PoolConfig } from 'pg'
import { type AppDeps, buildApp } from '#app'
import { loadConfig, projectFolder } from '#config'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { loadReference } from '#store/reference.ts'
import { testDatabase } from '#test/database.ts'
import { loadAssets } from '#web/assets.ts'
import { createViews } from '#web/views.ts'
import { buildAssets } from '../../scripts/build-assets.ts'

/** A whole server on a database of its own, with a clock that only moves when told to. */
export interface TestApp {
  readonly app: FastifyInstance
  readonly database: Database
  /** The login that may look behind row security. */
  readonly owner: PoolConfig
  readonly now: () => Instant
  /** Move the clock on. */
  readonly pass: (minutes: number) => void
  readonly close: () => Promise<void>
}

/** Build the server for a test file. Close it in `afterAll`. */
export async function testApp(changes: Partial<AppDeps> & { readonly env?: NodeJS.ProcessEnv } = {}): Promise<TestApp> {
  const { env, ...deps } = changes
  const own = await testDatabase()
  const database = openDatabase({ ...own.connection, max: 4 })
  let now = '2026-03-04T12:00:00.000Z' as Instant
  await buildAssets()
  const app = await buildApp({
    config: loadConfig({ LOG_LEVEL: 'silent', THROUGHLINE_DEMO: 'false', ...env }),
    version: '0.0.0',
    database,
    reference: loadReference(),
    clock: () => now,
    views: createViews({
      paths: [join(projectFolder, 'src/web'), join(projectFolder, 'node_modules/govuk-frontend/dist')],
    }),
    assets: loadAssets(join(projectFolder, 'dist/assets')),
    readiness: { waitingFor: undefined },
    ...deps,
  })
  return {
    app,
    database,
    owner: own.owner,
    now: () => now,
    pass: minutes => {
      now = plusMinutes(now, minutes)
    },
    close: async () => {
      await app.close()
      await database.close()
      await own.drop()
    },
  }
}
