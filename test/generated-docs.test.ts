import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { migrationsFolder, readMigrations } from '#store/migrate.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { withClient } from '#test/own-server.ts'
import { accessMatrix } from '../scripts/docs/access-matrix.ts'
import { dataDictionary } from '../scripts/docs/data-dictionary.ts'

let test: TestApp
let folder: string

beforeAll(async () => {
  test = await testApp()
  folder = mkdtempSync(join(tmpdir(), 'throughline-generated-'))
})
afterAll(async () => {
  await test?.close()
  rmSync(folder, { recursive: true, force: true })
})

function read(name: string): string {
  return readFileSync(join(projectFolder, name), 'utf8')
}

describe('what is generated', () => {
  it('is fresh in docs/access-matrix.md; else npm run docs', () => {
    expect(accessMatrix(test.app.declaredRoutes)).toBe(read('docs/access-matrix.md'))
  })

  it('is fresh in docs/data-dictionary.md; else npm run docs', async () => {
    const migrations = await readMigrations(migrationsFolder)
    const texts = migrations.map(file => file.sql)
    expect(await withClient(test.owner, client => dataDictionary(client, texts))).toBe(read('docs/data-dictionary.md'))
  })

  it('is fresh in src/store/schema.ts; else npm run schema', () => {
    const scripts: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'))
    const file = join(folder, 'schema.ts')
    const command = scripts.scripts['schema']?.replace('src/store/schema.ts', file)
    const path = `${join(projectFolder, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`
    const made = spawnSync('sh', ['-c', `${command} --url "$DATABASE_URL"`], {
      cwd: folder,
      env: { ...process.env, PATH: path, DATABASE_URL: urlOf(test.owner) },
      encoding: 'utf8',
    })
    expect([made.status, made.stderr]).toEqual([0, ''])
    expect(readFileSync(file, 'utf8')).toBe(read('src/store/schema.ts'))
  })
})

function urlOf({ connectionString, host = '', user = '', database = '', password }: pg.PoolConfig): string {
  if (connectionString !== undefined) return connectionString
  const secret = typeof password === 'string' ? `:${encodeURIComponent(password)}` : ''
  return `postgres://${user}${secret}@/${database}?host=${encodeURIComponent(host)}`
}
