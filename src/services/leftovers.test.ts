import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { hashPassword } from '#services/passwords.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { addMessage, markDone, markFailed } from '#store/outbox.ts'
import { loadReference } from '#store/reference.ts'
import { openSpool } from '#store/spool.ts'
import { insertUser } from '#store/users.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { asOwner } from '#test/linking.ts'
import { importFile } from './intake.ts'
import { getBatch } from './intake/batches.ts'
import { holdBatch } from './intake/cut-off.ts'
import { unitOfWork } from './context.ts'
import { clearLeftovers } from './leftovers.ts'
import { operatorOf } from './operators.ts'
import { loadMappings } from '#store/mappings.ts'

const NOW = '2026-06-01T12:00:00.000Z' as Instant
const agency = 'essex-police' as AgencyId
const other = 'enfield-council' as AgencyId
const { retentionPeriods: periods } = loadReference()

let own: TestDatabase
let database: Database
let folder: string

beforeAll(async () => {
  own = await testDatabase()
  database = openDatabase({ ...own.connection, max: 4 })
  await database.transaction('', tx =>
    tx
      .insertInto('agency')
      .values([agency, other].map(code => ({ agency_id: code, name: code, kind: 'police', regime: 'x' })))
      .execute(),
  )
})
afterAll(async () => {
  await database.close()
  await own.drop()
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-leftovers-'))
})
afterEach(() => rm(folder, { recursive: true }))

const daysAgo = (days: number) => plusMinutes(NOW, -days * 24 * 60)

function clear(stopping = () => false) {
  return clearLeftovers(database, { periods, files: openSpool(folder), now: NOW, stopping })
}

async function count(table: string): Promise<number> {
  const counts = [agency, other].map(async of => {
    const query = sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)} where agency_id = ${of}`
    return (await database.transaction(of, tx => query.execute(tx))).rows[0]?.n ?? 0
  })
  return (await Promise.all(counts)).reduce((sum, n) => sum + n, 0)
}

/** A message of so many days ago, and what became of it. */
async function message(
  days: number,
  end: 'sent' | 'waits' | 'given up' | 'no mail server' | 'sent at the second try',
): Promise<string> {
  const key = `${end} ${days} ${randomUUID()}`
  const at = daysAgo(days)
  await database.transaction('', async tx => {
    await addMessage(tx, key, agency, { kind: 'mail', payload: { about: 'alert' } }, at)
    const { message_id: id } = await tx
      .selectFrom('outbox')
      .select('message_id')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    if (end === 'given up') await markFailed(tx, id, at, 'ECONNREFUSED', undefined)
    if (end === 'sent at the second try') await markFailed(tx, id, at, 'ECONNREFUSED', at)
    if (end.startsWith('sent')) await markDone(tx, id, at)
    if (end === 'no mail server') await markDone(tx, id, at, 'not sent: SMTP_URL is not set')
  })
  return key
}

function keep(key: string, days: number, of: AgencyId): Promise<unknown> {
  return database.transaction(of, tx =>
    tx
      .insertInto('idempotency')
      .values({ agency_id: of, key, request_hash: 'x', status: 201, response: '{}', created_at: daysAgo(days) })
      .execute(),
  )
}

describe('what has served', () => {
  it('was kept for ever: messages that were sent go after a month, and no other message does', async () => {
    const kept = [
      await message(29, 'sent'),
      await message(400, 'waits'),
      await message(400, 'given up'),
      await message(400, 'no mail server'),
    ]
    await message(31, 'sent')
    await message(400, 'sent at the second try')
    expect((await clear()).get('sent-message')).toBe(2)
    const left = await database.transaction('', tx => tx.selectFrom('outbox').select('key').execute())
    expect(left.map(row => row.key).toSorted()).toEqual(kept.toSorted())
  })

  it('was kept for ever: old keys of every agency, expired sessions and old canaries', async () => {
    for (const of of [agency, other]) {
      await keep('old', 31, of)
      await keep('young', 29, of)
    }
    const passwordHash = await hashPassword('a long enough password')
    await database.transaction('', async tx => {
      const user = await insertUser(tx, {
        agency,
        email: 'a@b.example',
        name: 'Kit',
        roles: ['practitioner'],
        passwordHash,
      })
      const session = { user_id: user, agency_id: agency, purpose: 'safeguarding', csrf: 'x' }
      for (const days of [0.5, 2]) {
        const at = { created_at: daysAgo(days + 1), last_seen_at: daysAgo(days + 1), expires_at: daysAgo(days) }
        await tx
          .insertInto('session')
          .values({ ...session, ...at, token_hash: randomBytes(32) })
          .execute()
      }
    })
    await database.transaction(other, tx =>
      tx
        .insertInto('canary')
        .values([89, 91].map(days => ({ agency_id: other, canary_id: randomUUID(), sent_at: daysAgo(days) })))
        .execute(),
    )
    const cleared = await clear()
    expect(Object.fromEntries(cleared)).toMatchObject({ 'idempotency-key': 2, session: 1, canary: 1 })
    expect([await count('idempotency'), await count('session'), await count('canary')]).toEqual([2, 1, 1])
    expect(Object.fromEntries(await clear())).toEqual({
      'sent-message': 0,
      'idempotency-key': 0,
      session: 0,
      canary: 0,
      upload: 0,
    })
  })

  it('goes in bounded rounds, stops when it is told to, and is cleared once though two do it', async () => {
    const many = 2500
    await asOwner(
      own.owner,
      `insert into outbox (key, agency_id, kind, payload, created_at, run_after, done_at)
       select 'many ' || n, 'essex-police', 'mail', '{}', '2020-01-01', '2020-01-01', '2020-01-01' from generate_series(1, ${many}) n`,
    )
    let asked = 0
    // Asked before the kind and before its first round, and then it is time to stop.
    expect((await clear(() => (asked += 1) > 2)).get('sent-message')).toBe(1000)
    const both = await Promise.all([clear(), clear()])
    expect(both.reduce((sum, one) => sum + (one.get('sent-message') ?? 0), 0)).toBe(many - 1000)
  })

  it('is never a record, an event, a word of the audit trail, or a batch', async () => {
    const who = operatorOf(agency, 'test', daysAgo(4000))
    const content =
      'report_id,first_name,surname,dob,reported_at,status\n1,Ann,Example,01/02/2003,01/03/2015 10:00,open\n'
    await importFile({ database, mappings: loadMappings(), now: () => daysAgo(4000) }, who, {
      source: {
        async *open() {
          yield Buffer.from(content)
        },
      },
      fileName: 'old.csv',
      mapping: 'police-missing',
    })
    const tables = ['record', 'record_version', 'event', 'audit_entry', 'batch', 'interest', 'match_key', 'member']
    const before = await Promise.all(tables.map(count))
    expect(Math.min(...before)).toBeGreaterThan(0)
    await clear()
    expect(await Promise.all(tables.map(count))).toEqual(before)
  })

  it('is cleared by the one function that says what, and the application can delete nothing of it otherwise', async () => {
    const remove = (table: 'outbox' | 'idempotency' | 'canary' | 'record') =>
      database.transaction(agency, tx => tx.deleteFrom(table).execute())
    for (const table of ['outbox', 'idempotency', 'canary', 'record'] as const)
      await expect(remove(table)).rejects.toMatchObject({ code: '42501' })
    await expect(asOwner(own.owner, `select clear_leftovers('record', now(), 10)`)).rejects.toThrow(
      'record is not cleared away',
    )
  })
})

describe('files that were sent', () => {
  const old = new Date(daysAgo(1.5))

  async function file(id: string, suffix = 'file'): Promise<string> {
    const name = `${id}.${suffix}`
    await writeFile(join(folder, name), 'x')
    await utimes(join(folder, name), old, old)
    return name
  }

  async function batch(state: 'previewed' | 'reading', touched: Instant): Promise<string> {
    const id = randomUUID()
    await database.transaction(agency, tx =>
      tx
        .insertInto('batch')
        .values({
          agency_id: agency,
          batch_id: id,
          source_system: 'x',
          mapping: 'person-list',
          mapping_version: '1',
          file_name: 'f.csv',
          state,
          created_by: 'Test',
          created_at: touched,
          updated_at: touched,
        })
        .execute(),
    )
    return id
  }

  it('once waited for an answer for ever: after a day they go, and the batch says so', async () => {
    const unanswered = await batch('previewed', daysAgo(1.5))
    const asked = await batch('previewed', daysAgo(0.5))
    const kept = [await file(asked), await file(asked, 'json')]
    for (const suffix of ['file', 'json']) await file(unanswered, suffix)
    expect((await clear()).get('upload')).toBe(0)
    expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted())
    const read = (id: string) => unitOfWork(database, operatorOf(agency, 'test', NOW), ctx => getBatch(ctx, id))
    expect(await read(unanswered)).toMatchObject({
      state: 'cancelled',
      finishedAt: NOW,
      problem: expect.stringContaining('Nobody said whether to bring it in'),
    })
    expect(await read(asked)).toMatchObject({ state: 'previewed' })
  })

  it('once stayed when a process was killed while they arrived: they go, but not what is being read or is not ours', async () => {
    await file(randomUUID(), 'part')
    await file(randomUUID())
    const reading = await batch('reading', daysAgo(1.5))
    const kept = [await file(reading), await file('notes', 'txt')]
    const hold = await holdBatch(database, reading)
    expect((await clear()).get('upload')).toBe(2)
    await hold.release()
    expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted())
  })
})
