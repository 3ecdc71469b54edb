import { describe, expect, it } from 'vitest'
import { journey, WAYS } from '#test/journey.ts'
import { pageFaults } from '#test/page-checks.ts'
import { answerOf, report } from './report.ts'

const HARVEY = { 'Name, as they say it': 'Harvey Norwood', 'Date of birth': '30 9 2011' }
const DAY = 24 * 3_600_000

describe.each(WAYS)('everybody of ours missing in 12 months, $way', ({ scripts }) => {
  const { as, sql } = journey(scripts)

  it('lists every one of them once, most often first, whatever the grade', async () => {
    const held = await sql<{ person: string; times: number }>(`
      select m.person_id as person, count(*)::int as times
        from event e join member m using (agency_id, record_id)
       where e.agency_id = 'met-police' and e.kind = 'missing' and e.withdrawn_at is null
         and (e.ends_at is null or e.ends_at >= now() - interval '365 days')
       group by m.person_id`)
    expect(held.length).toBeGreaterThan(5)
    const detective = await as('lewisham', '/cohort')
    expect(await detective.locator('main').innerText()).toContain(`${held.length} people of yours were missing`)

    const listed: (readonly [person: string, times: number])[] = []
    for (;;) {
      for (const row of await detective.locator('main tbody tr').all()) {
        const href = await row.getByRole('rowheader').getByRole('link').getAttribute('href')
        const times = /^(\d+) times?/.exec(
          await row
            .getByRole('cell')
            .filter({ hasText: /^\d+ times?/ })
            .innerText(),
        )
        listed.push([href?.split('/').at(-1) ?? '', Number(times?.[1])])
      }
      expect(await pageFaults(detective)).toEqual([])
      const next = detective.getByRole('link', { name: /Next/ })
      if ((await next.count()) === 0) break
      await detective.goto((await next.getAttribute('href')) ?? '')
    }
    expect(new Map(listed)).toEqual(new Map(held.map(({ person, times }) => [person, times])))
    expect(listed).toHaveLength(held.length)
    const numbers = listed.map(([, times]) => times)
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
  })

  it('shows the boy recorded absent first, with his nine episodes, their length and their months', async () => {
    const detective = await as('lewisham', '/cohort')
    const first = detective.locator('main tbody tr').first()
    const says = await first.innerText()
    expect(says).toMatch(/Harvey Norwood/)
    expect(says).toMatch(/9 times, 9 of them graded absent/)
    expect(says).toMatch(/\d+ days?/)
    expect(says).toContain('not watched')
    expect(await first.locator('.tl-strip__away').count()).toBe(9)
    const months = [...(await first.locator('.tl-strip__text').innerText()).matchAll(/: (\d+)/g)]
    expect(months.reduce((sum, [, times]) => sum + Number(times), 0)).toBe(9)
  })

  it('a tick, a reason and a day to look again: an encounter on the railway tells Lewisham from then on', async () => {
    const detective = await as('lewisham', '/cohort')
    const review = new Date(Date.now() + 21 * DAY).toISOString().slice(0, 10)
    await detective.getByRole('checkbox', { name: 'Watch Harvey Norwood' }).check()
    await detective
      .getByLabel('Why are they watched?')
      .selectOption({ label: 'Missing more than once in the last 12 months' })
    await detective.getByLabel('On what legal basis?').selectOption({ label: 'Duty to share to safeguard a child' })
    await detective.getByLabel('Review on').fill(review)
    await detective.getByRole('button', { name: 'Watch them nationally' }).click()
    await detective.getByText('1 person is watched nationally now.').waitFor()
    expect(await detective.getByRole('row', { name: /Harvey Norwood/ }).innerText()).not.toContain('not watched')
    const [watch] = await sql<{ review: string; ends: boolean }>(
      `select i.review_on::text as review, i.expires_at is not null as ends from interest i
        where i.agency_id = 'met-police' and i.kind = 'watch' and i.since > now() - interval '5 minutes'`,
    )
    expect(watch).toEqual({ review, ends: true })

    await detective.goto('/alerts')
    expect(await detective.getByRole('article').filter({ hasText: 'Harvey Norwood' }).count()).toBe(0)
    const officer = await as('btp')
    await report(officer, { why: 'Found on a train or at a station', where: 'Hither Green station', known: HARVEY })
    expect(await answerOf(officer).innerText()).toContain('Metropolitan Police Service needs to know.')
    const card = detective.getByRole('article').filter({ hasText: 'Harvey Norwood' })
    if (!scripts) await detective.reload()
    await card.getByText('Met by British Transport Police at Hither Green station').waitFor()
  })

  it('whoever is ticked twice is watched once, and the list of watches says who is due', async () => {
    const detective = await as('lewisham', '/cohort')
    await detective.getByRole('checkbox', { name: 'Watch Harvey Norwood' }).check()
    await detective
      .getByLabel('Why are they watched?')
      .selectOption({ label: 'Missing more than once in the last 12 months' })
    await detective.getByLabel('On what legal basis?').selectOption({ label: 'Duty to share to safeguard a child' })
    await detective.getByRole('button', { name: 'Watch them nationally' }).click()
    await detective.getByText('1 was watched already.').waitFor()
    await sql(
      `update interest set review_on = current_date where agency_id = 'met-police' and kind = 'watch'`,
      [],
      'throughline_owner',
    )
    await detective.goto('/watches')
    const row = detective.getByRole('row', { name: /Harvey Norwood/ })
    expect(await row.count()).toBe(1)
    expect(await row.innerText()).toMatch(/Due/i)
    expect(await pageFaults(detective)).toEqual([])
  })
})
