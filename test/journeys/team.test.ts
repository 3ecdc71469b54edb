import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { faultsOf } from '#test/page-checks.ts'

/** The form folded under a summary, within a part of the page where one is given, opened. */
async function form(page: Page, summary: string, part: Page | Locator = page) {
  const details = part.locator('details').filter({ has: page.locator('summary').filter({ hasText: summary }) })
  if ((await details.first().getAttribute('open')) === null) await details.first().locator('summary').click()
  return details.first()
}

const dayAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

describe.each(WAYS)('a manager, a team and its work, $way', ({ scripts }) => {
  const { as, sql, addUser } = journey(scripts)
  let childPath = ''

  it('the manager sees what somebody has who left, what is overdue first, and gives it to another', async () => {
    await addUser({
      agency: 'enfield-council',
      email: 'r.carver@enfield-council.example',
      name: 'Ruth Carver',
      roles: 'practitioner',
    })
    // The test stands in for the months that pass: she leaves, and her day goes by.
    await sql(`update app_user set active = false where name = 'Ruth Carver'`, [], 'throughline_owner')
    await sql(`update case_matter set due_at = '${dayAhead(-3)}T23:59:59Z' where owner = 'Ruth Carver'`)
    const manager = await as('enfield')
    await manager.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Team' }).click()
    const row = manager.getByRole('row').filter({ hasText: 'Ruth Carver' })
    expect(await row.innerText()).toMatch(/Has left\s+1\s+1\s+1/)
    expect(await faultsOf(manager)).toEqual([])
    await row.getByRole('link', { name: '1 overdue: Ruth Carver' }).click()
    const item = manager.getByRole('row').filter({ hasText: 'Do an action of a plan' })
    expect(await item.innerText()).toMatch(/Overdue:[\s\S]*Adaeze Nwosu[\s\S]*Ruth Carver/)
    expect(await faultsOf(manager)).toEqual([])
    await item.getByRole('link').click()
    childPath = new URL(manager.url()).pathname.replace(/\/plan$/, '')
    const action = manager.locator('.tl-record').filter({ hasText: 'Ruth Carver' })
    const move = await form(manager, 'Change who does it, or the day', action)
    await move.getByLabel('Who does it?').fill('Selin Demir')
    await move.getByLabel('By which day?').fill(dayAhead(2))
    await move.getByLabel('Why does it change?').fill('Ruth left in the spring')
    await move.getByRole('button', { name: 'Change it' }).click()
    await manager.goto('/team')
    expect(await manager.getByRole('row').filter({ hasText: 'Ruth Carver' }).count()).toBe(0)
    await manager.getByRole('row').filter({ hasText: 'Selin Demir' }).first().waitFor()
  })

  it('writes down supervision, which the practitioner reads and another agency does not', async () => {
    const manager = await as('enfield', `${childPath}/supervision`)
    expect(await faultsOf(manager)).toEqual([])
    const note = await form(manager, 'Write down supervision')
    await note.getByRole('button', { name: 'Keep the note' }).click()
    await manager.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(manager)).toEqual([])
    const again = await form(manager, 'Write down supervision')
    await again.getByLabel('Practitioner').selectOption({ label: 'Ife Larsson' })
    await again.getByLabel('What did you think about together?').fill('She is braver when her nan is in the room')
    await again.getByLabel('What was agreed?').fill('Visit with the nan')
    await again.getByLabel('When do you meet again?').fill(dayAhead(5))
    await again.getByRole('button', { name: 'Keep the note' }).click()
    await manager.getByText('She is braver when her nan is in the room').first().waitFor()
    expect(await faultsOf(manager)).toEqual([])

    const practitioner = await as('worker')
    await practitioner.getByRole('link', { name: '1 supervision is due within a week' }).click()
    await practitioner.getByRole('row').filter({ hasText: 'Adaeze Nwosu' }).getByRole('link').click()
    await practitioner.getByText('She is braver when her nan is in the room').first().waitFor()
    expect((await practitioner.goto('/team'))?.status()).toBe(404)

    const school = await as('school', `${childPath}/supervision`)
    await school.getByText('No supervision that you may read was written down yet.').waitFor()
    expect(await school.locator('main').innerText()).not.toContain('braver')
  })

  it('finds every other page under More, one line each', async () => {
    const manager = await as('enfield')
    const nav = manager.getByRole('navigation', { name: 'Pages' })
    expect(await nav.getByRole('listitem').count()).toBe(7)
    await nav.getByRole('link', { name: 'More' }).click()
    expect(await faultsOf(manager)).toEqual([])
    await manager.getByRole('main').getByRole('link', { name: 'Turning 18' }).click()
    expect(await nav.getByRole('link', { name: 'Turning 18' }).getAttribute('aria-current')).toBe('page')
  })
})
