import { describe, expect, it } from 'vitest'
import { EVERYBODY, journey, nameOf, WAYS } from '#test/journey.ts'
import { tabTo } from '#test/keyboard.ts'
import { pageFaults } from '#test/page-checks.ts'
import { fillReport, send } from './report.ts'

describe.each(WAYS)('signing in, $way', ({ scripts }) => {
  const { addUser, as, signIn, sql, visit } = journey(scripts)

  it('offers every ready person, and takes one by keyboard alone', async () => {
    const page = await visit('/')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    for (const who of EVERYBODY) await page.getByRole('heading', { name: nameOf(who) }).waitFor()
    expect(await pageFaults(page)).toEqual([])
    await tabTo(page, page.getByRole('button', { name: `Sign in as ${nameOf('btp')}` }))
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'I am with someone now' }).waitFor()
    expect(await page.locator('header').innerText()).toContain('PC Rob Fenn')
  })

  it('says the same for a wrong password and for nobody, and keeps no password on the page', async () => {
    const page = await visit('/sign-in')
    await page.getByLabel('Email address').fill('nobody@police.example')
    await page.getByLabel('Password', { exact: true }).fill('wrong password here')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.getByLabel('Email address').inputValue()).toBe('nobody@police.example')
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('')
    expect(await pageFaults(page)).toEqual([])
  })

  it('with a password comes to the page that was asked for', async () => {
    await addUser({
      agency: 'kent-police',
      email: 'a.adeyemi@kent-police.example',
      name: 'PC Ade Adeyemi',
      roles: 'practitioner',
    })
    const page = await signIn('a.adeyemi@kent-police.example', 'Safeguarding')
    expect(await page.locator('header').innerText()).toContain('Kent Police')
  })

  it('sign out everywhere ends the session on the other screen too', async () => {
    const here = await as('nurse', '/account')
    const there = await as('nurse', '/encounters/new')
    await here.getByRole('button', { name: 'Sign out everywhere' }).click()
    await here.waitForURL(/\/sign-in/)
    await there.goto('/encounters')
    expect(new URL(there.url()).pathname).toBe('/sign-in')
    expect(await pageFaults(there)).toEqual([])
  })

  it('an ended session sends to sign-in and back to the page, and takes no form', async () => {
    const page = await as('custody', '/encounters/new')
    await sql(`update session set expires_at = now() - interval '1 minute'`, [], 'throughline_app')
    await page.getByRole('button', { name: 'Who needs to know?' }).first().click()
    expect(new URL(page.url()).pathname).toMatch(/sign-in|encounters\/new/)
    expect(await page.locator('h1').count()).toBe(1)
    await page.goto('/encounters')
    await page.getByRole('button', { name: `Sign in as ${nameOf('custody')}` }).click()
    await page.waitForURL(/\/encounters$/)
  })

  it('lost what an officer had written when the session ended: it goes on after signing in', async () => {
    const page = await as('btp')
    const said = { why: 'Found on a train or at a station', where: 'Havant station', known: { Phone: '07700 900333' } }
    await fillReport(page, said)
    await page.context().clearCookies()
    await page.getByRole('button', { name: 'Who needs to know?' }).first().click()
    await page.getByText('Your session has ended, and what you wrote has not been sent.').waitFor()
    expect(await page.locator('main').innerText()).not.toContain('Havant')
    expect(page.url()).not.toContain('Havant')
    expect(await pageFaults(page)).toEqual([])
    await page.getByRole('button', { name: `Sign in as ${nameOf('btp')}` }).click()
    await page.getByRole('heading', { name: 'What you wrote has not been sent' }).waitFor()
    expect(await page.locator('.tl-as-written').allInnerTexts()).toEqual([said.why, said.where, said.known.Phone])
    await page.setViewportSize({ width: 320, height: 800 })
    expect(await pageFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Change it first' }).click()
    await page.locator('#place').fill('Havant station, platform 1')
    await send(page)
    expect(await page.locator('main').innerText()).toContain('07700 900333')
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0)
  })

  it('lost what was written in a form that was too old: it is shown, and sent again', async () => {
    const page = await as('btp')
    await fillReport(page, { why: 'Found on a train or at a station', where: 'Ely station' })
    await page.evaluate(`document.querySelectorAll('[name=_csrf]').forEach(field => { field.value = 'old' })`)
    await page.getByRole('button', { name: 'Who needs to know?' }).first().click()
    await page.getByRole('heading', { name: 'What you wrote' }).waitFor()
    expect(await pageFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.waitForURL(/\/encounters\/[0-9a-f-]{36}$/)
  })

  it('an address that does not exist, or is not theirs, says so and offers a way on', async () => {
    const page = await as('btp')
    const answer = await page.goto('/people/00000000-0000-4000-8000-000000000000')
    expect(answer?.status()).toBe(404)
    expect(await pageFaults(page)).toEqual([])
    expect((await page.goto('/cohort'))?.status()).toBe(404)
  })
})
