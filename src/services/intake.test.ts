import { randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AgencyId, UserId } from '#domain/values/ids.ts'
import type { Instant } from '#domain/values/time.ts'
import { type Database, openDatabase } from '#store/database.ts'
import { loadMappings } from '#store/mappings.ts'
import { type TestDatabase, testDatabase } from '#test/database.ts'
import type { Who } from './context.ts'
import { unitOfWork } from './context.ts'
import { errorFile, getBatch } from './intake/batches.ts'
import { previewFile } from './intake/preview.ts'
import type { Source } from './intake/source.ts'
import { mapRows, planFor } from './intake/map-rows.ts'
import { storeChunk } from './intake/store-chunk.ts'
import { getMapping, importFile, type Intake } from './intake.ts'
import { NO_COUNTS } from '#store/batches.ts'

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

function intake(chunkRows?: number): Intake {
  return { database, mappings: loadMappings(), now: () => now, ...(chunkRows === undefined ? {} : { chunkRows }) }
}

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

function sourceOf(content: string): Source {
  return {
    async *open() {
      yield Buffer.from(content)
    },
  }
}

function bringIn(content: string, mapping = 'person-list', options: { chunkRows?: number; stop?: AbortSignal } = {}) {
  const request = { source: sourceOf(content), fileName: 'people.csv', mapping, stop: options.stop }
  return importFile(intake(options.chunkRows), who(), request)
}

/** What the agency holds, without ids that differ from run to run. */
function held() {
  return database.transaction(agency, async tx => ({
    records: await tx
      .selectFrom('record')
      .select([
        'source_system',
        'feed',
        'source_id',
        'subject_ref',
        'version_no',
        'version',
        'comparable',
        'withdrawn_at',
      ])
      .orderBy('source_id')
      .execute(),
    versions: await tx
      .selectFrom('record_version')
      .innerJoin('record', 'record.record_id', 'record_version.record_id')
      .select(['source_id', 'record_version.version_no', 'person', 'as_given', 'marks', 'withdraws'])
      .orderBy('source_id')
      .orderBy('record_version.version_no')
      .execute(),
    events: await tx
      .selectFrom('event')
      .innerJoin('record', 'record.record_id', 'event.record_id')
      .select(['source_id', 'kind', 'starts_at', 'ends_at', 'facts', 'event.withdrawn_at'])
      .orderBy('source_id')
      .execute(),
  }))
}

async function errorLines(batchId: string): Promise<string[]> {
  const pieces = await Array.fromAsync(errorFile(database, who(), batchId))
  return pieces.join('').replace('\ufeff', '').trimEnd().split('\r\n')
}

const HEADER = 'record_id,first_name,surname,dob,nhs_number,version,purge\n'
const PEOPLE = `${HEADER}1,Ann,Example,02/01/2010,9990000018,,\n2,Ben,Sample,03/01/2011,,,\n3,Cem,Muster,,,,\n`

describe('importFile', () => {
  it('brings rows in, counts them and writes who did it', async () => {
    const { batch } = await bringIn(PEOPLE)
    expect(batch).toMatchObject({ state: 'done', counts: { rows: 3, good: 3, refused: 0, fresh: 3, unchanged: 0 } })
    const stored = await unitOfWork(database, who(), ctx => getBatch(ctx, batch.batchId))
    expect(stored).toMatchObject({ state: 'done', counts: batch.counts, fileName: 'people.csv', createdBy: 'Test' })
    expect((await held()).records.map(record => record.source_id)).toEqual(['1', '2', '3'])
  })

  it('says when the same file was sent, and changes nothing', async () => {
    await bringIn(PEOPLE)
    const before = await held()
    const again = await bringIn(PEOPLE)
    expect(again.same?.counts.fresh).toBe(3)
    expect(await held()).toEqual(before)
  })

  it('changes nothing when the same rows come in another file', async () => {
    await bringIn(PEOPLE)
    const before = await held()
    expect((await bringIn(`${PEOPLE}\n`)).batch.counts).toMatchObject({ fresh: 0, unchanged: 3 })
    expect(await held()).toEqual(before)
  })

  it('goes back when a file with the content of an older one follows a newer one', async () => {
    await bringIn(PEOPLE)
    await bringIn(PEOPLE.replace('Ann', 'Anne'))
    expect((await bringIn(PEOPLE)).batch.counts).toMatchObject({ changed: 1, unchanged: 2 })
    expect((await held()).records[0]?.comparable).toMatchObject({ given: ['ann'] })
  })

  it('withdraws what a purge row names', async () => {
    await bringIn(PEOPLE)
    const { batch } = await bringIn(`${HEADER}2,,,,,,Y\n`)
    expect(batch.counts).toMatchObject({ good: 1, withdrawn: 1 })
    expect((await held()).records.map(record => record.withdrawn_at)).toEqual([null, now, null])
  })

  it('keeps a wrong identifier as given, marks it and never matches on it', async () => {
    const { batch } = await bringIn(`${HEADER}1,Ann,Example,02/01/2010,9990000019,,\n`)
    expect(batch.counts).toMatchObject({ rows: 1, good: 0, corrected: 1, refused: 0 })
    const { records, versions } = await held()
    expect(versions[0]).toMatchObject({ person: { nhsNumber: '9990000019' }, marks: [{ field: 'person.nhsNumber' }] })
    expect(records[0]?.comparable).not.toHaveProperty('nhsNumber')
  })

  it('takes any name as it is: formula, emoji, Arabic script, percent sign, 5,000 characters', async () => {
    const names = ['=cmd()', '😀 Ann', 'محمد', 'A%', 'x'.repeat(5000)]
    const { batch } = await bringIn(`${HEADER}${names.map((name, at) => `${at},${name},Example,,,,\n`).join('')}`)
    expect(batch.counts).toMatchObject({ good: 5, fresh: 5 })
    expect((await held()).versions.map(row => row.person)).toMatchObject(names.map(givenName => ({ givenName })))
  })

  it('puts wrong rows, and only those, into the error file with line, column, masked value and reason', async () => {
    const header = 'report_id,reported_at,surname,risk_level,found_at\n'
    const rows = [
      '1,29/02/2011 10:00,Example,high,',
      '2,01/03/2026 10:00,Sample,low,',
      '3,01/03/2026,A,high,x,y',
      ',01/03/2026 10:00,B,high,',
    ]
    const { batch } = await bringIn(header + rows.join('\n'), 'police-missing')
    expect(batch.counts).toMatchObject({ rows: 4, good: 1, refused: 3, fresh: 1 })
    const [first, ...lines] = await errorLines(batch.batchId)
    expect(first).toBe('line,column,value,reason')
    expect(lines.map(line => line.split(',')[0])).toEqual(['2', '4', '5'])
    expect(lines[0]).toMatch(/^2,reported_at,29\/02\/2011 10:00,.*29 February.*2011/)
    expect(lines[1]).toMatch(/^4,,,.*Cells in the row: 6/)
    expect(lines[2]).toMatch(/^5,report_id,,.*Fill it in/)
  })

  it('neutralises formulas in the error file', async () => {
    const { batch } = await bringIn(
      'report_id,reported_at,surname,risk_level\n1,=cmd(),Example,high\n',
      'police-missing',
    )
    expect((await errorLines(batch.batchId))[1]).toMatch(/^2,reported_at,'=cmd\(\),/)
  })

  it('finishes a file with 10,000 wrong rows, all of them in the error file', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => `${at},no time,Example,high\n`).join('')
    const content = `report_id,reported_at,surname,risk_level\n${rows}good,01/03/2026 10:00,Example,high\n`
    const { batch } = await bringIn(content, 'police-missing')
    expect(batch.counts).toMatchObject({ rows: 10_001, refused: 10_000, fresh: 1 })
    expect(await errorLines(batch.batchId)).toHaveLength(10_001)
  })

  it('once would have filled the disk with the errors of a file of nothing else: 100,000 are listed, all are counted', async () => {
    const rows = Array.from({ length: 100_500 }, (_, at) => `${at},no time,Example,high\n`).join('')
    const content = `report_id,reported_at,surname,risk_level\n${rows}good,01/03/2026 10:00,Example,high\n`
    const { batch, notes } = await bringIn(content, 'police-missing')
    expect(batch.counts).toMatchObject({ rows: 100_501, refused: 100_500, fresh: 1 })
    expect(notes.join()).toContain('Refused rows: 100,500. The first 100,000 errors are listed')
    const lines = await errorLines(batch.batchId)
    expect(lines).toHaveLength(1 + 100_000 + 1)
    expect(lines.at(-1)).toContain('Only the first 100,000 errors of the file are listed.')
  }, 60_000)

  it('refuses a row that the database cannot hold, and takes the rest of its chunk', async () => {
    const mapping = getMapping(loadMappings(), 'person-list')
    const { batch } = await bringIn(HEADER)
    await database.transaction(agency, tx => tx.updateTable('batch').set({ state: 'reading' }).execute())
    const plan = planFor(batch.batchId, mapping, ['record_id', 'given_name', 'family_name'], 'test')
    const rows = ['1', '2', '3'].map((id, at) => ({ line: at + 2, cells: { record_id: id, family_name: 'Example' } }))
    const chunk = await mapRows(plan, rows, { newId: randomUUID, now, readBytes: 0 })
    const good = chunk.good.map(row =>
      row.line === 3 ? { ...row, record: { ...row.record, recordId: 'no id' } } : row,
    )
    const counts = await storeChunk(database, who(), plan.batchId, { ...chunk, good }, NO_COUNTS)
    expect(counts).toMatchObject({ rows: 3, good: 2, refused: 1, fresh: 2 })
    expect((await held()).records.map(record => record.source_id)).toEqual(['1', '3'])
  })

  it.each([
    ['person-list', 'a,b\n1,2\n', /no column record_id/],
    ['police-missing', PEOPLE, /use the mapping person-list/],
  ])('refuses a header that does not fit %s, and says what would', async (mapping, content, reason) => {
    await expect(bringIn(content, mapping)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(reason),
    })
    expect(await database.transaction(agency, tx => tx.selectFrom('batch').selectAll().execute())).toEqual([])
  })

  it('takes a file without rows for what it is', async () => {
    const { batch, notes } = await bringIn(HEADER)
    expect(batch).toMatchObject({ state: 'done', counts: { rows: 0 } })
    expect(notes.join()).toMatch(/a header and no rows/)
  })

  it('leaves whole chunks when it is stopped, and finishes without doubling when the file is sent again', async () => {
    const stop = new AbortController()
    const request = { source: sourceOf(PEOPLE), fileName: 'people.csv', mapping: 'person-list', stop: stop.signal }
    const stopped = importFile(intake(1), who(), { ...request, onProgress: () => stop.abort() })
    await expect(stopped).rejects.toThrow()
    expect((await held()).records).toHaveLength(1)
    const [batch] = await database.transaction(agency, tx => tx.selectFrom('batch').selectAll().execute())
    expect(batch).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('nothing is doubled'),
      counts: { rows: 1 },
    })
    expect((await bringIn(PEOPLE)).batch.counts).toMatchObject({ fresh: 2, unchanged: 1 })
    expect((await held()).records).toHaveLength(3)
  })

  it('stores the same rows however the file is cut into chunks', async () => {
    const rows = [
      '1,Ann,Example,02/01/2010,,1,',
      '2,Ben,Sample,,,1,',
      '1,Anna,Example,02/01/2010,,2,',
      '1,Ann,Example,02/01/2010,,1,',
      '2,,,,,2,Y',
      '3,Cem,Muster,,,,',
      '3,Cem,Muster,,,,',
      'x,',
      '3,Cem,,,,,',
    ]
    const content = HEADER + rows.join('\n')
    await bringIn(content)
    const whole = await held()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: rows.length }), async chunkRows => {
        agency = `agency-${randomUUID().slice(0, 8)}` as AgencyId
        await bringIn(content, 'person-list', { chunkRows })
        expect(await held()).toEqual(whole)
      }),
      { numRuns: 6 },
    )
  })

  it('is refused to a role that may not bring records in', async () => {
    const nurse = { ...who(), actor: { ...who().actor, roles: ['practitioner' as const] } }
    const request = { source: sourceOf(PEOPLE), fileName: 'p.csv', mapping: 'person-list' }
    await expect(importFile(intake(), nurse, request)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('shows a file to nobody of another agency', async () => {
    const { batch } = await bringIn(PEOPLE)
    const other = who('another-agency' as AgencyId)
    await expect(unitOfWork(database, other, ctx => getBatch(ctx, batch.batchId))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('previewFile', () => {
  it('tells what would happen and stores nothing', async () => {
    const content = `${PEOPLE}4,Di,Example,,9990000019,,\n5\n1,Ann,Example,02/01/2010,9990000018,,\n`
    const preview = await previewFile(intake(), who(), { source: sourceOf(content) })
    expect(preview).toMatchObject({
      mapping: { name: 'person-list' },
      format: 'csv',
      delimiter: 'comma',
      encoding: 'utf-8',
      counts: { rows: 6, good: 4, corrected: 1, refused: 1, fresh: 4, unchanged: 1 },
      errors: [{ line: 6 }],
    })
    expect(preview.sample).toHaveLength(5)
    expect(preview.sample[0]?.fields).toContainEqual({ name: 'dateOfBirth', value: '02/01/2010' })
    expect(await held()).toEqual({ records: [], versions: [], events: [] })
  })

  it('counts as bringing in then does', async () => {
    const {
      joined: _joined,
      review: _review,
      ...expected
    } = (await previewFile(intake(), who(), { source: sourceOf(PEOPLE) })).counts
    const { batch } = await bringIn(PEOPLE)
    expect(batch.counts).toMatchObject(expected)
  })

  it('says of a file that was sent before that it was', async () => {
    await bringIn(PEOPLE)
    const preview = await previewFile(intake(), who(), { source: sourceOf(PEOPLE) })
    expect(preview.notes.join()).toMatch(/You sent this on 4 March 2026/)
  })

  it('once showed the part of a file that it had read when the service was stopped as if it were the whole', async () => {
    const request = { source: sourceOf(PEOPLE), mapping: 'person-list', stop: AbortSignal.abort() }
    await expect(previewFile(intake(), who(), request)).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringContaining('Nothing was changed. Send the file again'),
    })
  })

  it('says of a header alone that there is nothing to bring in', async () => {
    const preview = await previewFile(intake(), who(), { source: sourceOf(HEADER) })
    expect(preview.notes.join()).toMatch(/a header and no rows/)
  })

  it('tells why a file does not fit the mapping that was asked for', async () => {
    const preview = await previewFile(intake(), who(), { source: sourceOf(PEOPLE), mapping: 'ssda903-missing' })
    expect(preview.problem).toMatch(/use the mapping person-list/)
  })
})
