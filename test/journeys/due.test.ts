import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { report } from './report.ts'

const BOY = { 'Name, as they say it': 'Tyrell Campbell', 'Date of birth': '14 6 2010' }

describe.each(WAYS)('what is due for a team, $way', ({ scripts }) => {
  const { as } = journey(scripts)

  it('shows an alert that was raised a moment ago with its time, and leads to it', async () => {
    const officer = await as('btp')
    await report(officer, { why: 'Spoken to', where: 'Platform 2, Margate', known: BOY })
    const detective = await as('lewisham')
    await detective.goto('/due')
    expect(await detective.locator('main').innerText()).toMatch(/due within a month/)
    await detective.getByLabel('Show').selectOption({ label: 'Take on an alert' })
    await detective.getByRole('button', { name: 'Show' }).click()
    const row = detective.getByRole('row').filter({ hasText: 'Tyrell Campbell' })
    expect(await row.first().innerText()).toContain('Take on an alert')
    expect(await pageFaults(detective)).toEqual([])
    await detective.setViewportSize({ width: 320, height: 800 })
    expect(await pageFaults(detective)).toEqual([])
    await detective.goto('/due?kind=alert')
    await row.first().getByRole('link').click()
    expect(new URL(detective.url()).pathname).toMatch(/^\/alerts\//)
  })

  it('goes into a calendar without a name in it, until its owner ends it', async () => {
    const detective = await as('lewisham')
    await detective.goto('/due')
    await detective.getByRole('link', { name: 'have these times in your calendar' }).click()
    await detective.getByRole('button', { name: 'Make an address' }).click()
    expect(await pageFaults(detective)).toEqual([])
    const address = new URL(await detective.locator('code').innerText())
    const path = address.pathname
    const outside = await fetch(new URL(path, detective.url()))
    expect([outside.status, outside.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8'])
    const text = await outside.text()
    expect(text).toContain('SUMMARY:Take on an alert')
    expect(text).not.toMatch(/Tyrell|Campbell|Margate|Lewisham/)
    await detective.goto('/due/calendar')
    expect(await detective.locator('main').innerText()).toContain('A calendar last asked for it')
    await detective.getByRole('button', { name: 'End it' }).click()
    expect((await fetch(new URL(path, detective.url()))).status).toBe(404)
  })
})
