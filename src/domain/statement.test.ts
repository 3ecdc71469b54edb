import { describe, expect, it } from 'vitest'
import { factRows, type Statement } from './statement.ts'
import type { AgencyId } from './values/ids.ts'

const enfield = 'enfield-council' as AgencyId
const essex = 'essex-police' as AgencyId

function says(agency: AgencyId, field: string, value: string, on = '2026-01-01'): Statement {
  return {
    agency,
    recordId: `${agency}-${on}`,
    field,
    value,
    comparable: value.toLowerCase(),
    on,
    source: 'test',
    mark: undefined,
  }
}

describe('factRows', () => {
  it('shows agencies that disagree side by side and chooses neither', () => {
    const [row] = factRows(
      [says(enfield, 'dateOfBirth', '2011-02-03'), says(essex, 'dateOfBirth', '2010-02-03')],
      [enfield, essex],
    )
    expect(row?.disagrees).toBe(true)
    expect(row?.claims.map(claim => claim.values.map(one => one.value))).toEqual([['2011-02-03'], ['2010-02-03']])
  })

  it('does not call a difference of case a disagreement, and shows the value once', () => {
    const [row] = factRows(
      [says(enfield, 'familyName', 'OKAFOR', '2026-01-01'), says(enfield, 'familyName', 'Okafor', '2026-02-01')],
      [enfield],
    )
    expect(row).toMatchObject({ disagrees: false, claims: [{ values: [{ value: 'Okafor' }] }] })
  })

  it('leaves an agency that says nothing of a field with no values', () => {
    const [row] = factRows([says(essex, 'phone', '07700 900123')], [enfield, essex])
    expect(row?.claims.map(claim => claim.values.length)).toEqual([0, 1])
  })

  it('reads names first, then date of birth, then the rest', () => {
    const rows = factRows(
      [says(essex, 'phone', '1'), says(essex, 'dateOfBirth', '2'), says(essex, 'givenName', '3')],
      [essex],
    )
    expect(rows.map(row => row.field)).toEqual(['givenName', 'dateOfBirth', 'phone'])
  })
})
