/** A date of birth read from text, or why it could not be. */
export type ParsedDate = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string }

/** How two-digit years are read. */
export interface DateOptions {
  /** Last year that a two-digit year may mean; the window is the 100 years that end with it. */
  readonly latestYear?: number
}

const LATEST_YEAR = 2029
const EARLIEST = 1000
const LATEST = 2100
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const YEAR_FIRST = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?:[t ][\d:.]+(?:z|[+-]\d\d:?\d\d)?)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const DAY_FIRST = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?: [\d:.]+)?$/
const DAY_WORD = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]*(?:of )?([a-z]{3,9})[-/., ]*(\d{4}|\d{2})$/
const WORD_DAY = /^([a-z]{3,9})[-/. ]*(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{4}|\d{2})$/

/**
 * The date in YYYY-MM-DD, from any common written form with the day before the month.
 *
 * Impossible dates (29 February 2011, month 13) and years outside 1000-2100 are refused with the reason.
 */
export function parseDate(text: string, options: DateOptions = {}): ParsedDate {
  const clean = text.slice(0, 60).trim().toLowerCase().replace(/\s+/g, ' ')
  if (clean === '') return refused('the date is empty')
  const parts = partsOf(clean)
  if (parts === undefined) return refused('the date is not written as day/month/year or year-month-day')
  const [yearText, month, day] = parts
  const year = yearText.length === 2 ? centuryOf(Number(yearText), options.latestYear ?? LATEST_YEAR) : Number(yearText)
  if (year < EARLIEST || year > LATEST) return refused(`the year is not between ${EARLIEST} and ${LATEST}`)
  if (month < 1 || month > 12) return refused('the month is not between 1 and 12')
  if (day < 1 || day > daysIn(year, month)) return refused('that month has no such day')
  return { ok: true, value: `${year}-${two(month)}-${two(day)}` }
}

function partsOf(text: string): readonly [year: string, month: number, day: number] | undefined {
  const yearFirst = YEAR_FIRST.exec(text) ?? COMPACT.exec(text)
  if (yearFirst) return [yearFirst[1] ?? '', Number(yearFirst[2]), Number(yearFirst[3])]
  const dayFirst = DAY_FIRST.exec(text)
  if (dayFirst) return [dayFirst[3] ?? '', Number(dayFirst[2]), Number(dayFirst[1])]
  const dayWord = DAY_WORD.exec(text)
  if (dayWord) return [dayWord[3] ?? '', monthNamed(dayWord[2] ?? ''), Number(dayWord[1])]
  const wordDay = WORD_DAY.exec(text)
  if (wordDay) return [wordDay[3] ?? '', monthNamed(wordDay[1] ?? ''), Number(wordDay[2])]
  return undefined
}

function monthNamed(word: string): number {
  return MONTHS.indexOf(word.slice(0, 3)) + 1
}

function centuryOf(twoDigits: number, latestYear: number): number {
  const century = latestYear - (latestYear % 100)
  const year = century + twoDigits
  return year > latestYear ? year - 100 : year
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function refused(reason: string): ParsedDate {
  return { ok: false, reason }
}
