import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyMapping } from '#domain/apply-mapping.ts'
import type { FieldRule, Mapping } from '#domain/mapping.ts'
import { toComparable } from '#linkage/index.ts'
import personList from '../../../data/mappings/person-list.json' with { type: 'json' }
import { rowReader } from './fields.ts'

const TODAY = '2026-03-04'
const columns = Object.keys(personList.columns).filter(column => column !== 'purge')

/** The mapping as the hub loads it; the hub's own loader checks what is cast here. */
const mapping: Mapping = { ...personList, fields: personList.fields as readonly FieldRule[] }

function byHub(row: Readonly<Record<string, string>>) {
  const { person } = applyMapping(mapping, row)
  const dated = person.ageYears === undefined || person.asAt !== undefined ? person : { ...person, asAt: TODAY }
  return toComparable(dated)
}

function byShell(row: Readonly<Record<string, string>>) {
  const reader = rowReader(
    { file: 'people.csv', columns: Object.keys(row) },
    { fields: [], extras: [], extraSources: [] },
    'record_id',
    TODAY,
  )
  return toComparable(reader.person(Object.values(row).map(cell => cell.trim())))
}

const febrl = {
  rec_id: 'rec-1-org',
  given_name: 'mitchell',
  surname: 'green',
  street_number: '7',
  address_1: 'wallaby place',
  address_2: 'delmar',
  suburb: 'cleveland',
  postcode: '2119',
  date_of_birth: '19560409',
}

describe('a row read by the shell tool and by the hub', () => {
  it('has its address joined from house number and lines', () => {
    expect(byShell(febrl)).toMatchObject({ address: '7 wallaby place delmar', postcode: '2119' })
    expect(byHub(febrl)).toEqual(byShell(febrl))
  })

  it.each([
    { surname: 'Green', postcode: 'SE13 6L' },
    { surname: 'Green', postcode: 'QE13 6LG', address: '1 High Street' },
    { surname: 'Green', phone: '12345678' },
    { surname: 'Green', phone: '07700 9001' },
  ])('never matches by a postcode or phone that failed its check: %j', row => {
    expect(byShell(row)).toMatchObject({ postcode: undefined, phone: undefined })
    expect(byHub(row)).toEqual(byShell(row))
  })

  it('is the same person in comparable form whatever its cells say', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        'Ann',
        'Ann aka Annie; Nan',
        '2119',
        'SE13 6LG',
        '07700 900123',
        '12',
        '131',
        '05/09/2010',
        'f',
      ),
      fc.string({ unit: 'binary', maxLength: 12 }),
    )
    fc.assert(
      fc.property(fc.tuple(...columns.map(() => cell)), cells => {
        const row = Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))
        expect(byShell(row)).toEqual(byHub(row))
      }),
      { numRuns: 300 },
    )
  })
})
