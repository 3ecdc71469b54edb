import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { answerOf, fillReport, send } from './report.ts'

async function openOrders(page: Page, name: string): Promise<void> {
  await page.goto('/people')
  await page.getByRole('textbox', { name: 'Name, date of birth, phone or reference' }).fill(name)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.locator('.tl-results').getByRole('link').first().click()
  await page.getByRole('navigation', { name: 'Pages of this person' }).getByRole('link', { name: 'Orders' }).click()
  await page.waitForURL(/\/orders$/)
}

/** A day so many days from today, as a field takes it. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

const mainText = (page: Page) => page.locator('main').innerText()

describe.each(WAYS)('a curfew-and-area order met at a station, $way', ({ scripts }) => {
  const { as } = journey(scripts)
  const width = scripts ? 1280 : 320

  it('is questions for the officer, child first, and whom to ring; what the boy says is noted and a named person decides', async () => {
    const police = await as('lewisham', '/', { width })
    await openOrders(police, 'Tyrell Campbell')
    expect(await pageFaults(police)).toEqual([])
    await police
      .getByRole('link', { name: 'Record an order or notice' })
      .or(police.getByRole('button', { name: 'Record an order or notice' }))
      .click()
    await police.waitForURL(/\/orders\/new$/)
    expect(await pageFaults(police)).toEqual([])
    await police.getByRole('radio', { name: 'Criminal behaviour order' }).check()
    await police.getByRole('textbox', { name: 'Which court made it' }).fill('Bromley youth court')
    await police.getByLabel('Day on which it was made').fill(dayFromNow(-20))
    await police.getByLabel('Last day').fill(dayFromNow(700))
    for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
      await police.getByRole('checkbox', { name: day }).first().check()
    await police.getByLabel('Begins at').first().fill('19:00')
    await police.getByLabel('Ends at').first().fill('07:00')
    await police.getByLabel('Where are they to be?').fill('home')
    await police.getByLabel('Place or area to stay out of').fill('London Bridge station')
    await police.getByText('Other police forces and national agencies').first().click()
    await police.getByRole('checkbox', { name: 'British Transport Police' }).check()
    await police.getByRole('button', { name: 'Record it' }).click()
    expect(await police.locator('.govuk-error-summary').innerText()).toContain('views of the youth offending team')
    expect(await pageFaults(police)).toEqual([])
    await police.getByLabel('What the youth offending team said').fill('They ask that his college is left free')
    await police.getByRole('button', { name: 'Record it' }).click()
    await police.waitForURL(/\/people\/[0-9a-f-]{36}\/orders$/)
    expect(await mainText(police)).toMatch(
      /Criminal behaviour order\s+In force.*Curfew from 19:00 to 07:00 every day, at home/is,
    )
    expect(await pageFaults(police)).toEqual([])

    const officer = await as('btp', '/', { width })
    await fillReport(officer, {
      why: 'Found on a train or at a station',
      where: 'London Bridge station',
      known: { 'Name, as they say it': 'Tyrell Campbell', 'Date of birth': '14/3/2010' },
      ticked: ['Alone'],
    })
    await officer.getByText('It was not just now').click()
    await officer.getByLabel('Time', { exact: true }).fill('23:10')
    await officer.getByLabel('Day, if it was not today').fill(dayFromNow(-1))
    await send(officer)
    expect(await answerOf(officer).innerText()).toContain('Ring Metropolitan Police Service')
    const asked = officer.getByRole('region', { name: 'What to ask because of an order' })
    const questions = await asked.innerText()
    expect(questions).toMatch(/under a curfew from 19:00 to 07:00 at home\. Are they safe where they are\?/)
    expect(questions).toMatch(/stay out of London Bridge station\. Who sent or brought them, and are they afraid\?/)
    expect(questions).toContain('Ring Metropolitan Police Service')
    expect(questions).not.toMatch(/breach|offence/i)
    expect(await pageFaults(officer)).toEqual([])
    await asked.getByRole('link', { name: 'What it asks, in full' }).click()
    expect(await mainText(officer)).toContain('holds this order and shows it to your agency')
    expect(await officer.getByText('Note what was seen').count()).toBe(0)
    expect(await pageFaults(officer)).toEqual([])

    await police.goto('/alerts')
    await police.getByRole('article').filter({ hasText: 'Tyrell Campbell' }).getByRole('link').first().click()
    await police.waitForURL(/\/alerts\/[0-9a-f-]{36}$/)
    expect(await mainText(police)).toMatch(/under a curfew from 19:00 to 07:00 at home/)
    expect(await pageFaults(police)).toEqual([])
    await police.getByRole('link', { name: 'What it asks, in full' }).click()
    await police.waitForURL(/\/orders\/[0-9a-f-]{36}$/)
    await police.getByText('Note what was seen').click()
    await police
      .getByRole('textbox', { name: 'What was seen?' })
      .fill('At London Bridge at ten past eleven at night, alone')
    await police.getByRole('button', { name: 'Keep the note' }).click()
    expect(await police.locator('.govuk-error-summary').innerText()).toContain('Say what they told you')
    expect(await pageFaults(police)).toEqual([])
    await police.getByRole('textbox', { name: 'What do they say?' }).fill('A man called T told me to wait. I owe him.')
    await police.getByRole('button', { name: 'Keep the note' }).click()
    await police.waitForURL(/\/orders\/[0-9a-f-]{36}$/)
    expect(await mainText(police)).toContain('Nobody has decided what it was')

    await police.goto('/')
    expect(await mainText(police)).toContain('1 order has a note on which nobody has decided')
    await police.goto('/orders')
    expect(await pageFaults(police)).toEqual([])
    await police.getByRole('link', { name: /^T.*Criminal behaviour order/ }).click()
    await police.getByText('Decide what it was').click()
    await police.getByRole('radio', { name: 'They were made to, or sent' }).check()
    await police
      .getByRole('textbox', { name: 'Why?', exact: true })
      .fill('He was sent and held by a debt. A worker sees him today.')
    await police.getByRole('button', { name: 'Decide' }).click()
    await police.waitForURL(/\/orders\/[0-9a-f-]{36}$/)
    expect(await mainText(police)).toMatch(/They were made to, or sent: He was sent and held by a debt.*DC Maya Okoro/)
    expect(await pageFaults(police)).toEqual([])
    await police.getByRole('link', { name: 'What was seen, to print' }).click()
    expect(await mainText(police)).toMatch(/“A man called T told me to wait\. I owe him\.”/)
    expect(await pageFaults(police)).toEqual([])
  }, 300_000)
})
