import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateRawSync, gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { journey } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'

const EMAIL = 'i.farrow@kent-police.example'
const BATCHES = '/api/v1/batches?mapping=person-list&sourceSystem=bad-input'
const ENCOUNTERS = '/api/v1/encounters'
const HEADER = 'record_id,given_name,family_name,date_of_birth'
const FORMULA = '=HYPERLINK("http://example.invalid","Ann")'
const ARABIC = 'محمد الخطيب'
const LONG = 'Wilhelmina'.repeat(500)
const HOUR = 3_600_000

type Headers = Readonly<Record<string, string>>

describe('what is sent by mistake, in haste or in bad faith', () => {
  const { addUser, signIn, sql, url } = journey()

  beforeAll(() =>
    addUser({ agency: 'kent-police', email: EMAIL, name: 'Insp Ines Farrow', roles: 'manager,practitioner' }),
  )

  // Whatever was sent, whoever comes next is served.
  afterEach(async () => {
    expect((await fetch(`${url()}/health`)).status).toBe(200)
  })

  const desk = () => signIn(EMAIL, 'Safeguarding')

  async function post(page: Page, path: string, data: string | Buffer, headers: Headers = {}) {
    const answer = await page.request.post(path, {
      data,
      headers: { origin: url(), 'content-type': 'text/csv', ...headers },
    })
    return { status: answer.status(), headers: answer.headers(), body: JSON.parse(await answer.text()) }
  }

  const report = (page: Page, person: object, more: object = {}, headers: Headers = {}) =>
    post(page, ENCOUNTERS, encounterOf(person, more), { 'content-type': 'application/json', ...headers })

  /** All that the agency holds: what is refused must leave every count as it was. */
  async function held() {
    const tables = ['record', 'record_version', 'event', 'encounter', 'member', 'match_key']
    const [counts] = await sql<Record<string, number>>(
      `select ${tables.map(name => `(select count(*)::int from ${name} where agency_id = 'kent-police') as ${name}`).join()}`,
    )
    return counts
  }

  async function upload(page: Page, content: string | Buffer, name = 'people.csv'): Promise<string> {
    await page.goto('/records-in/new')
    const buffer = Buffer.from(content)
    await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.waitForURL(/\/records-in\/[0-9a-f-]{36}$/)
    return page.locator('main').innerText()
  }

  /** Send as much of a request as `share` says, then break the line. */
  async function cutOff(page: Page, path: string, headers: Headers, body: Buffer, share = 0.5): Promise<void> {
    const [cookie] = await page.context().cookies()
    const socket = connect(Number(new URL(url()).port), '127.0.0.1')
    socket.on('error', () => undefined)
    const all = { host: new URL(url()).host, origin: url(), cookie: `${cookie?.name}=${cookie?.value}`, ...headers }
    const lines = Object.entries({ ...all, 'content-length': String(body.length) }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    socket.write(body.subarray(0, body.length * share))
    await sleep(200)
    socket.destroy()
    await sleep(200)
  }

  it.each([
    ['nothing in it', '', /The file is empty/],
    ['blank lines only', '\n\n\n', /only blank lines/],
    ['a wrong header', 'colour,size\nred,9\n', /no column record_id|None of the columns is known/],
    [
      'an encoding that is none',
      Buffer.from(`${HEADER}\nE1,A\0n\0n,Lee,\n`),
      /not text: there is a zero byte at position/,
    ],
    ['a zip bomb', zipOf(Buffer.alloc(64_000_000)), /ZIP archive.*Archives are not unpacked/],
    ['a gzip bomb', gzipSync(Buffer.alloc(64_000_000)), /gzip archive.*Archives are not unpacked/],
  ])('a file with %s: says so by the API and on the page, and keeps nothing', async (_, content, says) => {
    const page = await desk()
    const before = await held()
    const posted = await post(page, BATCHES, content)
    expect(posted.status).toBe(422)
    expect(posted.body.detail).toMatch(says)
    expect(await upload(page, content)).toMatch(says)
    expect(await pageFaults(page)).toEqual([])
    expect(await held()).toEqual(before)
  })

  it('a bomb in the encoding of the post itself is not unpacked either', async () => {
    const page = await desk()
    const bomb = gzipSync(Buffer.alloc(64_000_000, ' '))
    const answer = await post(page, ENCOUNTERS, bomb, {
      'content-encoding': 'gzip',
      'content-type': 'application/json',
    })
    expect(answer).toMatchObject({ status: 400, body: { code: 'bad-request' } })
  })

  it('a file from an old Excel is read with its accents, and the page says how', async () => {
    const page = await desk()
    const told = await upload(page, Buffer.from(`${HEADER}\nW1,Zoë,Brontë-Øst,03/04/2011\n`, 'latin1'))
    expect(told).toContain('Windows-1252')
    expect(told).toContain('Brontë-Øst')
    await page.getByRole('button', { name: /^Bring in/ }).click()
    await page.getByText('1 row went in').waitFor()
    expect(await fieldOf('W1', 'givenName')).toBe('Zoë')
  })

  it('29 February 2011 is kept as given, marked, and no day to match by', async () => {
    const page = await desk()
    const file = `${HEADER}\nF1,Ann,Leap,29/02/2011\nF2,Ann,Leap,29/02/2011\nF3,Bea,Leap,29/02/2012\n`
    const { status, body } = await post(page, BATCHES, file)
    expect({ status, counts: body.counts }).toMatchObject({
      status: 201,
      counts: { good: 1, corrected: 2, refused: 0 },
    })
    const rows = await sql<{ born: string; marks: string; day: string | null }>(
      `select v.person ->> 'dateOfBirth' as born, v.marks::text as marks, r.comparable ->> 'born' as day
         from record r join record_version v using (agency_id, record_id)
        where r.agency_id = 'kent-police' and r.source_id in ('F1', 'F2')`,
    )
    expect(rows.map(({ born }) => born)).toEqual(['29/02/2011', '29/02/2011'])
    expect(rows[0]?.marks).toMatch(/person.dateOfBirth.*29 February/)
    expect(rows.map(({ day }) => day)).toEqual([null, null])
    // Somebody who is met is never sent away for a birthday that they made up.
    const met = await report(page, { fullName: 'Ann Leap', dateOfBirth: '29/02/2011' })
    expect(met.status).toBe(201)
    await page.goto(`/encounters/${met.body.encounterId}`)
    expect(await page.locator('main').innerText()).toContain('29/02/2011')
  })

  it('a formula is a name like any other, and the error file does not run it', async () => {
    const page = await desk()
    const cell = `"${FORMULA.replaceAll('"', '""')}"`
    const rows = [`X1,01/03/2026 10:00,${cell},high`, `X2,${cell},Cell,high`]
    expect(await upload(page, ['report_id,reported_at,surname,risk_level', ...rows].join('\n'))).toContain(FORMULA)
    await page.getByRole('button', { name: 'Bring in 1 row', exact: true }).click()
    await page.getByText('1 row went in').waitFor()
    expect(await fieldOf('X1', 'familyName')).toBe(FORMULA)
    expect(await errorFile(page)).toMatch(/^3,reported_at,"?'=HYPERLINK/m)
  })

  it('10,000 wrong rows do not hold up the good one, and all of them are in the error file', async () => {
    const page = await desk()
    const rows = Array.from({ length: 10_000 }, (_, n) => `,Nobody${n},Zzyzx,03/04/2011`)
    await upload(page, [HEADER, ...rows.slice(0, 5000), 'G1,Gwen,Good,03/04/2011', ...rows.slice(5000)].join('\n'))
    await page.getByRole('button', { name: /^Bring in 1 row$/ }).click()
    await page.getByText('1 row went in').waitFor({ timeout: 60_000 })
    const [header = '', ...errors] = (await errorFile(page)).replace('\ufeff', '').trimEnd().split(/\r?\n/)
    expect(header).toBe('line,column,value,reason')
    expect(errors).toHaveLength(10_000)
    expect(errors[0]).toMatch(/^2,record_id,/)
    expect(errors.at(-1)).toMatch(/^10002,record_id,/)
    expect(errors.join()).not.toMatch(/Nobody|Zzyzx|03\/04/)
    expect(await fieldOf('G1', 'givenName')).toBe('Gwen')
  })

  it('a post sent twice, or five times at once, is one encounter', async () => {
    const page = await desk()
    const before = await held()
    const key = { 'idempotency-key': 'five-presses-in-margate' }
    const all = await Promise.all(Array.from({ length: 5 }, () => report(page, { fullName: 'Dora Double' }, {}, key)))
    expect(all.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
    expect(new Set(all.map(({ body }) => body.reference)).size).toBe(1)
    expect(all.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(4)
    expect((await held())?.['encounter']).toBe((before?.['encounter'] ?? 0) + 1)
    const other = await report(page, { fullName: 'Somebody Else' }, {}, key)
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-conflict' } })
  })

  it('a file sent twice changes nothing the second time, and says so', async () => {
    const page = await desk()
    const file = `${HEADER}\nT1,Tess,Twice,03/04/2011\nT2,Theo,Twice,05/04/2012\n`
    expect((await post(page, BATCHES, file)).body.counts).toMatchObject({ rows: 2, fresh: 2 })
    const before = await held()
    const again = await post(page, BATCHES, file)
    expect(again.status).toBe(201)
    expect(again.body.counts).toMatchObject({ fresh: 0, changed: 0 })
    expect(`${again.body.state} ${again.body.problem}`).toMatch(/cancelled .*(sent|brought in|same)/i)
    expect(await held()).toEqual(before)
  })

  it('a post that is cut off half way leaves nothing, and goes in whole when it is sent again', async () => {
    const page = await desk()
    const before = await held()
    const batches = () => sql(`select batch_id from batch where agency_id = 'kent-police'`)
    const files = (await batches()).length
    const encounter = Buffer.from(encounterOf({ fullName: 'Cora Cut' }))
    const rows = Array.from({ length: 20_000 }, (_, n) => `C${n},Cora,Cut,03/04/2011`)
    const list = Buffer.from([HEADER, ...rows].join('\n'))
    const csrf = (await page.locator('input[name=_csrf]').first().getAttribute('value')) ?? ''
    const form = Buffer.from(
      `--x\r\ncontent-disposition: form-data; name="_csrf"\r\n\r\n${csrf}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="cut.csv"\r\ncontent-type: text/csv\r\n\r\n${list.toString()}\r\n--x--\r\n`,
    )
    await cutOff(
      page,
      ENCOUNTERS,
      { 'content-type': 'application/json', 'idempotency-key': 'cut-in-half-1' },
      encounter,
    )
    await cutOff(page, BATCHES, { 'content-type': 'text/csv' }, list)
    await cutOff(page, BATCHES, { 'content-type': 'text/csv' }, list, 0.999)
    await cutOff(page, '/records-in/new', { 'content-type': 'multipart/form-data; boundary=x' }, form)
    expect(await held()).toEqual(before)
    expect(await batches()).toHaveLength(files)
    const whole = await report(page, { fullName: 'Cora Cut' }, {}, { 'idempotency-key': 'cut-in-half-1' })
    expect(whole.status).toBe(201)
    expect(whole.headers['idempotent-replayed']).toBeUndefined()
  })

  it('a clock five hours fast is told our time; five hours slow is kept with both times', async () => {
    const page = await desk()
    const before = await held()
    const at = (hours: number) => ({ occurredAt: new Date(Date.now() + hours * HOUR).toISOString() })
    const fast = await report(page, { fullName: 'Cleo Clock' }, at(5))
    expect(fast.status).toBe(400)
    expect(fast.body.fields[0]).toMatchObject({
      field: 'occurredAt',
      message: expect.stringMatching(/later than now.*check the clock/),
    })
    expect(await held()).toEqual(before)
    const slow = await report(page, { fullName: 'Cleo Clock' }, at(-5))
    const kept = await page.request.get(`${ENCOUNTERS}/${slow.body.reference}`)
    const { occurredAt, reportedAt } = JSON.parse(await kept.text())
    expect((Date.parse(reportedAt) - Date.parse(occurredAt)) / HOUR).toBeCloseTo(5, 1)
  })

  it.each([
    ['an emoji', '🙂 Ann', '🙂 Ann'],
    ['Arabic script', ARABIC, ARABIC],
    ['5,000 characters', LONG, LONG],
    ['a percent sign', 'Percy 100%', 'Percy'],
    ['a quote that closes nothing', `Robert'); drop table record; --`, 'Robert'],
    ['markup', '<script>document.title = "taken"</script> Mark', 'Mark'],
  ])('a name with %s is kept as it is, found again, and shown without harm', async (_, name, typed) => {
    const page = await desk()
    const { status, body } = await report(page, { fullName: name })
    expect(status).toBe(201)
    await page.goto(`/encounters/${body.encounterId}`)
    expect(await pageFaults(page)).toEqual([])
    await page.goto(`/people?q=${encodeURIComponent(typed)}`)
    expect(await pageFaults(page)).toEqual([])
    const found = page.locator('.tl-results').getByRole('link', { name, exact: true }).first()
    await found.click()
    await page.waitForURL(/\/people\/[0-9a-f-]{36}/)
    expect(await page.locator('h1').innerText()).toContain(name)
    expect(await pageFaults(page)).toEqual([])
  })

  it.each(['%', '_', '%%%', '*', '🙂', "' or 1=1 --"])('a search for %j finds nobody and says why', async typed => {
    const page = await desk()
    await report(page, { fullName: 'Perdita Anybody' })
    await page.goto(`/people?q=${encodeURIComponent(typed)}`)
    expect(await page.getByRole('status').innerText()).toMatch(
      /Symbols alone find nothing|Nobody that you may see fits/,
    )
    expect(await page.locator('.tl-results li').count()).toBe(0)
    expect(await pageFaults(page)).toEqual([])
  })

  it('a name longer than any is refused by name of its field, and a search for it too', async () => {
    const page = await desk()
    const before = await held()
    expect(await report(page, { fullName: `${LONG}s` })).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'person.fullName' }] },
    })
    expect((await page.goto(`/people?q=${'x'.repeat(6001)}`))?.status()).toBe(400)
    expect(await pageFaults(page)).toEqual([])
    expect(await held()).toEqual(before)
  })

  async function fieldOf(sourceId: string, field: string): Promise<string | undefined> {
    const [row] = await sql<{ value: string }>(
      `select v.person ->> $2 as value from record_version v join record r using (agency_id, record_id)
        where r.agency_id = 'kent-police' and r.source_id = $1`,
      [sourceId, field],
    )
    return row?.value
  }
})

function encounterOf(person: object, more: object = {}): string {
  return JSON.stringify({ circumstance: 'stop-search', place: 'Margate, platform 2', person, ...more })
}

async function errorFile(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download .* refused rows?/ }).click(),
  ])
  return readFileSync(await download.path(), 'utf8')
}

/** The start of a ZIP archive with one packed file: as much as a reader has seen when it would begin to unpack. */
function zipOf(content: Buffer): Buffer {
  const packed = deflateRawSync(content)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(8, 8)
  header.writeUInt32LE(packed.length, 18)
  header.writeUInt32LE(content.length, 22)
  header.writeUInt16LE(10, 26)
  return Buffer.concat([header, Buffer.from('people.csv'), packed])
}
