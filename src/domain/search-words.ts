import { parseMsisdn, parseNhsNumber, parsePncId, parsePostcode } from './values/identifiers.ts'
import { parsePlainDate } from './values/time.ts'

/** What somebody typed into the one search box, taken apart. */
export interface SearchWords {
  /** Words of a name, as typed. */
  readonly names: readonly string[]
  /** YYYY-MM-DD */
  readonly born: string | undefined
  /** E.164 */
  readonly phone: string | undefined
  readonly postcode: string | undefined
  /** NHS number, PNC ID, and words that hold a digit or an @ and are none of the above: references and ids, lower case. */
  readonly references: readonly string[]
}

const MOST_TYPED = 300
const DATE = /\b(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})\b/
const PHONE = /(?:\+|\b0)[\d\s()-]{8,16}\d\b/
const NHS_NUMBER = /\b\d{3}[ -]?\d{3}[ -]?\d{4}\b/
const PNC_ID = /\b(?:\d{2}|\d{4})\/\d{1,7}[a-z]\b/i
const POSTCODE = /\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b/i

/** Take apart what was typed: a date of birth, a phone, a postcode, references, and the words of a name. Punctuation finds nothing. */
export function searchWords(typed: string): SearchWords {
  let rest = typed.slice(0, MOST_TYPED).replace(/\p{Cc}/gu, ' ')
  function take<T>(
    pattern: RegExp,
    parse: (text: string) => { readonly ok: boolean; readonly value?: T },
  ): T | undefined {
    const found = pattern.exec(rest)?.[0]
    if (found === undefined) return undefined
    const parsed = parse(found)
    if (!parsed.ok) return undefined
    rest = rest.replace(found, ' ')
    return parsed.value
  }
  const born = take(DATE, parseTypedDate)
  const numbers = [take(NHS_NUMBER, parseNhsNumber), take(PNC_ID, parsePncId)].filter(number => number !== undefined)
  const phone = take(PHONE, parseMsisdn)
  const postcode = take(POSTCODE, parsePostcode)
  const words = rest.split(/[\s,;]+/).filter(word => /[\p{L}\d]/u.test(word))
  return {
    names: words.filter(word => !isReference(word)).slice(0, 8),
    born,
    phone,
    postcode,
    references: [...numbers, ...words.filter(isReference)].map(word => word.toLowerCase()).slice(0, 8),
  }
}

/** Whether anything was typed that can be looked for. */
export function isSearchable(words: SearchWords): boolean {
  return words.names.length + words.references.length > 0 || [words.born, words.phone, words.postcode].some(Boolean)
}

function isReference(word: string): boolean {
  return /[\d@]/.test(word)
}

function parseTypedDate(text: string) {
  const [a = '', b = '', c = ''] = text.split(/[-/.]/)
  const [year, month, day] = a.length === 4 ? [a, b, c] : [c, b, a]
  return parsePlainDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}
