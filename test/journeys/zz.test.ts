import { describe, it } from 'vitest'
import { journey, type Who } from '#test/journey.ts'
describe('look', () => {
  const { as } = journey(true)
  it.each<[Who, string]>([
    ['records', 'Graham Thorne'],
    ['enfield', 'Adaeze Nwosu'],
    ['enfield', 'Jermaine Francis'],
    ['custody', 'Jermain Francis'],
    ['lewisham', 'Albana Hoxha'],
    ['lewisham', 'Tyrell Campbell'],
    ['records', 'Linda Pettifer'],
    ['swansea', 'Alba Hoxha'],
    ['lewisham', 'Harvey Norwood'],
  ])('%s %s', async (who, q) => {
    const page = await as(who, `/people?q=${encodeURIComponent(q)}`)
    console.log('#### ' + who + q + '\n' + (await page.locator('main').innerText()).replace(/\n+/g, ' | '))
    await page.locator('.tl-results a').first().click()
    await page.waitForURL(/people\/[0-9a-f-]{36}/)
    console.log((await page.locator('main').innerText()).replace(/\n+/g, ' | ').slice(0, 4000))
  })
  it.each<[Who, string]>([
    ['records', '/alerts'],
    ['enfield', '/alerts'],
    ['swansea', '/encounters'],
    ['custody', '/encounters'],
    ['btp', '/encounters'],
    ['enfield', '/cohort'],
    ['enfield', '/links/review'],
    ['records', '/links/review'],
  ])('%s %s', async (who, q) => {
    const page = await as(who, q)
    console.log(
      '#### ' + who + q + '\n' + (await page.locator('main').innerText()).replace(/\n+/g, ' | ').slice(0, 3000),
    )
    const l = page.locator('main article a, main td a').first()
    if (await l.count()) {
      await l.click()
      await page.waitForTimeout(800)
      console.log((await page.locator('main').innerText()).replace(/\n+/g, ' | ').slice(0, 3000))
    }
  })
})
