import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { formUnder } from '#test/forms.ts'
import { journey, WAYS } from '#test/journey.ts'
import { faultsOf } from '#test/page-checks.ts'

const CHARITY_EMAIL = 'o.brandt@waymarker.example'
const day = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10)

/** Fill in what every referral asks. */
async function fillIn(form: Locator, what: { readonly service: string; readonly to: string; readonly why: string }) {
  await form.getByRole('radio', { name: what.service }).check()
  await form.getByLabel('Of which agency?').selectOption({ label: what.to })
  await form.getByLabel('What worries you?').fill(what.why)
  await form.getByLabel('What do they want, in their own words?').fill('I want it to stop, and nobody to know')
  await form.getByRole('radio', { name: 'The child, not a parent' }).check()
  await form.getByRole('radio', { name: 'An answer in the time that is set' }).check()
  await form.getByLabel('Whom do they ring?').fill('Kemi Adeyemi')
  await form.getByLabel('Number to ring').fill('07700 900321')
  await form.getByRole('button', { name: 'Refer them' }).click()
}

const mainOf = (page: Page) => page.locator('main').innerText()

describe.each(WAYS)('a referral that nobody answers, is declined, and helps elsewhere, $way', ({ scripts }) => {
  const { as, addUser, signIn, sql, postbox } = journey(scripts)
  let path = ''

  beforeAll(() =>
    addUser({
      agency: 'waymarker',
      email: CHARITY_EMAIL,
      name: 'Ola Brandt',
      roles: 'practitioner,safeguarding,manager',
    }),
  )

  it('a school refers a child to children’s services, and is told of an agency that is no more', async () => {
    const school = await as('school', '/people?q=Jermaine Francis')
    await school.locator('.tl-results').getByRole('link').first().click()
    await school
      .getByRole('navigation', { name: 'Pages of this person' })
      .getByRole('link', { name: 'Referrals' })
      .click()
    path = new URL(school.url()).pathname
    expect(await faultsOf(school)).toEqual([])
    await (await formUnder(school, 'Refer them to another agency')).getByRole('button', { name: 'Refer them' }).click()
    await school.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(school)).toEqual([])

    const safeguarding = { service: 'Safeguarding: children', why: 'A second phone rang in maths and he went white' }
    const gone = { ...safeguarding, to: 'Cumbria County Council (dissolved)' }
    await fillIn(await formUnder(school, 'Refer them to another agency'), gone)
    await school.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await mainOf(school)).toMatch(/Cumbria County Council was dissolved in 2023. Choose Cumberland Council or/)

    const there = { ...safeguarding, to: 'London Borough of Enfield' }
    await fillIn(await formUnder(school, 'Refer them to another agency'), there)
    await school.getByText('Sent, not received yet').waitFor()
    expect(await mainOf(school)).toContain('It waits for London Borough of Enfield.')
  })

  it('nobody answers, the clock runs out, and both see it', async () => {
    const past = new Date(Date.now() - 60_000).toISOString()
    // Nobody may edit the log: the test stands in for the time that passes.
    for (const statement of [
      'alter table case_event no force row level security',
      `update case_event set facts = jsonb_set(facts, '{answerBy}', to_jsonb('${past}'::text))
        where kind = 'referral-sent' and facts->>'service' = 'safeguarding'`,
      'alter table case_event force row level security',
    ])
      await sql(statement, [], 'throughline_owner')
    await sql(
      `update case_matter set due_at = '${past}' where kind = 'referral' and due_at is not null and ended_at is null`,
    )
    await sql(`update case_referral set due_at = '${past}', answer_by = '${past}' where service = 'safeguarding'`)
    for (const who of ['school', 'enfield'] as const) {
      const page = await as(who)
      await page.getByRole('link', { name: '1 referral has no answer or next step in time' }).click()
      const side = who === 'school' ? 'Referred by your agency' : 'Referred to your agency'
      const table = page.getByRole('table', { name: side, exact: true })
      expect(await table.innerText()).toContain('Time ran out')
      expect(await faultsOf(page)).toEqual([])
      await table
        .getByRole('row', { name: /Safeguarding/ })
        .getByRole('link')
        .click()
      expect(await mainOf(page)).toContain('Time ran out')
      await page.goto('/due?kind=referral')
      expect(await mainOf(page)).toContain('Next step of a referral between agencies')
    }
  })

  it('the council says that it has arrived, and declines it with a reason and what should happen instead', async () => {
    const council = await as('enfield', path)
    expect(await mainOf(council)).toMatch(/A second phone rang in maths[\s\S]*I want it to stop/)
    const arrived = await formUnder(council, 'Say that it has arrived')
    await arrived.getByLabel('Whom do they ring?').fill('Selin Demir')
    await arrived.getByLabel('Number to ring').fill('07700 900456')
    await arrived.getByRole('button', { name: 'It has arrived' }).click()
    await council.getByText('Received, no answer yet').waitFor()
    await (await formUnder(council, /^\s*Decline it/)).getByRole('button', { name: 'Decline it' }).click()
    await council.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(council)).toEqual([])
    const declines = await formUnder(council, /^\s*Decline it/)
    await declines.getByRole('radio', { name: 'Another service can help better' }).check()
    await declines.getByLabel('In a sentence, for whoever referred').fill('He has no social worker and wants none')
    await declines.getByLabel('What should happen instead?').fill('A worker of his own, whom he may choose')
    await declines.getByLabel('Which agency should do it?').selectOption({ label: 'Waymarker Young People' })
    await declines.getByRole('button', { name: 'Decline it' }).click()
    await council.getByText('Declined', { exact: true }).first().waitFor()
  })

  it('it stays on the school’s list until the school refers elsewhere', async () => {
    const school = await as('school')
    await school.getByRole('link', { name: '1 referral of yours was declined: say what happens next' }).click()
    await school
      .getByRole('row', { name: /Declined/ })
      .getByRole('link')
      .click()
    expect(await mainOf(school)).toMatch(/A referral of your agency was declined[\s\S]*By Waymarker Young People/)
    expect(await faultsOf(school)).toEqual([])
    const again = await formUnder(school, 'Refer them elsewhere')
    const worker = { service: 'Specialist exploitation service', to: 'Waymarker Young People' }
    await fillIn(again, { ...worker, why: 'He wants a worker of his own. A phone that is not his' })
    await school.getByText('Declined, referred elsewhere').first().waitFor()
    await school.goto('/')
    expect(await mainOf(school)).not.toContain('was declined: say what happens next')
  })

  it('the charity accepts, says what happens first, and is done; the school reads it', async () => {
    const charity = await signIn(CHARITY_EMAIL, 'Safeguarding')
    await charity.getByRole('link', { name: '1 referral waits for your answer' }).click()
    await charity.getByRole('link', { name: /Jermaine Francis/ }).click()
    const accepts = await formUnder(charity, 'Accept it')
    await accepts.getByLabel('Who takes it on?').fill('Ola Brandt')
    await accepts.getByLabel('Number to ring').fill('07700 900777')
    await accepts.getByLabel('What happens first?').fill('I meet him after school, where he likes')
    await accepts.getByLabel('On which day?').fill(day(2))
    await accepts.getByRole('button', { name: 'Accept it' }).click()
    await charity.getByText('Your agency has accepted a referral').waitFor()
    expect(await faultsOf(charity)).toEqual([])
    expect(await mainOf(charity)).not.toContain('He has no social worker')
    const done = await formUnder(charity, 'It is done')
    await done.getByLabel('What was done, and what came of it?').fill('Met four times. He has handed the phone in')
    await done.getByRole('button', { name: 'It is done' }).click()
    await charity.getByText('Done', { exact: true }).first().waitFor()

    const school = await as('school', path)
    expect(await mainOf(school)).toMatch(/Ola Brandt, 07700 900777[\s\S]*He has handed the phone in/)
    for (const { text } of postbox().letters) expect(text).not.toMatch(/Jermaine|Francis|phone rang|handed the phone/)
  })

  it('the counts say that one was declined and why, and hide small numbers from a page to be passed on', async () => {
    const council = await as('enfield', '/referrals?show=closed')
    expect(await faultsOf(council)).toEqual([])
    await council.getByRole('link', { name: 'How many were accepted and declined' }).click()
    expect(await faultsOf(council)).toEqual([])
    const counts = council.getByRole('table', { name: 'Referred to your agency', exact: true })
    const row = counts.getByRole('row', { name: /Hazelbrook Academy/ })
    // Sent, received, accepted, declined, no answer in time: one of them is of the demonstration.
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['2', '2', '1', '1', '1'])
    const why = council.getByRole('table', { name: 'Why your agency declined' })
    expect(await why.getByRole('row', { name: /Another service can help better/ }).innerText()).toMatch(/1$/)
    await council.getByRole('checkbox', { name: /Hide numbers under five/ }).check()
    await council.getByRole('button', { name: 'Count' }).click()
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(Array(5).fill('fewer than 5'))
    expect(await counts.getByRole('row', { name: /^All/ }).count()).toBe(0)
    expect(await faultsOf(council)).toEqual([])
  })

  it('a past day shows the referrals as they were known then', async () => {
    const school = await as('school', `${path}?on=${day(-3)}`)
    expect(await mainOf(school)).toContain('This is what was known at the end of')
    expect(await mainOf(school)).not.toContain('Waymarker')
    expect(await faultsOf(school)).toEqual([])
  })
})
