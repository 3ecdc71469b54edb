import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Instant } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { unitOfWork } from '#services/context.ts'
import { openReview } from '#services/link-review.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { asOwner, sendRows } from '#test/linking.ts'
import { someone } from '#test/people.ts'

const NOW = '2026-03-01T09:00:00.000Z' as Instant

let test: TestDatabase
let database: Database
beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 2 })
})
afterAll(async () => {
  await database.close()
  await test.drop()
})

/** Two people who may be twins: a pair that the machine leaves to a person. */
function twin(givenName: string, familyName: string, day: string): PersonInput {
  return { givenName, familyName, dateOfBirth: `${day}/05/2010`, address: `${day} Invented Row`, postcode: 'ZZ1 1AA' }
}

it('puts a missing child first, then what crosses agencies, and tells an interest to its holder only', async () => {
  const [, , missing] = await sendRows(database, [
    { agency: 'essex-police', sourceId: 'a1', person: twin('Ada', 'Quillfeather', '11') },
    { agency: 'essex-police', sourceId: 'a2', person: twin('Hertha', 'Quillfeather', '11') },
    { agency: 'essex-police', sourceId: 'm1', person: twin('Bentley', 'Ottershaw', '12') },
    { agency: 'essex-police', sourceId: 'x1', person: twin('Marigold', 'Umberslade', '13') },
  ])
  await sendRows(database, [
    { agency: 'enfield-council', sourceId: 'm2', person: twin('Rupert', 'Ottershaw', '12') },
    { agency: 'enfield-council', sourceId: 'x2', person: twin('Cordelia', 'Umberslade', '13') },
  ])
  await database.transaction('essex-police', tx =>
    sql`insert into interest (agency_id, interest_id, record_id, kind, since)
        values ('essex-police', ${randomUUID()}::uuid, ${missing?.recordId}::uuid, 'missing', ${NOW})`.execute(tx),
  )
  const queue = (agency: string) =>
    unitOfWork(database, someone(agency, NOW, ['safeguarding']), async ctx => (await openReview(ctx)).items)

  const essex = await queue('essex-police')
  expect(essex.map(one => one.sides[0].record?.sourceId)).toEqual(['m1', 'x1', expect.stringMatching(/^a[12]$/)])
  expect(essex.map(one => one.waits)).toEqual([{ because: 'missing' }, undefined, undefined])
  expect(essex[0]?.sides[1]).toEqual({ agency: 'enfield-council', record: undefined })

  const enfield = await queue('enfield-council')
  expect(enfield.map(one => one.sides[0].record?.sourceId)).toEqual(['m2', 'x2'])
  expect(enfield[0]?.waits).toEqual({ because: undefined })
  expect(JSON.stringify(enfield)).not.toMatch(/bentley|marigold/i)
})

it('notes in the audit trail which records were shown', async () => {
  const entries = await asOwner<{ disclosed: string[] }>(
    test.owner,
    `select disclosed from audit_entry where agency_id = 'enfield-council' and action = 'link.list'`,
  )
  expect(entries.map(one => one.disclosed.length)).toEqual([2])
})

it('keeps keys, profiles, pairs and members of other agencies out of sight of the application', async () => {
  await database.transaction('kent-police', async tx => {
    for (const table of ['match_key', 'match_profile', 'member', 'link_decision', 'record'] as const) {
      const { rows } = await sql`select 1 from ${sql.table(table)}`.execute(tx)
      expect(rows).toEqual([])
    }
  })
})
