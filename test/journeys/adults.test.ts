import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { formUnder } from '#test/forms.ts'
import { journey, WAYS } from '#test/journey.ts'
import { tabTo } from '#test/keyboard.ts'
import { faultsOf } from '#test/page-checks.ts'

const COUNCIL = 'l.harker@essex-council.example'

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
const textOf = (page: Page) => page.locator('main').innerText()

describe.each(WAYS)('a man whose flat was taken over, $way', ({ scripts }) => {
  const { as, addUser, signIn } = journey(scripts)
  let path = ''

  beforeAll(() =>
    addUser({
      agency: 'essex-council',
      email: COUNCIL,
      name: 'Lou Harker',
      roles: 'practitioner,safeguarding,manager',
    }),
  )
  const council = async (at = '/') => {
    const page = await signIn(COUNCIL, 'Safeguarding')
    if (at !== '/') await page.goto(at)
    return page
  }

  it('is heard first, in his own words', async () => {
    const page = await council('/people?q=Graham Thorne')
    await page.locator('.tl-results').getByRole('link').first().click()
    await page.getByRole('link', { name: 'Adult safeguarding' }).click()
    path = new URL(page.url()).pathname
    await page.getByText('Nobody has written yet what this person wants. Ask first.').waitFor()
    expect(await faultsOf(page)).toEqual([])
    const wish = await formUnder(page, 'Write what the person wants')
    await wish.getByRole('button', { name: 'Keep these words' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await page.getByRole('link', { name: 'Choose who says it' }).click()
    expect(await faultsOf(page)).toEqual([])
    const again = await formUnder(page, 'Write what the person wants')
    await again.getByRole('radio', { name: 'In their own words' }).check()
    await again.getByLabel('In their own words').last().fill('I want my door back, and nobody taken from me')
    await again.getByLabel('What do they want to happen?').fill('To sleep at home')
    await again.getByRole('button', { name: 'Keep these words' }).click()
    await page.getByText('I want my door back, and nobody taken from me').first().waitFor()
  })

  it('has a concern opened, and the children at his home are looked for', async () => {
    const page = await council(path)
    const open = await formUnder(page, 'Open a concern for this adult')
    await open.getByRole('radio', { name: 'Yes, or it may be so' }).check()
    await open.getByLabel('What makes you worry?').fill('The landlord has not seen him for two weeks')
    await open.getByRole('button', { name: 'Open the concern' }).click()
    await page.getByText('Care Act 2014, section 42.').waitFor()
    expect(await textOf(page)).toMatch(/this is missing: which children are at the home; an answer to each question/)
    expect(await textOf(page)).toContain('No children known to us')
    expect(await faultsOf(page)).toEqual([])
    const check = await formUnder(page, 'Look for children at this home')
    expect(await check.getByLabel('House and street').inputValue()).toBe('14 Tanner Court')
    await check.getByLabel('What is done for them').fill('The school next door and the health visitor were asked')
    await check.getByRole('button', { name: 'Look and record it' }).click()
    await page.getByText(/14 Tanner Court, CO1 2XB: No children known to us\. The school next door/).waitFor()
  })

  it('does not meet the test, which cannot be closed with nothing', async () => {
    const page = await council(path)
    const answers = [
      ['Does the person have needs', 'No'],
      ['Is the person being abused', 'Yes'],
      ['Do these needs keep', 'Not known'],
    ] as const
    for (const [question, answer] of answers) {
      const one = await formUnder(page, new RegExp(`^\\s*Answer: ${question}`))
      await one.getByRole('radio', { name: answer, exact: true }).check()
      await one.getByLabel('Whom or what do you know it from?').fill('His GP')
      await one.getByLabel('What does it rest on?').fill('Spoke by phone')
      await one.getByRole('button', { name: 'Record the answer' }).click()
      await page.getByText('Spoke by phone (His GP').first().waitFor()
    }
    await page.getByText(/The test is not met as answered/).waitFor()
    expect(await faultsOf(page)).toEqual([])
    const first = await formUnder(page, 'The test is not met: take another way')
    await first.getByLabel('Why is it not met?').fill('No needs for care were found')
    await first.getByRole('button', { name: 'Record it and ask them' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    const problems = await page.locator('.govuk-error-summary').innerText()
    for (const said of [
      'Enter the day',
      'Choose the way that is taken instead',
      'Say what they are asked to do',
      'Choose the agency',
      'Enter who takes it on',
    ])
      expect(problems).toContain(said)
    expect(await page.getByLabel('Why is it not met?').inputValue()).toBe('No needs for care were found')
    expect(await faultsOf(page)).toEqual([])

    const again = await formUnder(page, 'The test is not met: take another way')
    await again.getByRole('radio', { name: 'Housing and tenancy support' }).check()
    await again.getByLabel('By when?').fill(inDays(5))
    await again.getByLabel('What are they asked to do?').fill('New locks today, and a safe move if he wants it')
    await again.getByLabel('Who takes it on?').fill('Dana Quill')
    await again.getByLabel('Of which agency?').selectOption('castlewick-homes')
    await tabTo(page, again.getByRole('button', { name: 'Record it and ask them' }))
    await page.keyboard.press('Enter')
    await page.getByText('Not met: No needs for care were found').waitFor()
    const text = await textOf(page)
    expect(text).toMatch(/Taken instead:\s*Housing and tenancy support: Dana Quill/)
    // His words stand before the test and the plan.
    expect(text.indexOf('I want my door back')).toBeLessThan(text.indexOf('Care Act 2014, section 42'))
    expect(text.indexOf('Care Act 2014, section 42')).toBeLessThan(text.indexOf('New locks today'))
    expect(text).not.toContain('The test is not met: take another way')
    expect(await faultsOf(page)).toEqual([])
  })

  it('has a plan of his own: whom to ring if they come back, and a review', async () => {
    const page = await council(path)
    const back = await formUnder(page, 'Say whom to ring if people come back')
    await back.getByLabel('Whom to ring').fill('Sgt Amin')
    await back.getByLabel('Number').fill('01632 960113')
    await back.getByLabel('What happens then?').fill('A car comes without lights; he goes to his sister')
    await back.getByRole('button', { name: 'Keep it' }).click()
    expect(await page.getByRole('link', { name: '01632 960113' }).getAttribute('href')).toBe('tel:01632960113')
    const review = await formUnder(page, 'Review the plan')
    await review.getByLabel('What was looked at').fill('He has his keys')
    await review.getByLabel('Next review').fill(inDays(28))
    await review.getByRole('button', { name: 'Record the review' }).click()
    await page.getByText(/He has his keys Next review on/).waitFor()
    await page.goto('/adults')
    const rows = await page.getByRole('table').innerText()
    expect(rows).toMatch(/Action of a plan\s*Castlewick Homes/i)
    expect(rows).toContain('Review of a plan')
    expect(await faultsOf(page)).toEqual([])
  })

  it('an officer who may read sees his words that the police wrote, and nothing of the council’s enquiry', async () => {
    const page = await as('records', path)
    const text = await textOf(page)
    expect(text).toContain('They came with a knife')
    expect(text).not.toContain('No needs for care were found')
    // A child was arrested in the flat: the police hold that record, and find it when they look.
    const check = await formUnder(page, 'Look for children at this home')
    await check.getByLabel('House and street').fill('14 Tanner Court')
    await check.getByLabel('Postcode').fill('CO1 2XB')
    await check.getByLabel('What is done for them').fill('Enfield was rung')
    await check.getByRole('button', { name: 'Look and record it' }).click()
    await page.getByText(/CO1 2XB: 1 child\. Enfield was rung/).waitFor()
    const there = await page.getByRole('table', { name: 'Children there, by name' }).innerText()
    expect(there).toMatch(/Jermaine? Francis[\s\S]*taken from here/i)
    expect(await faultsOf(page)).toEqual([])
  })
})

describe.each(WAYS)('turning 18, $way', ({ scripts }) => {
  const { as, addUser, signIn, sql } = journey(scripts)
  let path = ''

  beforeAll(() =>
    addUser({ agency: 'essex-council', email: COUNCIL, name: 'Lou Harker', roles: 'practitioner,safeguarding' }),
  )

  it('is prepared from seventeen, by steps with their days', async () => {
    const page = await as('enfield', '/turning-18')
    expect(await faultsOf(page)).toEqual([])
    expect(await page.getByRole('table').innerText()).toMatch(/Nadia Ferrant[\s\S]*Nobody asked yet/)
    await page.getByRole('link', { name: 'Nadia Ferrant' }).click()
    path = new URL(page.url()).pathname
    await page.getByText('Nobody of adult services has accepted yet to help after.').waitFor()
    const text = await textOf(page)
    expect(text).toContain('I want a room where T does not know the door')
    expect(text).toMatch(/Adult services are told who is coming\s*By .*Time ran out/)
    expect(text.indexOf('Adult services are told who is coming')).toBeLessThan(
      text.indexOf('whom to ring from the birthday on'),
    )
    expect(await faultsOf(page)).toEqual([])
    const step = await formUnder(page, 'A step is done')
    await step.getByRole('radio', { name: 'Adult services are told who is coming' }).check()
    await step.getByLabel('What was done').fill('Met their duty team on Tuesday')
    await step.getByRole('button', { name: 'It is done' }).click()
    await page.getByText(/Done\. Met their duty team on Tuesday/).waitFor()
  })

  it('the adult page says plainly that it is not for a child', async () => {
    const page = await as('enfield', path.replace('turning-18', 'adult'))
    await page.getByText('Nadia Ferrant is under 18. This page is for adults and does not apply yet.').waitFor()
    expect(await page.locator('main form').count()).toBe(0)
    expect(await faultsOf(page)).toEqual([])
  })

  it('adult services are named, asked, and accept in writing', async () => {
    const page = await as('enfield', path)
    const name = await formUnder(page, 'Ask somebody of adult services')
    await name.getByRole('button', { name: 'Ask them' }).click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
    const again = await formUnder(page, 'Ask somebody of adult services')
    await again.getByLabel('Of which agency?').selectOption('essex-council')
    await again.getByLabel('Name', { exact: true }).fill('Ash Rowan')
    await again.getByLabel('Post').fill('Social worker, adults')
    await again.getByLabel('Number to ring').fill('01632 960111')
    await again.getByLabel('What should they know').fill('She moves to Colchester and is afraid of T')
    await again.getByRole('button', { name: 'Ask them' }).click()
    await page.getByText('Asked', { exact: true }).waitFor()

    const adults = await signIn(COUNCIL, 'Safeguarding')
    await adults.goto('/adults')
    await adults.getByRole('link', { name: /Nadia Ferrant/ }).click()
    expect(await textOf(adults)).toContain('She moves to Colchester and is afraid of T')
    const accept = await formUnder(adults, 'Accept in writing for adult services')
    await accept.getByLabel('Who accepts?').fill('Ash Rowan')
    await accept.getByLabel('What happens first?').fill('Tea with her and Selin on Monday')
    await accept.getByRole('button', { name: 'Accept' }).click()
    await adults.getByText('Accepted', { exact: true }).waitFor()
    expect(await faultsOf(adults)).toEqual([])
  })

  it('the day after her birthday everything is still there, and the page says what changed by law', async () => {
    const before = await as('enfield', path)
    const lead = await before.getByRole('region', { name: 'Who leads' }).innerText()
    // Nobody may edit a record: the test stands in for the time that passes until the day after her birthday.
    const yesterday = new Date(Date.now() - 86_400_000)
    const born = `${yesterday.getUTCFullYear() - 18}-${yesterday.toISOString().slice(5, 10)}`
    for (const statement of [
      'alter table record_version no force row level security',
      `update record_version set person = person || '{"dateOfBirth": "${born}"}' where person->>'familyName' = 'Ferrant'`,
      'alter table record_version force row level security',
    ])
      await sql(statement, [], 'throughline_owner')
    const page = await as('enfield', path)
    const text = await textOf(page)
    expect(text).toContain('Nothing here has closed')
    expect(text).toContain('What changed by law on the birthday')
    expect(text).toContain('The section 45 defence asks for compulsion')
    expect(text).toContain('The national referral mechanism asks for consent')
    expect(text).toContain('I want a room where T does not know the door')
    expect(text).toContain('Tea with her and Selin on Monday')
    expect(await page.getByRole('region', { name: 'Who leads' }).innerText()).toBe(lead)
    expect(await faultsOf(page)).toEqual([])
    await page.getByRole('link', { name: 'Look at the test for an adult at risk' }).click()
    await page.getByText('Nobody has written yet what this person wants. Ask first.').waitFor()
  })
})
