import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Instant } from '#domain/values/time.ts'
import type { PersonInput } from '#linkage/index.ts'
import { authorise, ownSubject, unitOfWork } from '#services/context.ts'
import { linkRecords, previewLinks, withdrawRecords } from '#services/linkage.ts'
import { decidePair, mustLink, mustNotLink, undoLink, unlink } from '#services/link-decisions.ts'
import { relinkAgency } from '#services/relink.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { getPairs, getSurroundings, type Word } from '#store/links.ts'
import { testDatabase, type TestDatabase } from '#test/database.ts'
import { asOwner, partition, type Sent, sendRows } from '#test/linking.ts'
import { someone } from '#test/people.ts'
import { toComparable } from '#linkage/index.ts'

const NOW = '2026-03-01T09:00:00.000Z' as Instant
const ADA: PersonInput = {
  givenName: 'Ada',
  familyName: 'Quillfeather',
  dateOfBirth: '04/05/2010',
  postcode: 'ZZ1 1AA',
  phone: '+447700900101',
}
const ADA_MISSPELT: PersonInput = {
  givenName: 'Ida',
  familyName: 'Quilfeather',
  dateOfBirth: '05/04/2010',
  phone: '+447700900101',
}
const BEN: PersonInput = {
  givenName: 'Bentley',
  familyName: 'Ottershaw',
  dateOfBirth: '11/12/2009',
  postcode: 'ZZ9 9ZZ',
  phone: '+447700900102',
}

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
beforeEach(() => empty())

async function empty(): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(test.owner)
  await client.connect()
  await client.query(
    'set role throughline_owner; truncate record, record_version, search_token, match_key, match_profile, member, person, link_decision, event',
  )
  await client.end()
}

function row(agency: string, sourceId: string, person: PersonInput, subjectRef?: string): Sent {
  return { agency, sourceId, person, subjectRef }
}

function as<T>(agency: string, work: Parameters<typeof unitOfWork<T>>[2]): Promise<T> {
  return unitOfWork(database, someone(agency, NOW, ['data-steward'], 'data-quality'), work)
}

describe('linkRecords', () => {
  it('joins records of two agencies that are of one person, and keeps others apart', async () => {
    await sendRows(database, [row('essex-police', 'p1', ADA), row('essex-police', 'p2', BEN)])
    const [linked] = await sendRows(database, [row('enfield-council', 'c1', ADA_MISSPELT)])
    expect(await partition(test.owner)).toEqual([['enfield-council c1', 'essex-police p1'], ['essex-police p2']])
    expect(linked?.matches[0]).toMatchObject({
      agency: 'essex-police',
      personId: linked?.personId,
      certainty: 'confirmed',
    })
    expect(linked?.matches[0]?.words).toMatch(/phone/)
  })

  it('tells nothing that another agency’s record says', async () => {
    await sendRows(database, [row('essex-police', 'p1', ADA)])
    const linked = await sendRows(database, [
      row('enfield-council', 'c1', { ...ADA_MISSPELT, givenName: undefined as never, familyName: 'Q' }),
    ])
    // Ids are random, and may hold any of these by chance.
    const said = JSON.stringify(linked).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'id')
    expect(said).not.toMatch(/ada|quillfeather|zz1|2010|900101/i)
  })

  it('gives no match on a record that is only for named users', async () => {
    await sendRows(database, [{ ...row('essex-police', 'p1', ADA), restricted: true }])
    const [linked] = await sendRows(database, [row('enfield-council', 'c1', ADA)])
    expect(linked?.matches).toEqual([])
  })

  it('joins rows of one subject by the agency’s own word, whatever they say', async () => {
    await sendRows(database, [
      row('essex-police', 'p1', ADA, 'n1'),
      row('essex-police', 'p2', BEN, 'n1'),
      row('essex-police', 'p3', {}, 'n1'),
    ])
    expect(await partition(test.owner)).toEqual([['essex-police p1', 'essex-police p2', 'essex-police p3']])
  })

  it('keys one record of the rows that say the same', async () => {
    await sendRows(database, [row('essex-police', 'p1', ADA, 'n1'), row('essex-police', 'p2', ADA, 'n1')])
    await sendRows(database, [row('essex-police', 'p3', ADA, 'n1')])
    expect(await asOwner(test.owner, 'select count(distinct record_id)::int as n from match_key')).toEqual([{ n: 1 }])
    expect(await partition(test.owner)).toEqual([['essex-police p1', 'essex-police p2', 'essex-police p3']])
  })

  it('moves a record that changed into somebody else, and its followers stay', async () => {
    await sendRows(database, [row('enfield-council', 'c1', ADA)])
    await sendRows(database, [row('essex-police', 'p1', ADA, 'n1'), row('essex-police', 'p2', ADA, 'n1')])
    await sendRows(database, [row('essex-police', 'p1', BEN, 'n2')])
    expect(await partition(test.owner)).toEqual([['enfield-council c1', 'essex-police p2'], ['essex-police p1']])
  })

  it('changes nothing when sent again', async () => {
    const rows = [
      row('essex-police', 'p1', ADA),
      row('essex-police', 'p2', BEN, 'n1'),
      row('essex-police', 'p3', BEN, 'n1'),
    ]
    await sendRows(database, rows)
    await sendRows(database, [row('enfield-council', 'c1', ADA_MISSPELT)])
    const state =
      'select (select count(*)::int from link_decision) d, (select array_agg(person_id order by record_id) from member) m'
    const before = await asOwner(test.owner, state)
    await sendRows(database, rows)
    expect(await asOwner(test.owner, state)).toEqual(before)
  })

  it('refuses who has no business with it', async () => {
    const who = someone('essex-police', NOW, ['auditor'], 'oversight')
    await expect(unitOfWork(database, who, ctx => linkRecords(ctx, []))).rejects.toThrow('Page not found')
  })

  it('links what two transactions bring in at the same moment', async () => {
    await Promise.all([
      sendRows(database, [row('essex-police', 'p1', ADA)]),
      sendRows(database, [row('enfield-council', 'c1', ADA)]),
      sendRows(database, [row('met-police', 'm1', ADA_MISSPELT)]),
    ])
    expect(await partition(test.owner)).toHaveLength(1)
  })
})

describe('withdrawRecords', () => {
  it('takes the record out and separates what it held together', async () => {
    const [first] = await sendRows(database, [
      row('essex-police', 'p1', ADA, 'n1'),
      row('essex-police', 'p2', ADA, 'n1'),
    ])
    await sendRows(database, [row('enfield-council', 'c1', ADA)])
    await asOwnerOfTables(`update record set withdrawn_at = now() where record_id = '${first?.recordId}'`)
    await as('essex-police', ctx => withdrawRecords(ctx, [first?.recordId ?? '']))
    expect(await partition(test.owner)).toEqual([['enfield-council c1', 'essex-police p2']])
    expect(await asOwner(test.owner, 'select count(distinct record_id)::int as n from match_key')).toEqual([{ n: 2 }])
  })
})

describe('previewLinks', () => {
  it('counts and writes nothing', async () => {
    await sendRows(database, [row('essex-police', 'p1', ADA)])
    const counts = await as('enfield-council', ctx =>
      previewLinks(
        ctx,
        [ADA_MISSPELT, BEN].map(one => ({ comparable: toComparable(one), isKnown: false })),
      ),
    )
    expect(counts).toEqual({ join: 1, review: 0 })
    expect(await partition(test.owner)).toEqual([['essex-police p1']])
  })
})

it('what stands around a record is read in short as it is in full, with what holds pairs back and what people said', async () => {
  const [p1] = await sendRows(database, [
    row('essex-police', 'p1', { ...ADA, nhsNumber: '9990000018' }),
    row('essex-police', 'p2', ADA),
  ])
  const [c1] = await sendRows(database, [row('enfield-council', 'c1', { ...ADA, nhsNumber: '9990123454' })])
  await sendRows(database, [row('met-police', 'm1', ADA_MISSPELT), row('met-police', 'm2', ADA, 'n2')])
  const [b1] = await sendRows(database, [row('essex-police', 'b1', BEN)])
  const [ada, ben] = [p1, b1].map(one => ({ agency: 'essex-police', recordId: one?.recordId ?? '' }))
  const other = { agency: 'enfield-council', recordId: c1?.recordId ?? '' }
  if (ada === undefined || ben === undefined) throw new Error('nobody')
  await as('essex-police', ctx => mustLink(ctx, ada, ben, 'She told us'))
  const words = (pairs: readonly Word[]) =>
    pairs
      .map(({ left, right, byKind, outcome, weight, holds }) =>
        JSON.stringify([left.recordId, right.recordId, byKind, outcome, weight, holds]),
      )
      .toSorted()
  await as('essex-police', async ctx => {
    const grant = authorise(ctx, 'linkage.search', ownSubject(ctx, 'record-index'))
    const inShort = await getSurroundings(ctx.tx, grant, [ada, other])
    const records = inShort.subjects.flatMap(({ agency, recordIds }) =>
      recordIds.map(recordId => ({ agency, recordId })),
    )
    const inFull = (await getPairs(ctx.tx, grant, records)).filter(pair => pair.status === 'stands')
    expect(words(inShort.pairs)).toEqual(words(inFull))
    expect(inFull.flatMap(pair => pair.holds)).toContain('different NHS numbers')
    expect(new Set(inFull.map(pair => pair.byKind))).toEqual(new Set(['model', 'person']))
  })
})

describe('a person’s word', () => {
  it('outranks the score, survives new rows and relink, and is undone without a trace in the records', async () => {
    const [p1] = await sendRows(database, [row('essex-police', 'p1', ADA)])
    const [p2] = await sendRows(database, [row('essex-police', 'p2', ADA)])
    const one = { agency: 'essex-police', recordId: p1?.recordId ?? '' }
    const other = { agency: 'essex-police', recordId: p2?.recordId ?? '' }
    const records = () =>
      asOwner(
        test.owner,
        'select r.*, v.* from record r join record_version v using (agency_id, record_id) order by 1, 2',
      )
    const before = await records()
    const said = await as('essex-police', ctx => mustNotLink(ctx, one, other, 'Twins'))
    expect(said.status).toBe('stands')
    await sendRows(database, [row('enfield-council', 'c1', ADA_MISSPELT)])
    expect(await partition(test.owner)).toHaveLength(2)
    for (const agency of ['essex-police', 'enfield-council']) await relink(agency)
    expect(await partition(test.owner)).toHaveLength(2)
    await as('essex-police', ctx => undoLink(ctx, said.decisionId))
    expect(await partition(test.owner)).toEqual([['enfield-council c1', 'essex-police p1', 'essex-police p2']])
    expect((await records()).filter(record => record['agency_id'] === 'essex-police')).toEqual(before)
  })

  it('joins what nothing else joins, and keeps the id of the larger person', async () => {
    const [a, , b] = await sendRows(database, [
      row('essex-police', 'p1', ADA, 'n1'),
      row('essex-police', 'p2', ADA, 'n1'),
      row('essex-police', 'p3', BEN),
    ])
    const one = { agency: 'essex-police', recordId: a?.recordId ?? '' }
    const other = { agency: 'essex-police', recordId: b?.recordId ?? '' }
    const said = await as('essex-police', ctx => mustLink(ctx, one, other, 'She told us'))
    expect(said.changedPersons).toEqual([a?.personId])
    expect(await partition(test.owner)).toHaveLength(1)
    await as('essex-police', ctx => unlink(ctx, other, 'She had not'))
    expect(await partition(test.owner)).toEqual([['essex-police p1', 'essex-police p2'], ['essex-police p3']])
  })

  it('separates even what the agency’s own id ties together', async () => {
    const [a, b] = await sendRows(database, [
      row('essex-police', 'p1', ADA, 'n1'),
      row('essex-police', 'p2', ADA, 'n1'),
    ])
    const refs = [a, b].map(one => ({ agency: 'essex-police', recordId: one?.recordId ?? '' }))
    await as('essex-police', ctx => mustNotLink(ctx, refs[0]!, refs[1]!, 'Wrong number typed'))
    expect(await partition(test.owner)).toHaveLength(2)
    await sendRows(database, [row('essex-police', 'p3', ADA, 'n1')])
    expect(await partition(test.owner)).toHaveLength(2)
    expect(
      await asOwner(test.owner, `select count(*)::int as n from person where attention @> array['override-conflict']`),
    ).toEqual([{ n: 2 }])
  })

  it('is a note when they are not sure, and links nothing', async () => {
    const [a, b] = await sendRows(database, [row('essex-police', 'p1', ADA), row('essex-police', 'p2', BEN)])
    const refs = [a, b].map(one => ({ agency: 'essex-police', recordId: one?.recordId ?? '' }))
    await expect(as('essex-police', ctx => decidePair(ctx, refs[0]!, refs[1]!, 'not-sure', ' '))).rejects.toThrow()
    const said = await as('essex-police', ctx => decidePair(ctx, refs[0]!, refs[1]!, 'not-sure', 'Ask the school'))
    expect(said).toMatchObject({ status: 'stands', changedPersons: [] })
  })

  it('cannot be said of records that the agency does not reach', async () => {
    const [a] = await sendRows(database, [row('essex-police', 'p1', ADA)])
    const [b] = await sendRows(database, [row('enfield-council', 'c1', BEN)])
    const refs = [
      { agency: 'essex-police', recordId: a?.recordId ?? '' },
      { agency: 'enfield-council', recordId: b?.recordId ?? '' },
    ] as const
    await expect(as('met-police', ctx => mustLink(ctx, refs[0], refs[1], 'x'))).rejects.toThrow('Page not found')
    expect(await asOwner(test.owner, `select count(*)::int as n from link_decision where by_kind = 'person'`)).toEqual([
      { n: 0 },
    ])
  })
})

describe('the order of arrival', () => {
  const people = [
    ADA,
    ADA_MISSPELT,
    BEN,
    { ...BEN, givenName: 'Ben' },
    { ...ADA, givenName: 'Edna' },
    { ...ADA, phone: '+447700900104', postcode: 'ZZ2 2BB' },
  ]
  const agencies = ['essex-police', 'enfield-council', 'met-police']
  const some = fc.array(
    fc.record({
      agency: fc.constantFrom(...agencies),
      person: fc.constantFrom(...people),
      subject: fc.option(fc.constantFrom('n1', 'n2', 'n3')),
    }),
    { minLength: 2, maxLength: 10 },
  )
  const worlds = some.map(rows =>
    rows.map(
      ({ agency, person, subject }, at): Sent => ({
        agency,
        person,
        subjectRef: subject ?? undefined,
        sourceId: `s${at}`,
        recordId: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      }),
    ),
  )

  it('makes no difference to who ends together, nor does relinking, even from nothing', {
    timeout: 60_000,
  }, async () => {
    const shuffled = worlds.chain(rows =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async ([rows, otherOrder]) => {
        await empty()
        for (const one of rows) await sendRows(database, [one])
        const first = await partition(test.owner)
        for (const agency of agencies) await relink(agency)
        expect(await partition(test.owner)).toEqual(first)
        await asOwnerOfTables('truncate match_key, match_profile, member, person, link_decision')
        for (const agency of agencies) await relink(agency)
        expect(await partition(test.owner)).toEqual(first)
        await empty()
        for (const agency of agencies) {
          const theirs = otherOrder.filter(one => one.agency === agency)
          if (theirs.length > 0) await sendRows(database, theirs)
        }
        expect(await partition(test.owner)).toEqual(first)
      }),
      { numRuns: 15 },
    )
  })
})

async function relink(agency: string): Promise<void> {
  await relinkAgency(
    database,
    () => someone(agency, NOW, ['operator'], 'data-quality'),
    () => undefined,
  )
}

async function asOwnerOfTables(text: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(test.owner)
  await client.connect()
  await client.query(
    `set role throughline_owner; alter table record no force row level security; ${text}; alter table record force row level security`,
  )
  await client.end()
}
