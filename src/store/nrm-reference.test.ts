import { describe, expect, it } from 'vitest'
import { loadReference } from './reference.ts'

/** The points of the Home Office's form that agencies hold once and use again, by the codes of the fields that ask for them. */
const POINTS: Readonly<Record<string, readonly string[]>> = {
  victim: [
    'name',
    'nickname',
    'gender',
    'date-of-birth',
    'under-18-now',
    'under-18-then',
    'nationality',
    'nationality-second',
    'languages',
    'interpreter',
    'communication-aids',
    'home-office-reference',
    'phone',
    'phone-whose',
    'contact-address',
    'contact-email',
    'contact-safe',
    'children',
  ],
  story: [
    'what-happened',
    'background',
    'when-happened',
    'how-began',
    'taken-somewhere',
    'journey',
    'required-to-do',
    'living-conditions',
    'how-treated',
    'what-keeps-them',
    'still-in-it',
    'how-left',
    'last-contact',
  ],
  exploitation: [
    'types',
    'types-other',
    'where-uk',
    'where-overseas',
    'who-exploited',
    'exploiters-where',
    'other-victims',
    'future-concerns',
  ],
  process: [
    'la-name',
    'la-phone',
    'la-email',
    'la-contact',
    'indicators',
    'indicator-details',
    'professional-view',
    'evidence-of-dishonesty',
    'reported-to-police',
    'police-forces',
    'crime-reference',
    'authorities-cooperation',
    'wants-nrm',
    'refuses-nrm',
    'support-needed',
    'interview-location',
    'responder-name',
    'responder-post',
    'responder-phone',
    'alternative-contact',
    'evidence',
    'first-chance',
    'why-now',
  ],
}

describe('the reference data of the NRM', () => {
  const { nrm, clocks, circumstanceByCode } = loadReference()

  it.each(Object.entries(POINTS))('asks for every point of the form about the %s', (_, points) => {
    const codes = new Set(nrm.fields.map(field => field.code))
    expect(points.filter(point => !codes.has(point))).toEqual([])
  })

  it('has each section’s fields together and in the order of the sections', () => {
    const order = [...new Set(nrm.fields.map(field => field.section))]
    expect(order).toEqual(nrm.sections.map(section => section.code))
    const runs = nrm.fields.filter((field, at) => field.section !== nrm.fields[at - 1]?.section)
    expect(runs).toHaveLength(nrm.sections.length)
  })

  it('calls each field by a name that says whose it is, also in a list on its own', () => {
    const labels = nrm.fields.map(({ label }) => label)
    expect(new Set(labels).size).toBe(labels.length)
    expect(labels.filter(label => /^(?:Its|Post|Phone number|Email address|Any other)(?: \w+)?$/.test(label))).toEqual(
      [],
    )
  })

  it('names clocks and circumstances that there are', () => {
    const known = new Set(clocks.map(clock => clock.code))
    expect(nrm.routes.filter(route => !known.has(route.clock))).toEqual([])
    const met = nrm.victimFirst.flatMap(rule => rule.circumstances)
    expect(met.filter(code => !circumstanceByCode.has(code))).toEqual([])
  })
})
