import { codePoints } from '../metrics/code-points.ts'
import { damerauLevenshtein } from '../metrics/damerau-levenshtein.ts'
import { jaccard } from '../metrics/jaccard.ts'
import { jaro, jaroWinkler } from '../metrics/jaro-winkler.ts'
import { levenshtein } from '../metrics/levenshtein.ts'
import { CellError, SplinkError } from './error.ts'
import type { Value } from './expression.ts'
import { readDate } from './strptime.ts'
import { compareValues, dateOf, isList, listOf, numberOf, textOf } from './values.ts'

/** A function of SQL: how many operands it takes, and what it gives. */
interface SqlFunction {
  readonly least: number
  readonly most: number
  readonly apply: (operands: readonly Value[]) => Value
}

/**
 * The functions that a condition may use, by the names that DuckDB gives them.
 *
 * The measures of text count code points; DuckDB's own count bytes, so they may differ where a letter is not ASCII. As in DuckDB,
 * damerau_levenshtein is the unrestricted distance and jaccard compares the sets of letters.
 */
const FUNCTIONS: Readonly<Record<string, SqlFunction>> = {
  jaro_winkler_similarity: ofTexts(jaroWinkler),
  jaro_similarity: ofTexts(jaro),
  levenshtein: ofTexts(levenshtein),
  damerau_levenshtein: ofTexts(damerauLevenshtein),
  jaccard: ofTexts(jaccard),

  length: strict(1, 1, ([value = null]) => (isList(value) ? value.length : codePoints(textOf(value)).length)),
  lower: strict(1, 1, ([text = null]) => textOf(text).toLowerCase()),
  upper: strict(1, 1, ([text = null]) => textOf(text).toUpperCase()),
  trim: strict(1, 1, ([text = null]) => textOf(text).replaceAll(/^ +| +$/g, '')),
  substr: strict(2, 3, ([text = null, from = null, count]) => substring(textOf(text), numberOf(from), count)),
  left: strict(2, 2, ([text = null, count = null]) => [...textOf(text)].slice(0, numberOf(count)).join('')),
  right: strict(2, 2, ([text = null, count = null]) => lastLetters(textOf(text), numberOf(count))),
  replace: strict(3, 3, ([text = null, old = null, by = null]) => replaced(textOf(text), textOf(old), textOf(by))),
  split_part: strict(3, 3, ([text = null, mark = null, part = null]) =>
    at(textOf(text).split(textOf(mark)), numberOf(part), ''),
  ),
  concat: lenient(1, operands =>
    operands
      .filter(value => value !== null)
      .map(textOf)
      .join(''),
  ),
  regexp_extract: strict(
    2,
    3,
    ([text = null, pattern = null, group = 0]) => regExp(textOf(pattern)).exec(textOf(text))?.[numberOf(group)] ?? '',
  ),
  regexp_matches: strict(2, 2, ([text = null, pattern = null]) => regExp(textOf(pattern)).test(textOf(text))),
  regexp_replace: strict(3, 3, ([text = null, pattern = null, by = null]) =>
    textOf(text).replace(
      regExp(textOf(pattern)),
      textOf(by)
        .replaceAll('$', '$$$$')
        .replaceAll(/\\(\d)/g, '$$$1'),
    ),
  ),

  array_cosine_similarity: strict(2, 2, ([a = null, b = null]) =>
    cosine(listOf(a).map(numberOf), listOf(b).map(numberOf)),
  ),
  array_length: strict(1, 1, ([list = null]) => listOf(list).length),
  array_extract: strict(2, 2, ([list = null, place = null]) => at(listOf(list), numberOf(place), null)),
  list_contains: strict(2, 2, ([list = null, item = null]) => has(listOf(list), item)),
  list_intersect: strict(2, 2, ([a = null, b = null]) => common(listOf(a), listOf(b))),

  abs: ofNumber(Math.abs),
  acos: ofNumber(Math.acos),
  asin: ofNumber(Math.asin),
  atan: ofNumber(Math.atan),
  ceil: ofNumber(Math.ceil),
  cos: ofNumber(Math.cos),
  degrees: ofNumber(x => (x * 180) / Math.PI),
  floor: ofNumber(Math.floor),
  ln: ofNumber(Math.log),
  radians: ofNumber(x => (x * Math.PI) / 180),
  sin: ofNumber(Math.sin),
  sqrt: ofNumber(Math.sqrt),
  tan: ofNumber(Math.tan),
  atan2: strict(2, 2, ([y = null, x = null]) => Math.atan2(numberOf(y), numberOf(x))),
  power: strict(2, 2, ([base = null, exponent = null]) => numberOf(base) ** numberOf(exponent)),
  pi: strict(0, 0, () => Math.PI),
  least: lenient(1, operands => extreme(operands, -1)),
  greatest: lenient(1, operands => extreme(operands, 1)),

  coalesce: lenient(1, operands => operands.find(value => value !== null) ?? null),
  nullif: { least: 2, most: 2, apply: ([a = null, b = null]) => (a !== null && b !== null && same(a, b) ? null : a) },

  strptime: strict(2, 2, ([text = null, format = null]) => {
    const date = readDate(textOf(text), textOf(format))
    if (date === null)
      throw new CellError(`strptime met a text that is not of the form ${textOf(format)}; try_strptime makes it NULL`)
    return date
  }),
  try_strptime: strict(2, 2, ([text = null, format = null]) => readDate(textOf(text), textOf(format))),
  epoch: strict(1, 1, ([date = null]) => dateOf(date).getTime() / 1000),
  date_diff: strict(3, 3, ([unit = null, from = null, to = null]) => dateDiff(textOf(unit), dateOf(from), dateOf(to))),
}

/** Other names of the same functions. */
const ALIASES: Readonly<Record<string, string>> = {
  array_contains: 'list_contains',
  array_has: 'list_contains',
  array_intersect: 'list_intersect',
  ceiling: 'ceil',
  char_length: 'length',
  datediff: 'date_diff',
  editdist3: 'levenshtein',
  ifnull: 'coalesce',
  lcase: 'lower',
  len: 'length',
  list_extract: 'array_extract',
  pow: 'power',
  strip: 'trim',
  substring: 'substr',
  ucase: 'upper',
}

/** Whether there is a function of this name, in lower case. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(ALIASES, name) || Object.hasOwn(FUNCTIONS, name)
}

/** The function of a name in lower case. Throws a SplinkError when there is none, or when it does not take so many operands. */
export function functionFor(name: string, operands: number): SqlFunction['apply'] {
  const known = isFunction(name) ? FUNCTIONS[ALIASES[name] ?? name] : undefined
  if (known === undefined) throw new SplinkError(`unknown function ${name}`)
  const { least, most, apply } = known
  if (operands >= least && operands <= most) return apply
  const takes =
    least === most ? String(least) : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} or ${most}`
  throw new SplinkError(`${name} takes ${takes} operand${takes === '1' ? '' : 's'}, not ${operands}`)
}

/** NULL when any operand is. */
function strict(least: number, most: number, apply: SqlFunction['apply']): SqlFunction {
  return { least, most, apply: operands => (operands.includes(null) ? null : apply(operands)) }
}

function lenient(least: number, apply: SqlFunction['apply']): SqlFunction {
  return { least, most: Number.POSITIVE_INFINITY, apply }
}

function ofTexts(measure: (a: string, b: string) => number): SqlFunction {
  return strict(2, 2, ([a = null, b = null]) => measure(textOf(a), textOf(b)))
}

function ofNumber(apply: (x: number) => number): SqlFunction {
  return strict(1, 1, ([x = null]) => apply(numberOf(x)))
}

/** Cosine of the angle between two vectors of one length. */
function cosine(a: readonly number[], b: readonly number[]): number {
  const product = (one: readonly number[], other: readonly number[]) =>
    one.reduce((sum, x, place) => sum + x * (other[place] ?? Number.NaN), 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

function substring(text: string, from: number, count: Value | undefined): string {
  const letters = [...text]
  const start = from < 0 ? letters.length + from : from - 1
  const end = count === undefined ? letters.length : start + numberOf(count)
  return letters.slice(Math.max(0, start), Math.max(0, end)).join('')
}

function lastLetters(text: string, count: number): string {
  return count === 0 ? '' : [...text].slice(-count).join('')
}

function replaced(text: string, old: string, by: string): string {
  return old === '' ? text : text.split(old).join(by)
}

/** The item at a place from 1, or from −1 at the end. */
function at<T>(list: readonly T[], place: number, none: T): T {
  return (place === 0 ? undefined : list.at(place > 0 ? place - 1 : place)) ?? none
}

function same(a: Value, b: Value): boolean {
  return compareValues(a, b) === 0
}

function has(list: readonly Value[], item: Value): boolean {
  return list.some(each => each !== null && same(each, item))
}

function common(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  return [...new Set(a)].filter(item => item !== null && has(b, item))
}

function extreme(operands: readonly Value[], sign: 1 | -1): Value {
  return operands.reduce((best, value) => {
    if (best === null || value === null) return best ?? value
    return compareValues(value, best) * sign > 0 ? value : best
  }, null)
}

const regExps = new Map<string, RegExp>()

/** A pattern of DuckDB's, whose flags stand in front, as (?i). Throws a CellError for one that cannot be read. */
function regExp(pattern: string): RegExp {
  const known = regExps.get(pattern)
  if (known) return known
  const [, flags = '', source = ''] = /^(?:\(\?([is]+)\))?(.*)$/s.exec(pattern) ?? []
  try {
    const made = new RegExp(source, flags)
    regExps.set(pattern, made)
    return made
  } catch {
    throw new CellError(`the regular expression ${pattern} cannot be read`)
  }
}

const SECONDS = new Map([
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
])

/** How many borders of days, months … lie between two times, as DuckDB counts. */
function dateDiff(unit: string, from: Date, to: Date): number {
  const name = unit.toLowerCase().replace(/s$/, '')
  const seconds = SECONDS.get(name)
  if (seconds !== undefined) {
    const number = (date: Date) => Math.floor(date.getTime() / 1000 / seconds)
    return number(to) - number(from)
  }
  const years = to.getUTCFullYear() - from.getUTCFullYear()
  if (name === 'year') return years
  if (name === 'month') return years * 12 + to.getUTCMonth() - from.getUTCMonth()
  throw new CellError(`date_diff counts year, month, day, hour, minute or second, not ${unit}`)
}
