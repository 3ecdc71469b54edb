import { parsePostcode } from '#domain/values/identifiers.ts'
import { fold } from './text.ts'

/** A British postcode in upper case with one space; another country's code folded without spaces; undefined when it is neither. */
export function toPostcode(text: string): string | undefined {
  const parsed = parsePostcode(text)
  if (parsed.ok) return parsed.value
  const folded = fold(text).replaceAll(' ', '').toUpperCase()
  return /^(?=.*\d)[A-Z0-9]{3,10}$/.test(folded) ? folded : undefined
}
