import { createHash } from 'node:crypto'

/** Tables that a world fills, each with the columns that its lines have, in their order. */
export const COLUMNS = {
  record:
    'agency_id, record_id, source_system, feed, source_id, subject_ref, version_no, version, comparable, first_seen, last_seen, restricted, audience',
  record_version: 'agency_id, record_id, version_no, version, person, as_given, asserted_at, received_at, audience',
  event: 'agency_id, record_id, kind, starts_at, ends_at, place, outcode, facts, received_at, audience',
  search_token: 'agency_id, token, holder, record_id',
  match_key: 'key, agency_id, record_id',
  match_profile: 'agency_id, record_id, source_system, subject_ref, said',
  person: 'person_id, updated_at',
  member: 'agency_id, record_id, person_id, since',
  link_decision:
    'agency_id, decision_id, left_record, right_agency, right_record, by_kind, outcome, weight, probability, evidence, holds, model_version, at, audience',
  interest:
    'agency_id, interest_id, record_id, kind, since, expires_at, review_on, reason, legal_basis, owner_name, source',
  encounter:
    'agency_id, encounter_id, reference, record_id, circumstance, occurred_at, reported_at, place, reported_by, reporter_name, certainty, answer, audience',
  alert:
    'agency_id, alert_id, reference, encounter_agency, encounter_id, encounter_reference, encounter_record, interest_kind, interest_id, record_id, certainty, tells, raised_at, respond_by',
} as const

export type Table = keyof typeof COLUMNS

export const TABLES = Object.keys(COLUMNS) as readonly Table[]

type Value = string | number | bigint | boolean | undefined | readonly string[] | object

/** Lines in the text form of COPY, gathered for each table. */
export interface Lines {
  add(table: Table, ...values: readonly Value[]): void
  /** The lines of a table as one text, '' when there are none. */
  textOf(table: Table): string
}

/** New, empty lines. */
export function newLines(): Lines {
  const byTable = new Map<Table, string[]>(TABLES.map(table => [table, []]))
  return {
    add: (table, ...values) => void byTable.get(table)?.push(`${values.map(fieldOf).join('\t')}\n`),
    textOf: table => byTable.get(table)?.join('') ?? '',
  }
}

function fieldOf(value: Value): string {
  if (value === undefined) return '\\N'
  if (Array.isArray(value))
    return escaped(`{${value.map(item => `"${String(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`)
  return escaped(typeof value === 'object' ? JSON.stringify(value) : String(value))
}

function escaped(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : text
}

/** Ids in the form of random UUIDs that depend on the name alone. */
export function newIds(name: string): () => string {
  let made = 0
  return () => {
    made += 1
    const hex = createHash('sha1').update(`${name} ${made}`).digest('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
}
