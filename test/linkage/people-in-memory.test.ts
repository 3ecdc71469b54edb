import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyOf, type RecordRef } from '#domain/link.ts'
import type { Instant } from '#domain/values/time.ts'
import { type Comparable, decide, type PersonInput, personV1, scorePair, toComparable } from '#linkage/index.ts'
import { authorise, ownSubject, unitOfWork } from '#services/context.ts'
import { openPeopleInMemory, type PeopleInMemory } from '#services/linkage/in-memory.ts'
import { readPeople } from '#services/linkage/in-memory/people-index.ts'
import { candidatesAtOnce } from '#services/linkage/match.ts'
import { thresholdsFor } from '#services/linkage/size.ts'
import { withdrawRecords } from '#services/linkage.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { addKeys } from '#store/match-keys.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { asOwner, sendRows } from '#test/linking.ts'
import { someone } from '#test/people.ts'
import { makePersons } from '../../bench/persons.ts'

const NOW = '2026-03-01T09:00:00.000Z' as Instant
const AGENCIES = ['essex-police', 'enfield-council', 'met-police']
const PEOPLE: readonly PersonInput[] = makePersons(40, 11).map(({ person }) => person)
const ADA: PersonInput = {
  givenName: 'Ada',
  familyName: 'Quillfeather',
  dateOfBirth: '04/05/2010',
  postcode: 'ZZ1 1AA',
}
const HELD = 12

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

const TABLES = 'record, record_version, search_token, match_key, match_profile, member, person, link_decision, event'

async function empty(): Promise<void> {
  const client = new pg.Client(test.owner)
  await client.connect()
  await client.query(`set role throughline_owner; truncate ${TABLES}, match_change`)
  await client.end()
}

function steward(agency: string) {
  return someone(agency, NOW, ['data-steward'], 'data-quality')
}

/** Whom the database finds, of those who weigh enough. */
async function fromDatabase(asked: Comparable): Promise<readonly string[]> {
  const { compared = [] } = await unitOfWork(database, steward('essex-police'), ctx => {
    const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
    return candidatesAtOnce(ctx, grant, asked, Promise.resolve(HELD))
  })
  return compared
    .filter(one => decide(scorePair(personV1, asked, one.comparable), thresholdsFor(HELD)) !== 'apart')
    .map(keyOf)
    .toSorted()
}

function names(found: readonly RecordRef[] | undefined): readonly string[] | undefined {
  return found?.map(keyOf).toSorted()
}

async function withdraw(agency: string, sourceId: string): Promise<void> {
  const where = `agency_id = '${agency}' and source_id = '${sourceId}'`
  const rows = await asOwner<{ record_id: string }>(test.owner, `select record_id from record where ${where}`)
  const ids = rows.map(row => row.record_id)
  await unitOfWork(database, steward(agency), ctx => withdrawRecords(ctx, ids))
}

describe('an index of people', () => {
  beforeEach(empty)

  it('finds whom the database finds, after whatever came, changed and went', { timeout: 120_000 }, async () => {
    const step = fc.record({
      sent: fc.boolean().map(one => one),
      agency: fc.constantFrom(...AGENCIES),
      id: fc.integer({ min: 1, max: 5 }),
      person: fc.constantFrom(...PEOPLE),
      subject: fc.option(fc.constantFrom('n1', 'n2'), { nil: undefined }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async steps => {
        const index = await readPeople(database, () => 0)
        for (const { sent, agency, id, person, subject } of steps) {
          if (sent) await sendRows(database, [{ agency, sourceId: `s${id}`, person, subjectRef: subject }])
          else await withdraw(agency, `s${id}`)
          expect(await index.catchUp()).toBe(true)
          const asked = toComparable(person)
          expect(names(index.find(asked, HELD))).toEqual(await fromDatabase(asked))
        }
        const anew = await readPeople(database, () => 0)
        expect(anew.size).toBe(index.size)
        for (const asked of PEOPLE.map(person => toComparable(person)))
          expect(names(anew.find(asked, HELD))).toEqual(names(index.find(asked, HELD)))
      }),
      { numRuns: 15 },
    )
  })

  it('misses nothing of a transaction that began before others and ended after them', async () => {
    const index = await readPeople(database, () => 0)
    const begun = Promise.withResolvers<void>()
    const mayEnd = Promise.withResolvers<void>()
    const slow = unitOfWork(database, steward('essex-police'), async ctx => {
      const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
      await addKeys(ctx.tx, grant, [{ recordId: '00000000-0000-4000-8000-000000000001', keys: [1n] }])
      begun.resolve()
      await mayEnd.promise
    })
    await begun.promise
    await sendRows(database, [{ agency: 'met-police', sourceId: 'm1', person: ADA }])
    await index.catchUp()
    expect(index.size).toBe(1)
    const [sent] = await sendRows(database, [
      { agency: 'essex-police', sourceId: 'p1', person: ADA, recordId: '00000000-0000-4000-8000-000000000001' },
    ]).catch(() => [])
    expect(sent).toBeDefined()
    mayEnd.resolve()
    await slow
    await index.catchUp()
    expect(index.size).toBe(2)
  })

  it('says when it is too far behind to wait for', async () => {
    const index = await readPeople(database, () => 0)
    for (let at = 0; at < 3; at++) await sendRows(database, [{ agency: 'met-police', sourceId: `m${at}`, person: ADA }])
    expect(await index.catchUp(0)).toBe(false)
    expect(await index.catchUp()).toBe(true)
    expect(index.size).toBe(3)
  })
})

describe('people in memory', () => {
  let inMemory: PeopleInMemory
  const failures: unknown[] = []
  beforeAll(async () => {
    await empty()
    inMemory = openPeopleInMemory(test.connection, error => failures.push(error))
  })
  afterAll(() => inMemory.close())

  it('are not asked before they are read, and find at once what was committed a moment ago', async () => {
    expect(await inMemory.find(toComparable(ADA), 1)).toBeUndefined()
    while (!inMemory.isReady) await sleep(20)
    expect(await inMemory.find(toComparable(ADA), 1)).toEqual([])
    const [sent] = await sendRows(database, [{ agency: 'met-police', sourceId: 'm1', person: ADA }])
    expect(await inMemory.find(toComparable(ADA), 1)).toEqual([{ agency: 'met-police', recordId: sent?.recordId }])
    const many = await Promise.all(Array.from({ length: 20 }, () => inMemory.find(toComparable(ADA), 1)))
    expect(many.every(found => found?.length === 1)).toBe(true)
    expect(failures).toEqual([])
  })

  it('link what comes just as the database does', async () => {
    while (!inMemory.isReady) await sleep(20)
    const asked = toComparable(ADA)
    const { compared } = await unitOfWork(database, { ...steward('essex-police'), inMemory }, ctx => {
      const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
      return candidatesAtOnce(ctx, grant, asked, Promise.resolve(1))
    })
    expect(compared?.map(keyOf)).toEqual(await fromDatabase(asked))
    expect(compared?.[0]?.personId).not.toBeNull()
  })
})
