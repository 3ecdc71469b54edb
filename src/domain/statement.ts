import type { AgencyId } from './values/ids.ts'

/** One claim about a person by one agency: the value as given, and a form in which equal claims are equal. */
export interface Statement {
  readonly agency: AgencyId
  readonly recordId: string
  readonly field: string
  readonly value: string
  readonly comparable: string
  /** When the agency said it (YYYY-MM-DD), as far as is known. */
  readonly on: string | undefined
  readonly source: string
  /** Why the value is not used to match: a failed check. */
  readonly mark: string | undefined
}

/** What one agency says of one field: each distinct value once, newest first. */
export interface AgencyClaim {
  readonly agency: AgencyId
  readonly values: readonly Statement[]
}

/** One row of "what agencies say": a field, and each agency's claims. `disagrees` when two of them differ. */
export interface FactRow {
  readonly field: string
  readonly claims: readonly AgencyClaim[]
  readonly disagrees: boolean
}

/** The order in which fields are read. Fields that are not here follow, by name. */
const FIELD_ORDER = [
  'fullName',
  'givenName',
  'middleName',
  'familyName',
  'aliases',
  'dateOfBirth',
  'ageYears',
  'sex',
  'address',
  'postcode',
  'city',
  'phone',
  'email',
  'nhsNumber',
  'upn',
  'pncId',
]

/** Claims side by side, one row a field, agencies in the order given. No value is chosen: differing claims are all kept. */
export function factRows(statements: readonly Statement[], agencies: readonly AgencyId[]): FactRow[] {
  const byField = Map.groupBy(statements, statement => statement.field)
  return [...byField]
    .toSorted(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([field, said]) => ({
      field,
      claims: agencies.map(agency => ({ agency, values: distinct(said.filter(one => one.agency === agency)) })),
      disagrees: new Set(said.map(one => one.comparable)).size > 1,
    }))
}

function rank(field: string): number {
  const at = FIELD_ORDER.indexOf(field)
  return at === -1 ? FIELD_ORDER.length : at
}

function distinct(said: readonly Statement[]): Statement[] {
  const newestFirst = said.toSorted((a, b) => (b.on ?? '').localeCompare(a.on ?? ''))
  const seen = new Set<string>()
  return newestFirst.filter(one => !seen.has(one.comparable) && seen.add(one.comparable))
}
