import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { type Database, openDatabase, type Tx } from './database.ts'

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 2 })
  await asOwner('create table jotting (place int generated always as identity, word text unique)')
  await asOwner('grant select, insert on jotting to throughline_app')
})
afterAll(async () => {
  await database.close()
  await test.drop()
})
beforeEach(() => asOwner('truncate jotting restart identity'))

async function asOwner(text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(test.owner)
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const jot = (tx: Tx, word: string) => sql`insert into jotting (word) values (${word})`.execute(tx)
const words = async () => (await asOwner('select word from jotting order by place')).map(row => row['word'])

describe('statements that travel together', () => {
  it('are done in the order in which they are begun, whatever they are', async () => {
    await database.transaction('btp', tx =>
      Promise.all([
        jot(tx, 'first'),
        sql`select pg_sleep(0.05)`.execute(tx),
        jot(tx, 'second'),
        tx.selectFrom('agency').select('agency_id').limit(1).execute(),
        sql.raw(`insert into jotting (word) values ('third')`).execute(tx),
      ]),
    )
    expect(await words()).toEqual(['first', 'second', 'third'])
  })

  it('tell of the first that failed, and leave nothing of the others', async () => {
    const work = database.transaction('btp', tx =>
      Promise.all([jot(tx, 'kept?'), jot(tx, 'twice'), jot(tx, 'twice'), jot(tx, 'after')]),
    )
    await expect(work).rejects.toMatchObject({ code: '23505' })
    expect(await words()).toEqual([])
    await database.transaction('btp', tx => jot(tx, 'the connection still serves'))
    expect(await words()).toEqual(['the connection still serves'])
  })

  it('run in the transaction’s role and for its agency from the first one on', async () => {
    const seen = await database.transaction('met-police', async tx => {
      const { rows } = await sql<{ role: string; agency: string }>`
        select current_user::text as role, current_setting('app.agency') as agency`.execute(tx)
      return rows[0]
    })
    expect(seen).toEqual({ role: 'throughline_app', agency: 'met-police' })
    const left = await database.transaction('', async tx => {
      const { rows } = await sql<{ agency: string }>`select current_setting('app.agency', true) as agency`.execute(tx)
      return rows[0]?.agency
    })
    expect(left).toBe('')
  })
})

describe('what is sealed with the commit', () => {
  it('is in when the work is', async () => {
    await database.transaction(
      'btp',
      tx => jot(tx, 'work'),
      tx => jot(tx, 'seal'),
    )
    expect(await words()).toEqual(['work', 'seal'])
  })

  it('takes the work back when it fails', async () => {
    const sealed = database.transaction(
      'btp',
      tx => jot(tx, 'work'),
      tx => jot(tx, 'work'),
    )
    await expect(sealed).rejects.toMatchObject({ code: '23505' })
    expect(await words()).toEqual([])
  })

  it('is not written when the work fails', async () => {
    const failed = database.transaction(
      'btp',
      () => Promise.reject(new Error('no')),
      tx => jot(tx, 'seal'),
    )
    await expect(failed).rejects.toThrow('no')
    expect(await words()).toEqual([])
  })
})

describe('a glance', () => {
  it('gives the answers to all that was asked at once', async () => {
    const [one, two] = await database.glance('btp', tx =>
      Promise.all([
        sql<{ n: number }>`select 1 as n`.execute(tx),
        sql<{ a: string }>`select current_setting('app.agency') as a`.execute(tx),
      ]),
    )
    expect([one.rows, two.rows]).toEqual([[{ n: 1 }], [{ a: 'btp' }]])
  })

  it('tells of what failed, and the connection still serves', async () => {
    await expect(database.glance('btp', tx => sql`select 1 / 0`.execute(tx))).rejects.toMatchObject({ code: '22012' })
    expect((await database.glance('btp', tx => sql`select 1 as n`.execute(tx))).rows).toEqual([{ n: 1 }])
  })
})

it('once took the whole process down when the server cut a connection between two statements of a transaction', async () => {
  const pidOf = async (tx: Tx) => (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)).rows[0]?.pid
  const cut = database.transaction('', async tx => {
    await asOwner(`select pg_terminate_backend(${await pidOf(tx)})`)
    await sleep(200)
    return await pidOf(tx)
  })
  await expect(cut).rejects.toThrow()
  expect(await database.transaction('', pidOf)).toBeGreaterThan(0)
})

it('drops a connection that the server ended, and goes on with another', async () => {
  const ended = database.transaction('btp', async tx => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx)
  })
  await expect(ended).rejects.toThrow()
  await database.transaction('btp', tx => jot(tx, 'again'))
  expect(await words()).toEqual(['again'])
})

describe('a moment', () => {
  it.each(['UTC', 'Europe/London', 'Asia/Kolkata'])(
    'is read to the millisecond with a server that keeps %s',
    async zone => {
      const { rows } = await database.transaction('', async tx => {
        await sql.raw(`set local time zone '${zone}'`).execute(tx)
        return sql`select '2026-07-01T23:59:59.98765Z'::timestamptz as fine, '2026-01-01T00:00:00Z'::timestamptz as whole,
                        '2026-03-04T05:06:07.5Z'::timestamptz as half`.execute(tx)
      })
      expect(rows).toEqual([
        {
          fine: '2026-07-01T23:59:59.987Z',
          whole: '2026-01-01T00:00:00.000Z',
          half: '2026-03-04T05:06:07.500Z',
        },
      ])
    },
  )
})
