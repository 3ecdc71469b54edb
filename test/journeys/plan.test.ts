import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { faultsOf } from '#test/page-checks.ts'

/** Open the form under a summary, unless it stands open. */
async function form(page: Page, summary: string) {
  const details = page.locator('details').filter({ has: page.locator('summary').filter({ hasText: summary }) })
  if ((await details.first().getAttribute('open')) === null) await details.first().locator('summary').click()
  return details.first()
}

const dayAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe.each(WAYS)('many agencies, one plan, $way', ({ scripts }) => {
  const { as, sql, postbox } = journey(scripts)
  let planPath = ''

  it('the council leads for the boy, opens his plan, and invites his school and the police', async () => {
    const council = await as('enfield', '/people?q=Jermaine Francis')
    await council.locator('.tl-results').getByRole('link').first().click()
    await council
      .getByRole('navigation', { name: 'Pages of this person' })
      .getByRole('link', { name: 'The plan' })
      .click()
    await council.getByText('The agency that leads for the child opens it.').waitFor()
    planPath = new URL(council.url()).pathname
    await council.goto(planPath.replace(/plan$/, 'case'))
    await council.getByRole('radio', { name: 'The child lives in our area' }).check()
    await council.getByLabel('Where is the child').fill('At home in Edmonton')
    await council.getByRole('button', { name: 'We have the duty' }).click()
    await council.getByText('London Borough of Enfield leads').waitFor()
    await council.goto(planPath)
    await council.getByRole('button', { name: 'Open the plan' }).click()
    await council.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(council)).toEqual([])
    await council.getByLabel('What is the plan for?').fill('To be safe on the way home')
    await council.getByRole('button', { name: 'Open the plan' }).click()
    for (const name of ['Hazelbrook Academy, Enfield', 'Metropolitan Police Service']) {
      const invite = await form(council, 'Invite an agency')
      await invite.getByLabel('Which agency?').selectOption({ label: name })
      await invite.getByLabel('Why do you ask them').fill('You know him')
      await invite.getByRole('button', { name: 'Invite them' }).click()
      await council.getByRole('listitem').filter({ hasText: name }).getByText('Asked, no answer yet').waitFor()
    }
    expect(await faultsOf(council)).toEqual([])
  })

  it('both find the invitation on their start page and join, and the child’s words stand first', async () => {
    const school = await as('school')
    await school.getByRole('link', { name: '1 plan whose team you are asked to join' }).click()
    expect(await faultsOf(school)).toEqual([])
    await school.getByRole('link', { name: /Jermaine Francis/ }).click()
    await school.getByText('asks your agency to join the team of the plan').waitFor()
    expect(await school.locator('main').innerText()).not.toContain('To be safe on the way home')
    await school.getByLabel('Who works with the child for your agency?').fill('Kemi Adeyemi')
    await school.getByRole('button', { name: 'Join the team' }).click()
    await school.getByText('To be safe on the way home').first().waitFor()
    const say = await form(school, 'Write down what the child said')
    await say.getByLabel('In the child’s own words').fill('I want to go home without looking behind me')
    await say.getByLabel('Who heard it?').fill('Mr Lowe, maths teacher')
    await say.getByRole('button', { name: 'Write it down' }).click()
    await school.locator('blockquote').getByText('I want to go home without looking behind me').waitFor()
    const [first] = await school.locator('main h2').allInnerTexts()
    expect(first).toBe('In the child’s own words')

    const police = await as('lewisham', planPath)
    await police.getByLabel('Who works with the child for your agency?').fill('DC Maya Okoro')
    await police.getByRole('button', { name: 'Join the team' }).click()
    await police.locator('blockquote').getByText('I want to go home without looking behind me').waitFor()
    expect(await faultsOf(police)).toEqual([])
  })

  it('an agency that is not on the team learns whom to ring, and nothing that was written', async () => {
    const other = await as('records', '/people?q=Jermain Francis')
    await other.locator('.tl-results').getByRole('link').first().click()
    await other.goto(`${new URL(other.url()).pathname}/plan`)
    const text = await other.locator('main').innerText()
    expect(text).toMatch(/There is a plan for this child, and London Borough of Enfield answers for it/)
    expect(text).not.toMatch(/without looking behind me|To be safe on the way home|Hazelbrook/)
    expect(await faultsOf(other)).toEqual([])
  })

  it('two book a visit on one day: the second is told before it books, the first at once', async () => {
    const council = await as('enfield', planPath)
    const book = async (page: Page, who: string) => {
      const visit = await form(page, 'Book a visit')
      await visit.getByLabel('On which day?').fill(dayAhead(3))
      await visit.getByLabel('Who goes?').fill(who)
      await visit.getByLabel('What for?').fill('To see how he is')
      await visit.getByRole('button', { name: 'Book the visit' }).click()
    }
    await book(council, 'Selin Demir')
    await council.getByText('Selin Demir, London Borough of Enfield', { exact: true }).waitFor()
    const police = await as('lewisham', planPath)
    await book(police, 'DC Maya Okoro')
    await police.getByRole('heading', { name: 'There is a problem' }).waitFor()
    const visit = await form(police, 'Book a visit')
    expect(await visit.innerText()).toContain('London Borough of Enfield also visits')
    expect(await faultsOf(police)).toEqual([])
    if (scripts) expect(await council.getByText('Somebody has written in this plan').count()).toBe(0)
    await visit.getByRole('button', { name: 'Book it all the same' }).click()
    await police.locator('strong').getByText('London Borough of Enfield also visits').waitFor()
    if (scripts) {
      // Enfield's page stands open all the while.
      await council.getByText('Somebody has written in this plan since you opened it.').waitFor()
      await council.getByRole('link', { name: 'Show it' }).click()
    } else await council.reload()
    await council.locator('strong').getByText('Metropolitan Police Service also visits').waitFor()
    const mails = () => postbox().letters.filter(({ text }) => text.includes('two agencies visit'))
    await expect.poll(() => mails().length).toBe(1)
    for (const { text } of postbox().letters) expect(text).not.toMatch(/Jermaine|Francis|Edmonton/)
  })

  it('an action that is overdue is on the start page of its owner', async () => {
    const council = await as('enfield', planPath)
    const act = await form(council, 'Add an action')
    await act.getByLabel('What is to be done?').fill('Ring his mother each morning')
    await act.getByLabel('Which agency does it?').selectOption({ label: 'Hazelbrook Academy, Enfield' })
    await act.getByLabel('Who does it?').fill('Kemi Adeyemi')
    await act.getByLabel('By which day?').fill(dayAhead(1))
    await act.getByRole('button', { name: 'Add the action' }).click()
    await council.getByText('Ring his mother each morning').first().waitFor()

    const [yesterday, dueAt] = [dayAhead(-1), `${dayAhead(-1)}T23:59:59Z`]
    // Nobody may edit the log: the test stands in for the time that passes.
    for (const statement of [
      'alter table case_event no force row level security',
      `update case_event set facts = jsonb_set(facts, '{dueOn}', to_jsonb('${yesterday}'::text))
        where kind = 'action-added' and words like 'Ring his mother%'`,
      'alter table case_event force row level security',
    ])
      await sql(statement, [], 'throughline_owner')
    await sql(
      `update case_matter set due_at = '${dueAt}'
        where kind = 'action' and matter_id in (
          select (facts->>'itemId')::uuid from case_event where words like 'Ring his mother%')`,
    )
    const school = await as('school')
    await school.getByRole('link', { name: '1 action of a plan is overdue' }).click()
    const table = school.getByRole('table', { name: 'Yours to do in plans' })
    expect(await table.innerText()).toMatch(/Jermaine Francis[\s\S]*Time ran out/)
    expect(await faultsOf(school)).toEqual([])
    await table.getByRole('link', { name: /Jermaine Francis/ }).click()
    await school.getByText('Overdue', { exact: true }).waitFor()
    const done = await form(school, 'It is done')
    await done.getByLabel('What came of it?').fill('She rings back now')
    await done.getByRole('button', { name: 'It is done' }).click()
    await school.getByText('She rings back now').first().waitFor()
    await school.goto('/')
    expect(await school.getByText('action of a plan is overdue').count()).toBe(0)
  })

  it('is shown as it was known on a past day', async () => {
    const council = await as('enfield', `${planPath}?on=${dayAhead(-2)}`)
    await council.getByText('There is no plan yet.').waitFor()
    expect(await council.locator('main').innerText()).not.toContain('without looking behind me')
    await council.getByRole('link', { name: 'How it is now' }).click()
    await council.locator('blockquote').waitFor()
  })
})
