import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { addUser } from '#services/users.ts'
import { loadReference } from '#store/reference.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type Client, newClient } from '#test/client.ts'

let test: TestApp
let officer: Client
let detective: Client
const PASSWORD = 'correct horse battery staple'

beforeAll(async () => {
  test = await testApp()
  await prepareInstallation(test.database, loadReference(), 'live')
  officer = await signedIn('btp', ['practitioner'])
  detective = await signedIn('met-police', ['safeguarding', 'manager'])
})
afterAll(() => test.close())

async function signedIn(agency: string, roles: readonly Role[]): Promise<Client> {
  const email = `someone@${agency}.example`
  await addUser(test.database, { email, name: 'Kit Marlow', agency: agency as AgencyId, roles: [...roles] }, PASSWORD)
  const client = newClient(test.app)
  await client.signIn(email, PASSWORD)
  return client
}

/** The form as a browser sends it: what its page holds, with some of it filled. */
async function report(client: Client, filled: Readonly<Record<string, string>>) {
  const { body } = await client.get('/encounters/new')
  const key = /name="key" value="([^"]+)"/.exec(body)?.[1] ?? ''
  return client.post('/encounters/new', { key, circumstance: 'duty-contact', place: 'Havant station', ...filled })
}

/** A young person of the Met's who is watched, by name. */
async function watch(name: string): Promise<void> {
  const met = await report(detective, { name, born: '14 3 2010', phone: '07700 900952' })
  const personId = /\/people\/([0-9a-f-]{36})/.exec((await detective.get(met.location ?? '')).body)?.[1] ?? ''
  const answer = await detective.post('/cohort', {
    persons: personId,
    reason: 'missing-repeatedly',
    legalBasis: 'ca2004-16la',
    reviewOn: '2026-06-01',
    expiresOn: '2026-08-01',
  })
  expect(answer).toMatchObject({ status: 303, location: '/cohort?set=1&already=0' })
}

describe('the encounter form', () => {
  it('keeps what was typed and says what is missing', async () => {
    const { status, body } = await report(officer, {
      circumstance: '',
      name: '<script>alert(1)</script>',
      time: '25:00',
    })
    expect(status).toBe(422)
    expect(body).toContain('Choose why you met')
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(body).not.toContain('<script>alert(1)')
  })

  it.each([
    [{ time: '25:00' }, 'such as 03:15'],
    [{ time: '03:15', date: '2011-02-29' }, 'There was no 29 February in 2011'],
    [{ time: '17:00' }, 'later than now'],
    [{ age: 'about 15' }, 'such as 15'],
  ])('with %j answers "%s"', async (filled, words) => {
    const { status, body } = await report(officer, filled)
    expect(status).toBe(422)
    expect(body).toContain(words)
  })

  it('sends the same form twice and files it once', async () => {
    const { body } = await officer.get('/encounters/new')
    const key = /name="key" value="([^"]+)"/.exec(body)?.[1] ?? ''
    const filled = { key, circumstance: 'ticket-check', place: 'Ely', name: 'Rhys Donoghue' }
    const [first, second] = [
      await officer.post('/encounters/new', filled),
      await officer.post('/encounters/new', filled),
    ]
    expect(second.location).toBe(first.location)
  })

  it('offers the unit its last places', async () => {
    await report(officer, { place: 'Clapham Junction, platform 11' })
    expect((await officer.get('/encounters/new')).body).toContain('<option value="Clapham Junction, platform 11">')
  })

  it('tells the duty team when nobody else needs to know', async () => {
    const { location = '' } = await report(officer, { description: 'tall, red coat' })
    const page = await officer.get(location)
    expect(page.body).toContain('With a description alone nobody can be found')
    expect(page.body).toContain('Tell the duty team')
    const told = await officer.post(`${location}/duty`, {})
    expect((await officer.get(told.location ?? '')).body).toContain('Your duty team has been asked')
  })
})

describe('from encounter to alert', () => {
  it('shows the answer first, the alert in the inbox, and each side what the other did', async () => {
    await watch('Tyrell Campbell')
    const { location = '' } = await report(officer, {
      name: 'Tyrell Campbell',
      born: '14/03/2010',
      circumstance: 'found-on-train',
    })
    const answer = (await officer.get(location)).body
    expect(answer).toMatch(/This is very likely T\. C\., 15\. Metropolitan Police Service needs to know/)
    expect(answer).toContain('Treat this child as a victim first')
    expect(answer).toContain('not seen yet')

    const inbox = (await detective.get('/alerts')).body
    expect(inbox).toContain('Tyrell Campbell')
    expect(inbox).toContain('Met by British Transport Police at Havant station')
    const alert = /href="(\/alerts\/[0-9a-f-]{36})"/.exec(inbox)?.[1] ?? ''
    const page = (await detective.get(alert)).body
    expect(page).toContain('British Transport Police')
    expect((await officer.get(`${location}/told`)).body).toMatch(/seen 12:00 today/)

    const taken = await detective.post(`${alert}/answers`, { kind: 'acknowledge', version: '1', from: 'inbox' })
    expect(taken).toMatchObject({ status: 303, location: '/alerts' })
    expect((await officer.get(`${location}/told`)).body).toContain('Has it')
    const late = await detective.post(`${alert}/answers`, { kind: 'act', version: '1', actNote: 'Rang the station' })
    expect(late.status).toBe(409)
    expect(late.body).toMatch(/Somebody was quicker[\s\S]*acknowledged by Kit Marlow/)
    expect(late.body).toContain('Rang the station')
    const lacking = await detective.post(`${alert}/answers`, { kind: 'close', version: '2', outcome: 'safe' })
    expect(lacking.status).toBe(422)
    expect(lacking.body).toContain('Say how the child is')
    const closed = await detective.post(`${alert}/answers`, {
      kind: 'close',
      version: '2',
      outcome: 'safe',
      closeNote: 'Home',
    })
    expect(closed.status).toBe(303)
    expect((await detective.get('/alerts')).body).toContain('No alerts.')
    expect((await detective.get('/alerts?closed=yes')).body).toContain('Tyrell Campbell')
    expect((await officer.get(alert)).status).toBe(404)
  })

  it('gave those who reported no number when the watch came after the encounter', async () => {
    const { location = '' } = await report(officer, { name: 'Ioana Kowalczyk', born: '14/03/2010' })
    expect((await officer.get(location)).body).toContain('Nobody has asked to be told about this person.')
    await watch('Ioana Kowalczyk')
    const page = (await officer.get(location)).body
    expect(page).toContain('Since you reported this: Metropolitan Police Service needs to know, and has been told.')
    expect(page).toContain('When you reported this, nobody had asked to be told')
    expect(page).toContain('Why: they asked to be told.')
    const part = (await officer.get(`${location}/told`)).body
    expect(part).toMatch(/<div id="later">[\s\S]*Ring Metropolitan Police Service[\s\S]*<div id="told">/)
  })

  it('lists, renews and ends watches', async () => {
    await watch('Amara Haddad')
    const list = (await detective.get('/watches')).body
    const address = /href="(\/watches\/[0-9a-f-]{36})">Amara Haddad/.exec(list)?.[1] ?? ''
    const terms = { reason: 'threatened', legalBasis: 'ca2004-16la', reviewOn: '2026-04-01', expiresOn: '2026-05-01' }
    expect(
      (await detective.post(`${address}/renew`, { version: '1', ...terms, expiresOn: '2030-01-01' })).body,
    ).toContain('days at most')
    expect((await detective.post(`${address}/renew`, { version: '1', ...terms })).status).toBe(303)
    expect((await detective.post(`${address}/renew`, { version: '1', ...terms })).status).toBe(409)
    expect((await detective.post(`${address}/end`, { version: '2' })).body).toContain('Say why it ends')
    expect((await detective.post(`${address}/end`, { version: '2', endReason: 'Safe' })).status).toBe(303)
    expect((await detective.get('/watches')).body).toContain('Ended in the last month')
    expect((await officer.get(address)).status).toBe(404)
  })
})

describe('pages for some', () => {
  it.each(['/alerts', '/alerts/list', '/encounters', '/cohort', '/watches', '/alerts/unsent'])(
    '%s is there for those who may see it',
    async url => {
      expect((await detective.get(url)).status).toBe(200)
    },
  )

  it.each(['/cohort', '/watches', '/alerts/unsent'])('%s is not there for an officer', async url => {
    expect((await officer.get(url)).status).toBe(404)
  })
})
