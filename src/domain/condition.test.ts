import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Conditions,
  conditionProblems,
  curfewAt,
  type Met,
  questionsAt,
  WEEKDAYS,
  type Whom,
} from './condition.ts'
import { londonInstant } from './values/london.ts'
import { type Instant, type PlainDate, plusDays, plusMinutes } from './values/time.ts'

const nights = [{ days: WEEKDAYS, from: '19:00', to: '07:00' }]
const child: Whom = { isAdult: false, protectsChild: false }
const adult: Whom = { isAdult: true, protectsChild: false }

/** A moment by the clock on the wall. */
function london(text: string): Instant {
  const [day = '', time = ''] = text.split(' ')
  const [hour, minute] = time.split(':').map(Number)
  return londonInstant(day as PlainDate, hour ?? 0, minute ?? 0)
}

function met(over: Partial<Met> = {}): Met {
  return {
    at: london('2026-03-04 23:10'),
    place: 'Stratford station, platform 10',
    outcode: undefined,
    withWhom: undefined,
    phone: undefined,
    severalPhones: false,
    ...over,
  }
}

const asked = (conditions: Conditions, over: Partial<Met> = {}, whom = child) =>
  questionsAt(conditions, met(over), whom).map(({ about }) => about)

describe('a curfew', () => {
  it.each([
    ['2026-03-04 18:59', false, 'a minute before it begins'],
    ['2026-03-04 19:00', true, 'as it begins'],
    ['2026-03-04 23:10', true, 'in the evening'],
    ['2026-03-05 00:00', true, 'at midnight'],
    ['2026-03-05 06:59', true, 'a minute before it ends'],
    ['2026-03-05 07:00', false, 'as it ends'],
  ])('from 19:00 to 07:00, at %s: %s, %s', (at, inside) => {
    expect(curfewAt(nights, london(at)) !== undefined).toBe(inside)
  })

  it.each([
    // 4 March 2026 is a Wednesday.
    ['2026-03-04 23:00', true, 'on the day on which it begins'],
    ['2026-03-05 03:00', true, 'on the morning after it'],
    ['2026-03-05 23:00', false, 'on the next evening'],
    ['2026-03-04 03:00', false, 'on the morning of the day itself'],
  ])('of Wednesdays only, at %s: %s, %s', (at, inside) => {
    expect(curfewAt([{ days: ['wednesday'], from: '19:00', to: '07:00' }], london(at)) !== undefined).toBe(inside)
  })

  it('may have other hours on other days, and says which', () => {
    const hours = [
      { days: ['monday', 'tuesday', 'wednesday', 'thursday'] as const, from: '19:00', to: '07:00' },
      { days: ['friday', 'saturday', 'sunday'] as const, from: '21:00', to: '08:00' },
    ]
    expect(curfewAt(hours, london('2026-03-06 20:00'))).toBeUndefined()
    expect(curfewAt(hours, london('2026-03-07 07:30'))?.to).toBe('08:00')
  })

  it('within one day ends on that day', () => {
    const lunch = [{ days: WEEKDAYS, from: '12:00', to: '14:00' }]
    expect(curfewAt(lunch, london('2026-03-04 13:59'))).toBeDefined()
    expect(curfewAt(lunch, london('2026-03-05 02:00'))).toBeUndefined()
  })

  it.each([
    // 25 October 2026: 01:00 to 02:00 comes twice, at 00:00 and at 01:00 UTC.
    ['2026-10-25T00:29:00.000Z', '01:30', true],
    ['2026-10-25T00:30:00.000Z', '01:30', false],
    ['2026-10-25T01:10:00.000Z', '01:30', false],
    ['2026-10-25T06:59:00.000Z', '07:00', true],
    // 29 March 2026: 01:00 is 02:00 at once.
    ['2026-03-29T05:59:00.000Z', '07:00', true],
    ['2026-03-29T06:00:00.000Z', '07:00', false],
  ])('in the nights when the clocks change, at %s with an end at %s: %s', (at, to, inside) => {
    expect(curfewAt([{ days: WEEKDAYS, from: '19:00', to }], at as Instant) !== undefined).toBe(inside)
  })

  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(parts => parts.map(part => String(part).padStart(2, '0')).join(':'))
  const start = '2026-01-01' as PlainDate
  const day = fc.integer({ min: 1, max: 730 }).map(days => plusDays(start, days))

  it('of every night is one stretch, from its beginning until its end, whatever the clocks do', () => {
    fc.assert(
      fc.property(day, time, time, fc.integer({ min: 0, max: 47 * 60 }), (date, from, to, later) => {
        const at = plusMinutes(london(`${date} ${from}`), later)
        const ends = london(`${to > from ? date : plusDays(date, 1)} ${to}`)
        const own = WEEKDAYS[(new Date(`${date}T12:00:00Z`).getUTCDay() + 6) % 7] ?? 'monday'
        expect(curfewAt([{ days: [own], from, to }], at) !== undefined).toBe(at < ends)
      }),
    )
  })
})

describe('questions', () => {
  it('put the child first: safe, and who told them to be here', () => {
    const curfew = { where: '4 Hazel Close', hours: nights }
    expect(questionsAt({ curfew }, met(), child).map(({ text }) => text)).toEqual([
      'They may be under a curfew from 19:00 to 07:00 at 4 Hazel Close. Are they safe where they are? Who told them to be here, or brought them?',
    ])
    expect(questionsAt({ curfew }, met({ at: london('2026-03-04 12:00') }), child)).toEqual([])
  })

  it.each([
    ['SE1', 'London Bridge station', ['keepOut'], 'by its postcode'],
    ['N18', 'Edmonton Green', [], 'elsewhere, by its postcode'],
    [undefined, 'outside London Bridge Station', ['keepOut'], 'by its name'],
    [undefined, 'a bus', ['keepOut'], 'when nothing tells, since whoever is there can'],
    ['N18', 'London Bridge station', ['keepOut'], 'by its name, when the postcode says otherwise'],
  ])('about an area to stay out of: %s, %s → %j, %s', (outcode, place, expected, _why) => {
    const keepOut = { name: 'London Bridge station', outcodes: ['SE1'] }
    expect(asked({ keepOut }, { outcode, place })).toEqual(expected)
  })

  it.each([
    ['N18', 'Edmonton', []],
    ['SE1', 'London Bridge', ['stayIn']],
    [undefined, 'a bus', ['stayIn']],
  ])('about an area to stay in: %s, %s → %j', (outcode, place, expected) => {
    expect(asked({ stayIn: { name: 'Enfield', outcodes: ['N9', 'N18'] } }, { outcode, place })).toEqual(expected)
  })

  it.each([
    ['a man who called himself Kürşat', ['notWith']],
    ['KURSAT', ['notWith']],
    ['his cousin', []],
    [undefined, []],
  ])('about company: %s → %j', (withWhom, expected) => {
    expect(asked({ notWith: ['Kürşat Invented'] }, { withWhom })).toEqual(expected)
  })

  it.each([
    [{ told: ['07700 900951'] }, '+44 7700 900951', false, []],
    [{ told: ['07700 900951'] }, '07700 900952', false, ['phones']],
    [{ told: ['07700 900951'] }, undefined, false, []],
    [{ most: 1, told: [] }, '07700 900952', false, []],
    [{ most: 1, told: [] }, undefined, true, ['phones']],
  ])('about phones: %j, %s, several %s → %j', (phones, phone, severalPhones, expected) => {
    expect(asked({ phones }, { phone, severalPhones })).toEqual(expected)
  })

  it('never look at what is only words', () => {
    expect(
      asked({ other: 'Not to carry a bag that is not his' }, { withWhom: 'somebody', severalPhones: true }),
    ).toEqual([])
  })

  it('about a child whom an order protects name nobody, and are asked when somebody is with the adult', () => {
    const whom = { isAdult: true, protectsChild: true }
    expect(asked({}, {}, whom)).toEqual([])
    const [question] = questionsAt({ notWith: ['Zephyrine Quillfeather'] }, met({ withWhom: 'a girl' }), whom)
    expect(question?.about).toBe('child')
    expect(question?.text).not.toContain('Zephyrine')
  })

  it('never call anything a breach, an offence or an arrest, whoever it is about', () => {
    const area = fc.record({ name: fc.constantFrom('Bus station', 'Enfield'), outcodes: fc.constantFrom([], ['SE1']) })
    const conditions = fc.record({
      curfew: fc.constant({ where: '', hours: nights }),
      keepOut: area,
      stayIn: area,
      notWith: fc.constant(['A Man']),
      phones: fc.constant({ most: 1, told: [] }),
    })
    const whoms = fc.record({ isAdult: fc.boolean(), protectsChild: fc.boolean() })
    fc.assert(
      fc.property(conditions, whoms, fc.boolean(), (given, whom, severalPhones) => {
        const questions = questionsAt(given, met({ withWhom: 'a man', severalPhones }), whom)
        for (const { text } of questions) {
          expect(text).not.toMatch(/breach|offence|arrest|suspect/i)
          expect(text).toMatch(/\?/)
        }
      }),
    )
  })

  it('for an adult are not those for a child', () => {
    const conditions = { curfew: { where: '', hours: nights } }
    expect(questionsAt(conditions, met(), adult)).not.toEqual(questionsAt(conditions, met(), child))
  })
})

describe('conditions', () => {
  const good = { name: 'Enfield', outcodes: ['N9'] }
  it.each([
    [{}, 'conditions'],
    [{ other: ' ' }, 'conditions'],
    [{ curfew: { where: '', hours: [] } }, 'curfew'],
    [{ curfew: { where: '', hours: [{ days: [], from: '19:00', to: '07:00' }] } }, 'curfew'],
    [{ curfew: { where: '', hours: [{ days: ['monday'], from: '7pm', to: '07:00' }] } }, 'curfew'],
    [{ curfew: { where: '', hours: [{ days: ['monday'], from: '24:00', to: '07:00' }] } }, 'curfew'],
    [{ keepOut: { ...good, name: '' } }, 'keepOut'],
    [{ stayIn: { ...good, outcodes: ['N18 2XB'] } }, 'stayIn'],
    [{ phones: { told: [] } }, 'phones'],
    [{ phones: { told: ['0800'] } }, 'phones'],
    [{ other: 'x'.repeat(2001) }, 'other'],
    [{ notWith: Array.from({ length: 21 }, () => 'A') }, 'notWith'],
  ] as const)('%j are wrong in %s', (conditions, field) => {
    expect(conditionProblems(conditions).map(problem => problem.field)).toEqual([field])
  })

  it.each([
    { other: 'Not to carry a bag that is not his' },
    { keepOut: good, stayIn: good, notWith: ['A Man'], phones: { most: 1, told: ['07700 900951'] } },
    { curfew: { where: 'home', hours: nights } },
  ])('%j are right', conditions => {
    expect(conditionProblems(conditions)).toEqual([])
  })
})
