import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '#store/database.ts'
import { type TestDatabase, testDatabase, testTemplate } from './database.ts'
import { withClient } from './own-server.ts'

describe('testDatabase', () => {
  let test: TestDatabase
  let database: Database
  beforeAll(async () => {
    test = await testDatabase()
    database = openDatabase(test.connection)
  })
  afterAll(async () => {
    await database.close()
    await test.drop()
  })

  it('is migrated and works as the application', async () => {
    const agencies = await database.transaction('', tx => tx.selectFrom('agency').select('agency_id').execute())
    expect(agencies).toEqual([])
  })

  it('is nobody else’s', async () => {
    const other = await testDatabase()
    await withClient(other.owner, client => client.query(`set role throughline_owner; create table only_here (x int)`))
    const found = await withClient(test.owner, client => client.query(`select to_regclass('only_here') as it`))
    expect(found.rows).toEqual([{ it: null }])
    await other.drop()
  })

  it('can be cloned from a template that was filled once', async () => {
    let built = 0
    const build = async ({ owner }: { owner: pg.PoolConfig }) => {
      built += 1
      await withClient(owner, client =>
        client.query(`set role throughline_owner; create table filled as select 42 as x`),
      )
    }
    const content = String(Math.random())
    const template = await testTemplate('sample', content, build)
    expect(await testTemplate('sample', content, build)).toBe(template)
    expect(built).toBe(1)
    const clone = await testDatabase(template)
    const { rows } = await withClient(clone.owner, client =>
      client.query('set role throughline_owner').then(() => client.query('select x from filled')),
    )
    expect(rows).toEqual([{ x: 42 }])
    await clone.drop()
    await withClient({ ...clone.owner, database: 'postgres' }, client => client.query(`drop database ${template}`))
  })
})
