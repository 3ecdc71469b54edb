import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { tabTo } from '#test/keyboard.ts'
import { pageFaults } from '#test/page-checks.ts'
import { answerOf, report } from './report.ts'

const HARVEY = { 'Name, as they say it': 'Harvey Norwood', 'Date of birth': '30 9 2011' }
const FOUND = 'Found on a train or at a station'

describe.each(WAYS)('watching somebody of the cohort, $way', ({ scripts }) => {
  const { as } = journey(scripts)

  it('is nothing to others until it is done', async () => {
    const officer = await as('btp')
    await report(officer, { why: FOUND, where: 'Lewisham station', known: HARVEY })
    expect(await answerOf(officer).innerText()).toContain('Nobody has asked to be told about this person.')
  })

  it('wants somebody ticked, a reason and a basis', async () => {
    const detective = await as('lewisham', '/cohort')
    await detective.getByRole('button', { name: 'Watch them nationally' }).click()
    await detective.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await detective.locator('.govuk-error-summary__list').innerText()).toBe(
      'Tick at least one person\nChoose why they are watched\nChoose the legal basis',
    )
    expect(await pageFaults(detective)).toEqual([])
  })

  it('is one tick, a reason and a day to look again; from then on every encounter tells', async () => {
    const officer = await as('btp', '/encounters')
    await officer
      .getByRole('row', { name: /Lewisham station/ })
      .getByRole('link')
      .first()
      .click()
    await officer.getByText('No other agency has been told.').waitFor()

    const detective = await as('lewisham', '/cohort')
    await tabTo(detective, detective.getByRole('checkbox', { name: 'Watch Harvey Norwood' }))
    await detective.keyboard.press('Space')
    await detective
      .getByLabel('Why are they watched?')
      .selectOption({ label: 'Missing more than once in the last 12 months' })
    await detective.getByLabel('On what legal basis?').selectOption({ label: 'Duty to share to safeguard a child' })
    expect(await detective.getByLabel('Review on').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    await detective.getByRole('button', { name: 'Watch them nationally' }).click()
    await detective.getByRole('row', { name: /Harvey Norwood.*\d{4}$/s }).waitFor()
    expect(await pageFaults(detective)).toEqual([])

    // He was met within the last day, so the watch tells at once what had happened before it.
    await detective.goto('/alerts')
    const card = detective.getByRole('article').filter({ hasText: 'Harvey Norwood' })
    expect(await card.innerText()).toMatch(/Met by British Transport Police at Lewisham station/)

    // Those who met him learn of it on the page that they have open, with whom to ring.
    if (!scripts) await officer.reload()
    await officer.getByText('Since you reported this: Metropolitan Police Service needs to know').waitFor()
    await officer.getByRole('heading', { name: 'When you reported this, nobody had asked' }).waitFor()
    const later = officer.locator('#later')
    expect(await later.innerText()).toMatch(/Out of hours: 020 7946 \d{4}/)
    expect(await later.innerText()).toMatch(/Say reference ENC-[0-9A-Z]{4}-[0-9A-Z]{2}\s+Why: they asked to be told/)
    expect(await pageFaults(officer)).toEqual([])

    const swansea = await as('swansea')
    await report(swansea, { why: 'Stop and search', where: 'Wind Street, Swansea', known: HARVEY })
    const answer = await answerOf(swansea).innerText()
    expect(answer).toMatch(/This is very likely H\. N\., 1\d\. Metropolitan Police Service needs to know\./)
    await detective.goto('/alerts')
    await detective.getByText('Met by South Wales Police at Wind Street, Swansea').waitFor()
  })

  it('is looked at again before it ends, and can be ended with a reason', async () => {
    const detective = await as('lewisham', '/watches')
    await detective.getByRole('link', { name: 'Harvey Norwood' }).first().click()
    expect(await detective.locator('main').innerText()).toMatch(/Set by\s+DC Maya Okoro/)
    expect(await pageFaults(detective)).toEqual([])
    await detective.getByLabel('Why does it end?').fill('He has moved to his aunt in Leeds')
    await detective.getByRole('button', { name: 'End the watch' }).click()
    await detective.goto('/cohort')
    expect(await detective.getByRole('row', { name: /Harvey Norwood/ }).innerText()).toContain('not watched')
  })
})

describe.each(WAYS)('an alert, $way', ({ scripts }) => {
  const { as } = journey(scripts)

  it('is acted on, handed on and closed, and every step stays on it', async () => {
    const detective = await as('lewisham', '/alerts')
    await detective.getByRole('link', { name: 'Albana Hoxha', exact: true }).click()
    const open = (summary: string) => detective.locator('summary').filter({ hasText: summary }).click()
    await open('Say what was done')
    await detective.getByLabel('What was done, and by whom').fill('South Wales asked to see her alone')
    await detective.getByRole('button', { name: 'Keep' }).click()
    await detective.getByText('South Wales asked to see her alone').first().waitFor()
    await open('Hand it on to another team')
    await detective.getByLabel('Team', { exact: true }).selectOption({ label: 'County lines team' })
    await detective.getByRole('button', { name: 'Hand on' }).click()
    await detective.getByText('with County lines team').waitFor()
    await open('Close it')
    await detective.getByRole('button', { name: 'Close', exact: true }).click()
    await detective.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(detective)).toEqual([])
    await detective.getByRole('radio', { name: 'Seen, and safe for now' }).check()
    await detective.getByLabel('How the child is, and who has them').fill('With her aunt; a worker visits tomorrow')
    await detective.getByRole('button', { name: 'Close', exact: true }).click()
    await detective.goto('/alerts?closed=yes')
    await detective.getByRole('link', { name: 'Albana Hoxha', exact: true }).click()
    expect(await detective.locator('main').innerText()).toMatch(/Acted.*Handed on.*Closed/s)
  })

  it('about somebody else is given back: the records are apart, and what was told is gone', async () => {
    const detective = await as('lewisham', '/alerts')
    await detective.getByRole('link', { name: 'Jermaine Francis', exact: true }).click()
    const encounter = await detective.getByRole('link', { name: 'The encounter' }).getAttribute('href')
    await detective.locator('summary').filter({ hasText: 'Not our child' }).click()
    await detective.getByLabel('How do you know that it is somebody else?').fill('Ours was at home with two officers')
    await detective.getByRole('button', { name: 'Not our child' }).click()
    await detective.goto('/alerts?closed=yes')
    await detective.getByText(/were about the right person/).waitFor()
    expect((await detective.goto(encounter ?? ''))?.status()).toBe(404)
  })
})

describe.each(WAYS)('is this the same person? $way', ({ scripts }) => {
  const { as, sql } = journey(scripts)

  const peopleOf = async (...references: string[]) => {
    const rows = await sql<{ person_id: string }>(
      'select distinct m.person_id from record r join member m using (agency_id, record_id) where r.source_id = any($1)',
      [references],
    )
    return rows.length
  }

  it('twins are never joined by the machine', async () => {
    expect(await peopleOf('CS-ENF-KM0', 'CS-ENF-KM1')).toBe(2)
    expect(await peopleOf('CS-ENF-KM0', 'MP-MPS-KM0')).toBe(1)
  })

  it('takes an answer by one key, and takes it back by another', async () => {
    const worker = await as('enfield', '/links/review')
    expect(await pageFaults(worker)).toEqual([])
    const press = async (key: string, button: string) => {
      if (scripts) await worker.keyboard.press(key)
      else await worker.getByRole('button', { name: button }).click()
    }
    const waiting = async () => /^\d+ pairs/m.exec(await worker.locator('main').innerText())?.[0]
    const before = await waiting()
    await press('d', 'Different people')
    await worker.getByText(/Held apart as different people\.|Proposed\. The agency/).waitFor()
    expect(await waiting()).not.toBe(before)
    expect(await pageFaults(worker)).toEqual([])
    await press('z', 'Undo')
    await worker.getByText('Taken back. The records are as they were.').waitFor()
    expect(await waiting()).toBe(before)
    expect(await peopleOf('CS-ENF-KM0', 'CS-ENF-KM1')).toBe(2)
  })

  it('not sure needs a note', async () => {
    const worker = await as('enfield', '/links/review')
    if (scripts) {
      await worker.keyboard.press('n')
      expect(await worker.locator('#reason:focus').count()).toBe(1)
    }
    await worker.getByRole('button', { name: 'Not sure' }).click()
    await worker.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await pageFaults(worker)).toEqual([])
    await worker.getByLabel('What decided it for you').fill('The school knows both of them')
    await worker.getByRole('button', { name: 'Not sure' }).click()
    await expect
      .poll(() => worker.locator('main').innerText())
      .toMatch(/note is kept|You left a note|The school knows both/i)
  })

  it('a wrong link is undone from the person’s page, and put back as it was', async () => {
    const encounter = await encounterOf('Hoxha')
    expect(await peopleOf('MP-MPS-AH1', encounter)).toBe(1)
    const detective = await as('lewisham', '/people?q=Albana Hoxha')
    await detective.locator('.tl-results').getByRole('link').first().click()
    await detective
      .getByRole('link', { name: /^Something is wrong here/ })
      .first()
      .click()
    await detective.getByText('These records are taken for one person now.').waitFor()
    expect(await pageFaults(detective)).toEqual([])
    await detective.getByLabel('What decided it for you').fill('Our girl answered the phone at home')
    await detective.getByRole('button', { name: 'Different people' }).click()
    await detective.getByText('These records are taken for two people now.').waitFor()
    expect(await peopleOf('MP-MPS-AH1', encounter)).toBe(2)
    await detective.getByRole('button', { name: 'Undo' }).click()
    await detective.getByText('Taken back. The records are as they were.').waitFor()
    expect(await peopleOf('MP-MPS-AH1', encounter)).toBe(1)
  })

  /** The reference of the story's encounter with somebody of this family name. */
  async function encounterOf(familyName: string): Promise<string> {
    const rows = await sql<{ source_id: string }>(
      `select r.source_id from record r join record_version v using (agency_id, record_id)
        where r.feed = 'encounter' and v.person ->> 'familyName' = $1`,
      [familyName],
    )
    return rows[0]?.source_id ?? ''
  }
})
