import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Instant } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { asked, hold, link, share, someone } from '#test/people.ts'
import { findPeople } from './search.ts'

const now = '2026-03-04T12:00:00.000Z' as Instant
const amina = { givenName: 'Amina', familyName: 'Thornwick', dateOfBirth: '2010-05-03', phone: '07700 900123' }

let test: TestDatabase
let database: Database
let ours: string
let theirs: string
let given: string

beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
  const own = await hold(database, 'enfield-council', {
    person: amina,
    sourceId: 'ENF-2026-0417',
    subjectRef: 'CHILD 88',
  })
  const also = await hold(database, 'enfield-council', { person: { ...amina, givenName: 'Aminah' }, feed: 'missing' })
  ours = await link(database, own, also)
  theirs = await link(
    database,
    await hold(database, 'essex-police', { person: { ...amina, givenName: 'Aminata' }, sourceId: 'ESX-1' }),
  )
  const shared = await hold(database, 'btp', {
    person: { givenName: 'Caleb', familyName: 'Oakhurst', dateOfBirth: '2009-09-09' },
  })
  given = await link(
    database,
    shared,
    await hold(database, 'btp', { person: { givenName: 'Caleb', familyName: 'Oakhurst' } }),
  )
  await share(test.owner, shared, 'enfield-council')
})

afterAll(async () => {
  await database.close()
  await test.drop()
})

function search(typed: string, agency = 'enfield-council') {
  return asked(database, someone(agency, now), ctx => findPeople(ctx, typed))
}

async function idsFor(typed: string, agency?: string): Promise<string[]> {
  return (await search(typed, agency)).people.map(person => person.personId)
}

describe('a search', () => {
  it.each([
    'Thornwick',
    'thornwick amina',
    'Amina Thornwick 03/05/2010',
    '2010-05-03',
    '07700900123',
    '+44 7700 900123',
    'enf-2026-0417',
    'ENF-2026-0417',
  ])('finds the agency’s own by %j, once', async typed => {
    expect(await search(typed)).toMatchObject({
      searchable: true,
      tooMany: false,
      people: [{ personId: ours, agencies: ['enfield-council'] }],
    })
  })

  it.each([
    'Amena Thornwik 03/05/2010',
    'Amena Thornwik',
    'Thornwick Amina',
    'Amina Thornwick 05/03/2010',
    'Amina Thornwyck 2010-05-04',
  ])('finds another spelling: %j', async typed => {
    expect(await idsFor(typed)).toEqual([ours])
  })

  it('finds what was shared, and says whose it is', async () => {
    expect((await search('Caleb Oakhurst')).people).toMatchObject([{ personId: given, agencies: ['btp'] }])
    expect((await search('Caleb Oakhurst', 'btp')).people).toMatchObject([{ personId: given }])
  })

  it.each(['Aminata', 'ESX-1', 'Aminata Thornwick 2010-05-03'])(
    'never finds another agency’s, nor counts it: %j',
    async typed => {
      expect(await idsFor(typed)).not.toContain(theirs)
      expect(await idsFor(typed, 'essex-police')).toEqual([theirs])
      expect((await search(typed, 'kent-police')).people).toEqual([])
    },
  )

  it('gives the same answer for another agency’s as for what does not exist', async () => {
    expect(await search('Aminata', 'btp')).toEqual(await search('Zzyzx', 'btp'))
  })

  it.each(['%', '_', '%%', '*', '🙂', "' --", ''])('finds nothing for %j and says so', async typed => {
    expect(await search(typed)).toEqual({ people: [], searchable: false, tooMany: false })
  })

  it('answers a name of 5,000 letters', async () => {
    expect(await search('x'.repeat(5000))).toEqual({ people: [], searchable: true, tooMany: false })
  })

  it.each([
    '%ornw%',
    'Thornw',
    `Khan ${'\u0000'}`,
    '٣٣٣',
    "Robert'); drop table record;--",
    '🙂 a',
    '99999999999999999999',
  ])('finds nobody for %j and does not fail', async typed => {
    expect((await search(typed)).people).toEqual([])
  })

  it('puts a reference first, whoever the name fits better', async () => {
    await link(
      database,
      await hold(database, 'enfield-council', {
        person: { givenName: 'Noor', familyName: 'Elmfield' },
        sourceId: 'REF-77',
      }),
    )
    const [first] = (await search('Amina Thornwick ref-77')).people
    expect(first?.names).toBe('Noor Elmfield')
  })

  it('finds neither a restricted record nor a withdrawn one', async () => {
    const person = { givenName: 'Wren', familyName: 'Ashgate', dateOfBirth: '2011-11-11' }
    const hidden = await hold(database, 'enfield-council', { person, restricted: true })
    const gone = await hold(database, 'enfield-council', { person, sourceId: 'W-1' })
    await link(database, hidden)
    await link(database, gone)
    expect((await search('Wren Ashgate')).people).toHaveLength(1)
    await hold(database, 'enfield-council', { person, sourceId: 'W-1', withdraws: true }, now)
    expect(await search('Wren Ashgate 2011-11-11')).toEqual({ people: [], searchable: true, tooMany: false })
  })

  it('shows 25 of many, the best first, and says that there are more', async () => {
    for (let day = 1; day <= 28; day += 1) {
      const dateOfBirth = `2012-02-${String(day).padStart(2, '0')}`
      await link(
        database,
        await hold(database, 'kent-police', { person: { givenName: 'Ivy', familyName: 'Marford', dateOfBirth } }),
      )
    }
    const many = await search('Marford', 'kent-police')
    expect(many).toMatchObject({ tooMany: true })
    expect(many.people).toHaveLength(25)
    const [first] = (await search('Ivy Marford 27/2/2012', 'kent-police')).people
    expect(first?.born).toBe('2012-02-27')
  })

  it('finds another child of the same name beside one with a long history', async () => {
    const person = { givenName: 'Fern', familyName: 'Kirkwood', dateOfBirth: '2010-01-02' }
    const often = []
    for (let row = 0; row < 130; row += 1)
      often.push(await hold(database, 'kent-police', { person, subjectRef: 'OFTEN', feed: 'missing' }))
    const one = await link(database, ...often)
    const namesake = await hold(database, 'kent-police', { person: { ...person, dateOfBirth: '2008-07-08' } })
    const other = await link(database, namesake)
    expect((await idsFor('Fern Kirkwood', 'kent-police')).toSorted()).toEqual([one, other].toSorted())
  })

  it('leaves who was shown in the audit trail, and no word of what was typed', async () => {
    await search('Amina Thornwick')
    const { rows } = await database.transaction('enfield-council', async tx => ({
      rows: await tx
        .selectFrom('audit_entry')
        .selectAll()
        .where('action', '=', 'person.search')
        .orderBy('seq', 'desc')
        .limit(1)
        .execute(),
    }))
    expect(rows[0]).toMatchObject({ allowed: true, disclosed: [ours] })
    expect(JSON.stringify(rows[0]).toLowerCase()).not.toContain('thornwick')
  })

  it('is refused to somebody whose job it is not', async () => {
    const auditor = someone('enfield-council', now, ['auditor'], 'oversight')
    await expect(asked(database, auditor, ctx => findPeople(ctx, 'Thornwick'))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
