import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectFolder } from '#config'
import { migrationsFolder, readMigrations } from '#store/migrate.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { withClient } from '#test/own-server.ts'
import { accessMatrix } from '../scripts/docs/access-matrix.ts'
import { dataDictionary } from '../scripts/docs/data-dictionary.ts'

let test: TestApp

beforeAll(async () => {
  test = await testApp()
})
afterAll(() => test?.close())

function read(name: string): string {
  return readFileSync(join(projectFolder, 'docs', name), 'utf8')
}

describe('the generated documents', () => {
  it('are fresh in docs/access-matrix.md; else npm run docs', () => {
    expect(read('access-matrix.md')).toBe(accessMatrix(test.app.declaredRoutes))
  })

  it('are fresh in docs/data-dictionary.md; else npm run docs', async () => {
    const migrations = await readMigrations(migrationsFolder)
    const texts = migrations.map(file => file.sql)
    const made = await withClient(test.owner, client => dataDictionary(client, texts))
    expect(read('data-dictionary.md')).toBe(made)
  })
})
