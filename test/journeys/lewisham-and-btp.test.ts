import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { hasFocus, tabTo } from '#test/keyboard.ts'
import { pageFaults } from '#test/page-checks.ts'
import { answerOf, fillReport, report, type Said, toldOf } from './report.ts'

const FOUND = 'Found on a train or at a station'

const TYRELL: Said = {
  why: FOUND,
  where: 'London Bridge station, platform 4',
  known: { 'Name, as they say it': 'Tyrell Campbell', 'Date of birth': '14 March 2010' },
  ticked: ['Alone', 'Two or more phones'],
}

describe.each(WAYS)('the Lewisham boy at London Bridge, $way', ({ scripts }) => {
  const { as, postbox, url } = journey(scripts)

  /** With scripts the page keeps itself up to date; without, it is fetched again as it says it is. */
  const see = async (page: Page, text: string | RegExp) => {
    if (!scripts) {
      expect(await page.locator('noscript meta[http-equiv=refresh], meta[http-equiv=refresh]').count()).toBeGreaterThan(
        0,
      )
      await page.reload()
    }
    await page.getByText(text).first().waitFor()
  }

  it('says nothing to Lewisham while nobody has met him', async () => {
    const inbox = await as('lewisham', '/alerts')
    expect(await inbox.getByText('Campbell').count()).toBe(0)
    expect(postbox().letters.filter(({ to }) => to.includes('lewisham-exploitation@met-police.example'))).toEqual([])
  })

  it('tells the officer at once whom to ring, and the detective in the same moment', async () => {
    const inbox = await as('lewisham', '/alerts')
    await inbox.evaluate(`document.body.dataset.opened = 'once'`)
    const officer = await as('btp')
    await officer.getByRole('button', { name: 'I am with someone now' }).click()
    expect(await pageFaults(officer)).toEqual([])

    await report(officer, TYRELL)
    const answer = await answerOf(officer).innerText()
    expect(answer).toContain('This is very likely T. C., 16. Metropolitan Police Service needs to know.')
    expect(answer).toContain('Ring Metropolitan Police Service, Lewisham child exploitation team')
    expect(answer).toMatch(/Out of hours: 020 7946 \d{4}/)
    expect(answer).toMatch(/Say reference ENC-[0-9A-Z]{4}-[0-9A-Z]{2}/)
    expect(answer).toContain('as a victim first')
    expect(answer).toMatch(/Do not assume\s+that they chose this/)
    expect(await pageFaults(officer)).toEqual([])

    await see(inbox, 'Met by British Transport Police at London Bridge station, platform 4')
    if (scripts) expect(await inbox.evaluate('document.body.dataset.opened')).toBe('once')
    expect(await pageFaults(inbox)).toEqual([])
    await inbox.getByRole('link', { name: 'Tyrell Campbell', exact: true }).click()
    await inbox.getByRole('heading', { level: 1, name: 'Tyrell Campbell' }).waitFor()
    expect(await pageFaults(inbox)).toEqual([])
    await see(officer, /; seen /)

    await inbox.getByRole('button', { name: 'I have it' }).click()
    await see(officer, 'Has it')
    expect(await toldOf(officer).innerText()).toMatch(
      /Metropolitan Police Service.*Lewisham child exploitation team; seen .*; taken on /s,
    )
  })

  it('tells the team on duty by e-mail, with a link and without a word about him', async () => {
    const ofLewisham = () =>
      postbox().letters.filter(({ to }) => to.includes('lewisham-exploitation@met-police.example'))
    await expect.poll(() => ofLewisham().length, { timeout: 60_000 }).toBeGreaterThan(0)
    const [{ text } = { text: '' }] = ofLewisham()
    expect(text).not.toMatch(/tyrell|campbell|T\. ?C\.|2010|london bridge|british transport|missing/i)
    const link = /https?:\/\/\S+/.exec(text)?.[0] ?? ''
    expect(link.startsWith(`${url()}/alerts/`)).toBe(true)
    const detective = await as('lewisham', new URL(link).pathname)
    expect(await detective.locator('h1').innerText()).toContain('Tyrell Campbell')
  })

  it('takes the form once, however often it is sent', async () => {
    const officer = await as('btp')
    await fillReport(officer, { ...TYRELL, where: 'London Bridge station, exit' })
    await officer.getByRole('button', { name: 'Who needs to know?' }).first().dblclick()
    await officer.waitForURL(/\/encounters\/[0-9a-f-]{36}$/)
    await officer.reload()
    await officer.goBack()
    await officer.goForward()
    await officer.goto('/encounters')
    expect(await officer.getByText('London Bridge station, exit').count()).toBe(1)
  })

  it('keeps what was typed when something is missing, and says first what', async () => {
    const officer = await as('btp', '/encounters/new')
    await officer.getByRole('textbox', { name: 'Name, as they say it' }).fill('Tyrell Campbell')
    await officer.getByRole('textbox', { name: /^Or age/ }).fill('about sixteen')
    await officer.getByRole('button', { name: 'Who needs to know?' }).first().click()
    await officer.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await officer.title()).toMatch(/^Error: /)
    expect(await officer.locator('.govuk-error-summary__list').innerText()).toBe(
      'Choose why you met\nEnter where you are\nAge must be a number, such as 15',
    )
    expect(await officer.getByRole('textbox', { name: 'Name, as they say it' }).inputValue()).toBe('Tyrell Campbell')
    expect(await officer.getByRole('textbox', { name: /^Or age/ }).inputValue()).toBe('about sixteen')
    if (scripts) expect(await hasFocus(officer.locator('.govuk-error-summary'))).toBe(true)
    expect(await pageFaults(officer)).toEqual([])
    await tabTo(officer, officer.getByRole('link', { name: 'Enter where you are' }))
    await officer.keyboard.press('Enter')
    // With scripts the field itself is taken, without them the browser goes to its place on the page.
    if (scripts) expect(await hasFocus(officer.locator('#place'))).toBe(true)
    else expect(officer.url()).toMatch(/#place$/)
  })
})

describe.each(WAYS)('somebody of whom less is said, $way', ({ scripts }) => {
  const { as, postbox } = journey(scripts)

  it('is told as whom to ring and no more, when it may be the boy', async () => {
    const officer = await as('btp')
    const known = { 'Name, as they say it': 'Tyler Campbell', 'Date of birth': '14 3 2010' }
    await report(officer, { why: FOUND, where: 'Clapham Junction', known, ticked: ['Alone'] })
    const answer = await answerOf(officer).innerText()
    expect(answer).toContain('This may be somebody whom Metropolitan Police Service should hear of.')
    expect(answer).toMatch(/Say reference ENC-/)
    expect(answer).not.toMatch(/Tyrell|T\. C\.|16|Why:|watch|missing to/)
    expect(await officer.getByRole('link', { name: 'What you may see of this person' }).count()).toBe(
      await officer.locator('a[href^="/people/"]').count(),
    )
    expect(await pageFaults(officer)).toEqual([])

    const detective = await as('lewisham', '/alerts')
    const card = detective.getByRole('article').filter({ hasText: 'British Transport Police' })
    expect(await card.innerText()).not.toMatch(/Tyler|Clapham/)
    await card.getByRole('link').first().click()
    const alert = await detective.locator('main').innerText()
    expect(alert).toMatch(/Ring .*London Bridge unit|Ring British Transport Police/)
    expect(alert).not.toMatch(/Tyler|Clapham|Alone/)
    expect(await pageFaults(detective)).toEqual([])
  })

  it('is not known, when nobody asked to be told: it says so, and what to do all the same', async () => {
    const nurse = await as('nurse', '/encounters/new')
    const why = nurse.getByRole('radio').first()
    await tabTo(nurse, why)
    await nurse.keyboard.press('Space')
    await tabTo(nurse, nurse.locator('#place'))
    await nurse.keyboard.type('Emergency department')
    await tabTo(nurse, nurse.getByRole('textbox', { name: 'Name, as they say it' }))
    await nurse.keyboard.type('Wilhelmina Ashdown-Quill')
    await tabTo(nurse, nurse.getByRole('textbox', { name: 'Date of birth', exact: true }))
    await nurse.keyboard.type('1 6 2012')
    await nurse.keyboard.press('Enter')
    await nurse.waitForURL(/\/encounters\/[0-9a-f-]{36}$/)
    expect(await answerOf(nurse).innerText()).toContain('Nobody has asked to be told about this person.')
    expect(await toldOf(nurse).innerText()).toContain('No other agency has been told.')
    expect(await pageFaults(nurse)).toEqual([])
  })

  it('will not say a thing: the officer can still ask the duty team', async () => {
    const officer = await as('btp')
    await report(officer, {
      why: FOUND,
      where: 'Stratford station',
      known: { 'What they look like, if they say nothing': 'About 14, grey tracksuit, no coat' },
      ticked: ['Their name', 'Their age', 'A phone number', 'Where they live', 'Hungry, tired or unkempt'],
    })
    expect(await answerOf(officer).innerText()).toContain('With a description alone nobody can be found.')
    expect(await officer.locator('main').innerText()).toContain(
      'Would not say: their name, their age, a phone number, where they live',
    )
    await officer.getByRole('button', { name: 'Tell the duty team' }).click()
    await officer.getByText('Your duty team has been asked to look at this.').waitFor()
    expect(await pageFaults(officer)).toEqual([])
    const ofDuty = () => postbox().letters.filter(({ to }) => to.includes('duty@btp.example'))
    await expect.poll(() => ofDuty().length, { timeout: 60_000 }).toBe(1)
    expect(ofDuty()[0]?.text).not.toMatch(/tracksuit|stratford/i)
  })
})
