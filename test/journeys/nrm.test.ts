import { describe, expect, it } from 'vitest'
import { formUnder } from '#test/forms.ts'
import { journey, WAYS } from '#test/journey.ts'
import { faultsOf } from '#test/page-checks.ts'
import { pdfText } from '#test/pdf-text.ts'
import { loadReference } from '#store/reference.ts'

describe.each(WAYS)(
  'NRM from a school’s concern to conclusive grounds with the safeguarding action, $way',
  ({ scripts }) => {
    const { as, url, postbox } = journey(scripts)
    let nrmPath = ''
    const today = () => new Date().toISOString().slice(0, 10)

    it('a school, which is no first responder, asks the council', async () => {
      const school = await as('school', '/people?q=Jermaine Francis')
      await school.locator('.tl-results').getByRole('link').first().click()
      await school
        .getByRole('navigation', { name: 'Pages of this person' })
        .getByRole('link', { name: 'NRM referral' })
        .click()
      nrmPath = new URL(school.url()).pathname
      expect(await faultsOf(school)).toEqual([])
      await school.getByRole('button', { name: 'Ask them' }).click()
      await school.getByRole('heading', { name: 'There is a problem' }).waitFor()
      expect(await faultsOf(school)).toEqual([])
      const ask = await formUnder(school, 'Ask a first responder to refer')
      await ask.getByLabel('Whom do you ask?').selectOption({ label: 'London Borough of Enfield' })
      await ask.getByLabel('What worries you?').fill('A second phone rang in maths and he went white')
      await ask.getByRole('button', { name: 'Ask them' }).click()
      await school.getByText('Asked of a first responder').waitFor()
      expect(await faultsOf(school)).toEqual([])
    })

    it('the council sees that it is asked, begins, and writes on from what agencies’ records say', async () => {
      const council = await as('enfield')
      await council.getByRole('link', { name: '1 agency asks you to refer somebody to the NRM' }).click()
      await council.getByRole('table', { name: 'You are asked to refer to the NRM' }).getByRole('link').click()
      await council.getByText('A second phone rang in maths and he went white').waitFor()
      await council.getByRole('button', { name: 'Begin the referral' }).click()
      await council.getByRole('heading', { name: 'The form, in its order' }).waitFor()
      expect(await faultsOf(council)).toEqual([])
      await council.getByRole('link', { name: 'Who they are' }).click()
      expect(await council.getByLabel('Date of birth', { exact: true }).inputValue()).toMatch(
        /2011.*London Borough of Enfield/,
      )
      expect(await council.locator('main').innerText()).toContain('Nobody has asked, as far as records show.')
      await council.getByLabel('Languages', { exact: true }).fill('English')
      expect(await faultsOf(council)).toEqual([])
      await council.getByRole('button', { name: 'Save and go on' }).click()
      await council.getByRole('heading', { name: 'Evidence' }).waitFor()
      await council.goto(`${nrmPath}/sections/story`)
      await council
        .getByRole('textbox', { name: 'What happened?', exact: true })
        .fill('He is made to carry drugs to Colchester')
      await council.getByRole('button', { name: 'Save and go on' }).click()
      await council.goto(nrmPath)
      expect(await council.getByText('Who they are: Saved').count()).toBe(1)
      expect(await council.locator('main').innerText()).toContain('a child does not need to agree')
    })

    it('recording that it was sent opens a safeguarding action, which a named person answers', async () => {
      const council = await as('enfield', nrmPath)
      const send = await formUnder(council, 'Record that it was sent')
      await send.getByRole('button', { name: 'It was sent' }).click()
      await council.getByRole('heading', { name: 'There is a problem' }).waitFor()
      const again = await formUnder(council, 'Record that it was sent')
      await again.getByRole('radio', { name: 'The competent authority of the Home Office' }).check()
      await again.getByLabel('Which council is told?').selectOption({ label: 'London Borough of Enfield' })
      await again.getByLabel('What should the council do first').fill('A placement away from the line')
      await again.getByRole('button', { name: 'It was sent' }).click()
      await council.getByText('Sent, no decision yet').waitFor()
      await council.goto('/leads')
      await council.getByRole('table', { name: 'Safeguarding actions for you to answer' }).getByRole('link').click()
      await council.getByText('A safeguarding action waits for your agency').waitFor()
      expect(await faultsOf(council)).toEqual([])
      const answer = await formUnder(council, 'Answer the safeguarding action')
      await answer.getByLabel('Who takes it on?').fill('Selin Demir')
      await answer.getByLabel('Their post').fill('Social worker')
      await answer.getByLabel('Number to ring').fill('07700 900456')
      await answer.getByLabel('What is done to keep them safe').fill('He stays with his aunt from tonight')
      await answer.getByRole('button', { name: 'We take it on' }).click()
      await council.getByText('Answered', { exact: true }).waitFor()

      const school = await as('school', nrmPath)
      expect(await school.locator('main').innerText()).toMatch(
        /Selin Demir, Social worker[\s\S]*He stays with his aunt from tonight/,
      )
      expect(await school.locator('main').innerText()).not.toContain('made to carry drugs to Colchester.')
      for (const { text } of postbox().letters) expect(text).not.toMatch(/Jermaine|Francis|Colchester|aunt/)
    })

    it('both decisions are recorded, and the school reads them', async () => {
      const council = await as('enfield', nrmPath)
      for (const decision of ['reasonable', 'conclusive']) {
        const record = await formUnder(council, `Record the ${decision} grounds decision`)
        await record.getByRole('radio', { name: 'Positive: there are grounds' }).check()
        await record.getByLabel('Day of the decision').fill(today())
        await record.getByRole('button', { name: 'Record the decision' }).click()
        await council.getByText(`${decision === 'reasonable' ? 'Reasonable' : 'Conclusive'} grounds: yes`).waitFor()
      }
      expect(await council.getByText('Recovery period').count()).toBe(1)
      expect(await faultsOf(council)).toEqual([])
      const school = await as('school', nrmPath)
      await school.getByText('Conclusive grounds: yes').waitFor()
    })

    it('the officer who met him in custody sees first that he is a victim, what was decided, and what to ask', async () => {
      const officer = await as('custody', '/encounters')
      await officer.locator('main').getByRole('link', { name: /ENC-/ }).first().click()
      const panel = officer.getByRole('region', { name: 'Victim first' })
      const text = await panel.innerText()
      expect(text).toContain('Conclusive grounds: yes')
      expect(text).toContain('Section 45: Under 18 when it was done: nobody needs to show that they were compelled')
      expect(text).toMatch(/Appropriate adult:[\s\S]*Duty to notify:[\s\S]*Tell/)
      expect(await faultsOf(officer)).toEqual([])
      await panel.getByRole('link', { name: 'NRM referral' }).click()
      const seen = await officer.locator('main').innerText()
      expect(seen).toContain('Referral by London Borough of Enfield')
      expect(seen).not.toContain('A placement away from the line')
    })

    it('the pack holds every field with its sources, or “not asked”, on screen, as data and as a PDF', async () => {
      const council = await as('enfield', `${nrmPath}/pack`)
      expect(await faultsOf(council)).toEqual([])
      const screen = (await council.locator('main').innerText()).replaceAll(/\s+/g, ' ')
      const pdf = await pdfText(council, `${nrmPath}/pack.pdf`)
      const labels = loadReference()
        .nrm.fields.filter(field => field.appliesTo !== 'adult')
        .map(field => field.label)
      for (const label of labels)
        expect([label, screen.includes(label), pdf.includes(label)]).toEqual([label, true, true])
      for (const text of [screen, pdf]) {
        expect(text).toContain('Not asked')
        expect(text).toMatch(/made to carry drugs to Colchester \(Selin Demir, London Borough of Enfield, \d/)
        expect(text).toContain('Who knew what, and when')
      }
      const data: unknown = await (await council.request.get(`${url()}/api/v1${nrmPath}/pack`)).json()
      const { sections } = data as {
        sections: { fields: { code: string; state: string; answer?: object; known: object[] }[] }[]
      }
      const fields = sections.flatMap(section => section.fields)
      expect(fields).toHaveLength(labels.length)
      for (const field of fields)
        expect([field.code, field.state === 'not-asked']).toEqual([
          field.code,
          field.answer === undefined && field.known.length === 0,
        ])
    })
  },
)
