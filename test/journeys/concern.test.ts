import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'

describe.each(WAYS)('somebody without an account is worried, $way', ({ scripts }) => {
  const { as, visit, sql } = journey(scripts)
  let receipt = ''

  it('is told to ring 999 first, and what is missing', async () => {
    const neighbour = await visit('/concern', { width: 320 })
    expect(await neighbour.locator('main').innerText()).toMatch(/If somebody is in danger now, ring 999/)
    expect(await pageFaults(neighbour)).toEqual([])
    await neighbour.getByRole('button', { name: 'Send' }).click()
    await neighbour.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await neighbour.locator('.govuk-error-summary__list').innerText()).toMatch(
      /Say who you are\nSay what you are worried about\nSay if somebody is in danger now/,
    )
    expect(await pageFaults(neighbour)).toEqual([])
  })

  it('sends what they saw with no name, and gets a receipt', async () => {
    const neighbour = await visit('/concern', { width: 360 })
    await neighbour
      .getByLabel('What are you worried about?')
      .fill('A boy of about 14 stays in the flat above with grown men.')
    await neighbour.getByLabel('No, or I do not know').check()
    await neighbour.getByLabel('A neighbour').check()
    await neighbour.getByRole('button', { name: 'Send' }).click()
    await neighbour.getByText('Give the postcode, or choose the council').first().waitFor()
    await neighbour.getByLabel('The postcode where the child lives').fill('en1')
    await neighbour.getByRole('button', { name: 'Send' }).click()
    await neighbour.getByRole('heading', { name: 'We have what you sent' }).waitFor()
    receipt = (await neighbour.locator('.govuk-panel strong').innerText()).trim()
    expect(receipt).toMatch(/^CON(?:-[0-9A-Z]{4}){4}$/)
    expect(await neighbour.locator('main').innerText()).toContain('London Borough of Enfield')
    expect(await pageFaults(neighbour)).toEqual([])
  })

  it('is read by the council, which answers', async () => {
    const worker = await as('enfield')
    await worker.getByRole('link', { name: '1 worry that somebody told you of waits to be read' }).click()
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByRole('link', { name: /A boy of about 14/ }).click()
    await worker.getByText('A boy of about 14 stays in the flat above with grown men.').waitFor()
    expect(await worker.locator('main').innerText()).toMatch(/From\s+a neighbour/)
    await worker.getByLabel('Write to who sent it').check()
    await worker.getByRole('button', { name: 'Save' }).click()
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByLabel('Your words').fill('Thank you. We are looking into it today.')
    await worker.getByRole('button', { name: 'Save' }).click()
    await worker.getByText('wrote to who sent it').waitFor()
    await worker.getByLabel('Keep a note among ourselves').check()
    await worker.getByLabel('Your words').fill('Visit with housing')
    await worker.getByRole('button', { name: 'Save' }).click()
    await worker.getByText('noted, for staff alone').waitFor()
    expect(await pageFaults(worker)).toEqual([])
  })

  it('comes back with the receipt, reads the answer and adds more', async () => {
    const neighbour = await visit('/concern/follow', { width: 360 })
    expect(await pageFaults(neighbour)).toEqual([])
    await neighbour.getByLabel('Receipt number').fill(receipt.replace(/.$/, 'Z').replace('CON-', 'CON-0'))
    await neighbour.getByRole('button', { name: 'Look' }).click()
    await neighbour.getByText('There is nothing with this number').first().waitFor()
    await neighbour.getByLabel('Receipt number').fill(receipt.toLowerCase().replaceAll('-', ' '))
    await neighbour.getByRole('button', { name: 'Look' }).click()
    await neighbour.getByText('Thank you. We are looking into it today.').waitFor()
    const shown = await neighbour.locator('main').innerText()
    expect(shown).not.toContain('Visit with housing')
    expect(shown).not.toContain('grown men')
    expect(await pageFaults(neighbour)).toEqual([])
    await neighbour.getByLabel('Do you want to add something?').fill('A grey van came at night.')
    await neighbour.getByRole('button', { name: 'Add this' }).click()
    await neighbour.getByText('What you wrote was added.').waitFor()
    const worker = await as('enfield', '/concerns')
    await worker.getByText('More was added').waitFor()
  })

  it('may do all of it in Welsh', async () => {
    const cymydog = await visit('/pryder', { width: 360 })
    expect(await cymydog.locator('html').getAttribute('lang')).toBe('cy')
    expect(await cymydog.locator('main').innerText()).toMatch(/ffoniwch 999/)
    expect(await pageFaults(cymydog)).toEqual([])
    await cymydog.getByLabel('Beth sy’n eich poeni?').fill('Mae bachgen yn cario bagiau yn y nos.')
    await cymydog.getByLabel('Oes', { exact: true }).check()
    await cymydog.getByLabel('Cymydog').check()
    await cymydog.getByLabel('Neu’r cyngor').selectOption({ label: 'Cardiff Council' })
    await cymydog.getByRole('button', { name: 'Anfon' }).click()
    await cymydog.getByRole('heading', { name: 'Rydym wedi cael yr hyn a anfonoch' }).waitFor()
    expect(await cymydog.locator('main').innerText()).toMatch(/Dywedoch fod rhywun mewn perygl nawr/)
    expect(await pageFaults(cymydog)).toEqual([])
    expect(await sql(`select agency_id, language from concern where language = 'cy'`)).toEqual([
      { agency_id: 'cardiff-council', language: 'cy' },
    ])
  })
})
