import type { ExtraField, Mapping } from './fields.ts'
import type { Table } from './read-table.ts'

/** What else is often said of a person, under the names that such columns have; how much each counts is found in the records. */
const USUAL: readonly (ExtraField & { readonly columns: readonly string[] })[] = [
  {
    kind: 'text',
    name: 'birth place',
    columns: ['birth_place', 'birthplace', 'place_of_birth', 'born_in', 'birth_town'],
  },
  { kind: 'category', name: 'birth country', columns: ['birth_country', 'country_of_birth'] },
  { kind: 'text', name: 'occupation', columns: ['occupation', 'job', 'job_title', 'profession', 'trade'] },
  { kind: 'text', name: 'employer', columns: ['employer', 'company', 'workplace'] },
  { kind: 'text', name: 'school', columns: ['school', 'school_name'] },
  { kind: 'category', name: 'nationality', columns: ['nationality', 'citizenship'] },
  { kind: 'category', name: 'ethnicity', columns: ['ethnicity', 'ethnic_group', 'ethnic_origin', 'race'] },
  { kind: 'category', name: 'language', columns: ['language', 'first_language', 'home_language'] },
  { kind: 'category', name: 'religion', columns: ['religion', 'faith'] },
  { kind: 'category', name: 'marital status', columns: ['marital_status'] },
  { kind: 'category', name: 'state', columns: ['state', 'province'] },
  { kind: 'category', name: 'county', columns: ['county', 'region'] },
  { kind: 'text', name: "mother's name", columns: ['mother_name', 'mothers_name', 'name_of_mother', 'mother'] },
  { kind: 'text', name: "father's name", columns: ['father_name', 'fathers_name', 'name_of_father', 'father'] },
  { kind: 'text', name: 'maiden name', columns: ['maiden_name', 'birth_name', 'name_at_birth', 'former_surname'] },
  {
    kind: 'text',
    name: 'social security number',
    columns: ['soc_sec_id', 'ssn', 'social_security_number', 'social_security_no', 'social_security_id'],
  },
  {
    kind: 'text',
    name: 'national insurance number',
    columns: ['national_insurance_number', 'national_insurance_no', 'ni_number', 'nino'],
  },
  { kind: 'text', name: 'passport number', columns: ['passport_number', 'passport_no', 'passport'] },
  {
    kind: 'text',
    name: 'driving licence number',
    columns: ['driving_licence_number', 'driving_licence_no', 'driver_licence_number', 'drivers_license_number'],
  },
  { kind: 'date', name: 'date of death', columns: ['date_of_death', 'death_date', 'dod'] },
]

/**
 * The mapping with every column of the files that bears a usual name and is not mapped yet.
 *
 * @param knows for a model that knows some such comparisons and no others
 */
export function withUsualColumns(
  tables: readonly Pick<Table, 'columns'>[],
  mapping: Mapping,
  idColumns: readonly string[],
  knows: (extra: ExtraField) => boolean,
): Mapping {
  const taken = new Set([
    ...idColumns,
    ...[...mapping.fields, ...mapping.extraSources].flatMap(({ columns }) => columns),
  ])
  const extras = [...mapping.extras]
  const extraSources = [...mapping.extraSources]
  for (const { kind, name, columns } of USUAL) {
    const found = tables.flatMap(table =>
      table.columns.filter(column => !taken.has(column) && columns.includes(plain(column))).slice(0, 1),
    )
    if (found.length === 0 || extras.some(extra => extra.name === name) || !knows({ kind, name })) continue
    const extra = extras.push({ kind, name }) - 1
    for (const column of new Set(found)) extraSources.push({ extra, columns: [column] })
  }
  return { ...mapping, extras, extraSources }
}

function plain(column: string): string {
  return column
    .trim()
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '_')
}
