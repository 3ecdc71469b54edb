import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'

/** Choose a file and have it checked. */
async function offer(page: Page, name: string, content: string): Promise<void> {
  await page.goto('/records-in/new')
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) })
  await page.getByRole('button', { name: 'Check the file' }).click()
  await page.getByRole('heading', { name: 'Check the file' }).waitFor({ timeout: 60_000 })
}

/** Bring the checked file in, and give what the page says once it is. */
async function bringIn(page: Page, seconds = 15): Promise<string> {
  await page.getByRole('button', { name: /^Bring in/ }).click()
  await page.waitForURL(/\/records-in\/[0-9a-f-]{36}$/)
  // The page goes on by itself, with scripts and without.
  await page.getByText(/rows? went in/).waitFor({ timeout: seconds * 1000 })
  return page.locator('main').innerText()
}

const PEOPLE = [
  'record_id,subject_ref,given_name,family_name,date_of_birth,nhs_number,postcode',
  'J1,J1,Ottoline,Brackwater,03/04/2011,9990000018,CM1 2XB',
  'J2,J2,Casimir,Brackwater,29/02/2011,,CM1 2XB',
  'J3,J3,Ottoline,Brackwater,03/04/2011,9990000019,CM1 2XB',
].join('\n')

const SSDA903 = [
  'CHILD,DOB,MISSING,MIS_START,MIS_END',
  'EN4471,11/11/2011,M,02/11/2026,04/11/2026',
  'EN4471,11/11/2011,A,10/11/2026,10/11/2026',
].join('\n')

describe.each(WAYS)('bringing records in, $way', ({ scripts }) => {
  const { as, addUser, signIn } = journey(scripts)

  it('shows how a file was read before anything happens, then takes it, and a second time changes nothing', async () => {
    const steward = await as('records')
    await offer(steward, 'people.csv', PEOPLE)
    const preview = await steward.locator('main').innerText()
    expect(preview).toMatch(/It was read as “List of people”/)
    expect(preview).toContain('Nothing has been changed yet.')
    expect(preview).toContain('Ottoline')
    expect(await pageFaults(steward)).toEqual([])
    const first = await bringIn(steward)
    expect(first).toMatch(/3 rows went in/)
    expect(first).toMatch(/Rows with a marked value\s+2/)
    expect(await pageFaults(steward)).toEqual([])
    await offer(steward, 'people.csv', PEOPLE)
    await steward.getByRole('button', { name: /^Bring in/ }).click()
    await steward.getByText(/^You sent this on .*; nothing changed\.$/).waitFor()
    expect(await pageFaults(steward)).toEqual([])
  })

  it('keeps a wrong row out of nothing but itself: it waits in the error file with what to do', async () => {
    const steward = await as('records')
    await offer(steward, 'wrong.csv', `${PEOPLE}\n,,Ottoline,Brackwater,03/04/2011,,CM1 2XB`)
    await bringIn(steward)
    const link = steward.getByRole('link', { name: 'Download 1 refused row' })
    const [download] = await Promise.all([steward.waitForEvent('download'), link.click()])
    const errors = readFileSync(await download.path(), 'utf8')
    expect(errors.split('\n')[0]).toMatch(/line.*column.*value.*reason/i)
    expect(errors).not.toContain('Ottoline')
  })

  it('says at once what is wrong with a file that cannot be read', async () => {
    const steward = await as('records', '/records-in/new')
    await steward.getByRole('button', { name: 'Check the file' }).click()
    await steward.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(steward)).toEqual([])
    await steward
      .getByLabel('File', { exact: true })
      .setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) })
    await steward.getByRole('button', { name: 'Check the file' }).click()
    await expect.poll(() => steward.locator('main').innerText()).toMatch(/empty|nothing in it|no rows/i)
  })

  it('takes the SSDA903 file of missing episodes as councils send it to the Department', async () => {
    await addUser({
      agency: 'enfield-council',
      email: 'n.okafor@enfield-council.example',
      name: 'Nkechi Okafor',
      roles: 'data-steward',
    })
    const steward = await signIn('n.okafor@enfield-council.example', 'Bring records in')
    await offer(steward, 'Missing.csv', SSDA903)
    const preview = await steward.locator('main').innerText()
    expect(preview).toMatch(/SSDA903/)
    // Nobody names it: the council's numbers of children are found to be those of the system that its list of people came from.
    expect(preview).toMatch(
      /Numbers of people in it are taken for those of your files .*“List of people”.* \(records\)/,
    )
    expect(preview).toContain('Known there: 1 of 1 number looked up; 1 with the same details.')
    expect(await pageFaults(steward)).toEqual([])
    expect(await bringIn(steward)).toMatch(/2 rows went in/)
    const worker = await as('enfield', '/cohort')
    expect(await worker.getByRole('row', { name: /Adaeze Nwosu/ }).innerText()).toMatch(/5 times/)
  })
})
