import { londonInstant } from './values/london.ts'
import { accepted, type Parsed, refused } from './values/parsed.ts'
import { type Instant, type PlainDate, parseInstant, plainDateOf } from './values/time.ts'

/** A moment as a file gave it. With a day alone, `dateOnly`, it is the first or the last minute of that day. */
export interface WrittenTime {
  readonly at: Instant
  readonly dateOnly: boolean
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/
const MONTH_WORD = /^(\d{1,2})[-/ ]([A-Za-z]{3,9})[-/ ](\d{4})$/
const TWO_DIGIT_YEAR = /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2}$/
const TIME = /^(.+?)(?:T|,? +)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i

/** A day, with the day before the month or the year first. The calendar is strict: 29 February 2011 is refused. */
export function readDate(text: string): Parsed<PlainDate> {
  const day = text.trim().replace(/[T ]00:00(?::00(?:\.0+)?)?$/, '')
  const yearFirst = YEAR_FIRST.exec(day) ?? COMPACT.exec(day)
  if (yearFirst) return plainDateOf(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]))
  const dayFirst = DAY_FIRST.exec(day)
  if (dayFirst) return plainDateOf(Number(dayFirst[3]), Number(dayFirst[2]), Number(dayFirst[1]))
  const word = MONTH_WORD.exec(day)
  if (word)
    return plainDateOf(Number(word[3]), MONTHS.indexOf((word[2] ?? '').slice(0, 3).toLowerCase()) + 1, Number(word[1]))
  if (TWO_DIGIT_YEAR.test(day)) return refused('The year has two digits, so the century is not known')
  return refused('This is not a date written day/month/year or year-month-day')
}

/**
 * A moment, by the clock in the United Kingdom unless an offset or Z says otherwise.
 *
 * @param edge which minute of the day a day alone stands for: the first for a start, the last for an end
 */
export function readTime(text: string, edge: 'start' | 'end' = 'start'): Parsed<WrittenTime> {
  const parts = TIME.exec(text.trim())
  const date = readDate(parts?.[1] ?? text)
  if (!date.ok) return date
  if (!parts) {
    const at = edge === 'start' ? londonInstant(date.value, 0, 0) : londonInstant(date.value, 23, 59)
    return accepted({ at, dateOnly: true })
  }
  const [, , hour = '', minute = '', second = '00', offset] = parts
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return refused('There is no such time of day')
  if (offset === undefined) {
    return accepted({ at: londonInstant(date.value, Number(hour), Number(minute), Number(second)), dateOnly: false })
  }
  const instant = parseInstant(`${date.value}T${hour.padStart(2, '0')}:${minute}:${second}${offset}`)
  return instant.ok ? accepted({ at: instant.value, dateOnly: false }) : instant
}
