import { CellError } from './error.ts'

/** The fields of a date, in the order of Date.UTC. */
const FIELDS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

const MONTHS = 'january february march april may june july august september october november december'.split(' ')
const MONTH_NAME = MONTHS.map(month => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join('|')

const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: String.raw`(?<year>\d{1,4})`,
  y: String.raw`(?<year>\d{1,2})`,
  m: String.raw`(?<month>\d{1,2})`,
  d: String.raw`(?<day>\d{1,2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  M: String.raw`(?<minute>\d{1,2})`,
  S: String.raw`(?<second>\d{1,2})`,
  b: `(?<month>${MONTH_NAME})`,
  B: `(?<month>${MONTH_NAME})`,
  '%': '%',
}

const patterns = new Map<string, RegExp>()

/**
 * A text as a time in UTC by a format of strptime; null when it has not that form or there is no such day.
 *
 * Throws a CellError for a directive other than %Y %y %m %d %H %M %S %b %B.
 */
export function readDate(text: string, format: string): Date | null {
  const pattern = patterns.get(format) ?? patternOf(format)
  patterns.set(format, pattern)
  const groups = pattern.exec(text.trim())?.groups
  if (groups === undefined) return null
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = FIELDS.map(field =>
    numberIn(groups[field], field, format),
  )
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second))
  date.setUTCFullYear(year, month - 1, day)
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  return real ? date : null
}

function patternOf(format: string): RegExp {
  const source = format.replaceAll(/%(.)|[\\^$.*+?()[\]{}|/-]/g, (written: string, directive?: string) => {
    if (directive === undefined) return `\\${written}`
    const known = DIRECTIVES[directive]
    if (known === undefined) throw new CellError(`the date format ${format} has %${directive}, which is not known`)
    return known
  })
  return new RegExp(`^${source}$`, 'i')
}

/** Years of two digits are of 1969 to 2068, as everywhere in strptime. */
function numberIn(text: string | undefined, field: string, format: string): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (field === 'month' && Number.isNaN(number))
    return MONTHS.findIndex(month => month.startsWith(text.slice(0, 3).toLowerCase())) + 1
  if (field === 'year' && format.includes('%y')) return number + (number < 69 ? 2000 : 1900)
  return number
}
