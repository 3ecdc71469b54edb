import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { formUnder } from '#test/forms.ts'
import { journey, WAYS } from '#test/journey.ts'
import { tabTo } from '#test/keyboard.ts'
import { faultsOf } from '#test/page-checks.ts'
import { report } from './report.ts'

const ESSEX_EMAIL = 'l.harker@essex-council.example'
const BOY = { 'Name, as they say it': 'Jermaine Francis', 'Date of birth': '3 2 2011', Phone: '07700 900951' }

/** Fill one form of the case page and send it. */
async function send(page: Page, summary: string | RegExp, words: string, button: string): Promise<void> {
  const open = await formUnder(page, summary)
  await open.getByRole('textbox').last().fill(words)
  await open.getByRole('button', { name: button }).click()
}

describe.each(WAYS)('Enfield and Essex settle who leads, $way', ({ scripts }) => {
  const { as, addUser, signIn, sql, postbox } = journey(scripts)
  let casePath = ''

  beforeAll(() =>
    addUser({
      agency: 'essex-council',
      email: ESSEX_EMAIL,
      name: 'Lou Harker',
      roles: 'practitioner,safeguarding,manager',
    }),
  )
  const essex = async (path = '/') => {
    const page = await signIn(ESSEX_EMAIL, 'Safeguarding')
    if (path !== '/') await page.goto(path)
    return page
  }
  const offer = async (page: Page, words: string) => {
    const open = await formUnder(page, 'Offer the lead to another area')
    await open.getByLabel('To which council?').selectOption({ label: 'London Borough of Enfield' })
    await open.getByLabel('Why should they lead').fill(words)
    await open.getByRole('button', { name: 'Offer the lead' }).click()
    await page.getByText('Essex County Council offered the lead to London Borough of Enfield').waitFor()
  }

  it('nobody leads until the area where he was found says that it has the duty', async () => {
    const worker = await essex()
    await report(worker, { why: 'Found after being reported missing', where: 'Colchester custody suite', known: BOY })
    await worker.goto('/people?q=Jermaine Francis')
    await worker.locator('.tl-results').getByRole('link').first().click()
    const lead = worker.getByRole('region', { name: 'Who leads' })
    expect(await lead.innerText()).toContain('Nobody leads yet.')
    await lead.getByRole('link', { name: 'Say who leads' }).click()
    casePath = new URL(worker.url()).pathname
    expect(await faultsOf(worker)).toEqual([])

    await worker.getByRole('button', { name: 'We have the duty' }).click()
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await worker.locator('.govuk-error-summary').innerText()).toContain(
      'Choose whether the child was found with you',
    )
    expect(await faultsOf(worker)).toEqual([])
    await worker.getByRole('radio', { name: 'The child was found in our area' }).check()
    await send(worker, 'The child is in our area', 'In custody in Colchester since last night', 'We have the duty')
    await worker.getByText('Essex County Council leads').waitFor()
    await send(worker, 'Name the lead practitioner', 'Social worker', 'Name them')
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await worker.getByLabel('Name', { exact: true }).fill('Lou Harker')
    await worker.getByLabel('Number to ring').fill('07700 900777')
    await worker.getByRole('button', { name: 'Name them' }).click()
    await worker.getByText('Lead practitioner: Lou Harker, Social worker').waitFor()
    expect(await worker.getByRole('link', { name: '07700 900777' }).getAttribute('href')).toBe('tel:07700900777')
  })

  it('an offer to a council that was dissolved is refused, with what to do', async () => {
    const worker = await essex(casePath)
    const open = await formUnder(worker, 'Offer the lead to another area')
    await open.getByLabel('To which council?').selectOption({ label: 'Northamptonshire County Council (dissolved)' })
    await open.getByLabel('Why should they lead').fill('His aunt lives there')
    await open.getByRole('button', { name: 'Offer the lead' }).click()
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await worker.locator('.govuk-error-summary').innerText()).toMatch(
      /was dissolved in 2021\. Choose North Northamptonshire .* or West Northamptonshire/,
    )
    expect(await worker.getByLabel('Why should they lead').inputValue()).toBe('His aunt lives there')
    expect(await faultsOf(worker)).toEqual([])
  })

  it('Essex offers, keeps the duty, and Enfield declines with a reason that Essex reads', async () => {
    const worker = await essex(casePath)
    await offer(worker, 'He lives in Edmonton; strategy discussion held today')
    expect(await worker.locator('main').innerText()).toMatch(
      /Essex County Council keeps the duty until it is accepted in writing/,
    )
    expect(await faultsOf(worker)).toEqual([])

    const home = await as('enfield')
    await home.getByRole('link', { name: '1 offer of the lead waits for your answer' }).click()
    expect(await faultsOf(home)).toEqual([])
    await home.getByRole('link', { name: /Jermaine Francis/ }).click()
    await home.getByText('Essex County Council asks your agency to lead.').waitFor()
    expect(await home.locator('main').innerText()).toContain('He lives in Edmonton; strategy discussion held today')
    const decline = await formUnder(home, 'Decline it')
    await decline.getByRole('button', { name: 'Decline' }).click()
    await home.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await home.getByRole('link', { name: 'Choose why you decline it' }).click()
    expect(await faultsOf(home)).toEqual([])
    const again = await formUnder(home, 'Decline it')
    await again.getByRole('radio', { name: 'What was begun there should be finished there first' }).check()
    await again.getByLabel('In a sentence').fill('Your enquiry is under way')
    await again.getByRole('button', { name: 'Decline' }).click()
    await home.getByText('Declined').first().waitFor()

    await worker.reload()
    expect(await worker.locator('main').innerText()).toMatch(
      /Declined[\s\S]*What was begun there should be finished there first\. Your enquiry is under way/,
    )
    await expect
      .poll(() => postbox().letters.filter(({ to }) => to.includes('mash@enfield-council.example')).length)
      .toBeGreaterThan(0)
    for (const { text } of postbox().letters) expect(text).not.toMatch(/Jermaine|Francis|Edmonton/)
  })

  it('the dispute goes up the ladder with a clock that both see', async () => {
    const worker = await essex(casePath)
    await send(worker, /Take it up the ladder: team managers/, 'He sleeps in Edmonton every night', 'Take it up')
    await worker
      .getByText(/In dispute between Essex County Council and London Borough of Enfield, now with Team managers/)
      .waitFor()
    const home = await as('enfield', '/leads')
    expect(await home.getByRole('table', { name: 'In dispute' }).innerText()).toMatch(
      /Jermaine Francis.*Essex County Council, with Team managers/s,
    )
    await home.goto(casePath)
    await send(home, /Take it up the ladder: heads of service/, 'We disagree still', 'Take it up')
    await home.getByText(/now with Heads of service/).waitFor()
    expect(await faultsOf(home)).toEqual([])
  })

  it('Enfield proposes something else, Essex offers on these terms, and Enfield accepts in writing, by keyboard', async () => {
    const worker = await essex(casePath)
    await offer(worker, 'The enquiry ends tomorrow')
    const home = await as('enfield', casePath)
    const counter = await formUnder(home, 'Propose something else')
    await counter.getByRole('radio', { name: 'We lead if something is settled first' }).check()
    await counter.getByLabel('In your own words').fill('After the return home interview')
    await counter.getByRole('button', { name: 'Propose it' }).click()
    await home.getByText('Other proposal').first().waitFor()
    await worker.reload()
    await worker.getByText(/We lead if something is settled first\. After the return home interview/).waitFor()
    await offer(worker, 'The interview was held; see our record')

    await home.goto(casePath)
    await tabTo(home, home.getByLabel('Who takes it on, and what happens first?'))
    await home.keyboard.type('Selin Demir takes it on today')
    await home.keyboard.press('Tab')
    await home.keyboard.press('Enter')
    await home.getByText('London Borough of Enfield leads').waitFor()
    expect(await home.getByText('No lead practitioner is named yet.').count()).toBe(1)
    expect(await home.getByText(/In dispute/).count()).toBe(0)
    const named = await formUnder(home, 'Name the lead practitioner')
    await named.getByLabel('Name', { exact: true }).fill('Selin Demir')
    await named.getByLabel('Number to ring').fill('07700 900456')
    await named.getByRole('button', { name: 'Name them' }).click()
    await home.getByText('Lead practitioner: Selin Demir').waitFor()
    expect(await faultsOf(home)).toEqual([])
  })

  it('who handed over goes on reading, and the lead stands at the top of the child’s page with a number to ring', async () => {
    const worker = await essex(casePath.replace(/\/case$/, ''))
    const lead = worker.getByRole('region', { name: 'Who leads' })
    expect(await lead.innerText()).toMatch(/London Borough of Enfield leads[\s\S]*Selin Demir[\s\S]*07700 900456/)
    expect(await faultsOf(worker)).toEqual([])
    await worker.goto(casePath)
    expect(await worker.locator('main').innerText()).toMatch(/Who had the duty before[\s\S]*Essex County Council/)
    expect(await worker.getByText('Selin Demir takes it on today').count()).toBeGreaterThan(0)
  })

  it('the case is shown as it was known on a past day', async () => {
    const worker = await essex(casePath)
    const yesterday = new Date(Date.now() - 36 * 3_600_000).toISOString().slice(0, 10)
    await worker.getByLabel('As it was known at the end of a day').fill(yesterday)
    await worker.getByRole('button', { name: 'Show that day' }).click()
    await worker.getByText(/This is what was known at the end of/).waitFor()
    const text = await worker.locator('main').innerText()
    expect(text).toContain('Nobody leads yet.')
    expect(text).toContain('Nothing was written here by then.')
    expect(text).not.toContain('What you can do')
    expect(await faultsOf(worker)).toEqual([])
    await worker.getByRole('link', { name: 'How it is now' }).click()
    await worker.getByText('London Borough of Enfield leads').waitFor()
  })

  it('an offer that nobody answers is seen coming and then seen by both, and the duty stays', async () => {
    const home = await as('enfield', casePath)
    const open = await formUnder(home, 'Offer the lead to another area')
    await open.getByLabel('To which council?').selectOption({ label: 'Essex County Council' })
    await open.getByLabel('Why should they lead').fill('He has moved to his aunt in Colchester')
    await open.getByRole('button', { name: 'Offer the lead' }).click()
    await home.getByText('London Borough of Enfield offered the lead to Essex County Council').waitFor()

    const moveTheClock = async (to: string) => {
      // Nobody may edit the log: the test stands in for the time that passes.
      for (const statement of [
        'alter table case_event no force row level security',
        `update case_event set facts = jsonb_set(facts, '{expiresAt}', to_jsonb('${to}'::text))
          where kind = 'offered' and agency_id = 'enfield-council'`,
        'alter table case_event force row level security',
      ])
        await sql(statement, [], 'throughline_owner')
      await sql(`update case_matter set due_at = '${to}' where kind = 'offer' and ended_at is null`)
    }
    await moveTheClock(new Date(Date.now() + 3_600_000).toISOString())
    const worker = await essex('/leads')
    expect(await worker.getByRole('table', { name: 'Offered to you' }).innerText()).toContain('Runs out soon')

    await moveTheClock(new Date(Date.now() - 60_000).toISOString())
    for (const page of [home, worker]) {
      await page.goto(casePath)
      const text = await page.locator('main').innerText()
      expect(text).toMatch(/did not answer by|Time ran out/)
      expect(text).toContain('London Borough of Enfield leads')
      expect(text).not.toContain('Accept the lead in writing')
      expect(text).toContain('Take it up the ladder')
    }
    expect(await faultsOf(worker)).toEqual([])
  })
})

describe.each(WAYS)('a placement at a distance, $way', ({ scripts }) => {
  const { as, addUser, signIn } = journey(scripts)

  beforeAll(() =>
    addUser({
      agency: 'essex-council',
      email: ESSEX_EMAIL,
      name: 'Lou Harker',
      roles: 'practitioner,safeguarding,manager',
    }),
  )

  it('is checked, approved, asked about and told before the move, and the other area sees the warnings', async () => {
    const home = await as('enfield', '/people?q=Jermaine Francis')
    await home.locator('.tl-results').getByRole('link').first().click()
    await home.getByRole('link', { name: 'Say who leads' }).click()
    const casePath = new URL(home.url()).pathname
    const place = await formUnder(home, 'Tell of a placement in another area')
    await place.getByRole('button', { name: 'Record the placement' }).click()
    await home.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(home)).toEqual([])
    const again = await formUnder(home, 'Tell of a placement in another area')
    await again.getByLabel('In the area of which council?').selectOption({ label: 'Essex County Council' })
    await again.getByRole('radio', { name: 'At a distance: further away' }).check()
    await again.getByRole('radio', { name: 'Planned: the area is notified before the move' }).check()
    await again.getByLabel('Day of the move').fill(new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10))
    await again.getByLabel('Why is the child placed there?').fill('A foster home away from the line')
    await again.getByRole('button', { name: 'Record the placement' }).click()
    await home.getByRole('heading', { name: 'Placed in the area of Essex County Council' }).waitFor()
    const missing = () => home.locator('main').innerText()
    for (const what of ['risk check before the move', 'Approval by a named senior', 'Consultation', 'Notification'])
      expect(await missing()).toContain(what)
    expect(await faultsOf(home)).toEqual([])

    const worker = await signIn(ESSEX_EMAIL, 'Safeguarding')
    expect((await worker.goto(casePath))?.status()).toBe(404)

    await send(home, 'Record the risk check', 'Two of the same line live in the next town', 'Record the check')
    const approve = await formUnder(home, 'Record the approval by a named senior')
    await approve.getByLabel('Who approved it?').fill('Dee Lane')
    await approve.getByLabel('Their post').fill('Director of children’s services')
    await approve.getByRole('button', { name: 'Record the approval' }).click()
    await send(home, 'Consult the area', 'Is the street known to you?', 'Consult them')
    await send(home, 'Warn the area', 'He is looked for over a debt', 'Warn them')

    await worker.goto('/leads')
    await worker.getByRole('table', { name: 'Placed in your area by others' }).getByRole('link').click()
    const seen = await worker.locator('main').innerText()
    expect(seen).toContain('He is looked for over a debt')
    expect(seen).toContain('Two of the same line live in the next town')
    expect(seen).toContain('Dee Lane, Director of children’s services')
    expect(await faultsOf(worker)).toEqual([])
    await send(worker, 'Answer the consultation', 'A line is run from the station', 'Answer')
    await worker.getByText('A line is run from the station').first().waitFor()

    await home.goto(casePath)
    await send(home, 'Notify the area', 'With a foster carer; ring Selin Demir', 'Notify them')
    expect(await home.getByText(/is missing\. It (?:is|was) due/).count()).toBe(0)
    await worker.goto(casePath)
    await send(worker, 'Take note of it', 'The exploitation team knows', 'We have taken note')
    await worker.getByText('Noted by the area').waitFor()
    await worker.goto('/leads')
    expect(await worker.getByRole('table', { name: 'Placed in your area by others' }).count()).toBe(0)
  })
})
