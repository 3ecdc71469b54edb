import { sexOf, type Sex } from '#domain/values/sex.ts'
import { factKey } from '#services/facts.ts'
import { plainDateText } from '#web/dates.ts'

const SEX_WORDS: Readonly<Record<Sex, string>> = {
  female: 'Female',
  male: 'Male',
  other: 'Indeterminate or other',
  'not-known': 'Not known',
}

/** A fact in words that everybody reads alike: a code for sex, and a date in any layout, written out; else as it was given. */
export function factText(field: string, value: string): string {
  if (field === 'sex') {
    const sex = sexOf(value)
    return sex === undefined ? value : SEX_WORDS[sex]
  }
  return field === 'dateOfBirth' ? dayText(value) : value
}

/** How a fact was given, where that is not what {@link factText} shows; else ''. */
export function asGiven(field: string, shown: string, written: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/\s+/g, ' ').trim()
  const other = written.filter(text => plain(text) !== plain(shown) && !(field === 'dateOfBirth' && isPlainDate(text)))
  return other.length === 0 ? '' : `given as ${other.slice(0, 3).join(', ')}`
}

function dayText(value: string): string {
  const key = factKey('dateOfBirth', value)
  return isPlainDate(key) ? plainDateText(key) : value
}

function isPlainDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}
