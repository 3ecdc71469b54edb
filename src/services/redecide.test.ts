import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { unitOfWork } from '#services/context.ts'
import { decidePair } from '#services/link-decisions.ts'
import { relinkAgency } from '#services/relink.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { asOwner, partition, sendRows } from '#test/linking.ts'
import { someone } from '#test/people.ts'
import { redecideAll } from './redecide.ts'

const NOW = '2026-03-01T09:00:00.000Z' as Instant
const AGENCIES = ['essex-police', 'enfield-council'] as AgencyId[]
/** A family name and a date of birth: enough among a few thousand people, not among ten million. */
const SMITH: PersonInput = { familyName: 'Smith', dateOfBirth: '04/05/2010' }
const JACK: PersonInput = { givenName: 'Jack', ...SMITH }
const KEPT: PersonInput = { familyName: 'Jones', dateOfBirth: '11/12/2009' }

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

const hold = (records: number) => asOwner(test.owner, `update linkage_size set records = ${records} returning records`)
const again = () => redecideAll(database, AGENCIES, () => NOW)

it('asks more weight once the records held have doubled often, and keeps what a person said', async () => {
  await sendRows(database, [{ agency: 'enfield-council', sourceId: 'c1', person: SMITH }])
  const linked = await sendRows(database, [
    { agency: 'essex-police', sourceId: 'p1', person: JACK },
    { agency: 'essex-police', sourceId: 'p2', person: { givenName: 'Amy', ...KEPT } },
    { agency: 'essex-police', sourceId: 'p3', person: KEPT },
  ])
  const idOf = (at: number) => linked[at]?.recordId ?? ''
  const together = await partition(test.owner)
  expect(together).toEqual([
    ['enfield-council c1', 'essex-police p1'],
    ['essex-police p2', 'essex-police p3'],
  ])
  const sure = someone('essex-police', NOW, ['data-steward'], 'data-quality')
  await unitOfWork(database, sure, ctx =>
    decidePair(
      ctx,
      { agency: 'essex-police', recordId: idOf(1) },
      { agency: 'essex-police', recordId: idOf(2) },
      'same',
      '',
    ),
  )
  expect(await again()).toEqual({ pairs: 0, changedPersons: 0 })

  await hold(10_000_000)
  expect(await again()).toMatchObject({ pairs: 2, changedPersons: 2 })
  expect(await partition(test.owner)).toEqual([
    ['enfield-council c1'],
    ['essex-police p1'],
    ['essex-police p2', 'essex-police p3'],
  ])
  expect(await again()).toEqual({ pairs: 0, changedPersons: 0 })
  const words = await asOwner(
    test.owner,
    `select outcome, current, reason from link_decision where by_kind = 'model' order by outcome desc, current`,
  )
  expect(words).toEqual([
    { outcome: 'join', current: false, reason: null },
    { outcome: 'join', current: false, reason: null },
    { outcome: 'apart', current: true, reason: 'more records are held, so more weight is asked' },
    { outcome: 'apart', current: true, reason: 'more records are held, so more weight is asked' },
  ])
})

it('comes to what linking everything again comes to', async () => {
  const before = await partition(test.owner)
  for (const agency of AGENCIES) {
    const who = { ...someone(agency, NOW, ['operator']), purpose: 'data-quality' as const }
    await relinkAgency(
      database,
      () => who,
      () => undefined,
    )
  }
  expect(await partition(test.owner)).toEqual(before)
})

it('counts the records that linkage holds when asked to', async () => {
  await redecideAll(database, AGENCIES, () => NOW, { count: true })
  expect(await asOwner(test.owner, 'select records::int from linkage_size')).toEqual([{ records: 4 }])
})
