import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Answer,
  answerFor,
  type AnswerParts,
  bestCertainty,
  type PersonConcern,
  ringSince,
  saysWhoItIs,
  timeProblem,
} from './encounter.ts'
import type { Interest } from './interest.ts'
import type { AgencyId } from './values/ids.ts'
import { type Instant, plusMinutes } from './values/time.ts'

const noon = '2026-03-04T12:00:00.000Z' as Instant
const croydon = 'croydon-council' as AgencyId
const met = 'met-police' as AgencyId

function about(
  kind: Interest['kind'],
  certainty: PersonConcern['certainty'] = 'confirmed',
  more: Partial<Interest> = {},
): PersonConcern {
  const interest = {
    id: kind,
    kind,
    holder: croydon,
    since: plusMinutes(noon, -2880),
    breached: false,
    restricted: false,
    team: undefined,
  }
  return { certainty, personId: 'person-1', interest: { ...interest, ...more } }
}

function answer(concerns: readonly PersonConcern[], more: Partial<AnswerParts> = {}): Answer {
  return answerFor({
    concerns,
    policy: 'always',
    clocks: { missing: 60, order: 240, watch: 120, 'allocated-worker': 480, 'open-case': 1440, 'order-breached': 60 },
    whoIs: () => ({ initials: 'A. B.', age: { from: 15, to: 15 } }),
    contactOf: ({ holder }) => ({
      agency: holder,
      name: holder,
      team: undefined,
      officeHours: '020 7946 0000',
      outOfHours: undefined,
    }),
    reference: 'ENC-7F3K-2Q',
    report: { circumstance: 'found-on-train', place: 'Margate', person: { givenName: 'Ama' }, observations: [] },
    ageGiven: undefined,
    ...more,
  })
}

describe('answerFor', () => {
  it('says who it is, since when they are missing, and whom to ring', () => {
    expect(answer([about('missing')])).toMatchObject({
      kind: 'known',
      certainty: 'confirmed',
      who: { initials: 'A. B.', age: { from: 15, to: 15 } },
      missing: { since: plusMinutes(noon, -2880), agency: croydon },
      ring: [{ agency: croydon, reference: 'ENC-7F3K-2Q', because: 'reported missing to them' }],
    })
  })

  it.each([
    ['a possible match', about('missing', 'possible')],
    ['a restricted record', about('missing', 'confirmed', { restricted: true })],
  ])('tells only whom to ring for %s', (_, concern) => {
    const told = answer([concern])
    expect(told.kind).toBe('possibly-known')
    expect(told).not.toHaveProperty('who')
    expect(told).not.toHaveProperty('missing')
    expect(told).toMatchObject({ ring: [{ agency: croydon, because: undefined }] })
  })

  it('gives one number an agency, the most urgent first', () => {
    const told = answer([about('watch', 'confirmed', { holder: met }), about('open-case'), about('missing')])
    expect(told.kind === 'known' && told.ring.map(ring => ring.agency)).toEqual([croydon, met])
  })

  it('answers somebody in whom nobody has an interest like somebody whom nobody knows', () => {
    expect(answer([])).toMatchObject({ kind: 'not-known', descriptionOnly: false })
    expect(answer([about('watch')], { policy: 'missing-or-order' })).toEqual(answer([]))
  })

  it('says so when there is nothing but a description', () => {
    const report = { circumstance: 'custody', place: 'Margate', person: {}, description: 'tall', observations: [] }
    expect(answer([], { report })).toMatchObject({ kind: 'not-known', descriptionOnly: true })
  })

  it('never names a person for what is not sure', () => {
    const concerns = fc.array(
      fc.record({
        kind: fc.constantFrom('missing', 'watch', 'order', 'open-case') as fc.Arbitrary<Interest['kind']>,
        certainty: fc.constantFrom('confirmed', 'probable', 'possible') as fc.Arbitrary<PersonConcern['certainty']>,
        restricted: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(concerns, all => {
        const told = answer(all.map(({ kind, certainty, restricted }) => about(kind, certainty, { restricted })))
        const sure = all.some(one => one.certainty !== 'possible' && !one.restricted)
        expect(told.kind).toBe(all.length === 0 ? 'not-known' : sure ? 'known' : 'possibly-known')
      }),
    )
  })
})

describe('ringSince', () => {
  const kent = 'kent-police' as AgencyId
  const contactOf = ({ holder, team }: { readonly holder: AgencyId; readonly team: string | undefined }) => ({
    agency: holder,
    name: holder,
    team,
    officeHours: '020 7946 0000',
    outOfHours: '020 7946 0999',
  })
  const since = (given: Answer, told: Parameters<typeof ringSince>[1]) =>
    ringSince(given, told, contactOf, 'ENC-7F3K-2Q').map(({ agency, because }) => [agency, because])

  it('names those whom the answer did not, with as much of why as they may know', () => {
    const told = [
      { agency: croydon, team: null, because: 'missing' },
      { agency: kent, team: null, because: null },
    ] as const
    expect(since(answer([]), told)).toEqual([
      [croydon, 'reported missing to them'],
      [kent, undefined],
    ])
    expect(since(answer([about('missing')]), told)).toEqual([[kent, undefined]])
  })

  it('says why once it is sure, where the answer could name only whom to ring', () => {
    const unsure = answer([about('missing', 'possible')])
    expect(since(unsure, [{ agency: croydon, team: null, because: null }])).toEqual([])
    expect(since(unsure, [{ agency: croydon, team: null, because: 'missing' }])).toEqual([
      [croydon, 'reported missing to them'],
    ])
  })
})

describe('the advice of an answer', () => {
  const steps = (more: Partial<AnswerParts>) => answer([about('missing')], more).doNow.join(' ')

  it('treats a child, and anybody who may be one, as a victim first', () => {
    expect(steps({})).toContain('Treat this child as a victim first')
    expect(steps({ whoIs: () => ({ initials: undefined, age: { from: 17, to: 18 } }) })).toContain(
      'Treat them as a child until',
    )
    expect(steps({ whoIs: () => ({ initials: undefined, age: { from: 17, to: 17 } }) })).toContain('this young person')
  })

  it('asks an adult whether they are safe, and does not say where they are unasked', () => {
    const adult = answer([about('missing')], { whoIs: () => ({ initials: 'L. P.', age: { from: 33, to: 33 } }) })
    expect(adult.doNow.join(' ')).toContain('safe and free to go')
    expect(adult.doNow.join(' ')).not.toContain('victim first')
    expect(adult.assumeNot.join(' ')).toContain('wants to be found')
  })

  it('thinks of an appropriate adult and of exploitation in custody', () => {
    const report = { circumstance: 'custody', place: 'Colchester', person: { givenName: 'J' }, observations: [] }
    expect(steps({ report })).toMatch(/appropriate adult.*section 45/)
  })

  it('puts a danger to life first', () => {
    const report = { circumstance: 'custody', place: 'Colchester', person: {}, observations: ['alone', 'concealed'] }
    expect(answer([], { report }).doNow[0]).toContain('999')
  })
})

describe('timeProblem', () => {
  it.each([
    [0, true],
    [9, true],
    [11, false],
    [300, false],
    [-300, true],
    [-30 * 1440, true],
    [-32 * 1440, false],
  ])('%d minutes from now is right: %s', (minutes, right) => {
    expect(timeProblem(plusMinutes(noon, minutes), noon) === undefined).toBe(right)
  })

  it('says what time it is here', () => {
    expect(timeProblem(plusMinutes(noon, 300), noon)?.message).toContain('2026-03-04 12:00')
  })
})

describe('saysWhoItIs', () => {
  it.each([
    [{}, false],
    [{ ageYears: 15, asAt: '2026-03-04', sex: 'f', city: 'Margate' }, false],
    [{ aliases: [' '] }, false],
    [{ aliases: ['Smiler'] }, true],
    [{ phone: '07700 900123' }, true],
  ])('%j: %s', (person, expected) => {
    expect(saysWhoItIs(person)).toBe(expected)
  })
})

describe('bestCertainty', () => {
  it('is that of the surest concern', () => {
    expect(bestCertainty([about('watch', 'possible'), about('watch', 'probable')])).toBe('probable')
    expect(bestCertainty([])).toBe('none')
  })
})
