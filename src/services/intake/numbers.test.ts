import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import { type Instant, plusMinutes } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { loadMappings } from '#store/mappings.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import { importFile } from '../intake.ts'
import { previewFile } from './preview.ts'

let own: TestDatabase
let database: Database
let agency: AgencyId
let now = '2026-03-04T12:00:00.000Z' as Instant

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

const HEADER = 'CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n'
const MISSING = 'CHILD,DOB,MISSING,MIS_START,MIS_END\n'
const CHILDREN = `${HEADER}101,1,04/03/2010,WBRI,B801200005001,0,\n102,2,05/03/2011,WBRI,,,\n`
const EPISODES = `${MISSING}101,04/03/2010,M,10/01/2026,11/01/2026\n101,04/03/2010,A,20/01/2026,\n102,05/03/2011,A,10/01/2026,11/01/2026\n`

function who() {
  const actor = { id: 'operator:test' as UserId, name: 'Test', agency, team: undefined, roles: ['operator' as const] }
  return { actor, purpose: 'data-quality' as const, now, requestId: 'test', newId: randomUUID, randomBytes }
}

function sourceOf(content: string) {
  return {
    async *open() {
      yield Buffer.from(content)
    },
  }
}

const intake = () => ({ database, mappings: loadMappings(), now: () => now })

async function bringIn(mapping: string, content: string, sourceSystem?: string) {
  now = plusMinutes(now, 1)
  const request = { source: sourceOf(content), fileName: 'file.csv', mapping, sourceSystem }
  return (await importFile(intake(), who(), request)).batch
}

function preview(mapping: string, content: string, sourceSystem?: string) {
  return previewFile(intake(), who(), { source: sourceOf(content), mapping, sourceSystem, findsSystem: true })
}

/** Who is taken for one person: feeds and ids of rows, in order. */
async function people(): Promise<string[][]> {
  const rows = await database.transaction(agency, tx =>
    tx
      .selectFrom('record')
      .innerJoin('member', 'member.record_id', 'record.record_id')
      .select(['feed', 'source_id', 'person_id'])
      .execute(),
  )
  const byPerson = Map.groupBy(rows, row => row.person_id)
  return [...byPerson.values()].map(held => held.map(row => `${row.feed} ${row.source_id}`).toSorted()).toSorted()
}

describe('numbers of people', () => {
  it('once joined SSDA903 files only when their system was named: Header and Missing of one council are joined by CHILD', async () => {
    const header = await bringIn('ssda903-header', CHILDREN)
    const missing = await bringIn('ssda903-missing', EPISODES)
    expect([header.sourceSystem, missing.sourceSystem]).toEqual(['ssda903', 'ssda903'])
    expect(await people()).toEqual([
      ['ssda903-header 101', 'ssda903-missing 101/10/01/2026', 'ssda903-missing 101/20/01/2026'],
      ['ssda903-header 102', 'ssda903-missing 102/10/01/2026'],
    ])
  })

  it('once said that no row was joined when the agency’s own numbers joined all: they count, before and after', async () => {
    await bringIn('ssda903-header', CHILDREN)
    expect((await preview('ssda903-missing', EPISODES)).counts).toMatchObject({ fresh: 3, joined: 3 })
    expect((await bringIn('ssda903-missing', EPISODES)).counts).toMatchObject({ fresh: 3, joined: 3 })
  })

  it('links a child of the SSDA903 Header with the files of others by UPN', async () => {
    await bringIn('ssda903-header', CHILDREN)
    await bringIn('ssda903-missing', EPISODES)
    await bringIn(
      'person-list',
      'record_id,first_name,surname,dob,sex,upn\nL1,Ann,Example,04/03/2010,M,B801200005001\n',
    )
    expect(await people()).toContainEqual([
      'person-list L1',
      'ssda903-header 101',
      'ssda903-missing 101/10/01/2026',
      'ssda903-missing 101/20/01/2026',
    ])
  })

  it('joins the feeds of a police force by its nominal number, and not by one that may be another system’s', async () => {
    await bringIn('police-custody', 'custody_id,nominal_id,arrived_at,suite\nC1,77,01/03/2026 10:00,Margate\n')
    await bringIn('police-encounter', 'stop_id,niche_id,occurred_at,reason\nE1,77,01/03/2026 09:00,drugs\n')
    await bringIn(
      'police-missing',
      'report_id,person_ref,surname,reported_at,status\nM1,77,Example,01/03/2026 08:00,open\n',
    )
    await bringIn('person-list', 'id,nominal_ref,surname\nP1,77,Example\n')
    expect(await people()).toEqual([
      ['person-list P1', 'police-custody C1', 'police-encounter E1'],
      ['police-missing M1'],
    ])
  })

  it('never let lists from two systems write over each other because both count from one', async () => {
    await bringIn('person-list', 'child_id,first_name,surname,dob\n1,Ann,Example,04/03/2010\n')
    const other = await bringIn('person-list', 'client_id,first_name,surname,dob\n1,Ben,Sample,05/03/1980\n')
    expect(other.counts).toMatchObject({ fresh: 1, changed: 0 })
    expect(await people()).toHaveLength(2)
  })

  it('does not join pupils of two schools who have the same admission number', async () => {
    const rows = [
      '1,0042,01/03/2026,O,Oldmill School',
      '2,0042,02/03/2026,O,Hazelbrook Academy',
      '3,0042,03/03/2026,O,Oldmill School',
    ]
    await bringIn('school-attendance', `absence_id,adno,start_date,code,school\n${rows.join('\n')}\n`)
    expect(await people()).toEqual([['school-attendance 1', 'school-attendance 3'], ['school-attendance 2']])
  })
})

describe('whose numbers a file has', () => {
  const list = (rows: string) => `child_id,first_name,surname,dob\n${rows}`

  it('is found out from the numbers: a list of the same council has those of its SSDA903 files', async () => {
    await bringIn('ssda903-header', CHILDREN)
    const { sourceSystem, numbers, counts } = await preview(
      'person-list',
      list('101,Ann,Example,04/03/2010\n102,Ben,Sample,05/03/2011\n103,Cem,Muster,06/03/2012\n'),
    )
    expect({ sourceSystem, numbers, joined: counts.joined }).toMatchObject({
      sourceSystem: 'ssda903',
      numbers: { because: 'found', of: 'people', looked: 3, mustAsk: false },
      joined: 2,
    })
    expect(numbers?.systems.find(one => one.system === 'ssda903')).toMatchObject({ known: 2, same: 2, other: 0 })
  })

  it('is found out the other way round too: SSDA903 files have those of the list that came before', async () => {
    await bringIn('person-list', list('101,Ann,Example,04/03/2010\n'), 'records')
    expect(await preview('ssda903-missing', EPISODES)).toMatchObject({
      sourceSystem: 'records',
      numbers: { because: 'found' },
    })
  })

  it('is another system where the same numbers are somebody else’s', async () => {
    await bringIn('ssda903-header', CHILDREN)
    const rows = list('101,Una,Other,04/03/1950\n102,Vic,Other,05/03/1951\n')
    expect(await preview('person-list', rows)).toMatchObject({
      sourceSystem: 'person-child',
      numbers: { because: 'usual', mustAsk: false },
    })
  })

  it('must be said where the numbers are other people’s in the usual system, and then is taken as said', async () => {
    await bringIn('person-list', list('1,Ann,Example,04/03/2010\n2,Ben,Sample,05/03/2011\n'))
    const others = list('1,Una,Other,04/03/1950\n2,Vic,Other,05/03/1951\n')
    expect(await preview('person-list', others)).toMatchObject({
      numbers: { mustAsk: true },
      problem: expect.stringContaining('Say which system it is from'),
    })
    const said = await preview('person-list', others, 'housing')
    expect(said).toMatchObject({ sourceSystem: 'housing', numbers: { because: 'said' }, counts: { fresh: 2 } })
    expect(said.problem).toBeUndefined()
  })

  it('is as for the last file of the kind when no number is known', async () => {
    await bringIn('ssda903-missing', `${MISSING}101,04/03/2010,M,10/01/2026,11/01/2026\n`, 'mosaic')
    expect(await preview('ssda903-missing', `${MISSING}999,04/03/2011,M,10/01/2026,11/01/2026\n`)).toMatchObject({
      sourceSystem: 'mosaic',
      numbers: { because: 'before', looked: 1 },
    })
  })

  it('is told of the rows where a file has no numbers of people', async () => {
    await bringIn('person-list', 'id,first_name,surname,dob\n1,Ann,Example,04/03/2010\n', 'mosaic')
    expect(await preview('person-list', 'id,first_name,surname,dob\n1,Ann,Example,04/03/2010\n')).toMatchObject({
      sourceSystem: 'mosaic',
      numbers: { because: 'found', of: 'rows' },
    })
  })

  it('is not asked for because one date of birth of four was corrected', async () => {
    const rows = (born: string) =>
      list(`1,Ann,Example,${born}\n2,Ben,Sample,05/03/2011\n3,Cem,Muster,06/03/2012\n4,Di,Probe,07/03/2013\n`)
    await bringIn('person-list', rows('04/03/2010'))
    expect(await preview('person-list', rows('03/04/2010'))).toMatchObject({
      numbers: { because: 'found', mustAsk: false },
    })
  })

  it('stands though one date of birth in twenty is mistyped, and not when half of them differ', async () => {
    const rows = (born: (n: number) => string) =>
      list(Array.from({ length: 40 }, (_, n) => `${n},Child${n},Example,${born(n)}\n`).join(''))
    await bringIn(
      'person-list',
      rows(n => `${1 + (n % 28)}/03/2010`),
      'mosaic',
    )
    const mistyped = await preview(
      'person-list',
      rows(n => (n === 7 ? '01/01/1999' : `${1 + (n % 28)}/03/2010`)),
    )
    expect(mistyped).toMatchObject({ sourceSystem: 'mosaic', numbers: { because: 'found' } })
    const strange = await preview(
      'person-list',
      rows(n => (n % 2 ? '01/01/1999' : `${1 + (n % 28)}/03/2010`)),
    )
    expect(strange).toMatchObject({ sourceSystem: 'person-child', numbers: { because: 'usual' } })
  })
})
