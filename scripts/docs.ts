import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildApp } from '#app'
import { loadConfig, projectFolder } from '#config'
import type { Instant } from '#domain/values/time.ts'
import type { DeclaredRoute } from '#http/declared-action.ts'
import { openDatabase } from '#store/database.ts'
import { migrationsFolder, readMigrations } from '#store/migrate.ts'
import { loadReference } from '#store/reference.ts'
import { withClient } from '#test/own-server.ts'
import { asAdministrator, inDatabase, newName, openTestServer } from '#test/server.ts'
import { loadAssets } from '#web/assets.ts'
import { createViews } from '#web/views.ts'
import { buildAssets } from './build-assets.ts'
import { accessMatrix } from './docs/access-matrix.ts'
import { dataDictionary } from './docs/data-dictionary.ts'

/** Makes the generated documents again: `npm run docs`. */

await write('access-matrix.md', accessMatrix(await declaredRoutes()))
await write('data-dictionary.md', await dictionary())

async function write(name: string, text: string): Promise<void> {
  const path = join(projectFolder, 'docs', name)
  const before = await readFile(path, 'utf8').catch(() => '')
  if (before !== text) await writeFile(path, text)
  process.stderr.write(`docs/${name} ${before === text ? 'is as it was' : 'is written'}.\n`)
}

/** Routes of the server, which is built for that and never listens or asks a database. */
async function declaredRoutes(): Promise<readonly DeclaredRoute[]> {
  await buildAssets()
  const database = openDatabase({})
  const app = await buildApp({
    config: loadConfig({ LOG_LEVEL: 'silent' }),
    version: '0.0.0',
    database,
    reference: loadReference(),
    clock: () => '2026-01-01T00:00:00.000Z' as Instant,
    views: createViews({
      paths: [join(projectFolder, 'src/web'), join(projectFolder, 'node_modules/govuk-frontend/dist')],
    }),
    assets: loadAssets(join(projectFolder, 'dist/assets')),
    readiness: { waitingFor: undefined },
    live: { hear: () => () => undefined, close: async () => undefined },
  })
  const routes = [...app.declaredRoutes]
  await app.close()
  await database.close()
  return routes
}

async function dictionary(): Promise<string> {
  const { server, stop } = await openTestServer(text => process.stderr.write(`${text}\n`))
  const name = newName('part')
  try {
    await asAdministrator(server.owner, client => client.query(`create database ${name} template ${server.template}`))
    const migrations = await readMigrations(migrationsFolder)
    return await withClient(inDatabase(server.owner, name), client =>
      dataDictionary(
        client,
        migrations.map(file => file.sql),
      ),
    )
  } finally {
    await asAdministrator(server.owner, client => client.query(`drop database if exists ${name} with (force)`))
    await stop()
  }
}
