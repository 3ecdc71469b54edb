import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgencyId } from '#domain/values/ids.ts'
import { closeCutOff } from '#services/intake/cut-off.ts'
import { hashPassword } from '#services/passwords.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { newClient } from '#test/client.ts'

const password = 'a long enough password'
const PEOPLE =
  'record_id,first_name,surname,dob,nhs_number\n1,<b>Ann</b>,Example,02/01/2010,9990000018\n2,=cmd(),Sample,29/02/2011,\n3\n'

let folder: string
let test: TestApp

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-records-in-'))
  test = await testApp({ env: { THROUGHLINE_DATA: folder } })
  const passwordHash = await hashPassword(password)
  await test.database.transaction('', async tx => {
    for (const agency of ['essex-police', 'enfield-council'] as AgencyId[]) {
      await tx.insertInto('agency').values({ agency_id: agency, name: agency, kind: 'police', regime: 'x' }).execute()
      const person = { agency, passwordHash }
      await insertUser(tx, {
        ...person,
        email: `steward@${agency}.example`,
        name: 'Sam Steward',
        roles: ['data-steward'],
      })
      await insertUser(tx, { ...person, email: `nurse@${agency}.example`, name: 'Nia Nurse', roles: ['practitioner'] })
    }
  })
})

afterAll(async () => {
  await test.close()
  await rm(folder, { recursive: true, force: true })
})

const BOUNDARY = 'frontier'

function multipart(
  fields: Readonly<Record<string, string>>,
  file?: { name: string; content: string | Buffer },
): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${file?.name ?? ''}"\r\ncontent-type: text/csv\r\n\r\n`
  return Buffer.concat([
    Buffer.from(parts.join('')),
    Buffer.from(head),
    Buffer.from(file?.content ?? ''),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

async function steward(agency = 'essex-police', role = 'steward') {
  const client = newClient(test.app)
  await client.signIn(`${role}@${agency}.example`, password, role === 'nurse' ? 'health' : 'data-quality')
  const page = await client.get('/records-in/new')
  const csrf = /name="_csrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const send = async (file?: { name: string; content: string | Buffer }, fields: Record<string, string> = {}) => {
    const answer = await test.app.inject({
      method: 'POST',
      url: '/records-in/new',
      headers: { cookie: client.cookie(), 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      payload: multipart({ _csrf: csrf, mapping: '', sourceSystem: '', ...fields }, file),
    })
    return { status: answer.statusCode, body: answer.body, location: answer.headers.location ?? '' }
  }
  return { ...client, csrf, send, page }
}

function spooled(): Promise<string[]> {
  return readdir(join(folder, 'uploads')).catch(() => [])
}

describe('bringing records in', () => {
  it('shows what a file is taken for, then brings it in, and offers the error file', async () => {
    const client = await steward()
    const sent = await client.send({ name: 'people.csv', content: PEOPLE })
    expect(sent.status).toBe(303)
    const preview = await client.get(sent.location)
    expect(preview.body).toContain('It was read as “List of people”: CSV separated by comma, UTF-8')
    expect(preview.body).toContain('&lt;b&gt;Ann&lt;/b&gt;')
    expect(preview.body).toContain('Bring in 2 rows')
    expect(preview.body).toContain('Nothing has been changed yet')
    const brought = await client.post(`${sent.location}/bring-in`, {})
    expect(brought.status).toBe(303)
    const result = await client.get(sent.location)
    expect(result.body).toContain('2 rows went in. Sending the file again is harmless')
    expect(result.body).toContain('Download 1 refused row (CSV)')
    const errors = await client.get(`${sent.location}/errors.csv`)
    expect(errors.body).toContain('4,,,"Cells in the row: 1, columns in the header: 5.')
    expect(await spooled()).toEqual([])
    const list = await client.get('/records-in')
    expect(list.body).toContain('people.csv')
  })

  it('says of the same file that it was sent before and changes nothing', async () => {
    const client = await steward()
    const { location } = await client.send({ name: 'again.csv', content: PEOPLE })
    expect((await client.get(location)).body).toContain('You sent this on 4 March 2026')
    await client.post(`${location}/bring-in`, {})
    expect((await client.get(location)).body).toContain('nothing changed')
  })

  it('forgets a file that is cancelled', async () => {
    const client = await steward()
    const { location } = await client.send({ name: 'other.csv', content: PEOPLE.replace('Sample', 'Other') })
    await client.post(`${location}/cancel`, {})
    expect((await client.get(location)).body).toContain(
      'It was cancelled before it was brought in; nothing was changed.',
    )
    expect(await spooled()).toEqual([])
    expect((await client.post(`${location}/bring-in`, {})).status).toBe(409)
  })

  it('reads the file again as another kind, and says when it does not fit', async () => {
    const client = await steward()
    const { location } = await client.send({ name: 'people.csv', content: `${PEOPLE}4,Di,Extra,,\n` })
    await client.post(`${location}/mapping`, { mapping: 'police-missing', sourceSystem: 'niche' })
    const misfit = await client.get(location)
    expect(misfit.body).toContain('use the mapping person-list')
    expect(misfit.body).not.toContain('/bring-in')
    await client.post(`${location}/mapping`, { mapping: 'person-list', sourceSystem: 'niche' })
    expect((await client.get(location)).body).toContain('Bring in 3 rows')
    await client.post(`${location}/cancel`, {})
  })

  it('never again keeps the system of the kind that a file was first taken for, and shows what its numbers are', async () => {
    const client = await steward('enfield-council')
    const missing = 'CHILD,DOB,MISSING,MIS_START,MIS_END\n101,04/03/2010,M,10/01/2026,11/01/2026\n'
    const { location } = await client.send({ name: 'missing.csv', content: missing }, { mapping: 'person-list' })
    expect((await client.get(location)).body).toContain('use the mapping ssda903-missing')
    await client.post(`${location}/mapping`, { mapping: 'ssda903-missing', sourceSystem: '', otherSystem: '' })
    expect((await client.get(location)).body).toContain('“ssda903”, of which no file has come yet')
    await client.post(`${location}/bring-in`, {})

    expect((await client.get('/records-in/new')).body).toContain('The system of your files “SSDA903 Missing” (ssda903)')
    const list = 'id,child_id,first_name,surname,dob\n7,101,Ann,Example,04/03/2010\n'
    const second = await client.send({ name: 'list.csv', content: list })
    const page = (await client.get(second.location)).body
    expect(page).toContain('Numbers of people in it are taken for those of your files “SSDA903 Missing” (ssda903).')
    expect(page).toContain('Known there: 1 of 1 number looked up; 1 with the same details.')
    await client.post(`${second.location}/mapping`, {
      mapping: 'person-list',
      sourceSystem: 'ssda903',
      otherSystem: 'education',
    })
    expect((await client.get(second.location)).body).toContain(
      '“education”, of which no file has come yet, as you said',
    )
    await client.post(`${second.location}/cancel`, {})
  })

  it.each([
    ['an archive', Buffer.from('504b0304', 'hex'), 'Archives are not unpacked here'],
    ['nothing in it', '', 'The file is empty'],
    ['unknown columns', 'x,y\n1,2\n', 'None of the columns is known'],
  ])('says what is wrong with %s, and keeps nothing', async (_, content, reason) => {
    const client = await steward()
    const { location } = await client.send({ name: 'wrong.bin', content })
    expect((await client.get(location)).body).toContain(reason)
    expect(await spooled()).toEqual([])
  })

  it('asks for a file when none was chosen', async () => {
    const sent = await (await steward()).send()
    expect(sent.status).toBe(422)
    expect(sent.body).toContain('Choose a file')
  })

  it('refuses a file from another site, before it is read', async () => {
    const sent = await (await steward()).send({ name: 'p.csv', content: PEOPLE }, { _csrf: 'stolen' })
    expect(sent.status).toBe(403)
    expect(await spooled()).toEqual([])
  })

  it('lost what was chosen when the form was from before the last sign-in', async () => {
    const fields = { _csrf: 'of-another-session', mapping: 'police-missing', sourceSystem: 'person' }
    const { body } = await (await steward()).send({ name: 'p.csv', content: PEOPLE }, fields)
    expect(body).toContain('Choose the file again')
    expect(body).toMatch(/<option value="police-missing" selected>/)
    expect(body).toMatch(/<option value="person" selected>/)
  })

  it('is not there for somebody who may not bring records in, and no file is read from them', async () => {
    const nurse = await steward('essex-police', 'nurse')
    expect(nurse.page.status).toBe(404)
    expect((await nurse.get('/records-in')).status).toBe(404)
    const { cookie } = nurse
    const account = await nurse.get('/account')
    const csrf = /name="_csrf" value="([^"]+)"/.exec(account.body)?.[1] ?? ''
    const answer = await test.app.inject({
      method: 'POST',
      url: '/records-in/new',
      headers: { cookie: cookie(), 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
      payload: multipart({ _csrf: csrf }, { name: 'p.csv', content: PEOPLE }),
    })
    expect(answer.statusCode).toBe(404)
    expect(await spooled()).toEqual([])
  })

  it('says by page, list and API of a file whose reader was killed that it was cut off, where, and that sending it again is harmless', async () => {
    const client = await steward()
    const id = randomUUID()
    await test.database.transaction('essex-police', tx =>
      tx
        .insertInto('batch')
        .values({
          agency_id: 'essex-police',
          batch_id: id,
          source_system: 'person',
          mapping: 'person-list',
          mapping_version: '1',
          file_name: 'killed.csv',
          state: 'reading',
          counts: JSON.stringify({ rows: 2000, good: 2000, fresh: 2000 }),
          created_by: 'Sam Steward',
          created_at: test.now(),
          updated_at: test.now(),
        })
        .execute(),
    )
    const api = async () => JSON.parse((await client.get(`/api/v1/batches/${id}`)).body)
    expect((await client.get(`/records-in/${id}`)).body).toContain('The file is coming in')
    expect(await api()).toMatchObject({ state: 'reading' })
    expect(await closeCutOff(test.database, test.now())).toEqual([id])
    const page = (await client.get(`/records-in/${id}`)).body
    expect(page).toContain('It was cut off at 2,000 rows')
    expect(page).toContain('Sending the file again is harmless')
    expect(page).not.toContain('data-progress-from')
    expect(await api()).toMatchObject({
      state: 'failed',
      problem: expect.stringMatching(/cut off at 2,000 rows.*harmless/),
      counts: { rows: 2000 },
    })
    expect((await client.get('/records-in')).body).toMatch(/killed\.csv[\s\S]*?Stopped/)
  })

  it('shows a file to nobody of another agency', async () => {
    const client = await steward()
    const { location } = await client.send({ name: 'ours.csv', content: PEOPLE })
    const other = await steward('enfield-council')
    expect((await other.get(location)).status).toBe(404)
    expect((await other.get(`${location}/errors.csv`)).status).toBe(404)
    expect((await other.post(`${location}/cancel`, {})).status).toBe(404)
    await client.post(`${location}/cancel`, {})
  })

  it('leaves nothing of an upload that is cut off', async () => {
    const client = await steward()
    const address = await test.app.listen({ host: '127.0.0.1', port: 0 })
    const before = await batchCount()
    const body = multipart({ _csrf: client.csrf }, { name: 'cut.csv', content: PEOPLE.repeat(2000) })
    const socket = connect(Number(new URL(address).port), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /records-in/new HTTP/1.1\r\nhost: x\r\ncookie: ${client.cookie()}\r\ncontent-type: multipart/form-data; boundary=${BOUNDARY}\r\ncontent-length: ${body.length}\r\n\r\n`,
    )
    socket.write(body.subarray(0, body.length / 2))
    await sleep(150)
    expect((await spooled()).some(name => name.endsWith('.part'))).toBe(true)
    socket.destroy()
    await sleep(150)
    expect(await spooled()).toEqual([])
    expect(await batchCount()).toBe(before)
  })
})

describe('POST /api/v1/batches', () => {
  const api = async (
    client: Awaited<ReturnType<typeof steward>>,
    options: { url?: string; payload: string; type?: string; key?: string },
  ) => {
    const answer = await test.app.inject({
      method: 'POST',
      url: options.url ?? '/api/v1/batches',
      headers: {
        cookie: client.cookie(),
        origin: 'http://127.0.0.1:3000',
        'content-type': options.type ?? 'application/json',
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      },
      payload: options.payload,
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const rows = [
    { record_id: 'a1', first_name: 'Ida', surname: 'Example' },
    { record_id: '', surname: 'Nobody' },
  ]
  const payload = JSON.stringify({ mapping: 'person-list', sourceSystem: 'api', rows })

  it('takes rows as JSON and tells what became of them, row by row', async () => {
    const client = await steward('enfield-council')
    const sent = await api(client, { payload })
    expect(sent).toMatchObject({
      status: 201,
      body: { state: 'done', counts: { rows: 2, good: 1, refused: 1, fresh: 1 } },
    })
    const errors = await client.get(`/api/v1/batches/${sent.body.id}/errors`)
    expect(JSON.parse(errors.body).items).toMatchObject([{ line: 2, column: 'record_id' }])
    const state = await client.get(`/api/v1/batches/${sent.body.id}`)
    expect(JSON.parse(state.body)).toEqual(sent.body)
  })

  it('gives the same batch for the same key and rows, and refuses the key for other rows', async () => {
    const client = await steward('enfield-council')
    const first = await api(client, { payload: payload.replace('Ida', 'Eda'), key: 'key-12345' })
    const again = await api(client, { payload: payload.replace('Ida', 'Eda'), key: 'key-12345' })
    expect(again.body).toEqual(first.body)
    expect(await api(client, { payload, key: 'key-12345' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-conflict' },
    })
    expect(await spooled()).toEqual([])
  })

  it.each([
    ['text/csv', 'record_id;first_name;surname\nc1;Zoë;Example\n'],
    ['application/x-ndjson', '{"record_id":"n1","full_name":"محمد"}\n'],
  ])('takes %s', async (type, content) => {
    const client = await steward('enfield-council')
    const url = '/api/v1/batches?mapping=person-list&sourceSystem=streamed'
    expect(await api(client, { url, payload: content, type })).toMatchObject({
      status: 201,
      body: { counts: { rows: 1, refused: 0 } },
    })
  })

  it.each([
    ['no mapping', '/api/v1/batches', 'text/csv', 'a\n1\n', 400],
    ['an unknown mapping', '/api/v1/batches?mapping=nothing', 'text/csv', 'a\n1\n', 422],
    ['a header that does not fit', '/api/v1/batches?mapping=police-missing', 'text/csv', 'a\n1\n', 422],
    ['an archive', '/api/v1/batches?mapping=person-list', 'text/csv', 'PK\u0003\u0004....', 422],
    ['JSON of another shape', '/api/v1/batches', 'application/json', '{"rows":[]}', 400],
    ['JSON that is cut off', '/api/v1/batches', 'application/json', '{"mapping":"person-list","rows":[{', 400],
  ])('refuses %s', async (_, url, type, content, status) => {
    const client = await steward('enfield-council')
    expect((await api(client, { url, payload: content, type })).status).toBe(status)
    expect(await spooled()).toEqual([])
  })
})

function batchCount(): Promise<number> {
  return test.database.transaction(
    'essex-police',
    async tx => (await tx.selectFrom('batch').select('batch_id').execute()).length,
  )
}
