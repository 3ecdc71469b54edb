import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import { Problem } from '#domain/problem.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { addUser } from '#services/users.ts'
import { loadReference } from '#store/reference.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type Answer, type Client, newClient } from '#test/client.ts'
import { hold, link } from '#test/people.ts'

const PASSWORD = 'correct horse battery staple'
/** As a browser says that one of our own pages sent the form. */
const OWN = { origin: 'http://127.0.0.1:3000', referer: 'http://127.0.0.1:3000/encounters/new' }
const WORDS = {
  circumstance: 'duty-contact',
  place: 'Havant station',
  name: 'Amara <b>O’Konjo</b>',
  note: 'one\r\ntwo',
}

let test: TestApp
let officer: Client
let detective: Client
const failsWith = new Map<string, Error>()

beforeAll(async () => {
  test = await testApp()
  const form = { reason: 'why', password: 'password' }
  test.app.post('/test/fails', { config: { action: 'encounter.report', form } }, async request => {
    throw failsWith.get(String(request.headers['x-fails'])) ?? new Error('not foreseen')
  })
  await prepareInstallation(test.database, loadReference(), 'live')
  officer = await signedIn(test, 'btp', ['practitioner'])
  detective = await signedIn(test, 'met-police', ['safeguarding', 'manager'])
})
afterAll(() => test.close())

async function signedIn({ app, database }: TestApp, agency: string, roles: readonly Role[]): Promise<Client> {
  const email = `someone@${agency}.example`
  await addUser(database, { email, name: 'Kit Marlow', agency: agency as AgencyId, roles: [...roles] }, PASSWORD)
  const client = newClient(app)
  await client.signIn(email, PASSWORD)
  return client
}

async function newForm(client: Client, words: Readonly<Record<string, string>> = WORDS) {
  const { body } = await client.get('/encounters/new')
  return { key: /name="key" value="([^"]+)"/.exec(body)?.[1] ?? '', ...words }
}

/** The fields that a page would send again. */
function hiddenIn({ body }: Answer): Record<string, string> {
  const unescaped = (text = '') =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&#92;', '\\')
      .replaceAll('&amp;', '&')
  const start = body.indexOf('<main')
  const inputs = body.slice(start).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)
  return Object.fromEntries([...inputs].map(([, name = '', value]) => [name, unescaped(value)]))
}

describe('what was written, when the session had ended meanwhile,', () => {
  it('was lost at the sign-in page: it waits there, and goes on after it', async () => {
    const client = await signedIn(test, 'kent-police', ['practitioner'])
    const form = await newForm(client)
    const elsewhere = newClient(test.app)
    await elsewhere.signIn('someone@kent-police.example', PASSWORD)
    await elsewhere.post('/sign-out-everywhere', {})
    const asked = await client.post('/encounters/new', form, OWN)
    expect([asked.status, asked.location]).toEqual([401, undefined])
    expect(asked.body).toContain('Your session has ended')
    expect(asked.body).not.toContain('Havant station</')
    const { draft = '' } = hiddenIn(asked)
    expect(JSON.parse(draft)).toMatchObject({ action: '/encounters/new', whole: true, editable: true })
    expect(draft).not.toContain('_csrf')

    const me = { email: 'someone@kent-police.example', purpose: 'safeguarding', draft }
    const wrong = await client.post('/sign-in', { ...me, password: 'open sesame' }, OWN)
    expect(hiddenIn(wrong)['draft']).toBe(draft)
    const back = await client.post('/sign-in', { ...me, password: PASSWORD }, OWN)
    expect(back.status).toBe(200)
    expect(back.body).toContain('Amara &lt;b&gt;O’Konjo&lt;/b&gt;')
    expect(back.body).not.toContain(PASSWORD)
    const { _csrf = '', ...fields } = hiddenIn(back)
    expect(fields).toEqual(form)

    const changing = await client.post('/encounters/new', { ...fields, _csrf, _change: 'yes' }, OWN)
    expect(changing.body).toContain('value="Havant station"')
    expect(changing.body).not.toContain('There is a problem')
    const sent = await client.post('/encounters/new', { ...fields, _csrf }, OWN)
    expect(sent.location).toMatch(/^\/encounters\/[0-9a-f-]{36}$/)
  })

  it('is not taken from another site, nor from what says nothing of where it is from', async () => {
    const client = newClient(test.app)
    for (const from of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }, {}]) {
      const { status, location, body } = await client.post('/encounters/new', WORDS, from)
      expect([status, location, body.includes('Havant')]).toEqual([303, '/sign-in', false])
    }
  })

  it('does not bring somebody back to signing out', async () => {
    const client = newClient(test.app)
    expect(await client.post('/sign-out', { _csrf: 'x' }, OWN)).toMatchObject({ status: 303, location: '/sign-in' })
  })

  it.each([
    '{',
    '7',
    JSON.stringify({ action: '//evil.example', fields: [], editable: true, whole: true }),
    JSON.stringify({ action: '/\t/evil.example', fields: [], editable: true, whole: true }),
    JSON.stringify({ action: '/a', fields: [{ name: '_csrf', label: '', value: '' }], editable: true, whole: true }),
  ])('is nothing when it is %s', async draft => {
    const client = newClient(test.app)
    const me = { email: 'someone@btp.example', password: PASSWORD, purpose: 'safeguarding' }
    expect(await client.post('/sign-in', { ...me, draft }, OWN)).toMatchObject({ status: 303, location: '/' })
  })
})

describe('what was written, when the answer is an error page,', () => {
  const fails = (why: string, problem: Error, form: Readonly<Record<string, string>>) => {
    failsWith.set(why, problem)
    return officer.post('/test/fails', form, { ...OWN, 'x-fails': why })
  }

  it('was lost with a form from before the last sign-in: it can be read, copied and sent again', async () => {
    const form = await newForm(officer)
    const expired = await officer.post('/encounters/new', { ...form, _csrf: 'of-another-session' }, OWN)
    expect(expired.status).toBe(403)
    expect(expired.body).toMatch(/<h2[^>]*>What you wrote<\/h2>/)
    expect(expired.body).toContain('>Why you met</dt>')
    expect(expired.body).toMatch(/tl-as-written">one\s+two</)
    expect(expired.body).not.toContain('of-another-session')
    const again = hiddenIn(expired)
    expect(again).toMatchObject(form)
    expect((await officer.post('/encounters/new', again, OWN)).status).toBe(303)
  })

  it('was lost when something failed that nobody foresaw', async () => {
    const failed = await fails('', new Error('not foreseen'), {
      reason: 'He is cold',
      'new-password': 'p4ss',
      csrfToken: 'tok',
    })
    expect(failed.status).toBe(500)
    expect(failed.body).toContain('>He is cold<')
    expect(failed.body).toContain('Try again')
    expect(failed.body).not.toMatch(/p4ss|"tok"|not foreseen/)
  })

  it('was lost when the thing that it was about had gone, and when it did not fit what was there', async () => {
    const gone = await fails('gone', new Problem('not-found'), { reason: 'He is cold' })
    expect([gone.status, gone.body.includes('>He is cold<'), gone.body.includes('Try again')]).toEqual([
      404,
      true,
      false,
    ])
    const stale = await fails('stale', new Problem('stale-version'), { reason: 'He is cold' })
    expect([stale.status, stale.body.includes('>He is cold<')]).toEqual([409, true])
    expect(stale.body).toContain('<a class="govuk-link" href="/encounters/new" target="_blank"')
  })

  it('was lost to those who sent too much in a minute', async () => {
    const busy = await testApp({ limits: { general: 5, signIn: 60 } })
    await prepareInstallation(busy.database, loadReference(), 'live')
    const client = await signedIn(busy, 'btp', ['practitioner'])
    const form = await newForm(client)
    let answer = await client.post('/encounters/new', { ...form, place: '' }, OWN)
    for (let tries = 0; tries < 5; tries += 1) answer = await client.post('/encounters/new', form, OWN)
    expect(answer.status).toBe(429)
    expect(answer.body).toMatch(/Wait \d+ seconds/)
    expect(hiddenIn(answer)).toMatchObject(form)
    await busy.close()
  })

  it('was lost when it was longer than a form takes: the beginning of it is there', async () => {
    const long = await officer.post('/encounters/new', { ...WORDS, note: 'word '.repeat(300_000) }, OWN)
    expect(long.status).toBe(413)
    expect(long.body).toContain('>Havant station<')
    expect(long.body).toContain('This is only the beginning')
    expect(long.body.length).toBeLessThan(300_000)
    expect(long.body).not.toContain('Try again')
  })

  it('was lost when the form was sent, changed and sent again: the second is not the first', async () => {
    const form = await newForm(officer)
    expect((await officer.post('/encounters/new', form, OWN)).status).toBe(303)
    const changed = { ...form, place: 'Ely' }
    const refused = await officer.post('/encounters/new', changed, OWN)
    expect(refused.status).toBe(422)
    expect(refused.body).not.toContain('Idempotency')
    const { key, ...again } = hiddenIn(refused)
    expect(again).toMatchObject({ place: 'Ely' })
    expect(key).not.toBe(form.key)
    expect((await officer.post('/encounters/new', { key: key ?? '', ...again }, OWN)).status).toBe(303)
  })

  it('is shown to nobody whom another site made send it, so that nobody sends it for them', async () => {
    const forged = await officer.post('/encounters/new', WORDS, { origin: 'https://elsewhere.example' })
    expect(forged.status).toBe(403)
    expect(forged.body).not.toMatch(/Havant|Try again/)
    const silent = await officer.post('/encounters/new', { ...WORDS, _csrf: 'x' })
    expect(silent.body).not.toMatch(/Havant|Try again/)
  })

  it('is in no line of the log', async () => {
    let log = ''
    const stream = new Writable({
      write(text: Buffer, _encoding, done) {
        log += text.toString()
        done()
      },
    })
    const write = process.stderr.write.bind(process.stderr)
    process.stderr.write = text => stream.write(text)
    try {
      const loud = await testApp({ env: { LOG_LEVEL: 'trace' } })
      await prepareInstallation(loud.database, loadReference(), 'live')
      const client = await signedIn(loud, 'btp', ['practitioner'])
      await client.post('/encounters/new', { ...WORDS, _csrf: 'x' }, OWN)
      await newClient(loud.app).post('/encounters/new', WORDS, OWN)
      await loud.close()
    } finally {
      process.stderr.write = write
    }
    expect(log).toContain('/encounters/new')
    expect(log).not.toMatch(/Havant|Amara|duty-contact/)
  })
})

describe('what was written while somebody else was quicker', () => {
  async function watchOf(name: string): Promise<{ readonly personId: string; readonly watch: string }> {
    const met = await detective.post('/encounters/new', await newForm(detective, { ...WORDS, name, born: '14 3 2010' }))
    const personId = /\/people\/([0-9a-f-]{36})/.exec((await detective.get(met.location ?? '')).body)?.[1] ?? ''
    await detective.post('/cohort', { persons: personId, ...TERMS })
    const list = (await detective.get('/watches')).body
    return { personId, watch: new RegExp(`href="(/watches/[0-9a-f-]{36})">${name}`).exec(list)?.[1] ?? '' }
  }
  const TERMS = {
    reason: 'missing-repeatedly',
    legalBasis: 'ca2004-16la',
    reviewOn: '2026-06-01',
    expiresOn: '2026-08-01',
  }

  it('was lost with the form of a watch that they ended: both texts are on the page', async () => {
    const { watch } = await watchOf('Wanjiru Petrenko')
    await detective.post(`${watch}/end`, { version: '1', endReason: 'She is at her aunt’s' })
    const late = await detective.post(`${watch}/renew`, { version: '1', ...TERMS, note: 'Seen in Ely' }, OWN)
    expect(late.status).toBe(409)
    expect(late.body).toContain('She is at her aunt’s')
    expect(late.body).toContain('tl-as-written">Seen in Ely<')
  })

  it('was lost from the form of a watch that they renewed', async () => {
    const { watch } = await watchOf('Soraya Kealoha')
    const theirs = { ...TERMS, reviewOn: '2026-04-01' }
    await detective.post(`${watch}/renew`, { version: '1', ...theirs, note: 'Theirs' })
    const late = await detective.post(`${watch}/renew`, { version: '1', ...TERMS, note: 'Ours' }, OWN)
    expect(late.status).toBe(409)
    expect(late.body).toContain('1 April 2026')
    expect(late.body).toContain('Theirs')
    expect(late.body).toMatch(/<textarea[^>]*id="note"[^>]*>Ours<\/textarea>/)
    expect(late.body).toContain('value="2026-06-01"')
  })

  it('was lost with the form of an alert that they closed', async () => {
    await watchOf('Tobias Mwangi')
    await officer.post(
      '/encounters/new',
      await newForm(officer, { ...WORDS, name: 'Tobias Mwangi', born: '14 3 2010' }),
    )
    const alert = /href="(\/alerts\/[0-9a-f-]{36})">Tobias/.exec((await detective.get('/alerts')).body)?.[1] ?? ''
    const closing = { kind: 'close', version: '1', outcome: 'safe', closeNote: 'With his mother' }
    expect((await detective.post(`${alert}/answers`, closing)).status).toBe(303)
    const act = { kind: 'act', version: '1', actNote: 'Rang the station' }
    const late = await detective.post(`${alert}/answers`, act, OWN)
    expect(late.status).toBe(409)
    expect(late.body).toContain('With his mother')
    expect(late.body).toContain('tl-as-written">Rang the station<')
  })
})

describe('a form that is shown again', () => {
  it('lost who was ticked on a further page of the list', async () => {
    for (const givenName of ['Zuri', 'Ioana']) {
      const person = { givenName, familyName: 'Popescu', dateOfBirth: '2011-02-03' }
      const event = { kind: 'missing', startsAt: '2026-03-01T20:00:00Z', facts: {} } as const
      await link(test.database, await hold(test.database, 'met-police', { person, event }))
    }
    const first = (await detective.get('/cohort?limit=1')).body
    const next = /href="(\/cohort\?after=[^"]+)"/.exec(first)?.[1] ?? ''
    const second = (await detective.get(next)).body
    const action = /<form method="post" action="(\/cohort[^"]*)"/.exec(second)?.[1] ?? ''
    const person = /name="persons" value="([^"]+)"/.exec(second)?.[1] ?? ''
    const again = await detective.post(action, { persons: person, note: 'Seen in Ely' })
    expect(again.status).toBe(422)
    expect(again.body).toMatch(new RegExp(`value="${person}" checked`))
  })

  it('lost its terms when only the reason for ending a watch was missing', async () => {
    const met = await detective.post('/encounters/new', await newForm(detective, { ...WORDS, name: 'Femke Haddad' }))
    const personId = /\/people\/([0-9a-f-]{36})/.exec((await detective.get(met.location ?? '')).body)?.[1] ?? ''
    const terms = { reason: 'threatened', legalBasis: 'ca2004-16la', reviewOn: '2026-04-01', expiresOn: '2026-05-01' }
    await detective.post('/cohort', { persons: personId, ...terms })
    const list = (await detective.get('/watches')).body
    const watch = /href="(\/watches\/[0-9a-f-]{36})">Femke/.exec(list)?.[1] ?? ''
    const again = await detective.post(`${watch}/end`, { version: '1' })
    expect(again.body).toContain('Say why it ends')
    expect(again.body).toMatch(/<option value="threatened" selected>/)
  })
})
