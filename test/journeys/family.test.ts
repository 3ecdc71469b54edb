import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { formUnder } from '#test/forms.ts'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { mainText, readingAge } from '#test/reading-age.ts'

const PASSPHRASE = 'a blue boat at noon'
/** What must not stand in a title, an address or a heading of a phone that somebody else may hold. */
const TELLING = /exploit|drug|police|county|crime|missing|throughline|safeguard/i
const PHONE = { width: 320 }
/** The aim for public pages is a reading age of 11; the measure is an estimate. */
const READING_AGE = 11

interface Way {
  readonly link: string
  readonly code: string
}

describe.each(WAYS)('the family of a boy, $way', ({ scripts }) => {
  const { as, visit, sql, postbox } = journey(scripts)
  let familyPath = ''
  let mother: { number: string }
  let boy: { number: string }

  const open = async (way: Way): Promise<string> => {
    const guest = await visit(way.link, PHONE)
    expect(await pageFaults(guest)).toEqual([])
    await guest.getByLabel('The code').fill('0000-0000')
    await guest.getByLabel('Choose secret words').fill(PASSPHRASE)
    await guest.getByRole('button', { name: 'Open my page' }).click()
    await guest.getByText('This does not work.').first().waitFor()
    expect(await pageFaults(guest)).toEqual([])
    await guest.getByLabel('The code').fill(way.code.toLowerCase())
    await guest.getByLabel('Choose secret words').fill(PASSPHRASE)
    await guest.getByRole('button', { name: 'Open my page' }).click()
    await guest.getByRole('heading', { name: 'Your page is ready' }).waitFor()
    expect(await pageFaults(guest)).toEqual([])
    return (await guest.locator('.govuk-panel strong').innerText()).trim()
  }
  const signIn = async ({ number }: { readonly number: string }): Promise<Page> => {
    const guest = await visit('/my-page', PHONE)
    expect(new URL(guest.url()).pathname).toBe('/my-page/in')
    await guest.getByLabel('Your number').fill(number)
    await guest.getByLabel('Your secret words').fill(PASSPHRASE)
    await guest.getByRole('button', { name: 'Sign in' }).click()
    return guest
  }
  const invite = async (kind: RegExp, name: string): Promise<Way> => {
    const worker = await as('enfield', familyPath)
    const invitation = await formUnder(worker, 'Invite somebody')
    await invitation.getByRole('radio', { name: kind }).check()
    await invitation.getByLabel('What are they called?').fill(name)
    await invitation.getByRole('button', { name: 'Invite' }).click()
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(worker)).toEqual([])
    const again = await formUnder(worker, 'Invite somebody')
    const inHalfAYear = new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10)
    await again.getByLabel('The page ends after').fill(inHalfAYear)
    await again.getByRole('button', { name: 'Invite' }).click()
    await worker.getByRole('heading', { name: 'Hand over link and code' }).waitFor()
    expect(await pageFaults(worker)).toEqual([])
    const link = await worker.locator('#link').innerText()
    return { link: new URL(link).pathname, code: await worker.locator('#code').innerText() }
  }

  beforeAll(async () => {
    // The school and the police watch him; the council leads.
    await sql(
      `insert into interest (agency_id, interest_id, record_id, kind, since, expires_at, review_on, reason, legal_basis)
       select distinct on (r.agency_id) r.agency_id, gen_random_uuid(), r.record_id, 'watch', now(), now() + interval '90 days', current_date + 60,
              'missing-repeatedly', 'ca2004-16la'
         from record r join record_version v on v.agency_id = r.agency_id and v.record_id = r.record_id
        where v.person->>'familyName' = 'Francis' and v.person->>'givenName' = 'Jermaine'
          and r.agency_id in ('hazelbrook-academy', 'met-police')`,
      [],
      'none',
    )
  })

  it('the council that leads invites his mother, and him', async () => {
    const worker = await as('enfield', '/people?q=Jermaine Francis')
    await worker.locator('.tl-results').getByRole('link').first().click()
    await worker.getByRole('link', { name: 'Who leads, placements' }).click()
    await worker.getByRole('radio', { name: 'The child lives in our area' }).check()
    const duty = await formUnder(worker, 'The child is in our area')
    await duty.getByRole('textbox').last().fill('He lives with his mother')
    await worker.getByRole('button', { name: 'We have the duty' }).click()
    await worker.getByText('London Borough of Enfield leads').waitFor()
    await worker.getByRole('link', { name: 'Family and young person' }).click()
    await worker.getByRole('heading', { name: /Family and young person/ }).waitFor()
    familyPath = new URL(worker.url()).pathname
    expect(await pageFaults(worker)).toEqual([])
    mother = { number: await open(await invite(/Parent or carer/i, 'Mrs Francis')) }
    boy = { number: await open(await invite(/Young person/i, 'J')) }
    expect(mother.number).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  })

  it('the mother’s list is replaced: she writes once, and each agency has it in its own inbox', async () => {
    const page = await signIn(mother)
    await page.getByRole('heading', { name: 'Hello, Mrs Francis' }).waitFor()
    expect(await page.locator('main').innerText()).toMatch(/If somebody is in danger now, ring 999/)
    expect(readingAge(mainText(await page.content()))).toBeLessThanOrEqual(READING_AGE)
    expect(await pageFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Write something first').first().waitFor()
    expect(await pageFaults(page)).toEqual([])
    await page
      .getByLabel('What do you want to say?')
      .fill('He came home at dawn with a bruise. Who speaks to him today?')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('It was sent.').waitFor()
    await page.getByText('Nobody has read it yet.').waitFor()

    for (const who of ['enfield', 'lewisham', 'school'] as const) {
      const worker = await as(who)
      await worker.getByRole('link', { name: /1 message of a family waits/ }).click()
      await worker.getByText('He came home at dawn with a bruise.').waitFor()
      expect(await pageFaults(worker)).toEqual([])
    }
    await expect
      .poll(() => postbox().letters.filter(({ text }) => text.includes('of a family has written')).length)
      .toBeGreaterThanOrEqual(2)
    for (const { text } of postbox().letters) expect(text).not.toMatch(/Francis|bruise/)
  })

  it('a named person acknowledges it, she sees who, and nobody else has to', async () => {
    const teacher = await as('school', '/family-messages')
    await teacher
      .getByRole('link', { name: /Message, / })
      .first()
      .click()
    await teacher.getByText('Before you ring').waitFor()
    await teacher.getByRole('button', { name: 'Send' }).click()
    await teacher.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(teacher)).toEqual([])
    await teacher.getByLabel('What you do, as they read it').fill('Safeguarding lead')
    await teacher.getByRole('radio', { name: 'Answer' }).check()
    await teacher.getByLabel('Your answer').fill('I speak to him at nine.')
    await teacher.getByRole('button', { name: 'Send' }).click()
    await teacher.getByText('Kemi Adeyemi, Safeguarding lead').waitFor()
    const page = await signIn(mother)
    await page.getByText('I speak to him at nine.').waitFor()
    expect(await page.locator('main').innerText()).toContain('Kemi Adeyemi, Safeguarding lead, Hazelbrook Academy')
    const council = await as('enfield')
    expect(await council.locator('main').innerText()).not.toMatch(/message of a family/)
  })

  it('the team shows them what it decides to show, each on their own page', async () => {
    const worker = await as('enfield', familyPath)
    await worker.getByRole('link', { name: 'J, young person' }).click()
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByRole('radio', { name: 'Somebody who helps' }).check()
    await worker.getByLabel('In plain words').fill('I come to see you each week.')
    await worker.getByLabel('Name of who helps').fill('Selin')
    await worker.getByLabel('Number of who helps').fill('07700 900778')
    await worker.getByLabel('What you do, as they read it').fill('Social worker')
    await worker.getByRole('button', { name: 'Put it there' }).click()
    await worker.getByText('I come to see you each week.').first().waitFor()
    await worker.getByRole('radio', { name: 'An appointment' }).check()
    await worker.getByLabel('In plain words').fill('We meet at the youth club.')
    await worker.getByLabel('What you do, as they read it').fill('Social worker')
    await worker.getByRole('button', { name: 'Put it there' }).click()
    await worker.getByText('Write the day and the time').first().waitFor()
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByLabel('Day of an appointment').fill('2027-01-04')
    await worker.getByLabel('Time of an appointment').fill('16:30')
    await worker.getByRole('button', { name: 'Put it there' }).click()
    await worker.getByText('An appointment: 4 January 2027, 16:30').waitFor()
  })

  it('the young person sees who helps, writes his own words, and leaves nothing to go back to', async () => {
    const page = await signIn(boy)
    await page.getByRole('heading', { name: 'Hello, J' }).waitFor()
    const shown = await page.locator('main').innerText()
    expect(shown).toContain('Selin')
    expect(shown).toMatch(/4 January 2027 at 16:30/)
    expect(shown).not.toContain('bruise')
    expect(await page.getByRole('link', { name: '07700 900778' }).getAttribute('href')).toBe('tel:07700900778')
    expect(readingAge(mainText(await page.content()))).toBeLessThanOrEqual(READING_AGE)
    expect(await pageFaults(page)).toEqual([])
    const own = await formUnder(page, 'Write or change my words')
    await own.getByLabel('My words').fill('I want to play football again.')
    await own.getByRole('radio', { name: 'Me and the people who gave me this page' }).check()
    await own.getByRole('button', { name: 'Keep my words' }).click()
    await page.getByText('I want to play football again.').first().waitFor()
    expect(await pageFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'This is not safe' }).click()
    await page.getByText('It was sent.').waitFor()
    expect(`${await page.title()} ${page.url()} ${await page.locator('header').innerText()}`).not.toMatch(TELLING)

    const leaving = page.waitForResponse(answer => answer.url().endsWith('/my-page/leave'))
    await page.getByRole('link', { name: /Leave/ }).click()
    const left = await leaving
    expect([left.status(), left.headers()['location']]).toEqual([303, 'https://www.bbc.co.uk/weather'])
    await expect.poll(() => page.context().cookies()).toEqual([])
    const told = await page.request.get('/my-page/leave', { maxRedirects: 0 })
    expect(told.headers()['clear-site-data']).toBe('"cache", "cookies", "storage"')
    expect(told.headers()['cache-control']).toBe('no-store')
    // Where the weather is, nobody knows here; going back finds the way in, and nothing of his.
    await page.goBack().catch(() => undefined)
    expect(await page.content()).not.toMatch(/football|Selin|Hello, J/)
    await page.goto('/my-page')
    expect(new URL(page.url()).pathname).toBe('/my-page/in')
    expect(await page.content()).not.toMatch(/football|Selin|Hello, J/)
  })

  it('the team reads his words first, and his mother’s page shows none of it', async () => {
    const worker = await as('enfield', familyPath)
    const main = await worker.locator('main').innerText()
    expect(main).toContain('I want to play football again.')
    expect(main).toContain('Says: this is not safe')
    expect(await pageFaults(worker)).toEqual([])
    const teacher = await as('school', familyPath)
    const hers = await teacher.locator('main').innerText()
    expect(hers).not.toMatch(/football|this is not safe/)
    expect(hers).toContain('Your agency cannot invite. London Borough of Enfield has the case and can: ask them.')
    const page = await signIn(mother)
    await page.getByRole('heading', { name: 'Hello, Mrs Francis' }).waitFor()
    expect(await page.locator('main').innerText()).not.toMatch(/football|Selin|safe\b|young/)
  })

  it('the same in Welsh, before somebody is signed in', async () => {
    const page = await visit('/my-page/in', PHONE)
    await page.getByRole('link', { name: 'Cymraeg' }).click()
    expect(await page.locator('html').getAttribute('lang')).toBe('cy')
    await page.getByRole('button', { name: 'Mewngofnodi' }).waitFor()
    expect(await pageFaults(page)).toEqual([])
  })

  it('she may be the one who exploits him: her page is closed in one step, and nothing is lost', async () => {
    const hers = await signIn(mother)
    await hers.getByRole('heading', { name: 'Hello, Mrs Francis' }).waitFor()
    const worker = await as('enfield', familyPath)
    await worker.getByRole('link', { name: 'Mrs Francis, parent or carer' }).click()
    const closing = await formUnder(worker, 'Close their page')
    await closing.getByRole('button', { name: 'Close their page now' }).click()
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(worker)).toEqual([])
    const again = await formUnder(worker, 'Close their page')
    await again.getByLabel('Why?').fill('She may be the one who exploits him')
    await again.getByRole('button', { name: 'Close their page now' }).click()
    await worker.getByText('Closed by Selin Demir: She may be the one who exploits him').waitFor()

    await hers.reload()
    expect(new URL(hers.url()).pathname).toBe('/my-page/in')
    const back = await signIn(mother)
    await back.getByRole('heading', { name: 'This page is closed' }).waitFor()
    const closed = await back.locator('main').innerText()
    expect(closed).toContain('London Borough of Enfield')
    expect(closed).not.toMatch(/exploits|bruise|nine/)
    expect(await pageFaults(back)).toEqual([])
    await worker.goto(familyPath)
    expect(await worker.locator('main').innerText()).toContain('He came home at dawn with a bruise.')
  })
})
