import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '#domain/actor.ts'
import type { AgencyId } from '#domain/values/ids.ts'
import { prepareInstallation } from '#services/installation.ts'
import { hashPassword } from '#services/passwords.ts'
import { loadReference } from '#store/reference.ts'
import { insertUser } from '#store/users.ts'
import { type TestApp, testApp } from '#test/app.ts'
import { type Client, newClient } from '#test/client.ts'
import { hold, link } from '#test/people.ts'

const password = 'carriage nine'
const payload = '<script>alert(1)</script>'
const OWN = { origin: 'http://127.0.0.1:3000' }

let test: TestApp
let council: Client
let school: Client
let nurse: Client
let token: string

beforeAll(async () => {
  test = await testApp()
  await prepareInstallation(test.database, loadReference(), 'demonstration')
  const passwordHash = await hashPassword(password)
  await test.database.transaction('', async tx => {
    const user = (agency: string, email: string, role: Role) =>
      insertUser(tx, { agency: agency as AgencyId, email, name: 'Kit Marlow', roles: [role], passwordHash })
    await user('enfield-council', 'worker@enfield.example', 'safeguarding')
    await user('hazelbrook-academy', 'lead@school.example', 'safeguarding')
    await user('hazelbrook-academy', 'teacher@school.example', 'practitioner')
  })
  ;[council, school, nurse] = [newClient(test.app), newClient(test.app), newClient(test.app)]
  await council.signIn('worker@enfield.example', password)
  await school.signIn('lead@school.example', password)
  await nurse.signIn('teacher@school.example', password)
  const started = await test.app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    payload: { email: 'worker@enfield.example', password, purpose: 'safeguarding' },
  })
  token = started.json().token
})
afterAll(() => test.close())

const api = (method: 'GET' | 'POST', url: string, body?: object) =>
  test.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { payload: body }),
  })

/** A child for whom the council leads, with a plan that the school has joined. */
async function aPlan() {
  const robin = { givenName: 'Robin', familyName: `Elmstead ${payload}`, dateOfBirth: '2010-06-07' }
  const records = []
  for (const agency of ['enfield-council', 'hazelbrook-academy'])
    records.push(await hold(test.database, agency, { person: robin }))
  const person = await link(test.database, ...records)
  await api('POST', `/people/${person}/lead`, { kind: 'here', version: 0, because: 'lives-here', words: 'At home' })
  const { plan } = (await api('POST', `/people/${person}/plan`, { kind: 'open', words: `Safe ${payload}` })).json()
  const { planId } = plan
  const url = `/people/${person}/plan`
  await api('POST', url, { kind: 'invite', planId, agency: 'hazelbrook-academy', words: 'You see him daily' })
  await school.get(url)
  await school.post(url, { kind: 'join', planId, words: 'Kemi works with him' })
  const state = async () => (await api('GET', url)).json().plan
  return { person, planId, url, state }
}

describe('the page of a plan', () => {
  it('begins with the child’s own words, as they were written and nothing run', async () => {
    const { url, planId } = await aPlan()
    await council.get(url)
    const said = { kind: 'say', planId, words: `I am tired ${payload}`, heardBy: 'Mr Lowe' }
    expect(await council.post(url, said)).toMatchObject({ status: 303, location: url })
    const { body } = await school.get(url)
    expect(body).toContain('I am tired &lt;script&gt;')
    expect(body).not.toContain(payload)
    expect(body.indexOf('I am tired')).toBeLessThan(body.indexOf('Leaving the line'))
    expect(body).toContain('4 March 2026, heard by Mr Lowe')
  })

  it('gives somebody who may only read the plan and no form', async () => {
    const { url } = await aPlan()
    const { body } = await nurse.get(url)
    expect(body).toContain('Leaving the line')
    expect(body).not.toContain('Add an action')
    expect(await nurse.get(`/people/${randomUUID()}/plan`)).toMatchObject({ status: 404 })
  })

  it('keeps both texts when somebody changed the same thing meanwhile, and stores only the first', async () => {
    const { url, planId, state } = await aPlan()
    const set = { planId, about: 'leaving', when: 'He is out', ring: 'Selin', phone: '07700 900456' }
    await council.get(url)
    await council.post(url, { kind: 'if', ...set, words: 'We drive him' })
    const [{ itemId }] = (await state()).contingencies
    const change = { kind: 'change-if', ...set, itemId, version: '1' }
    await school.get(url)
    expect((await council.post(url, { ...change, words: 'His aunt drives him' })).status).toBe(303)
    const late = await school.post(url, { ...change, words: 'His teacher drives him' }, OWN)
    expect(late.status).toBe(409)
    expect(late.body).toContain('Somebody changed this meanwhile')
    expect(late.body).toContain('His aunt drives him')
    expect(late.body).toMatch(/What you wrote[\s\S]*His teacher drives him/)
    expect((await state()).contingencies).toMatchObject([{ version: 2, noted: { words: 'His aunt drives him' } }])
  })

  it('asks before a second agency visits on the same day, in the form that was sent, and takes it then', async () => {
    const { url, planId, state } = await aPlan()
    const visit = { kind: 'book', planId, visitOn: '2026-03-10', who: 'Ada Quill', words: 'To see how he is' }
    await council.get(url)
    await school.get(url)
    expect((await council.post(url, visit)).status).toBe(303)
    const asked = await school.post(url, { ...visit, who: 'Mr Lowe' })
    expect(asked.status).toBe(422)
    expect(asked.body).toContain('href="#visitOn-book"')
    expect(asked.body).toContain('London Borough of Enfield also visits: 10 March 2026, Ada Quill')
    expect(asked.body).toContain('Book it all the same')
    expect(asked.body).toContain('value="Mr Lowe"')
    expect((await state()).visits).toHaveLength(1)
    expect((await school.post(url, { ...visit, who: 'Mr Lowe', knows: 'yes' })).status).toBe(303)
    expect((await council.get(url)).body).toContain('Hazelbrook Academy, Enfield also visits')
  })

  it.each([
    [{ kind: 'act', dueOn: '2026-02-30', agency: 'hazelbrook-academy', name: 'x', words: 'x' }, '#dueOn-act'],
    [{ kind: 'act', dueOn: '2026-03-06', agency: '', name: 'x', words: 'x' }, '#agency-act'],
    [{ kind: 'if', when: 'x', ring: 'x', phone: '07700 900456', words: 'x' }, '#about-if'],
    [{ kind: 'if', about: 'leaving', when: 'x', ring: 'x', phone: 'none', words: 'x' }, '#phone-if-leaving'],
    [{ kind: 'if', about: 'missing', when: 'x', ring: '', phone: '07700 900456', words: 'x' }, '#ring-if-missing'],
    [{ kind: 'need', words: '' }, '#words-need'],
  ])('leads from the summary of errors to the field of %j', async (sent, href) => {
    const { url, planId } = await aPlan()
    await school.get(url)
    const { status, body } = await school.post(url, { planId, ...sent })
    expect(status).toBe(422)
    expect(body).toContain(`href="${href}"`)
    expect(body).toContain(`id="${href.slice(1)}"`)
  })

  it('tells an open page that somebody wrote since, and nothing when nobody did', async () => {
    const { url, planId, state } = await aPlan()
    const seen = (await state()).version
    expect((await council.get(`${url}/news?seen=${seen}`)).body).not.toContain('Somebody has written')
    await school.get(url)
    await school.post(url, { kind: 'need', planId, words: 'Sleep' })
    expect((await council.get(`${url}/news?seen=${seen}`)).body).toContain('Somebody has written')
  })

  it('shows the history by its newest hundred entries, and says so', async () => {
    const { url, planId } = await aPlan()
    for (let n = 0; n < 101; n += 1) await api('POST', url, { kind: 'need', planId, words: `Need ${n}` })
    const { body } = await council.get(url)
    expect(body.match(/tl-timeline__entry /g)).toHaveLength(100)
    expect(body).toContain('Only the newest 100 of 104 entries are shown')
  })
})

describe('the API of a plan', () => {
  it('takes every step that the page takes, and gives the plan, the moves and a past day', async () => {
    const { url, planId, person } = await aPlan()
    const post = async (body: object) => {
      const answer = await api('POST', url, { planId, words: 'as agreed', ...body })
      expect([body, answer.statusCode]).toEqual([body, 200])
      return answer.json().plan
    }
    await post({ kind: 'say', heardOn: '2026-03-01', heardBy: 'Selin Demir' })
    const need = (await post({ kind: 'need' })).needs[0]
    await post({ kind: 'met', itemId: need.itemId, version: 1 })
    const owner = { agency: 'enfield-council', name: 'Selin Demir' }
    const [action] = (await post({ kind: 'act', owner, dueOn: '2026-03-09' })).actions
    await post({ kind: 'move', itemId: action.itemId, version: 1, owner, dueOn: '2026-03-10' })
    await post({ kind: 'owner-left', itemId: action.itemId, version: 2 })
    const done = await post({ kind: 'done', itemId: action.itemId, version: 3 })
    expect(done.actions).toMatchObject([{ state: 'done', dueOn: '2026-03-10', moves: [{ words: 'as agreed' }] }])
    const set = { about: 'missing', when: 'He is away', ring: 'Selin', phone: '07700 900456' }
    const [then] = (await post({ kind: 'if', ...set })).contingencies
    await post({ kind: 'change-if', itemId: then.itemId, version: 1, ...set })
    await post({ kind: 'end-if', itemId: then.itemId, version: 2 })
    const booked = await post({ kind: 'book', on: '2026-03-12', at: '16:00', who: 'Selin', knows: false })
    expect(booked.visits).toMatchObject([{ on: '2026-03-12', at: '16:00' }])
    await post({ kind: 'cancel', itemId: booked.visits[0].itemId, version: 1 })
    await post({ kind: 'leave', agency: 'hazelbrook-academy' })
    expect((await post({ kind: 'close' })).closed).toMatchObject({ words: 'as agreed' })
    expect((await api('GET', url)).json()).toMatchObject({ moves: ['open'], answers: 'enfield-council', others: [] })
    expect((await api('GET', `${url}?on=2026-03-03`)).json().plan).toBeUndefined()
    expect((await api('GET', `${url}?on=yesterday`)).json()).toMatchObject({ fields: [{ field: 'on' }] })
    const again = await api('POST', url, { kind: 'need', planId, words: 'x' })
    expect(again.json()).toMatchObject({ code: 'already-answered' })
    const near = await api('POST', url, { kind: 'say', planId, words: 'x', heardOn: '1 March', heardBy: 'x' })
    expect(near.json()).toMatchObject({ fields: [{ field: 'heardOn' }] })
    expect((await api('GET', `/people/${person}/case`)).json().plans).toBeUndefined()
  })
})
