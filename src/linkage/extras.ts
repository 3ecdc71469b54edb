import type { ComparableDate, Level } from './comparable.ts'
import { DOB_LEVELS, dobLevel } from './compare/dob.ts'
import { jaroWinkler } from './metrics/jaro-winkler.ts'
import { parseDate } from './normalise/dates.ts'
import { fold } from './normalise/text.ts'
import type { PairComparison } from './patterns.ts'

/** A column that the person model does not know: free text or a date with a grade for nearly the same, or a category that agrees or not. */
export interface ExtraComparison {
  readonly name: string
  readonly kind: 'text' | 'date' | 'category'
}

/** An extra comparison with probabilities found in the data, since no shipped model can know them. */
export interface ExtraModel extends ExtraComparison {
  readonly levels: readonly Level[]
}

const CLOSE_FROM = 0.88

/** The labels of an extra comparison's levels, best first. */
export function extraLabels(extra: ExtraComparison): readonly string[] {
  return extra.kind === 'category' ? ['same', 'differs'] : ['exact', 'close', 'other']
}

/** What a reviewer reads for a level of an extra comparison. */
export function extraWords(extra: ExtraComparison, label: string): string {
  if (label === 'exact' || label === 'same') return `the same ${extra.name}`
  return label === 'close' ? `${extra.name} nearly the same` : `${extra.name} differs`
}

/** How the values of an extra column are compared, as `toExtraValue` gives them: case, accents and punctuation do not count. */
export function compareExtra(extra: ExtraComparison): PairComparison<string> {
  return {
    name: extra.name,
    levels: extraLabels(extra).length,
    key: value => (value === '' ? undefined : value),
    level: (a, b) => {
      if (a === b) return 0
      if (extra.kind === 'category') return 1
      return (extra.kind === 'date' ? closeDates(a, b) : jaroWinkler(a, b) >= CLOSE_FROM) ? 1 : 2
    },
  }
}

/** A value of an extra column ready to compare: folded, a date as YYYY-MM-DD; an empty text when missing, or no date. */
export function toExtraValue(extra: ExtraComparison, text: string | undefined): string {
  if (extra.kind !== 'date') return fold(text ?? '')
  const parsed = parseDate(text ?? '')
  return parsed.ok ? parsed.value : ''
}

/** Slips that are made with any date: day and month swapped, one digit, some weeks; or 1 January, which stands for its year. */
const CLOSE_DATES: ReadonlySet<(typeof DOB_LEVELS)[number] | undefined> = new Set([
  'swapped',
  'one digit',
  'year known',
  'slip',
])

function closeDates(a: string, b: string): boolean {
  return CLOSE_DATES.has(DOB_LEVELS[dobLevel(dateOf(a), dateOf(b))])
}

function dateOf(value: string): ComparableDate {
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number)
  return { year, month, day, placeholder: month === 1 && day === 1 }
}
