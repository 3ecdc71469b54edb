import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import type { PersonInput } from '#linkage/index.ts'
import { hashPassword } from '#services/passwords.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { browser } from '#test/browser.ts'
import { type Client, newClient } from '#test/client.ts'
import { sendRows } from '#test/linking.ts'

const password = 'carriage nine'
const home = { familyName: 'Quillfeather', dateOfBirth: '04/05/2010', address: '9 Invented Row', postcode: 'ZZ1 1AA' }
const ADA: PersonInput = { ...home, givenName: 'Ada', phone: '+447700900101' }
const HERTHA: PersonInput = { ...home, givenName: 'Hertha', phone: '+447700900101', city: '<script>alert(1)</script>' }

let test: TestApp
let essex: Client
let enfield: Client
let stranger: Client
let officer: Client

beforeAll(async () => {
  test = await testApp()
  const { app, database } = test
  const passwordHash = await hashPassword(password)
  await database.transaction('', async tx => {
    const agencies = [
      { agency_id: 'essex-police', name: 'Essex Police', phone: '01632 960001' },
      { agency_id: 'enfield-council', name: 'Enfield Council', phone: null },
      { agency_id: 'kent-police', name: 'Kent Police', phone: null },
    ]
    await tx
      .insertInto('agency')
      .values(agencies.map(row => ({ ...row, kind: 'police', regime: 'x' })))
      .execute()
    const user = (agency: string, email: string, role: Role) =>
      insertUser(tx, { agency: agency as AgencyId, email, name: 'Kit Marlow', roles: [role], passwordHash })
    await user('essex-police', 'desk@essex.example', 'safeguarding')
    await user('essex-police', 'officer@essex.example', 'practitioner')
    await user('enfield-council', 'desk@enfield.example', 'safeguarding')
    await user('kent-police', 'desk@kent.example', 'safeguarding')
  })
  await sendRows(database, [{ agency: 'essex-police', sourceId: 'p1', person: ADA }])
  await sendRows(database, [{ agency: 'enfield-council', sourceId: 'c1', person: HERTHA }])
  ;[essex, enfield, stranger, officer] = [newClient(app), newClient(app), newClient(app), newClient(app)]
  await essex.signIn('desk@essex.example', password)
  await enfield.signIn('desk@enfield.example', password)
  await stranger.signIn('desk@kent.example', password)
  await officer.signIn('officer@essex.example', password)
})
afterAll(() => test.close())

async function firstId(client: Client): Promise<string> {
  const { body } = await client.get('/links/review')
  return /action="\/links\/([^/]+)\/answer"/.exec(body)?.[1] ?? ''
}

describe('/links/review', () => {
  it('shows one’s own record, and of the other only who holds it and how alike they are', async () => {
    const { status, body } = await essex.get('/links/review')
    expect(status).toBe(200)
    expect(body).toContain('Ada')
    expect(body).toContain('may be twins')
    expect(body).toContain('Enfield Council')
    expect(body).toContain('compared, not shown')
    expect(body).toContain('Your answer is a proposal')
    expect(body).not.toContain('Hertha')
  })

  it('has nothing for an agency that holds neither', async () => {
    expect((await stranger.get('/links/review')).body).toContain('There is nothing to look at')
  })

  it('is closed to who may not decide', async () => {
    expect((await officer.get('/links/review')).status).toBe(404)
  })

  it('prints what senders wrote as text', async () => {
    const { body } = await enfield.get('/links/review')
    expect(body).toContain('&lt;script&gt;alert(1)')
    expect(body).not.toContain('<script>alert(1)')
  })
})

describe('the keys of the review page', () => {
  it('answer and undo, ask for the note first, and leave the page accessible', { timeout: 60_000 }, async () => {
    const address = await test.app.listen({ port: 0, host: '127.0.0.1' })
    const chromium = await browser()
    try {
      const context = await chromium.newContext()
      const [name = '', value = ''] = essex.cookie().split('=')
      await context.addCookies([{ name, value, url: address }])
      const page = await context.newPage()
      await page.goto(`${address}/links/review`)
      await page.keyboard.press('n')
      await page.locator('#reason:focus').waitFor()
      await page.keyboard.type('sdz: ask the school')
      await page.getByRole('button', { name: 'Not sure' }).click()
      await page.waitForURL(/done=not-sure/)
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
      await page.keyboard.press('z')
      await page.waitForURL(/done=undone/)
      await page.keyboard.press('d')
      await page.waitForURL(/done=proposed/)
      await page.keyboard.press('z')
      await page.waitForURL(/done=undone/)
      expect(await page.getByText('may be twins').count()).toBeGreaterThan(0)
    } finally {
      await chromium.close()
    }
  })
})

describe('/links/:id', () => {
  it('is not there for an agency that reaches neither record', async () => {
    const id = await firstId(essex)
    expect((await stranger.get(`/links/${id}`)).status).toBe(404)
    expect((await stranger.post(`/links/${id}/answer`, { word: 'same' })).status).toBe(404)
    expect((await essex.get(`/links/${id}`)).status).toBe(200)
  })

  it('asks for a note from who is not sure, and keeps it', async () => {
    const id = await firstId(essex)
    const without = await essex.post(`/links/${id}/answer`, { word: 'not-sure', reason: '' })
    expect(without.status).toBe(400)
    expect(without.body).toContain('Say what makes you unsure')
    const { location = '' } = await essex.post(`/links/${id}/answer`, {
      word: 'not-sure',
      reason: 'Ask the school',
      from: 'review',
    })
    expect(location).toContain('done=not-sure')
    expect((await essex.get(location)).body).toContain('Your note is kept')
    const undo = /undo=([^&]+)/.exec(location)?.[1] ?? ''
    expect((await essex.post(`/links/${undo}/undo`, {})).status).toBe(303)
    expect((await essex.post(`/links/${undo}/undo`, {})).status).toBe(409)
  })

  it('lost the note that was too long, and the way on to the next pair', async () => {
    const id = await firstId(essex)
    const note = `Ask the school ${'x'.repeat(2000)}`
    const again = await essex.post(`/links/${id}/answer`, { word: 'same', reason: note, from: 'review' })
    expect(again.status).toBe(400)
    expect(again.body).toContain(`${note}</textarea>`)
    expect(again.body).toContain('name="from" value="review"')
  })

  it('takes a proposal, which the other holder refuses or confirms', async () => {
    const people = async () =>
      (await test.database.transaction('essex-police', tx => tx.selectFrom('member').select('person_id').execute()))[0]
        ?.person_id
    const others = async () =>
      (
        await test.database.transaction('enfield-council', tx => tx.selectFrom('member').select('person_id').execute())
      )[0]?.person_id

    const proposed = await essex.post(`/links/${await firstId(essex)}/answer`, {
      word: 'same',
      reason: 'Known to us',
      from: 'review',
    })
    expect(proposed.location).toContain('done=proposed')
    expect(await people()).not.toBe(await others())
    expect((await essex.get('/links/review')).body).toContain('There is nothing to look at')

    const waiting = await enfield.get('/links/review')
    expect(waiting.body).toContain('Proposed: the same person (Essex Police')
    const refused = await enfield.post(`/links/${await firstId(enfield)}/answer`, { word: 'different', from: 'review' })
    expect(refused.location).toContain('done=refused')
    expect(await people()).not.toBe(await others())

    const again = await essex.post(`/links/${await firstId(essex)}/answer`, {
      word: 'same',
      reason: 'Really',
      from: 'review',
    })
    expect(again.location).toContain('done=proposed')
    const confirmed = await enfield.post(`/links/${await firstId(enfield)}/answer`, { word: 'same', from: 'review' })
    expect(confirmed.location).toContain('done=confirmed')
    expect(await people()).toBe(await others())
  })
})

describe('/api/v1/links', () => {
  it('gives the same, and nothing that may not be seen', async () => {
    const { app } = test
    const answer = await app.inject({ url: '/api/v1/links', headers: { cookie: enfield.cookie() } })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).not.toContain('Ada')
    const none = await app.inject({
      url: '/api/v1/links/00000000-0000-4000-8000-000000000000',
      headers: { cookie: enfield.cookie() },
    })
    expect(none.statusCode).toBe(404)
  })
})
