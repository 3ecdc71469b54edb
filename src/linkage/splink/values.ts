import { CellError } from './error.ts'
import type { CastTo, Value } from './expression.ts'
import { readDate } from './strptime.ts'

/** A value as a number; a text is read as one, since cells of a file are texts. Throws a CellError when it is none. */
export function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  if (value instanceof Date) throw new CellError('a date is taken for a number; epoch gives its seconds')
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isNaN(number)) throw new CellError('something that is no number is taken for one; TRY_CAST makes it NULL')
  return number
}

/** A value as text. Throws a CellError for a list. */
export function textOf(value: Value): string {
  if (isList(value)) throw new CellError('a list is taken for a text')
  return value instanceof Date ? value.toISOString().replace('T', ' ').slice(0, 19) : String(value)
}

/** A value as a time; a text is read as YYYY-MM-DD, with or without a time of day. Throws a CellError when it is none. */
export function dateOf(value: Value): Date {
  if (value instanceof Date) return value
  const text = typeof value === 'string' ? value.trim().replace('T', ' ') : ''
  const date = readDate(text, '%Y-%m-%d') ?? readDate(text, '%Y-%m-%d %H:%M:%S')
  if (date === null)
    throw new CellError('something that is no date (YYYY-MM-DD) is taken for one; try_strptime makes it NULL')
  return date
}

/** A value as a list; a cell of a file may hold one in the form of JSON. Throws a CellError when it is none. */
export function listOf(value: Value): readonly Value[] {
  const found = typeof value === 'string' && value.startsWith('[') ? parseList(value) : value
  if (!isList(found)) throw new CellError('something that is no list is taken for one; a cell may hold ["a", "b"]')
  return found
}

/** Whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function parseList(text: string): Value {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list)
      ? list.map(item => (typeof item === 'number' ? item : item === null ? null : String(item)))
      : null
  } catch {
    return null
  }
}

/** A value, not NULL, in another kind. Throws a CellError when it has no such form. */
export function castValue(value: Value, to: CastTo): Value {
  switch (to) {
    case 'text':
      return textOf(value)
    case 'number':
      return numberOf(value)
    case 'integer':
      return Math.round(numberOf(value))
    case 'date':
      return dateOf(value)
  }
}

/** Below 0, 0 or above 0 as one value, neither NULL, comes before, with or after another: as dates or numbers if one of them is, else by code unit. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  if (a instanceof Date || b instanceof Date) return dateOf(a).getTime() - dateOf(b).getTime()
  if (isList(a) && isList(b)) return JSON.stringify(a) === JSON.stringify(b) ? 0 : 1
  return compareNumbers(numberOf(a), numberOf(b))
}

/** What is no number, such as 0 / 0, equals itself and comes after all others, as in DuckDB. */
function compareNumbers(a: number, b: number): number {
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || a - b || 0
}
