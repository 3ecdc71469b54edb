import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { Instant } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { asked, hold, type HeldRecord, link, share, someone } from '#test/people.ts'
import { openPerson, whoHasLooked } from './people.ts'

const now = '2026-03-04T12:00:00.000Z' as Instant
const robin = { givenName: 'Robin', familyName: 'Elmstead', dateOfBirth: '2010-06-07' }

let test: TestDatabase
let database: Database
let person: string
let custody: HeldRecord

beforeAll(async () => {
  test = await testDatabase()
  database = openDatabase({ ...test.connection, max: 4 })
  const missing = await hold(database, 'enfield-council', {
    person: robin,
    sourceId: 'M-1',
    feed: 'missing',
    event: {
      kind: 'missing',
      startsAt: '2026-01-10T20:00:00Z',
      endsAt: '2026-01-12T08:00:00Z',
      facts: { status: 'found' },
    },
  })
  const older = await hold(database, 'enfield-council', {
    person: { ...robin, dateOfBirth: '07/06/2010' },
    event: { kind: 'missing', startsAt: '2025-06-01T20:00:00Z', facts: {} },
    marks: [{ field: 'person.nhsNumber', reason: 'The last digit does not fit' }],
  })
  custody = await hold(database, 'essex-police', {
    person: { ...robin, familyName: 'Elmsted' },
    event: { kind: 'custody', startsAt: '2026-01-11T02:00:00Z', place: 'Colchester', facts: { role: 'suspect' } },
  })
  const list = await hold(database, 'essex-police', { person: robin })
  const school = await hold(database, 'lewisham-council', {
    person: robin,
    event: { kind: 'absence', startsAt: '2026-01-09T09:00:00Z', facts: {} },
  })
  person = await link(database, missing, older, custody, list, school)
})

afterAll(async () => {
  await database.close()
  await test.drop()
})

function open(agency: string, id = person, roles: readonly Role[] = ['practitioner']) {
  return asked(database, someone(agency, now, roles), ctx => openPerson(ctx, id))
}

describe('a person', () => {
  it('shows an agency its own records, and only that others hold more', async () => {
    const file = await open('enfield-council')
    expect(file.records.map(record => record.agency)).toEqual(['enfield-council', 'enfield-council'])
    expect(file).toMatchObject({
      agencies: ['enfield-council'],
      names: ['Robin Elmstead'],
      born: '2010-06-07',
      attention: [],
    })
    expect(file.further).toEqual([
      { agency: 'essex-police', records: 2, entries: 1 },
      { agency: 'lewisham-council', records: 1, entries: 1 },
    ])
    expect(JSON.stringify(file)).not.toMatch(/Colchester|Elmsted"/)
  })

  it('puts entries in one column of time with the silence between them', async () => {
    const file = await open('enfield-council')
    expect(file.chronology.map(item => (item.is === 'gap' ? `gap ${item.days}` : `${item.kind} ${item.at}`))).toEqual([
      'missing 2026-01-10T20:00:00.000Z',
      'gap 223',
      'missing 2025-06-01T20:00:00.000Z',
    ])
    expect(file.roles).toMatchObject([
      { role: 'missing', dates: [{ at: '2026-01-10T20:00:00.000Z' }, { at: '2025-06-01T20:00:00.000Z' }] },
    ])
  })

  it('shows what was shared, and counts only what is left', async () => {
    await share(test.owner, custody, 'enfield-council')
    const file = await open('enfield-council')
    expect(file.agencies).toEqual(['enfield-council', 'essex-police'])
    expect(file.further).toEqual([
      { agency: 'essex-police', records: 1, entries: 0 },
      { agency: 'lewisham-council', records: 1, entries: 1 },
    ])
    expect(file.roles.map(held => held.role)).toEqual(['missing', 'suspect'])
    expect(file.facts.find(row => row.field === 'familyName')?.disagrees).toBe(true)
    expect(file.facts.find(row => row.field === 'dateOfBirth')?.disagrees).toBe(false)
    expect(file.seenBy).toEqual(['enfield-council', 'essex-police'])
  })

  it('is not found by an agency that holds nothing, whoever asks there, and the refusal is on its trail', async () => {
    for (const roles of [['practitioner'], ['manager'], ['auditor'], ['coordinator']] as const)
      await expect(open('kent-police', person, roles)).rejects.toMatchObject({ code: 'not-found' })
    const entries = await database.transaction('kent-police', tx =>
      tx.selectFrom('audit_entry').select(['action', 'allowed', 'subject_id']).execute(),
    )
    expect(entries).toEqual(
      Array.from({ length: 4 }, () => ({ action: 'person.read', allowed: false, subject_id: person })),
    )
  })

  it('leaves out a restricted record, for others as for its own agency, also from counts', async () => {
    const named = { givenName: 'Sky', familyName: 'Radford' }
    const witness = await hold(database, 'essex-police', {
      person: named,
      restricted: true,
      event: { kind: 'custody', startsAt: '2026-01-01T00:00:00Z', facts: {} },
    })
    const known = await hold(database, 'kent-police', { person: named })
    const id = await link(database, witness, known)
    const file = await open('kent-police', id)
    expect(file.further).toEqual([])
    expect(file.records).toHaveLength(1)
    await expect(open('essex-police', id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('leaves out a withdrawn record, and gives no reach by it', async () => {
    const named = { givenName: 'Ash', familyName: 'Norwick' }
    const here = await hold(database, 'kent-police', { person: named, sourceId: 'GONE-1' })
    const there = await hold(database, 'essex-police', { person: named })
    const id = await link(database, here, there)
    expect((await open('essex-police', id)).further).toEqual([{ agency: 'kent-police', records: 1, entries: 0 }])
    await hold(database, 'kent-police', { person: named, sourceId: 'GONE-1', withdraws: true }, now)
    expect((await open('essex-police', id)).further).toEqual([])
    await expect(open('kent-police', id)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('does not choose between two dates of birth', async () => {
    const one = await hold(database, 'kent-police', { person: robin })
    const two = await hold(database, 'kent-police', { person: { ...robin, dateOfBirth: '2011-06-07' } })
    expect((await open('kent-police', await link(database, one, two))).born).toBeUndefined()
  })

  it('never again shows code 1 and M, or other ways of writing one fact, as a disagreement', async () => {
    const council = await hold(database, 'kent-council', {
      person: {
        fullName: 'ELMSTEAD, Zoë',
        dateOfBirth: '07/06/2010',
        sex: '1',
        postcode: 'se136lg',
        phone: '07700 900123',
        upn: 'UN3',
        address: '1 Test St',
        ageYears: 14,
        asAt: '2025-03-01',
      },
      feed: 'ssda903-header',
    })
    const police = await hold(database, 'kent-council', {
      person: {
        fullName: 'Zoe Elmstead',
        dateOfBirth: '2010-06-07',
        sex: 'M',
        postcode: 'SE13 6LG',
        phone: '+447700900123',
        upn: 'B801200005001',
        address: '1 TEST STREET',
        ageYears: 15,
        asAt: '2026-03-01',
        aliases: ['Tee', 'Tiny'],
      },
    })
    const unknown = await hold(database, 'kent-council', { person: { fullName: 'Zoë Elmstead', sex: '9' } })
    const { facts, born } = await open('kent-council', await link(database, council, police, unknown))
    expect(facts.filter(row => row.disagrees).map(row => row.field)).toEqual([])
    expect(born).toBe('2010-06-07')
    // What was given is kept, each value once.
    const sex = facts.find(row => row.field === 'sex')?.claims[0]?.values
    expect(sex?.map(one => one.written.toSorted().join(' and ')).toSorted()).toEqual(['1 and M', '9'])
  })

  it('still shows what differs in fact', async () => {
    const one = await hold(database, 'kent-council', {
      person: { ...robin, sex: '2', ageYears: 9, asAt: '2026-03-01' },
    })
    const two = await hold(database, 'kent-council', {
      person: { ...robin, sex: 'M', ageYears: 15, asAt: '2026-03-01' },
    })
    const { facts } = await open('kent-council', await link(database, one, two))
    expect(facts.filter(row => row.disagrees).map(row => row.field)).toEqual(['ageYears', 'sex'])
  })

  it('is not found by an id of nobody', async () => {
    await expect(open('enfield-council', '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('who has looked', () => {
  it('tells every look with its agency, and names only colleagues', async () => {
    await open('lewisham-council')
    const looks = await asked(database, someone('enfield-council', now, ['safeguarding']), ctx =>
      whoHasLooked(ctx, person),
    )
    expect(looks).toContainEqual({ agency: 'lewisham-council', at: now, action: 'person.read', actorName: null })
    expect(looks).toContainEqual({ agency: 'enfield-council', at: now, action: 'person.read', actorName: 'Kit Marlow' })
    expect(looks.map(look => look.agency)).not.toContain('kent-police')
  })

  it('is refused to a practitioner, who does not answer for it', async () => {
    const practitioner = someone('enfield-council', now)
    await expect(asked(database, practitioner, ctx => whoHasLooked(ctx, person))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
