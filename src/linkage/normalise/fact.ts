import { parseNhsNumber, parsePncId, parseUpn } from '#domain/values/identifiers.ts'
import { sexOf } from '#domain/values/sex.ts'
import { toAddress } from './address.ts'
import { parseDate } from './dates.ts'
import { toNameParts } from './names.ts'
import { toEmail, toPhone } from './phone.ts'
import { toPostcode } from './postcode.ts'
import { fold, MOST_TEXT } from './text.ts'

/** What is written where nothing is known, folded. */
const NOTHING = new Set([
  ...['unknown', 'not known', 'not given', 'not recorded', 'not stated', 'not specified', 'not provided'],
  ...['not applicable', 'not obtained', 'refused', 'n k', 'nk', 'n a', 'tbc'],
])

/** Codes for why there is no number, by field: the DfE's for the UPN, a placeless postcode, one digit repeated. */
const NO_NUMBER: Readonly<Record<string, RegExp>> = {
  upn: /^UN\d$/,
  postcode: /^ZZ99/,
  nhsNumber: /^(\d)\1{9}$/,
}

/**
 * A form of one field of a person in which equal facts are equal, however they are written: the code set, the layout of a date,
 * spaces, case, accents. It is '' for what says that nothing is known, which differs from nothing. Not for showing.
 *
 * @param field as {@link PersonInput} names it
 */
export function factKey(field: string, text: string): string {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim()
  if (NOTHING.has(fold(text))) return ''
  // What folds to nothing, such as an emoji, and what is too long to fold whole is compared as it is.
  if (plain.length > MOST_TEXT) return plain
  return keyOf(field, text) ?? (fold(text) || plain)
}

/** Undefined when the text is not what the field holds. */
function keyOf(field: string, text: string): string | undefined {
  switch (field) {
    case 'sex':
      return sexKey(text)
    case 'dateOfBirth':
      return valueOf(parseDate(text))
    case 'phone':
      return toPhone(text)
    case 'email':
      return toEmail(text)
    case 'postcode':
      return codeKey(field, text, toPostcode(text))
    case 'nhsNumber':
      return codeKey(field, text, valueOf(parseNhsNumber(text)))
    case 'upn':
      return codeKey(field, text, valueOf(parseUpn(text)))
    case 'pncId':
      return codeKey(field, text, valueOf(parsePncId(text)))
    case 'address':
      return toAddress(text)
    case 'fullName':
      return nameKey({ fullName: text })
    case 'givenName':
    case 'middleName':
    case 'aliases':
      return nameKey({ givenName: text })
    case 'familyName':
      return nameKey({ familyName: text })
    default:
      return undefined
  }
}

function sexKey(text: string): string | undefined {
  const sex = sexOf(text)
  return sex === 'not-known' ? '' : sex
}

/** A number in its canonical form; one that fails its check in capitals without spaces, and '' for a code that there is none. */
function codeKey(field: string, text: string, value: string | undefined): string {
  const compact = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s.,-]/g, '')
  return NO_NUMBER[field]?.test(compact) ? '' : (value ?? compact)
}

function nameKey(name: Parameters<typeof toNameParts>[0]): string | undefined {
  const { given, family } = toNameParts(name)
  return [...given, ...family].join(' ') || undefined
}

function valueOf(parsed: ReturnType<typeof parseDate>): string | undefined {
  return parsed.ok ? parsed.value : undefined
}
