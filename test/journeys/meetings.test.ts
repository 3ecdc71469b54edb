import { describe, expect, it } from 'vitest'
import { formUnder } from '#test/forms.ts'
import { journey, WAYS } from '#test/journey.ts'
import { faultsOf } from '#test/page-checks.ts'
import { pdfText } from '#test/pdf-text.ts'

const dayAhead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

/** A moment as a clock on a wall in London shows it, for a form. */
function onTheWall(minutesAgo: number): { readonly day: string; readonly time: string } {
  const at = new Date(Date.now() - minutesAgo * 60_000)
  const [day = '', time = ''] = at.toLocaleString('sv-SE', { timeZone: 'Europe/London' }).split(' ')
  return { day, time: time.slice(0, 5) }
}

describe.each(WAYS)('a strategy discussion, $way', ({ scripts }) => {
  const { as, postbox } = journey(scripts)
  let meetingPath = ''
  let planPath = ''

  it('is called by the council, with the school and the police', async () => {
    const council = await as('enfield', '/people?q=Adaeze Nwosu')
    await council.locator('.tl-results').getByRole('link').first().click()
    planPath = `${new URL(council.url()).pathname}/plan`
    await council
      .getByRole('navigation', { name: 'Pages of this person' })
      .getByRole('link', { name: 'Meetings' })
      .click()
    await council.getByRole('heading', { name: 'Meetings: Adaeze Nwosu' }).waitFor()
    expect(await faultsOf(council)).toEqual([])
    const { day, time } = onTheWall(30)
    const form = await formUnder(council, 'Call a meeting')
    await form.getByRole('radio', { name: 'Strategy discussion' }).check()
    await form.getByLabel('On which day?').fill(day)
    await form.getByLabel('At what time?').fill(time)
    await form.getByLabel('Who chairs it?').fill('Selin Demir')
    await form.getByRole('checkbox', { name: 'Hazelbrook Academy, Enfield' }).check()
    await form.getByLabel('Another agency').selectOption({ label: 'Metropolitan Police Service' })
    await form.getByLabel('Why is it called?').fill('Somebody waited for her at the gate')
    await form.getByRole('button', { name: 'Call the meeting' }).click()
    await council.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(council)).toEqual([])
    const again = await formUnder(council, 'Call a meeting')
    expect(await again.getByRole('checkbox', { name: 'Hazelbrook Academy, Enfield' }).isChecked()).toBe(true)
    await again.getByLabel('Where, or how to join?').fill('By telephone')
    await again.getByRole('button', { name: 'Call the meeting' }).click()
    await council.getByRole('heading', { name: 'Strategy discussion: Adaeze Nwosu' }).waitFor()
    meetingPath = new URL(council.url()).pathname
    // The agenda is made from the record.
    for (const heading of [
      'Signs without an outcome',
      'Missing episodes',
      'Actions of the plan',
      'What nobody has answered',
    ])
      await council.getByRole('heading', { name: heading }).waitFor()
    expect(await council.locator('main').innerText()).toContain('Ask her nan to stay with her sister')
    expect(await faultsOf(council)).toEqual([])
    await council.getByRole('link', { name: 'Papers for the meeting' }).click()
    await council.getByRole('heading', { name: 'Chronology, newest first' }).waitFor()
    expect(await faultsOf(council)).toEqual([])
    const papers = await pdfText(council, `${meetingPath}/papers.pdf`)
    for (const text of [
      'Papers: Strategy discussion, Adaeze Nwosu',
      'Chronology, newest first',
      'Reported missing (London Borough of Enfield, records',
    ])
      expect(papers).toContain(text)
  })

  it('is found on the start page of the police, who come and add a point; nobody else learns of it', async () => {
    const police = await as('lewisham')
    await police.getByRole('link', { name: '1 meeting to which you are asked' }).click()
    const table = police.getByRole('table', { name: 'Meetings that you are asked to' })
    await table.getByRole('link').first().click()
    await police.getByText('1 meeting about this child asks whether your agency comes.').waitFor()
    await police.getByRole('link', { name: /^Strategy discussion/ }).click()
    await police.getByLabel('Who comes?').fill('DC Maya Okoro')
    await police.getByRole('button', { name: 'We come' }).click()
    await police.getByText('Your agency has answered.').waitFor()
    const point = await formUnder(police, 'Add a point to talk about')
    await point.getByLabel('What should be talked about?').fill('The car at the gate')
    await point.getByRole('button', { name: 'Add the point' }).click()
    await police.getByText('The car at the gate').first().waitFor()
    expect(await faultsOf(police)).toEqual([])
    const nurse = await as('nurse', meetingPath)
    expect(await nurse.getByRole('heading', { level: 1 }).innerText()).toBe('Page not found')
    for (const { text } of postbox().letters) expect(text).not.toMatch(/Adaeze|Nwosu|gate/)
  })

  it('is minuted once; a second try keeps what was written and leads to a correction', async () => {
    const council = await as('enfield', meetingPath)
    const second = await as('enfield', `${meetingPath}/minutes/new`)
    await council.getByRole('button', { name: 'Write the minutes' }).click()
    await council.getByRole('button', { name: 'Write the minutes' }).click()
    await council.getByRole('heading', { name: 'There is a problem' }).waitFor()
    expect(await faultsOf(council)).toEqual([])
    await council.getByLabel('What does the child say?').fill('I will talk to Kemi, and not at school')
    await council.getByLabel('What does the family say?').fill('Her nan is frightened of the car')
    await council.getByLabel('London Borough of Enfield', { exact: true }).fill('Selin Demir')
    await council.getByLabel('Metropolitan Police Service', { exact: true }).fill('DC Maya Okoro')
    await council.getByLabel('What was discussed?').fill('Who waits at the gate, and since when')
    await council.getByRole('radio', { name: 'Yes, enquiries are begun' }).check()
    await council.getByRole('radio', { name: 'Jointly with the police' }).check()
    await council.getByLabel('If so, who leads it?').fill('Selin Demir')
    await council.getByLabel('Why was it decided so?').fill('She was hurt, and is waited for')
    await council.getByLabel('What was decided?').first().fill('Let her leave by the back door')
    await council.getByLabel('Which agency does it?').first().selectOption({ label: 'Hazelbrook Academy, Enfield' })
    await council.getByLabel('Who does it?').first().fill('Kemi Adeyemi')
    await council.getByLabel('By which day?').first().fill(dayAhead(2))
    await council.getByLabel('If somebody did not agree').first().selectOption({ label: 'Metropolitan Police Service' })
    await council.getByLabel('Who did not agree?').first().fill('DC Maya Okoro')
    await council.getByLabel('Why not?').first().fill('The back gate is not watched')
    await council.getByRole('button', { name: 'Write the minutes' }).click()
    await council.locator('blockquote').getByText('I will talk to Kemi, and not at school').waitFor()
    await council.getByText('Initial child protection conference, after the strategy discussion').first().waitFor()
    expect(await faultsOf(council)).toEqual([])

    await second.getByLabel('What was discussed?').fill('Another account of the same')
    await second.getByRole('button', { name: 'Write the minutes' }).click()
    await second.getByText('are written once').first().waitFor()
    const text = await second.locator('main').innerText()
    expect(text).toContain('Another account of the same')
    expect(await faultsOf(second)).toEqual([])
    const correction = await formUnder(second, 'Add a dated correction')
    await correction.getByLabel('What is to be corrected').fill('The car was grey')
    await correction.getByRole('button', { name: 'Add the correction' }).click()
    await second.getByText('The car was grey').first().waitFor()
  })

  it('made an action of the plan, and waits for the school to have read the minutes', async () => {
    const school = await as('school')
    await school.getByRole('link', { name: '1 meeting was held without you' }).click()
    const table = school.getByRole('table', { name: 'Minutes that you have to read' })
    expect(await faultsOf(school)).toEqual([])
    await table.getByRole('link').first().click()
    await school.getByRole('link', { name: /^Strategy discussion/ }).click()
    await school.getByText('This meeting was held without your agency.').waitFor()
    await school.getByRole('link', { name: 'The minutes, to read, print' }).click()
    await school.getByRole('heading', { name: 'What was decided' }).waitFor()
    expect(await faultsOf(school)).toEqual([])
    const pdf = await pdfText(school, `${meetingPath}/minutes.pdf`)
    for (const text of [await school.locator('main').innerText(), pdf].map(one => one.replaceAll(/\s+/g, ' '))) {
      expect(text).toContain('I will talk to Kemi, and not at school')
      expect(text).toContain('Jointly with the police')
      expect(text).toMatch(/Kemi Adeyemi, Hazelbrook Academy, Enfield, by .+ In the plan\./)
      expect(text).toContain('did not agree: The back gate is not watched')
      expect(text).toContain('The car was grey')
      expect(text).toContain('has not read the minutes yet')
    }
    await school.goto(meetingPath)
    await school.getByLabel('Who has read them?').fill('Kemi Adeyemi')
    await school.getByRole('button', { name: 'We have read them' }).click()
    await school.getByText('Absent, has read the minutes').waitFor()
    await school.goto('/')
    expect(await school.getByText('held without you').count()).toBe(0)
    await school.goto(planPath)
    const action = school.locator('.tl-record').filter({ hasText: 'Let her leave by the back door' })
    expect(await action.first().innerText()).toContain('Kemi Adeyemi, Hazelbrook Academy, Enfield')
  })

  it('is shown as it was known on a past day, before it was called', async () => {
    const council = await as('enfield', `${meetingPath.replace(/\/[^/]+$/, '')}?on=${dayAhead(-2)}`)
    await council.getByText('Your agency has called no meeting about this child').waitFor()
    await council.getByRole('link', { name: 'How it is now' }).click()
    await council.getByRole('link', { name: /^Strategy discussion/ }).waitFor()
  })
})
