import type { LinkRecord } from '#linkage/link-records.ts'
import { type Html, table } from './html.ts'

/** What some records say, side by side; letters and digits as dots unless values are to be shown. */
export function valuesTable(records: readonly (LinkRecord | undefined)[], showValues: boolean): Html {
  const people = records.map(record => new Map(Object.entries(record?.person ?? {})))
  const cell = (value: unknown) => {
    const text = typeof value === 'string' ? value : ''
    return showValues ? text : text.replaceAll(/[\p{L}\p{N}\p{M}]/gu, '•')
  }
  const fields = [...new Set(people.flatMap(person => [...person.keys()]))]
  const rows = fields.map(field => [nameOf(field), ...people.map(person => cell(person.get(field)))])
  return table(showValues ? 'Values' : 'Values, masked', ['Field', ...records.map(record => record?.id ?? '')], rows)
}

/** 'Date of birth' of dateOfBirth. */
function nameOf(field: string): string {
  const words = NAMES.get(field) ?? field.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const NAMES = new Map([
  ['givenName', 'first name'],
  ['nhsNumber', 'NHS number'],
  ['upn', 'UPN'],
  ['pncId', 'PNC ID'],
  ['email', 'e-mail'],
])
