import type { PersonInput } from '#linkage/comparable.ts'
import { WrongUse } from '../command.ts'
import { columnIndex } from './columns-of.ts'
import { type Draft, pickUp, writeField } from './pick-up.ts'
import type { Row, Table } from './read-table.ts'

/** The fields of a person that a column can be mapped to. */
export const FIELDS = {
  given_name: 'givenName',
  middle_name: 'middleName',
  family_name: 'familyName',
  full_name: 'fullName',
  date_of_birth: 'dateOfBirth',
  sex: 'sex',
  address: 'address',
  postcode: 'postcode',
  city: 'city',
  phone: 'phone',
  email: 'email',
  nhs_number: 'nhsNumber',
  upn: 'upn',
  pnc_id: 'pncId',
} as const satisfies Record<string, keyof PersonInput>

type Field = keyof typeof FIELDS

/** A column that is no field of a person, to be compared as text or date (with a grade for close) or as category (same or not). */
export interface ExtraField {
  readonly kind: 'text' | 'date' | 'category'
  readonly name: string
}

/** What `--map` asks for: columns to join with a space, for a field or an extra field. A target may have several sources. */
export interface Mapping {
  readonly fields: readonly { readonly field: Field; readonly columns: readonly string[] }[]
  readonly extras: readonly ExtraField[]
  /** In the order of `--map`; `extra` is a place in `extras`. */
  readonly extraSources: readonly { readonly extra: number; readonly columns: readonly string[] }[]
}

/** Read the `--map` options: `field=column`, `field=column+column`, `text:NAME=column`, `date:NAME=column`, `category:NAME=column`. */
export function parseMapping(options: readonly string[]): Mapping {
  const fields: { field: Field; columns: string[] }[] = []
  const extras: ExtraField[] = []
  const extraSources: { extra: number; columns: string[] }[] = []
  for (const option of options) {
    const [, target = '', source = ''] = /^([^=]+)=(.+)$/s.exec(option) ?? []
    if (target === '') throw new WrongUse(`'${option}' is no mapping; write field=column, e.g. family_name=surname`)
    const columns = source.split('+').map(column => column.trim())
    const extra = extraOf(target)
    if (extra) {
      const known = extras.findIndex(({ kind, name }) => kind === extra.kind && name === extra.name)
      extraSources.push({ extra: known < 0 ? extras.push(extra) - 1 : known, columns })
    } else if (isField(target)) {
      fields.push({ field: target, columns })
    } else {
      const names = Object.keys(FIELDS).join(', ')
      throw new WrongUse(`'${target}' is no field; fields are ${names}, or text:NAME, date:NAME and category:NAME`)
    }
  }
  return { fields, extras, extraSources }
}

function extraOf(target: string): ExtraField | undefined {
  const [, kind, name = ''] = /^(text|date|category):(.+)$/.exec(target) ?? []
  return kind === 'text' || kind === 'date' || kind === 'category' ? { kind, name } : undefined
}

/** Says so when a `--map` fits none of the files. */
export function checkMapping(tables: readonly Pick<Table, 'file' | 'columns'>[], mapping: Mapping): void {
  for (const { columns } of [...mapping.fields, ...mapping.extraSources]) {
    if (tables.some(table => hasAll(table, columns))) continue
    const [first] = tables
    if (tables.length === 1 && first) columns.forEach(column => columnIndex(first, column))
    throw new WrongUse(`no file has the column${columns.length > 1 ? 's' : ''} ${columns.join(' and ')}`)
  }
}

function hasAll(table: Pick<Table, 'columns'>, columns: readonly string[]): boolean {
  return columns.every(column => table.columns.includes(column))
}

function isField(name: string): name is Field {
  return Object.hasOwn(FIELDS, name)
}

/** How the rows of one table become people. */
export interface RowReader {
  person(row: Row): PersonInput
  /** Values of the extra fields, in the order of the mapping; an empty text when missing. */
  extras(row: Row): readonly string[]
  /** Fields that were picked up by their column's name, as `field=column`. */
  readonly pickedUp: readonly string[]
  /** Every mapped field or extra, as `field=column+column`. */
  readonly mapped: readonly string[]
}

/**
 * Reader for the rows of a table, from the mapping and from columns whose names say what they are.
 *
 * Of several sources of a field the first one whose columns the table has is taken.
 *
 * @param today YYYY-MM-DD, the day on which an age without a day is taken to be true, as when a file is sent to the hub
 * @throws WrongUse when nothing of a person is mapped
 */
export function rowReader(
  table: Pick<Table, 'file' | 'columns'>,
  mapping: Mapping,
  idColumn: string,
  today: string,
): RowReader {
  const fitting = mapping.fields.filter(({ columns }) => hasAll(table, columns))
  const given = fitting.filter(({ field }, at) => fitting.findIndex(other => other.field === field) === at)
  const extras = mapping.extras.map((_, extra) =>
    mapping.extraSources.find(source => source.extra === extra && hasAll(table, source.columns)),
  )
  const taken = new Set([idColumn, ...[...given, ...extras].flatMap(source => source?.columns ?? [])])
  const found = pickUp(
    table.columns.filter(column => !taken.has(column)),
    new Set(given.map(({ field }) => FIELDS[field])),
  )
  const all = [...given.map(({ field, columns }) => ({ property: FIELDS[field], name: field, columns })), ...found]
  if (all.length === 0) {
    const columns = table.columns.join(', ')
    throw new WrongUse(
      `no column of ${table.file} is mapped to a field; say which, e.g. --map family_name=COLUMN (its columns are ${columns})`,
    )
  }
  const placesOf = (columns: readonly string[]) => columns.map(column => columnIndex(table, column))
  const places = all.map(({ property, columns }) => ({ property, at: placesOf(columns) }))
  const extraPlaces = extras.map(source => placesOf(source?.columns ?? []))
  return {
    person: row => {
      const person: Draft = {}
      for (const { property, at } of places) writeField(person, property, joined(row, at))
      return person.ageYears === undefined || person.asAt !== undefined ? person : { ...person, asAt: today }
    },
    extras: row => extraPlaces.map(at => joined(row, at)),
    pickedUp: found.map(({ name, columns }) => `${name}=${columns.join('+')}`),
    mapped: [
      ...all.map(({ name, columns }) => `${name}=${columns.join('+')}`),
      ...extras.flatMap((source, at) =>
        source ? [`${mapping.extras[at]?.name ?? ''}=${source.columns.join('+')}`] : [],
      ),
    ],
  }
}

function joined(row: Row, at: readonly number[]): string {
  if (at.length === 1) return row[at[0] ?? 0] ?? ''
  return at
    .map(index => row[index] ?? '')
    .filter(cell => cell !== '')
    .join(' ')
}
