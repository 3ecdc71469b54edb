import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyMapping } from './apply-mapping.ts'
import type { Mapping } from './mapping.ts'
import { fitHeader, headerProblem, suggestMapping } from './mapping-header.ts'
import { maskValue } from './mapping-values.ts'

const people: Mapping = {
  name: 'people',
  version: '1',
  title: 'People',
  description: 'A list',
  columns: {
    id: ['ref'],
    given_name: ['first name'],
    family_name: ['surname'],
    date_of_birth: ['dob'],
    alias: [],
    nhs_number: [],
    street: [],
    town: [],
    postcode: [],
    purge: [],
    version: [],
    secret: [],
  },
  needs: [['id'], ['given_name', 'family_name']],
  sourceId: ['id'],
  sourceSystem: 'lists',
  versionFrom: 'version',
  purge: 'purge',
  fields: [
    { to: 'person.givenName', type: 'name', from: ['given_name'] },
    { to: 'person.familyName', type: 'name', from: ['family_name'] },
    { to: 'person.dateOfBirth', type: 'date', from: ['date_of_birth'] },
    { to: 'person.aliases', type: 'names', from: ['alias'] },
    { to: 'person.nhsNumber', type: 'nhsNumber', from: ['nhs_number'] },
    { to: 'person.address', type: 'text', from: ['street', 'town'] },
    { to: 'person.postcode', type: 'postcode', from: ['postcode'] },
    { to: 'restricted', type: 'boolean', from: ['secret'] },
  ],
}

const missing: Mapping = {
  name: 'missing',
  version: '1',
  title: 'Missing reports',
  description: 'Reports',
  kind: 'missing',
  columns: {
    report: [],
    child: [],
    age: [],
    seen: [],
    reported: [],
    found: [],
    risk: [],
    status: [],
    place_postcode: [],
    calls: [],
  },
  needs: [['report'], ['reported']],
  sourceId: ['child', 'report'],
  subjectRef: 'child',
  sourceSystem: 'reports',
  fields: [
    { to: 'person.ageYears', type: 'number', from: ['age'] },
    { to: 'event.startsAt', type: 'datetime', from: ['seen', 'reported'], take: 'first', required: true },
    { to: 'event.endsAt', type: 'datetime', from: ['found'] },
    { to: 'event.postcode', type: 'postcode', from: ['place_postcode'] },
    { to: 'event.grade', type: 'code', from: ['risk'], codes: { m: 'medium', h: 'high' } },
    { to: 'facts.risk', type: 'code', from: ['risk'], codes: { m: 'medium', h: 'high' } },
    {
      to: 'facts.status',
      type: 'code',
      from: ['status'],
      codes: { mp: 'missing', absent: 'absent' },
      otherwise: 'missing',
    },
    { to: 'facts.calls', type: 'number', from: ['calls'] },
  ],
}

describe('a list of people', () => {
  it('reads columns by any of their names, whatever the case, spaces and punctuation', () => {
    const row = applyMapping(people, {
      ' REF': ' 7 ',
      'First-Name': ' Amal ',
      SURNAME: 'Warsame',
      'D.O.B': '04/03/2010',
      street: '1 Test Street',
      town: 'Colchester',
    })
    expect(row).toMatchObject({
      sourceId: '7',
      person: {
        givenName: 'Amal',
        familyName: 'Warsame',
        dateOfBirth: '04/03/2010',
        address: '1 Test Street Colchester',
      },
      purge: false,
      errors: [],
      marks: [],
    })
    expect(row.event).toBeUndefined()
  })

  it('keeps a bad identifier as given and marks it, masked', () => {
    const row = applyMapping(people, { id: '7', surname: 'Warsame', nhs_number: '9990123455' })
    expect(row.errors).toEqual([])
    expect(row.person.nhsNumber).toBe('9990123455')
    expect(row.marks).toEqual([
      {
        field: 'person.nhsNumber',
        column: 'nhs_number',
        valueMasked: '9•••••••••',
        reason:
          'The last digit of this NHS number does not fit the others. Correct the value in the source and send it again.',
      },
    ])
  })

  it('marks 29 February 2011 and keeps the person', () => {
    const row = applyMapping(people, { id: '7', surname: 'Warsame', dob: '29/02/2011' })
    expect(row.errors).toEqual([])
    expect(row.marks[0]?.reason).toBe(
      'There was no 29 February in 2011. Correct the date, written day/month/year or year-month-day.',
    )
  })

  it('reads several other names from one cell', () => {
    expect(applyMapping(people, { id: '7', alias: 'Tiny; T aka Tee' }).person.aliases).toEqual(['Tiny', 'T', 'Tee'])
  })

  it('refuses a row without its id, and one that says nothing of the person', () => {
    expect(applyMapping(people, { id: ' ', surname: 'Warsame' }).errors).toMatchObject([{ column: 'id' }])
    expect(applyMapping(people, { id: '7', surname: ' ' }).errors).toHaveLength(1)
  })

  it('asks a row that withdraws for nothing but its id', () => {
    expect(applyMapping(people, { id: '7', dob: 'nonsense', purge: 'TRUE', version: '3' })).toEqual({
      sourceId: '7',
      version: '3',
      person: {},
      purge: true,
      restricted: false,
      errors: [],
      marks: [],
    })
  })

  it('takes a name in any script, an emoji beside it and 5,000 characters', () => {
    for (const name of ['محمد', 'Zoë 🙂', 'ø'.repeat(5000)]) {
      const row = applyMapping(people, { id: '7', surname: name })
      expect(row).toMatchObject({ person: { familyName: name }, errors: [], marks: [] })
    }
  })

  it('reads what is restricted', () => {
    expect(applyMapping(people, { id: '7', surname: 'Warsame', secret: 'yes' }).restricted).toBe(true)
  })
})

describe('an event', () => {
  const row = { child: 'C1', report: 'R1', reported: '04/07/2026 14:00' }

  it('starts when the first filled column says, and is open without an end', () => {
    const mapped = applyMapping(missing, {
      ...row,
      seen: '04/07/2026 09:00',
      age: '14',
      risk: 'h',
      place_postcode: 'se13 6lg',
    })
    expect(mapped).toMatchObject({
      sourceId: 'C1/R1',
      subjectRef: 'C1',
      person: { ageYears: 14, asAt: '2026-07-04' },
      event: {
        kind: 'missing',
        startsAt: '2026-07-04T08:00:00.000Z',
        grade: 'high',
        outcode: 'SE13',
        facts: { risk: 'high', status: 'missing' },
      },
    })
    expect(mapped.event).not.toHaveProperty('endsAt')
  })

  it.each([
    [{ reported: '' }, 'seen or reported', 'This is needed and is empty'],
    [{ reported: '29/02/2011' }, 'reported', 'There was no 29 February in 2011'],
    [{ found: 'last week' }, 'found', 'This is not a date'],
    [{ found: '03/07/2026' }, 'found', 'This ends before it starts'],
    [{ report: '' }, 'report', 'This names the row and is empty'],
  ])('is refused with %o', (wrong, column, words) => {
    const { errors } = applyMapping(missing, { ...row, ...wrong })
    expect(errors.map(error => error.column)).toContain(column)
    expect(errors[0]?.reason).toContain(words)
  })

  it('keeps a code that nobody knows, marked, or takes the usual one', () => {
    const mapped = applyMapping(missing, { ...row, risk: 'purple', status: 'odd', calls: 'many' })
    expect(mapped.errors).toEqual([])
    expect(mapped.event?.facts).toEqual({ risk: 'purple', status: 'missing' })
    expect(mapped.event).not.toHaveProperty('grade')
    expect(mapped.marks.map(mark => mark.field)).toEqual(['event.grade', 'facts.risk', 'facts.status', 'facts.calls'])
  })

  it('marks an age that nobody has', () => {
    const mapped = applyMapping(missing, { ...row, age: '140' })
    expect(mapped.person).toEqual({})
    expect(mapped.marks).toMatchObject([{ field: 'person.ageYears' }])
  })
})

describe('headers', () => {
  const both = [people, missing]

  it('says which columns are missing and which mapping fits better', () => {
    expect(headerProblem(missing, ['ref', 'surname', 'dob'], both)).toBe(
      'For the mapping missing the file has no column report; reported. The file looks like "People": use the mapping people.',
    )
    expect(headerProblem(missing, ['report', 'ever'], both)).toMatch(/no column reported\. Add the columns/)
    expect(headerProblem(missing, ['1', 'Ann', '04/03/2010'], both)).toContain(
      'None of the names in its first line is known',
    )
    expect(headerProblem(people, ['ref', 'surname'], both)).toBeUndefined()
  })

  it('puts the mapping that reads most of the file first, and leaves out those that read nothing', () => {
    expect(suggestMapping(both, ['report', 'child', 'reported']).map(each => each.name)).toEqual(['missing'])
    expect(suggestMapping(both, ['', ' '])).toEqual([])
  })

  it('takes the first of two columns of one name and tells what it does not read', () => {
    const fit = fitHeader(people, ['id', 'surname', 'Surname', 'shoe size'])
    expect(fit.columns.get('family_name')).toBe('surname')
    expect(fit.unread).toEqual(['Surname', 'shoe size'])
  })
})

describe('any row', () => {
  it('is mapped without a throw, the same with and without the fit', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', 'x', '04/03/2026', '=cmd()', '__proto__', 'constructor', '%'),
    )
    const row = fc.dictionary(
      fc.constantFrom(...Object.keys({ ...people.columns, ...missing.columns }), '__proto__', 'other'),
      cell,
    )
    fc.assert(
      fc.property(row, fc.constantFrom(people, missing), (cells, mapping) => {
        const mapped = applyMapping(mapping, cells)
        expect(applyMapping(mapping, cells, fitHeader(mapping, Object.keys(cells)))).toEqual(mapped)
        if (mapped.errors.length === 0) expect(mapped.sourceId).not.toBe('')
      }),
    )
  })

  it('shows one character at most of what is personal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 2 }), value => {
        const masked = Array.from(maskValue('name', value, true))
        expect(masked.slice(1).every(character => character === '•')).toBe(true)
      }),
    )
    expect(maskValue('date', '29/02/2011', true)).toBe('2•••••••••')
    expect(maskValue('code', 'purple', false)).toBe('purple')
  })
})
