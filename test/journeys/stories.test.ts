import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { answerOf, report, toldOf } from './report.ts'

/** The page of a person who was found by the search box. */
async function openPerson(page: Page, name: string): Promise<void> {
  await page.goto('/people')
  await page.getByRole('textbox', { name: 'Name, date of birth, phone or reference' }).fill(name)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.locator('.tl-results').getByRole('link').first().click()
  await page.waitForURL(/\/people\/[0-9a-f-]{36}$/)
}

async function mainText(page: Page): Promise<string> {
  return page.locator('main').innerText()
}

describe.each(WAYS)('stories of the debate, $way', ({ scripts }) => {
  const { as, addUser, signIn } = journey(scripts)

  describe('missing in Enfield, in a cell in Essex', () => {
    it('is an alert for Enfield and for the Metropolitan Police, once each', async () => {
      for (const [who, kind] of [
        ['enfield', 'Open case'],
        ['lewisham', 'Reported missing'],
      ] as const) {
        const inbox = await as(who, '/alerts')
        const card = inbox.getByRole('article').filter({ hasText: 'Jermaine Francis' })
        expect(await card.count()).toBe(1)
        expect(await card.innerText()).toMatch(/Met by Essex Police at Colchester custody suite/)
        expect(await card.innerText()).toContain(kind)
      }
    })

    it('gives the custody sergeant the numbers to ring, and treats the boy as a victim first', async () => {
      const sergeant = await as('custody')
      await report(sergeant, {
        why: 'Arrested or in custody',
        where: 'Colchester custody suite',
        known: { 'Name, as they say it': 'Jermain Francis', 'Date of birth': '2/3/2011', Phone: '07700 900951' },
        ticked: ['Two or more phones', 'With an older person'],
      })
      const answer = await answerOf(sergeant).innerText()
      expect(answer).toMatch(/J\. F\., 15, reported missing to Metropolitan Police Service 2 days ago/)
      expect(answer).toContain('Ring London Borough of Enfield, Multi-agency safeguarding hub')
      expect(answer).toMatch(/Treat this (child|young person) as a victim first/)
      expect(await toldOf(sergeant).innerText()).toMatch(/London Borough of Enfield.*Metropolitan Police Service/s)
      expect(await pageFaults(sergeant)).toEqual([])
    })

    it('shows the social worker what each agency says, where they differ, and whom to ring for the rest', async () => {
      const worker = await as('enfield')
      await openPerson(worker, 'Jermaine Francis')
      const page = await mainText(worker)
      expect(page).toContain('Recorded as a victim')
      expect(page).toMatch(/\d+ further entries held by Essex Police\s+Ring 01632 \d{6}/)
      expect(page).toMatch(/\d+ further entries held by Metropolitan Police Service\s+Ring 020 7946 \d{4}/)
      const born = worker.getByRole('row', { name: /Date of birth/ })
      expect(await born.innerText()).toMatch(/they differ.*3 February 2011.*2 March 2011/s)
      // What Essex holds of an arrest is Essex's to tell.
      expect(page).not.toMatch(/suspect|possession|Tanner Court/)
      expect(await pageFaults(worker)).toEqual([])
    })

    it('lets each force see its own part: missing in London, suspect in Essex', async () => {
      const detective = await as('lewisham')
      await openPerson(detective, 'Jermaine Francis')
      expect(await mainText(detective)).toMatch(/Reported missing by Metropolitan Police Service since/)
      expect(await mainText(detective)).not.toMatch(/suspect|possession/)
      const sergeant = await as('custody')
      await openPerson(sergeant, 'Jermain Francis')
      expect(await mainText(sergeant)).toMatch(/Recorded as a suspect/)
      expect(await mainText(sergeant)).not.toMatch(/NRM-DEMO|Quarry Walk|school gate/)
      expect(await pageFaults(sergeant)).toEqual([])
    })
  })

  it('Lewisham and Portsmouth: each side sees the trail, and nothing of his home leaves Lewisham', async () => {
    await addUser({
      agency: 'hampshire-police',
      email: 'k.osei@hampshire-police.example',
      name: 'DC Kwesi Osei',
      roles: 'practitioner',
    })
    const portsmouth = await signIn('k.osei@hampshire-police.example', 'Safeguarding')
    await report(portsmouth, {
      why: 'Stop and search',
      where: 'Commercial Road, Portsmouth',
      known: { 'Name, as they say it': 'Tyrel Campbell', 'Date of birth': '14/03/2010' },
      ticked: ['Far from home'],
    })
    expect(await answerOf(portsmouth).innerText()).toContain(
      'Ring Metropolitan Police Service, Lewisham child exploitation team',
    )
    expect(await answerOf(portsmouth).innerText()).toContain(
      'that parents or carers have been told: ask who tells them',
    )
    await portsmouth.getByRole('link', { name: 'What you may see of this person' }).click()
    await portsmouth.waitForURL(/\/people\//)
    const told = await mainText(portsmouth)
    expect(told).toContain('Portsmouth custody suite')
    expect(told).not.toMatch(/Lantern Close|SE13|900952|mother|front door|short periods|Ring whatever/)
    expect(told).toMatch(/further (entry|entries) held by Waymarker/)

    const lewisham = await as('lewisham', '/alerts')
    await lewisham.getByRole('link', { name: 'Tyrell Campbell', exact: true }).first().click()
    const trail = lewisham.getByRole('table', { name: /Newest encounters of this person/ })
    expect(await trail.innerText()).toMatch(/Hampshire and Isle of Wight Constabulary/)
    expect(await pageFaults(lewisham)).toEqual([])
  })

  it('London and Swansea: the woman of 19 is found, and advised on as an adult at risk', async () => {
    const lewisham = await as('lewisham', '/alerts')
    await lewisham.getByRole('link', { name: 'Albana Hoxha', exact: true }).click()
    const alert = await mainText(lewisham)
    expect(alert).toMatch(/Met by South Wales Police at 5 Sorrel Way, Swansea/)
    expect(alert).toContain('two men who answered for her')
    expect(alert).toMatch(/Ring .*Swansea missing persons team/)

    const swansea = await as('swansea', '/encounters')
    await swansea.getByRole('table').getByRole('link').first().click()
    const answer = await answerOf(swansea).innerText()
    expect(answer).toMatch(/A\. H\., 19, reported missing to Metropolitan Police Service 9 days ago/)
    expect(answer).toMatch(/adult/i)
    expect(await pageFaults(swansea)).toEqual([])
  })

  it('the boy recorded absent: nine times absent are nine times missing', async () => {
    const detective = await as('lewisham', '/cohort')
    const row = detective.getByRole('row', { name: /Harvey Norwood/ })
    expect(await row.innerText()).toMatch(/9 times, 9 of them graded absent/)
    expect(await detective.getByRole('row').nth(1).innerText()).toContain('Harvey Norwood')
    await row.getByRole('link', { name: 'Harvey Norwood' }).click()
    const page = await mainText(detective)
    expect(page.match(/Status: absent/g)).toHaveLength(9)
    expect(page).toMatch(/6 further entries held by Oldmill Lane School/)
  })

  it('the girl in care: rows of the annual return are hers by the council’s own number', async () => {
    const worker = await as('enfield', '/cohort')
    expect(await worker.getByRole('row', { name: /Adaeze Nwosu/ }).innerText()).toMatch(/3 times/)
    await worker.getByRole('link', { name: 'Adaeze Nwosu' }).click()
    const page = await mainText(worker)
    expect(page).toContain('SSDA903 missing')
    expect(page).toMatch(/Born 11 November 2011, age \d+/)
    expect(page).toMatch(/2 further entries held by Hampshire and Isle of Wight Constabulary/)
  })

  it('Linda: met first and reported missing later, and Essex is told all the same', async () => {
    const essex = await as('records', '/alerts')
    const card = essex.getByRole('article').filter({ hasText: 'Linda Pettifer' })
    expect(await card.innerText()).toMatch(/Met by British Transport Police at Stratford station, platform 10/)
    const officer = await as('btp', '/encounters')
    await officer.getByRole('link', { name: /^ENC-/ }).first().click()
    expect(await toldOf(officer).innerText()).toMatch(/Essex Police/)
    expect(await pageFaults(officer)).toEqual([])
  })

  it('the cuckooed flat: the tenant is a victim, and the landlord’s worry is one call away', async () => {
    const essex = await as('records')
    await openPerson(essex, 'Graham Thorne')
    const page = await mainText(essex)
    expect(page).toMatch(/Recorded as a victim\s+\d+ \w+ \d{4}, Essex Police/)
    expect(page).toMatch(/1 further entry held by Castlewick Homes\s+Ring 01632 \d{6}/)
    expect(page).not.toMatch(/repairs|cuckooing/)
  })

  it('the national coordinator sees counts with their gaps, and nobody’s name', async () => {
    const coordinator = await as('coordinator', '/picture')
    const page = await mainText(coordinator)
    expect(page).toMatch(/fewer than 5/)
    expect(page).toMatch(/agencies that bring nothing in/)
    expect(page).not.toMatch(/Tyrell|Campbell|Jermaine|Francis|Hoxha|Pettifer|Norwood/)
    for (const path of ['/people?q=Campbell', '/alerts', '/cohort', '/encounters', '/records-in']) {
      const answer = await coordinator.goto(path)
      expect(answer?.status()).toBe(404)
    }
  })
})
