import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { scoresIn } from '#test/scores.ts'

async function openPerson(page: Page, name: string): Promise<void> {
  await page.goto('/people')
  await page.getByRole('textbox', { name: 'Name, date of birth, phone or reference' }).fill(name)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.locator('.tl-results').getByRole('link').first().click()
  await page.waitForURL(/\/people\/[0-9a-f-]{36}$/)
}

interface Seen {
  /** Code of the indicator: each trade reads it in its own words. */
  readonly what: string
  readonly words: string
  readonly tip?: string
}

/** Record a sign on the page of a person that is open. */
async function recordSign(page: Page, { what, words, tip }: Seen): Promise<void> {
  await page
    .getByRole('button', { name: 'Record a sign' })
    .or(page.getByRole('link', { name: 'Record a sign' }))
    .click()
  await page.waitForURL(/\/signs\/new$/)
  await page.locator(`input[name=indicator][value=${what}]`).check()
  await page.getByRole('textbox', { name: 'What was seen, heard or read?' }).fill(words)
  if (tip !== undefined) {
    await page.getByText('I did not see it myself').click()
    await page.getByRole('radio', { name: 'I do not know how it is known' }).check()
    await page.getByRole('radio', { name: /^A tip/ }).check()
    await page.getByRole('combobox', { name: 'Name or number of the tip' }).fill(tip)
  }
  await page.getByRole('combobox', { name: 'Who should answer?' }).selectOption('lewisham-council')
  await page.getByRole('button', { name: 'Record the sign' }).click()
  await page.waitForURL(/\/people\/[0-9a-f-]{36}#signs$/)
}

/** What a person's page says of one sign. */
const groupOf = (page: Page, label: string) =>
  page.getByRole('listitem').filter({ has: page.getByText(label, { exact: true }) })

describe.each(WAYS)('signs of a boy whose absences nobody added up, $way', ({ scripts }) => {
  const { as, addUser, signIn } = journey(scripts)
  const width = scripts ? 1280 : 320

  it('are recorded by his school in its own words, seen unanswered by the council, and answered with a reason', async () => {
    await addUser({
      agency: 'oldmill-school',
      email: 'd.marsh@oldmill-school.example',
      name: 'Dee Marsh',
      roles: 'practitioner,safeguarding',
    })
    await addUser({
      agency: 'lewisham-council',
      email: 'o.reid@lewisham-council.example',
      name: 'Owen Reid',
      roles: 'practitioner,safeguarding,manager',
    })
    const school = await signIn('d.marsh@oldmill-school.example', 'Safeguarding', { width })
    await openPerson(school, 'Harvey Norwood')
    await school
      .getByRole('button', { name: 'Record a sign' })
      .or(school.getByRole('link', { name: 'Record a sign' }))
      .click()
    await school.waitForURL(/\/signs\/new$/)
    expect(await pageFaults(school)).toEqual([])
    await school.getByRole('button', { name: 'Record the sign' }).click()
    expect(await school.locator('.govuk-error-summary').innerText()).toContain('Choose the sign')
    expect(await pageFaults(school)).toEqual([])
    expect(
      await school.getByRole('radio', { name: 'A pupil has two phones, or must answer a call at once' }).count(),
    ).toBe(1)
    await school.getByRole('link', { name: 'Back to the person' }).click()
    await recordSign(school, {
      what: 'two-phones',
      words: 'A second phone rang in maths. He asked to leave.',
    })
    expect(await groupOf(school, 'More than one phone, or a phone that never stops').innerText()).toMatch(
      /“A second phone rang in maths\. He asked to leave\.”.*Recorded by Dee Marsh, Oldmill Lane School, Lewisham.*Not answered.*London Borough of Lewisham answers by/s,
    )
    expect(await pageFaults(school)).toEqual([])

    const council = await signIn('o.reid@lewisham-council.example', 'Safeguarding', { width })
    await council.getByRole('link', { name: '1 sign waits for an answer' }).click()
    await council.waitForURL(/\/signs$/)
    expect(await pageFaults(council)).toEqual([])
    await council.getByRole('link', { name: /^Harv/ }).click()
    await council.waitForURL(/\/signs\/[0-9a-f-]{36}$/)
    expect(await council.locator('main').innerText()).toContain('Your agency is asked to answer')
    await council.getByRole('radio', { name: 'Judged not to be a concern' }).check()
    await council.getByRole('button', { name: 'Answer' }).click()
    expect(await council.locator('.govuk-error-summary').innerText()).toContain('Say why it is not a concern')
    expect(await pageFaults(council)).toEqual([])
    await council
      .getByRole('textbox', { name: 'What was done, or why it is not a concern' })
      .fill('His mother bought it; we rang her and saw the receipt.')
    await council.getByRole('button', { name: 'Answer' }).click()
    await council.waitForURL(/\/signs\/[0-9a-f-]{36}$/)
    expect(await pageFaults(council)).toEqual([])

    await school.reload()
    expect(await groupOf(school, 'More than one phone, or a phone that never stops').innerText()).toMatch(
      /Judged not to be a concern: Owen Reid, London Borough of Lewisham.*“His mother bought it; we rang her and saw the receipt\.”.*No concern/s,
    )
  })

  it('from one tip are one source, however many agencies pass it on; what one saw itself corroborates it', async () => {
    const tip = { what: 'new-things', words: 'A caller says: new trainers each week.' }
    const school = await signIn('d.marsh@oldmill-school.example', 'Safeguarding')
    await openPerson(school, 'Harvey Norwood')
    await recordSign(school, { ...tip, tip: 'Call 9-117' })
    const police = await as('lewisham')
    await openPerson(police, 'Harvey Norwood')
    await recordSign(police, { ...tip, tip: 'call 9117' })
    const council = await signIn('o.reid@lewisham-council.example', 'Safeguarding', { width })
    await council.goto('/signs')
    await council.getByRole('link', { name: /^Harv/ }).first().click()
    await council.getByRole('link', { name: 'All signs of this person' }).click()
    await council.waitForURL(/\/people\//)
    await recordSign(council, { ...tip, tip: 'CALL 9 117' })
    const group = groupOf(council, 'Money or new things that nobody explains')
    expect(await group.innerText()).toContain('It all comes from one source.')
    expect(await group.innerText()).not.toContain('Corroborated')
    await recordSign(council, { what: tip.what, words: 'Wore new trainers on our visit and would not say whose.' })
    expect(await group.innerText()).toMatch(/Corroborated.*Independent sources say the same\./s)
    const section = await council.locator('main').innerText()
    expect(scoresIn(section)).toEqual([])
    expect(section).not.toMatch(/\b\d+ (?:signs?|sources?|indicators?)\b/i)
    expect(await pageFaults(council)).toEqual([])
  })

  it('are asked for where somebody would know, and the silence is shown until they answer', async () => {
    const council = await signIn('o.reid@lewisham-council.example', 'Safeguarding', { width })
    await openPerson(council, 'Harvey Norwood')
    await council.getByRole('link', { name: 'Ask an agency whether it has seen signs' }).click()
    await council.waitForURL(/\/signs\/ask$/)
    expect(await pageFaults(council)).toEqual([])
    await council
      .getByRole('combobox', { name: 'Whom do you ask?' })
      .selectOption({ label: 'Metropolitan Police Service' })
    await council
      .getByRole('textbox', { name: 'What do you ask, and why?' })
      .fill('Was he in any car that you stopped?')
    await council.getByRole('button', { name: 'Ask' }).click()
    await council.waitForURL(/\/people\/[0-9a-f-]{36}#silence$/)
    expect(await council.locator('main').innerText()).toMatch(
      /Metropolitan Police Service, asked by London Borough of Lewisham on .*, has not answered/,
    )
    expect(await council.locator('main').innerText()).toMatch(/Health\s+Nobody has been asked/)

    const police = await as('lewisham', '/', { width })
    await police.getByRole('link', { name: '1 question whether you have seen signs' }).click()
    await police.getByRole('link', { name: /Have you seen signs\?/ }).click()
    await police.waitForURL(/\/sign-questions\//)
    expect(await pageFaults(police)).toEqual([])
    await police.getByRole('radio', { name: 'We do not answer' }).check()
    await police
      .getByRole('textbox', { name: /^What was seen, where you looked/ })
      .fill('It would tell of an operation; ring us.')
    await police.getByRole('button', { name: 'Answer' }).click()
    await police.waitForURL(/\/sign-questions\//)
    expect(await pageFaults(police)).toEqual([])
    await council.reload()
    expect(await council.locator('main').innerText()).toContain(
      'does not answer: “It would tell of an operation; ring us.” (DC Maya Okoro)',
    )
  })

  it('are judged by a named person, with reasons and a review, and a school that sees it differently says so by name', async () => {
    const council = await signIn('o.reid@lewisham-council.example', 'Safeguarding', { width })
    await openPerson(council, 'Harvey Norwood')
    await council.getByRole('link', { name: 'Judge the signs' }).click()
    await council.waitForURL(/\/judgements\/new$/)
    expect(await pageFaults(council)).toEqual([])
    await council.getByRole('textbox', { name: 'What do you judge?' }).fill('He is made to work off a debt.')
    await council.getByRole('textbox', { name: 'Why?' }).fill('What two agencies saw apart from each other.')
    for (const kind of ['Criminal exploitation', 'Debt bondage'])
      await council.getByRole('checkbox', { name: kind }).check()
    await council.getByRole('checkbox', { name: 'Oldmill Lane School, Lewisham' }).check()
    await council.getByRole('button', { name: 'Keep the judgement' }).click()
    await council.waitForURL(/\/people\/[0-9a-f-]{36}#judgement$/)

    const school = await signIn('d.marsh@oldmill-school.example', 'Safeguarding', { width })
    await openPerson(school, 'Harvey Norwood')
    await school.getByRole('link', { name: /^Open, or say what you see differently/ }).click()
    await school.waitForURL(/\/judgements\//)
    expect(await pageFaults(school)).toEqual([])
    await school
      .getByRole('textbox', { name: 'What do you see differently, and why?' })
      .fill('He has told us of fear, never of a debt.')
    await school.getByRole('button', { name: 'Say so' }).click()
    await school.waitForURL(/\/judgements\//)

    await council.reload()
    const text = await council.locator('main').innerText()
    expect(text).toMatch(/Owen Reid, London Borough of Lewisham.*He is made to work off a debt\./s)
    expect(text).toContain('Kinds of exploitation: Criminal exploitation, Debt bondage')
    expect(text).toMatch(
      /Sees it differently: Dee Marsh, Oldmill Lane School, Lewisham.*He has told us of fear, never of a debt\./s,
    )
    await council.getByRole('link', { name: 'Judge the signs' }).click()
    await council
      .getByRole('textbox', { name: 'What do you judge?' })
      .fill('He is afraid of an adult. Whether there is a debt we do not know.')
    await council.getByRole('textbox', { name: 'Why?' }).fill('The school is right: he never spoke of a debt.')
    await council.getByRole('button', { name: 'Keep the judgement' }).click()
    await council.waitForURL(/\/people\/[0-9a-f-]{36}#judgement$/)
    await council.getByText('Earlier judgements').click()
    expect(await council.locator('main').innerText()).toContain('He is made to work off a debt.')
    expect(await pageFaults(council)).toEqual([])
  })
})
