import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'

const HOUR = 3_600_000
const NARROW = { width: 320 }
const COUNCIL = { agency: 'lewisham-council', email: 'n.adair@lewisham-council.example', name: 'Niamh Adair' }
const HARVEY = [
  'record_id,subject_ref,given_name,family_name,date_of_birth,postcode',
  'LW-HN,LW-HN,Harvey,Norwood,30/09/2011,SE4 2XW',
].join('\n')

/** Day and time in London so many hours ago, as the forms take them. */
function ago(hours: number): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Europe/London',
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(new Date(Date.now() - hours * HOUR))
  const [day = '', time = ''] = parts.split(', ')
  return { day, time }
}

/** Open somebody's page by the search. */
async function find(page: Page, name: string): Promise<void> {
  await page.goto(`/people?q=${encodeURIComponent(name)}`)
  await page.locator('main').getByRole('link', { name }).first().click()
  await page.getByRole('heading', { name: 'Missing', exact: true }).waitFor()
}

interface Away {
  readonly as: string
  readonly from: number
  readonly to?: number
  readonly risk: string
}

async function reportAway(page: Page, { as: what, from, to, risk }: Away): Promise<void> {
  await page.getByRole('link', { name: 'Report missing or absent' }).click()
  await page.getByRole('radio', { name: what, exact: true }).check()
  const since = ago(from)
  await page.getByLabel('Day', { exact: true }).fill(since.day)
  await page.getByLabel('Time when they were last known').fill(since.time)
  if (to !== undefined) {
    const until = ago(to)
    await page.locator('summary').filter({ hasText: 'They are back already' }).click()
    await page.getByLabel('Day on which they were back').fill(until.day)
    await page.getByLabel('Time when they were back').fill(until.time)
  }
  await page.getByRole('radio', { name: risk, exact: true }).check()
  await page.getByLabel('Why this level?').fill('He is often late, and always comes back')
  await page.getByLabel('Who told you?').fill('his mother')
  await page.getByRole('button', { name: 'Report it' }).click()
  await page.waitForURL(/\/missing\/[a-z-]+\/[0-9a-f-]{36}$/)
}

const open = (page: Page, summary: string) => page.locator('summary').filter({ hasText: summary }).click()

describe.each(WAYS)('the boy whose absences add up, $way', ({ scripts }) => {
  const { as, addUser, signIn } = journey(scripts)

  it('nine absent episodes are on his page, counted, and none is hidden', async () => {
    const detective = await as('lewisham')
    await find(detective, 'Harvey Norwood')
    const says = await detective.locator('main').innerText()
    expect(says).toContain(
      'Reported missing or absent 9 times in the last 12 months, as far as you may see. 9 of them were graded absent or no apparent risk; they count like all others.',
    )
    expect(says).toMatch(/Days between a return and the next time, oldest first: \d+/)
    expect(says).toMatch(/Time away, oldest first: .*The last ones get longer each time\./)
    await open(detective, '4 earlier episodes')
    expect(await detective.getByRole('link', { name: /^Absent from .* for / }).count()).toBe(9)
    expect(await pageFaults(detective)).toEqual([])
  })

  it('the council writes down what his mother tells, and both agencies’ counts come together when they share', async () => {
    await addUser({ ...COUNCIL, roles: 'safeguarding,practitioner,data-steward' })
    const worker = await signIn(COUNCIL.email, 'Safeguarding', scripts ? {} : NARROW)
    await worker.goto('/records-in/new')
    await worker
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'children.csv', mimeType: 'text/csv', buffer: Buffer.from(HARVEY) })
    await worker.getByRole('button', { name: 'Check the file' }).click()
    await worker.getByRole('button', { name: /^Bring in/ }).click()
    await worker.getByText(/rows? went in/).waitFor()

    await find(worker, 'Harvey Norwood')
    expect(await worker.locator('main').innerText()).toContain('No record that you may see says that they were missing')
    await worker.getByRole('link', { name: 'Report missing or absent' }).click()
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByRole('button', { name: 'Report it' }).click()
    expect(await worker.locator('.govuk-error-summary__list').innerText()).toBe(
      'Choose what it is\nEnter since when, as hours and minutes, such as 21:30\nChoose the risk level\nSay why this level',
    )
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByRole('link', { name: 'Back to the person' }).click()
    await reportAway(worker, { as: 'Absence that was not reported', from: 100, to: 96, risk: 'No apparent risk' })
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByRole('link', { name: 'All episodes, and what adds up' }).click()
    await reportAway(worker, { as: 'Absent', from: 30, to: 20, risk: 'No apparent risk' })
    await worker.getByRole('link', { name: 'All episodes, and what adds up' }).click()
    expect(await worker.locator('main').innerText()).toContain(
      'Reported missing or absent 2 times in the last 12 months',
    )

    const detective = await as('lewisham')
    await find(detective, 'Harvey Norwood')
    expect(await detective.locator('main').innerText()).toContain('Reported missing or absent 9 times')
    await open(detective, 'Ask to see them: London Borough of Lewisham')
    const ask = detective
      .locator('form')
      .filter({ has: detective.getByRole('button', { name: /^Ask London Borough of Lewisham/ }) })
    await ask.getByLabel('Why do you need to see them?').fill('His absences may add up')
    await ask.getByLabel('On what legal basis?').selectOption({ label: 'Duty to share to safeguard a child' })
    await ask.getByRole('button').click()
    await detective.waitForURL(/\/shares\//)

    await worker.goto('/shares')
    await worker
      .getByRole('link', { name: /Harvey Norwood/ })
      .first()
      .click()
    await worker.getByLabel('On what legal basis?').selectOption({ label: 'Duty to share to safeguard a child' })
    await worker.getByRole('radio', { name: /^Facts:/ }).check()
    await worker.getByRole('button', { name: 'Share', exact: true }).click()
    await worker.getByText('You share 3 records with Metropolitan Police Service').waitFor()

    await find(detective, 'Harvey Norwood')
    const together = await detective.locator('main').innerText()
    expect(together).toContain(
      'Reported missing or absent 11 times by 2 agencies in the last 12 months, as far as you may see. 11 of them were graded absent or no apparent risk',
    )
    expect(together).toContain('Went again within 14 days of a return:')
    expect(await detective.getByRole('link', { name: /^Absence that was not reported from / }).count()).toBe(1)
    expect(await pageFaults(detective)).toEqual([])
    await detective.getByRole('link', { name: /^Absence that was not reported from / }).click()
    expect(await detective.locator('main').innerText()).toMatch(/Told by: his mother/)
    expect(await detective.getByText('Look at the risk again').count()).toBe(0)
    expect(await pageFaults(detective)).toEqual([])
  })

  it('a sheet is ready to print before the next time', async () => {
    const detective = await as('lewisham', '/', NARROW)
    await find(detective, 'Harvey Norwood')
    expect(await pageFaults(detective)).toEqual([])
    await detective.getByRole('link', { name: 'Information sheet for the next time' }).click()
    const sheet = await detective.locator('main').innerText()
    expect(sheet).toMatch(/Born\s+30 September 2011, age 1\d/)
    expect(sheet).toMatch(/Whom to ring\s+Metropolitan Police Service: \d/)
    expect(sheet).toContain('To ask now, while they are at home')
    expect(await pageFaults(detective)).toEqual([])
  })
})

describe.each(WAYS)('a return home interview declined and then held, $way', ({ scripts }) => {
  const { as, sql } = journey(scripts)

  it('the clock is seen running, the offer in time, and the interview late', async () => {
    const worker = await as('enfield', '/', scripts ? {} : NARROW)
    await find(worker, 'Jermaine Francis')
    await reportAway(worker, { as: 'Missing', from: 10, risk: 'Medium risk' })
    expect(await worker.locator('main').innerText()).toContain('says that they are not where they should be')
    await open(worker, 'Look at the risk again')
    await worker.getByLabel('What is the risk now?').selectOption({ label: 'High risk' })
    await worker.getByLabel('Why this level?').fill('A second phone was found')
    await worker.getByRole('button', { name: 'Keep the review' }).click()
    await worker.getByText('Why: A second phone was found').waitFor()

    await open(worker, 'They are back: where, with whom, how')
    await worker.getByRole('button', { name: 'They are back' }).click()
    expect(await worker.locator('.govuk-error-summary__list').innerText()).toBe('Say how far from home they were')
    expect(await pageFaults(worker)).toEqual([])
    const back = ago(2)
    await worker.getByLabel('Day when they were back').fill(back.day)
    await worker.getByLabel('Time when they were back').fill(back.time)
    await worker.getByLabel('Where were they found?').fill('Railway station, Colchester')
    await worker.getByRole('radio', { name: /^Out of area/ }).check()
    await worker.getByLabel('Were they hurt?').fill('A cut on his hand')
    await worker.getByRole('button', { name: 'They are back' }).click()

    const interview = worker.locator('main')
    await worker.getByText(/To be held by .*: 2 days left\./).waitFor()
    await open(worker, 'Offer a return home interview')
    await worker.getByLabel('Who would hold it?').fill('Safe Return, a charity')
    await worker.getByRole('radio', { name: /^Yes: they do not look after/ }).check()
    await worker.getByRole('button', { name: 'It was offered' }).click()
    await worker.getByText('It was offered in time').waitFor()
    await open(worker, 'They said no')
    await worker.getByLabel('What did they say?').fill('“What is the point?”')
    await worker.getByRole('button', { name: 'They said no' }).click()
    await worker.getByText('They said: “What is the point?”').waitFor()
    expect(await interview.innerText()).toMatch(/Interview\s+RUNNING|Interview\s+Running/)
    expect(await pageFaults(worker)).toEqual([])

    // Four days go by.
    for (const key of ['at', 'since'])
      await sql(
        `update missing_step
            set said = jsonb_set(said, array[$1], to_jsonb(to_char((said->>$1)::timestamptz - interval '4 days', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
          where agency_id = 'enfield-council' and said->$1 is not null`,
        [key],
        'throughline_owner',
      )
    await worker.reload()
    await worker
      .getByText(/No record that you may see says that it was held\. It was due by .*, \d+ hours? ago\./)
      .waitFor()
    expect(await interview.innerText()).toContain('It was offered in time')

    await open(worker, 'It was held: what was learnt')
    await worker.getByRole('button', { name: 'Keep the interview' }).click()
    expect(await worker.locator('.govuk-error-summary__list').innerText()).toBe(
      'Say whether they are independent of the care of the child',
    )
    await worker.getByLabel('Who held it?').fill('Ama Boateng, Safe Return')
    await worker.locator('#heldIndependent').check()
    await worker.getByLabel('Before: what was happening?').fill('He owed money for a phone')
    await worker.getByLabel('What drew them?').fill('An older friend with a car')
    await worker.getByRole('button', { name: 'Keep the interview' }).click()
    await worker.getByText('It was held late').waitFor()
    expect(await pageFaults(worker)).toEqual([])

    await worker.getByRole('link', { name: 'All episodes, and what adds up' }).click()
    const page = await worker.locator('main').innerText()
    expect(page).toContain('Found out of area: 1 time.')
    expect(page).toContain('Came back hurt: 1 time.')
    expect(page).toMatch(/Return home interview\s*(?:\n|.)*Declined because: “What is the point\?”/)
    expect(page).toContain('What drew them: An older friend with a car')
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByRole('link', { name: 'Information sheet for the next time' }).click()
    expect(await worker.locator('main').innerText()).toMatch(/What drew them\s+An older friend with a car/)
  })
})
