import type { AgencyId } from './values/ids.ts'

/** One claim about a person by one agency: the value as given, and a form in which equal claims are equal; '' when it says nothing. */
export interface Statement {
  readonly agency: AgencyId
  readonly recordId: string
  readonly field: string
  readonly value: string
  readonly comparable: string
  /** When the agency said it (YYYY-MM-DD), as far as is known. */
  readonly on: string | undefined
  readonly source: string
  /** The first and the last year of birth that an age allows. */
  readonly bornBetween?: readonly [number, number] | undefined
  /** Why the value is not used to match: a failed check. */
  readonly mark: string | undefined
}

/** One value of an agency's, said once or more often. */
export interface ClaimedValue extends Statement {
  /** Every way in which the agency wrote it, the newest first. */
  readonly written: readonly string[]
}

/** What one agency says of one field: each distinct value once, newest first. */
export interface AgencyClaim {
  readonly agency: AgencyId
  readonly values: readonly ClaimedValue[]
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
      disagrees: disagrees(field, said),
    }))
}

/** Several names used are no disagreement, and two ages are none when they were true on different days. */
function disagrees(field: string, said: readonly Statement[]): boolean {
  if (field === 'aliases') return false
  const years = said.map(one => one.bornBetween).filter(years => years !== undefined)
  if (field === 'ageYears' && years.length === said.length)
    return Math.max(...years.map(([first]) => first)) > Math.min(...years.map(([, last]) => last))
  return new Set(said.map(one => one.comparable).filter(form => form !== '')).size > 1
}

function rank(field: string): number {
  const at = FIELD_ORDER.indexOf(field)
  return at === -1 ? FIELD_ORDER.length : at
}

function distinct(said: readonly Statement[]): ClaimedValue[] {
  const newestFirst = said.toSorted((a, b) => (b.on ?? '').localeCompare(a.on ?? ''))
  return [...Map.groupBy(newestFirst, one => one.comparable).values()].flatMap(alike =>
    alike.slice(0, 1).map(newest => ({ ...newest, written: [...new Set(alike.map(one => one.value))] })),
  )
}
