import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { toComparable } from '#linkage/index.ts'
import { authorise, ownSubject, unitOfWork, type Who } from '#services/context.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { type Database, openDatabase } from './database.ts'
import { changesOf, type IncomingRecord, type StoredRecord, upsertRecords } from './records.ts'

let own: TestDatabase
let database: Database
let agency: AgencyId
const now = '2026-03-04T12:00:00.000Z' as Instant

beforeAll(async () => {
  own = await testDatabase()
  database = openDatabase({ ...own.connection, max: 3 })
})
afterAll(async () => {
  await database.close()
  await own.drop()
})
beforeEach(() => {
  agency = `agency-${randomUUID().slice(0, 8)}` as AgencyId
})

function who(of: AgencyId = agency): Who {
  const actor = {
    id: 'operator:test' as UserId,
    name: 'Test',
    agency: of,
    team: undefined,
    roles: ['operator' as const],
  }
  return { actor, purpose: 'data-quality', now, requestId: 'test', newId: randomUUID, randomBytes: n => randomBytes(n) }
}

function aRow(changes: Partial<IncomingRecord> = {}): IncomingRecord {
  const person = { givenName: 'Ann', familyName: 'Example', dateOfBirth: '02/01/2010' }
  return {
    recordId: randomUUID(),
    sourceSystem: 'niche',
    feed: 'police-missing',
    sourceId: 'MP1',
    person,
    asGiven: person,
    marks: [],
    comparable: toComparable(person),
    event: { kind: 'missing', startsAt: '2026-03-01T10:00:00Z', facts: { risk: 'high' } },
    withdraws: false,
    restricted: false,
    ...changes,
  }
}

function store(rows: readonly IncomingRecord[]): Promise<readonly StoredRecord[]> {
  return unitOfWork(database, who(), ctx =>
    upsertRecords(ctx.tx, authorise(ctx, 'record.import', ownSubject(ctx, 'batch', 'new')), rows, now),
  )
}

async function outcomes(rows: readonly IncomingRecord[]): Promise<string> {
  return (await store(rows)).map(row => row.outcome).join(' ')
}

/** What the agency itself finds of one record. */
function held(sourceId = 'MP1') {
  return database.transaction(agency, async tx => {
    const record = await tx.selectFrom('record').selectAll().where('source_id', '=', sourceId).executeTakeFirstOrThrow()
    const versions = await tx
      .selectFrom('record_version')
      .select(['version', 'version_no', 'withdraws', 'as_given'])
      .where('record_id', '=', record.record_id)
      .orderBy('version_no')
      .execute()
    const event = await tx.selectFrom('event').selectAll().where('record_id', '=', record.record_id).executeTakeFirst()
    const tokens = await tx
      .selectFrom('search_token')
      .select('token')
      .where('record_id', '=', record.record_id)
      .execute()
    return { record, versions, event, tokens: tokens.map(row => row.token) }
  })
}

describe('upsertRecords', () => {
  it('stores record, version, event and words to find it by', async () => {
    expect(
      await outcomes([
        aRow({ subjectRef: 'N/7', comparable: toComparable({ givenName: 'Ann', phone: '07700 900123' }) }),
      ]),
    ).toBe('new')
    const { record, versions, event, tokens } = await held()
    expect(record).toMatchObject({ subject_ref: 'N/7', version_no: 1, withdrawn_at: null })
    expect(versions).toHaveLength(1)
    expect(event).toMatchObject({ kind: 'missing', starts_at: '2026-03-01T10:00:00.000Z', facts: { risk: 'high' } })
    expect(tokens.toSorted()).toEqual(['+447700900123', 'ann', 'mp1', 'n/7'])
  })

  it('changes nothing when the same row comes twice, with a version or without', async () => {
    for (const version of [undefined, '1']) {
      const sourceId = `row ${version}`
      expect(await outcomes([aRow({ sourceId, version })])).toBe('new')
      const before = await held(sourceId)
      expect(await outcomes([aRow({ sourceId, version }), aRow({ sourceId, version })])).toBe('unchanged unchanged')
      expect(await held(sourceId)).toEqual(before)
    }
  })

  it('gives back the id that the record has', async () => {
    const [first] = await store([aRow({ version: '1' })])
    const [again] = await store([aRow({ version: '2', asGiven: { x: 1 } })])
    expect(again).toMatchObject({ recordId: first!.recordId, outcome: 'changed' })
  })

  it.each([
    ['in one chunk', (rows: readonly IncomingRecord[]) => [rows]],
    ['each alone', (rows: readonly IncomingRecord[]) => rows.map(row => [row])],
  ])('takes versions in any order, %s; a held one never comes back, an older one is history', async (_, cut) => {
    const rows = ['2', '1', '3', '2', '1'].map(version => aRow({ version, asGiven: { version } }))
    const said: string[] = []
    for (const chunk of cut(rows)) said.push(await outcomes(chunk))
    expect(said.join(' ')).toBe('new unchanged changed unchanged unchanged')
    const { record, versions } = await held()
    expect(record).toMatchObject({ version: '3', version_no: 3 })
    expect(versions.map(one => one.version)).toEqual(['2', '1', '3'])
  })

  it('withdraws a record with its event and its words, and keeps what was said', async () => {
    await store([aRow()])
    expect(await outcomes([aRow({ withdraws: true, asGiven: { purge: 'Y' } })])).toBe('withdrawn')
    const { record, versions, event, tokens } = await held()
    expect(record.withdrawn_at).toBe(now)
    expect(event?.withdrawn_at).toBe(now)
    expect(versions.map(one => one.withdraws)).toEqual([false, true])
    expect(tokens).toEqual([])
    expect(await outcomes([aRow({ withdraws: true })])).toBe('unchanged')
  })

  it('leaves what was withdrawn withdrawn when the same row is sent again, and takes it back when it differs', async () => {
    const file = [aRow(), aRow({ withdraws: true })]
    expect(await outcomes(file)).toBe('new withdrawn')
    expect(await outcomes(file)).toBe('unchanged unchanged')
    expect(await outcomes([aRow({ asGiven: { corrected: true } })])).toBe('changed')
    const { record, event, tokens } = await held()
    expect(record.withdrawn_at).toBeNull()
    expect(event?.withdrawn_at).toBeNull()
    expect(tokens).toContain('ann')
  })

  it('does nothing for a withdrawal of what nobody sent', async () => {
    expect(await outcomes([aRow({ withdraws: true })])).toBe('unchanged')
    expect(await database.transaction(agency, tx => tx.selectFrom('record').selectAll().execute())).toEqual([])
  })

  it('stores text that PostgreSQL would refuse, with the characters replaced', async () => {
    await store([aRow({ asGiven: { name: 'A\0nn \ud800', long: 'x'.repeat(9000) }, sourceId: 'odd' })])
    expect((await held('odd')).versions[0]?.as_given).toMatchObject({ name: 'A\ufffdnn \ufffd' })
  })

  it('keeps a record shared: later versions, its event and its new words go to the same audience', async () => {
    const other = `other-${agency}` as AgencyId
    const [stored] = await store([aRow()])
    await database.transaction(agency, tx =>
      tx
        .updateTable('record')
        .set({ audience: [other] })
        .where('record_id', '=', stored!.recordId)
        .execute(),
    )
    await store([aRow({ asGiven: { v: 2 }, comparable: toComparable({ givenName: 'Zoe' }) })])
    const seen = await database.transaction(other, async tx => ({
      versions: await tx.selectFrom('record_version').select('version_no').execute(),
      tokens: await tx.selectFrom('search_token').select(['token', 'holder']).execute(),
    }))
    expect(seen.versions).toEqual([{ version_no: 2 }])
    expect(seen.tokens).toContainEqual({ token: 'zoe', holder: agency })
  })

  it('lets two imports of one system at once agree on one record', async () => {
    const rows = Array.from({ length: 50 }, (_, at) => aRow({ sourceId: `r${at}` }))
    const both = await Promise.all([store(rows), store(rows.map(row => ({ ...row, recordId: randomUUID() })))])
    expect(both.flat().filter(row => row.outcome === 'new')).toHaveLength(50)
    expect(new Set(both.flat().map(row => row.recordId)).size).toBe(50)
  })
})

describe('changesOf', () => {
  it('gives the last word on each record and leaves out what did not change', async () => {
    const stored = await store([aRow(), aRow(), aRow({ sourceId: 'MP2' }), aRow({ sourceId: 'MP2', withdraws: true })])
    expect(changesOf(stored).map(({ sourceId, outcome }) => [sourceId, outcome])).toEqual([
      ['MP1', 'new'],
      ['MP2', 'withdrawn'],
    ])
  })
})
