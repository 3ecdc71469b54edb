import {
  EVENT_KINDS,
  type EventKind,
  type FactValue,
  type FieldError,
  type FieldMark,
  type FieldRule,
  type MappedEvent,
  type MappedRow,
  type Mapping,
  type PersonFields,
} from './mapping.ts'
import { fitHeader, type HeaderFit } from './mapping-header.ts'
import { advice, maskValue, readValue, saysYes } from './mapping-values.ts'
import { londonDay } from './values/london.ts'
import type { Instant } from './values/time.ts'
import { readTime } from './written-time.ts'

/** What has been read of a row so far. */
interface Draft {
  readonly person: { -readonly [K in keyof PersonFields]: PersonFields[K] }
  readonly facts: Record<string, FactValue>
  readonly event: {
    kind?: EventKind
    startsAt?: Instant
    endsAt?: Instant
    place?: string
    outcode?: string
    grade?: string
  }
  readonly errors: FieldError[]
  readonly marks: FieldMark[]
  restricted: boolean
}

interface Cell {
  readonly text: string
  /** The file's name for the column, or the mapping's when the file has none. */
  readonly column: string
}

const SEPARATORS = /\s*(?:[;|]|\baka\b|\ba\.k\.a\.)\s*/i

/**
 * One row as a record, with what is wrong in it.
 *
 * A value that is needed and cannot be read is an error, and so are times of an event that cannot be read. Anything else that fails its check
 * is kept as given and marked. A row that withdraws is asked for nothing but its ids.
 *
 * @param fit of the file's header; worked out from the row when absent, which is slower
 */
export function applyMapping(
  mapping: Mapping,
  row: Readonly<Record<string, string>>,
  fit: HeaderFit = fitHeader(mapping, Object.keys(row)),
): MappedRow {
  const cell = (column: string): Cell => {
    const header = fit.columns.get(column)
    return { column: header ?? column, text: header === undefined ? '' : (row[header] ?? '').trim() }
  }
  const ids = mapping.sourceId.map(cell)
  const sourceId = ids.map(id => id.text).join('/')
  const subjectRef = subjectOf(mapping, cell)
  const version = mapping.versionFrom === undefined ? '' : cell(mapping.versionFrom).text
  const purge = mapping.purge !== undefined && saysYes(cell(mapping.purge).text)
  const draft: Draft = { person: {}, facts: {}, event: {}, errors: noIds(ids), marks: [], restricted: false }
  if (!purge) {
    for (const rule of mapping.fields) readField(draft, rule, cellsOf(rule, cell))
    checkWhole(draft, mapping, subjectRef)
  }
  const event = purge ? undefined : eventOf(draft, mapping)
  return {
    sourceId,
    ...(subjectRef === '' ? {} : { subjectRef }),
    ...(version === '' ? {} : { version }),
    person: draft.person,
    ...(event === undefined ? {} : { event }),
    purge,
    restricted: draft.restricted,
    errors: draft.errors,
    marks: draft.marks,
  }
}

/** The person's number, with what it is unique in before it. */
function subjectOf(mapping: Mapping, cell: (column: string) => Cell): string {
  const number = mapping.subjectRef === undefined ? '' : cell(mapping.subjectRef).text
  const within = number === '' || mapping.subjectWithin === undefined ? '' : cell(mapping.subjectWithin).text
  return within === '' ? number : `${within}/${number}`
}

function noIds(ids: readonly Cell[]): FieldError[] {
  return ids
    .filter(id => id.text === '')
    .map(id => ({
      column: id.column,
      valueMasked: '',
      reason: 'This names the row and is empty. Fill it in and send the row again.',
    }))
}

function cellsOf(rule: FieldRule, cell: (column: string) => Cell): Cell {
  const cells = rule.from.map(cell)
  const filled = cells.filter(each => each.text !== '')
  const first = filled[0] ?? { text: '', column: cells.map(each => each.column).join(' or ') }
  if (rule.take === 'first' || filled.length < 2) return first
  return { column: filled.map(each => each.column).join(' + '), text: filled.map(each => each.text).join(' ') }
}

function readField(draft: Draft, rule: FieldRule, cell: Cell): void {
  if (cell.text === '') {
    if (rule.otherwise !== undefined) return put(draft, rule, rule.otherwise)
    if (rule.required) draft.errors.push(errorOf(rule, cell, 'This is needed and is empty'))
    return
  }
  if (rule.to === 'event.startsAt' || rule.to === 'event.endsAt') return readEventTime(draft, rule, cell)
  const value = readValue(rule, cell.text)
  if (value.ok)
    return put(draft, rule, rule.to.startsWith('person.') && rule.type !== 'number' ? cell.text : value.value)
  if (rule.required) {
    draft.errors.push(errorOf(rule, cell, value.reason))
    return
  }
  draft.marks.push({ ...errorOf(rule, cell, value.reason), field: rule.to })
  if (rule.otherwise !== undefined) return put(draft, rule, rule.otherwise)
  if (keptAsGiven(rule)) put(draft, rule, cell.text)
}

/** A person's fields, and facts that a reader can still make sense of. Times and numbers that cannot be read are left out; the row as given has them. */
function keptAsGiven(rule: FieldRule): boolean {
  if (rule.to.startsWith('person.')) return rule.type !== 'number'
  return rule.to.startsWith('facts.') && !['date', 'datetime', 'boolean', 'number'].includes(rule.type)
}

function readEventTime(draft: Draft, rule: FieldRule, cell: Cell): void {
  const starts = rule.to === 'event.startsAt'
  const time = readTime(cell.text, starts ? 'start' : 'end')
  if (!time.ok) {
    draft.errors.push(errorOf(rule, cell, time.reason))
    return
  }
  if (starts) draft.event.startsAt = time.value.at
  else draft.event.endsAt = time.value.at
  if (time.value.dateOnly) draft.facts.dateOnly = true
  if (!starts && draft.event.startsAt !== undefined && time.value.at < draft.event.startsAt) {
    draft.errors.push(errorOf(rule, cell, 'This ends before it starts'))
  }
}

function put(draft: Draft, rule: FieldRule, value: FactValue): void {
  const [room, name = ''] = splitTarget(rule.to)
  if (rule.to === 'restricted') draft.restricted = value === true
  if (room === 'facts') draft.facts[name] = value
  if (room === 'event') putEvent(draft, rule, String(value))
  if (room === 'person') putPerson(draft, rule, name, value)
}

function putEvent(draft: Draft, rule: FieldRule, value: string): void {
  if (rule.to === 'event.kind') {
    const kind = EVENT_KINDS.find(each => each === value)
    if (kind) draft.event.kind = kind
  }
  if (rule.to === 'event.place') draft.event.place = value
  if (rule.to === 'event.grade') draft.event.grade = value
  if (rule.to === 'event.postcode') {
    const space = value.indexOf(' ')
    if (space > 0) draft.event.outcode = value.slice(0, space)
  }
}

const TEXT_FIELDS = [
  'givenName',
  'middleName',
  'familyName',
  'fullName',
  'dateOfBirth',
  'asAt',
  'sex',
  'address',
  'postcode',
  'city',
  'phone',
  'email',
  'nhsNumber',
  'upn',
  'pncId',
] as const

/** The names of a cell that holds several, with a semicolon, a bar or "aka" between them. */
export function splitAliases(text: string): string[] {
  return text.split(SEPARATORS).filter(alias => alias !== '')
}

function putPerson(draft: Draft, rule: FieldRule, name: string, value: FactValue): void {
  if (name === 'aliases') {
    draft.person.aliases = [...(draft.person.aliases ?? []), ...splitAliases(String(value))]
  }
  if (name === 'ageYears' && typeof value === 'number') putAge(draft, rule, value)
  const field = TEXT_FIELDS.find(each => each === name)
  if (field) draft.person[field] = String(value)
}

function putAge(draft: Draft, rule: FieldRule, age: number): void {
  if (age <= 130) {
    draft.person.ageYears = age
    return
  }
  const cell = { column: rule.from[0] ?? rule.to, text: String(age) }
  draft.marks.push({ ...errorOf(rule, cell, 'Nobody is that old'), field: rule.to })
}

function checkWhole(draft: Draft, mapping: Mapping, subjectRef: string): void {
  const { person, event } = draft
  if (person.ageYears !== undefined && person.asAt === undefined && event.startsAt !== undefined)
    person.asAt = londonDay(event.startsAt)
  if (mapping.kind === undefined && Object.keys(person).length === 0 && subjectRef === '') {
    const column = mapping.needs.at(-1)?.[0] ?? mapping.name
    draft.errors.push({
      column,
      valueMasked: '',
      reason: 'This row does not say who the person is. Give a name, a date of birth or a number.',
    })
  }
}

function eventOf(draft: Draft, mapping: Mapping): MappedEvent | undefined {
  const { startsAt, endsAt, kind: _, ...rest } = draft.event
  const kind = draft.event.kind ?? mapping.kind
  if (kind === undefined || startsAt === undefined) return undefined
  return { kind, startsAt, ...(endsAt === undefined ? {} : { endsAt }), ...rest, facts: draft.facts }
}

function errorOf(rule: FieldRule, cell: Cell, reason: string): FieldError {
  const personal = rule.to.startsWith('person.')
  return {
    column: cell.column,
    valueMasked: maskValue(rule.type, cell.text, personal),
    reason: advice(rule.type, reason),
  }
}

function splitTarget(target: string): readonly [room: string, name: string | undefined] {
  const dot = target.indexOf('.')
  return dot < 0 ? [target, undefined] : [target.slice(0, dot), target.slice(dot + 1)]
}
