import { parsePostcode } from './identifiers.ts'
import { accepted, type Parsed } from './parsed.ts'

const DIGITS = /^\d{3,10}$/
const REPEATED = /^(\d)\1*$/
/** Nothing that is a postal code is longer; more is not looked at. */
const LONGEST = 60

/**
 * The one rule of what may be compared as a postcode: a British one that passes its check ('SE13 6LG'), or one that is plainly of
 * another country, which is to say digits alone ('2119'), its spaces and hyphens left out.
 *
 * Everything else is refused with the reason, and is never used to match. Phones have the same rule with no exception: what
 * `parseMsisdn` refuses is never used to match.
 */
export function parsePostalCode(text: string): Parsed<string> {
  const digits = text.slice(0, LONGEST).normalize('NFKC').replace(/[\s-]/g, '')
  return DIGITS.test(digits) && !REPEATED.test(digits) ? accepted(digits) : parsePostcode(text)
}
