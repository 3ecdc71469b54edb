import { accepted, type Parsed, refused } from './parsed.ts'

/** Nothing that is an identifier is longer; more is not looked at. */
const LONGEST = 60

const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ'
const POLICE_LETTERS = 'ZABCDEFGHJKLMNPQRTUVWXY'

/**
 * Ten digits, without spaces: '9434765919'.
 *
 * The last digit is 11 minus the sum of the others weighted 10 to 2, modulo 11. Source: NHS Data Dictionary, NHS NUMBER.
 */
export function parseNhsNumber(text: string): Parsed<string> {
  const digits = compact(text, /[\s-]/g)
  if (digits === '') return refused('The NHS number is empty')
  if (!/^\d+$/.test(digits)) return refused('An NHS number has digits only')
  if (digits.length !== 10) return refused(`An NHS number has 10 digits, and this has ${digits.length}`)
  if (/^(\d)\1+$/.test(digits)) return refused('This NHS number is one digit repeated, which stands for "not known"')
  const remainder = 11 - (weightedSum(digits.slice(0, 9), [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  if (remainder % 11 !== Number(digits[9])) return refused('The last digit of this NHS number does not fit the others')
  return accepted(digits)
}

/**
 * Unique pupil number: a letter and 12 digits, or a temporary one that ends in a letter: 'B801200005001'.
 *
 * The first letter is the sum of the others weighted 2 to 13, modulo 23. Source: DfE, UniquePupilNumber 2.0.
 */
export function parseUpn(text: string): Parsed<string> {
  const upn = compact(text, /[\s-]/g)
  if (upn === '') return refused('The UPN is empty')
  if (/^UN\d$/.test(upn)) return refused('This is a code for why there is no UPN')
  if (!/^[A-Z]\d{11}[0-9A-Z]$/.test(upn))
    return refused('A UPN has a letter and 12 digits, or a letter, 11 digits and a letter')
  const last = upn.slice(12)
  const lastValue = /\d/.test(last) ? Number(last) : UPN_LETTERS.indexOf(last)
  if (lastValue < 0) return refused('A UPN does not have the letters I, O or S')
  const sum = weightedSum(upn.slice(1, 12), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) + lastValue * 13
  if (UPN_LETTERS[sum % 23] !== upn[0]) return refused('The first letter of this UPN does not fit its digits')
  return accepted(upn)
}

/**
 * Police National Computer id with a two-digit year and all seven digits: '21/0000014J'.
 *
 * Leading zeros may be left out and the year may have four digits. The letter is year and serial, modulo 23.
 */
export function parsePncId(text: string): Parsed<string> {
  const pnc = compact(text, /\s/g)
  if (pnc === '') return refused('The PNC ID is empty')
  const parts = /^(?:\d{2})?(\d{2})\/(\d{1,7})([A-Z])$/.exec(pnc) ?? /^(?:\d{2})?(\d{2})(\d{7})([A-Z])$/.exec(pnc)
  if (!parts) return refused('A PNC ID has a year, a stroke, up to 7 digits and a letter, such as 99/1234567A')
  const [, year = '', serial = '', letter = ''] = parts
  const padded = serial.padStart(7, '0')
  if (policeLetter(year + padded) !== letter) return refused('The last letter of this PNC ID does not fit its digits')
  return accepted(`${year}/${padded}${letter}`)
}

/**
 * Criminal Records Office number: '265416/21G', or 'SF39/123456X' for a record without fingerprints.
 *
 * The letter of an SF number is not checked: its rule could not be confirmed.
 */
export function parseCro(text: string): Parsed<string> {
  const cro = compact(text, /\s/g)
  if (cro === '') return refused('The CRO number is empty')
  const file = /^SF(\d{2})\/(\d{1,6})([A-Z])$/.exec(cro)
  if (file) {
    const [, year = '', serial = '', letter = ''] = file
    if (!POLICE_LETTERS.includes(letter)) return refused('A CRO number does not end in I, O or S')
    return accepted(`SF${year}/${serial.padStart(6, '0')}${letter}`)
  }
  const parts = /^(\d{1,6})\/(?:\d{2})?(\d{2})([A-Z])$/.exec(cro)
  if (!parts) return refused('A CRO number has up to 6 digits, a stroke, a year and a letter, such as 123456/99A')
  const [, serial = '', year = '', letter = ''] = parts
  const padded = serial.padStart(6, '0')
  if (policeLetter(year + padded) !== letter)
    return refused('The last letter of this CRO number does not fit its digits')
  return accepted(`${padded}/${year}${letter}`)
}

/**
 * Arrest/summons number without strokes: '1101ZD0100000448754K' (year, force, unit, system, sequence, letter).
 *
 * The letter is force, system, year and 11-digit sequence, modulo 23.
 */
export function parseAsn(text: string): Parsed<string> {
  const asn = compact(text, /\s/g)
  if (asn === '') return refused('The arrest/summons number is empty')
  const parts =
    /^(\d{2})\/(\d{2})([0-9A-Z]{2})\/(\d{2})\/(\d{1,11})([A-Z])$/.exec(asn) ??
    /^(\d{2})(\d{2})([0-9A-Z]{2})(\d{2})(\d{11})([A-Z])$/.exec(asn)
  if (!parts) {
    return refused(
      'An arrest/summons number has a year, force and unit, system, up to 11 digits and a letter, such as 11/01ZD/01/123A',
    )
  }
  const [, year = '', force = '', unit = '', system = '', sequence = '', letter = ''] = parts
  const padded = sequence.padStart(11, '0')
  if (policeLetter(force + system + year + padded) !== letter) {
    return refused('The last letter of this arrest/summons number does not fit its digits')
  }
  return accepted(`${year}${force}${unit}${system}${padded}${letter}`)
}

const OUTWARD = '[A-PR-UWYZ](?:\\d{1,2}|\\d[A-HJKPSTUW]|[A-HK-Y]\\d{1,2}|[A-HK-Y]\\d[ABEHMNPRVWXY])'
const POSTCODE = new RegExp(`^(${OUTWARD}|GIR)(\\d[ABD-HJLNP-UW-Z]{2})$`)

/** British postcode in upper case with one space: 'SE13 6LG'. Says nothing of whether the postcode is in use. */
export function parsePostcode(text: string): Parsed<string> {
  const postcode = compact(text, /[\s.,-]/g)
  if (postcode === '') return refused('The postcode is empty')
  if (postcode.startsWith('ZZ99'))
    return refused('ZZ99 stands for "no fixed address" or "not known", so it is not a place')
  const parts = POSTCODE.exec(postcode)
  if (!parts) return refused('This is not a full UK postcode, such as SW1A 1AA')
  return accepted(`${parts[1]} ${parts[2]}`)
}

/**
 * Telephone number in E.164: '+447700900123'. A number without a country is taken to be British.
 *
 * Of British numbers the length is checked; of others only that they have 7 to 15 digits.
 */
export function parseMsisdn(text: string): Parsed<string> {
  const written = text
    .slice(0, LONGEST)
    .normalize('NFKC')
    .trim()
    .replace(/^tel:/i, '')
    .replace(/\s*(?:ext\.?|x)\s*\d+$/i, '')
  if (written === '') return refused('The phone number is empty')
  if (/[^\d\s+().\-/]/.test(written)) return refused('A phone number has digits only, with + before a country code')
  const number = withCountry(written.replace('(0)', '').replace(/[^\d+]/g, ''))
  if (number === undefined) return refused('This phone number starts neither with 0 nor with + and a country code')
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return refused('A phone number has between 7 and 15 digits')
  if (/^\+\d{1,3}(\d)\1{6,}$/.test(number)) return refused('This phone number is one digit repeated')
  if (number.startsWith('+44') && !/^\+44(?:7\d{9}|[1-35689]\d{8,9})$/.test(number)) {
    return refused('A UK phone number has 10 or 11 digits with its first 0')
  }
  return accepted(number)
}

/** A leading 0 that a spreadsheet took away from a mobile number is given back. */
function withCountry(digits: string): string | undefined {
  if (digits.lastIndexOf('+') > 0) return undefined
  const international = digits.startsWith('00') ? `+${digits.slice(2)}` : digits
  if (international.startsWith('+440')) return `+44${international.slice(4)}`
  if (international.startsWith('+')) return international
  if (international.startsWith('0')) return `+44${international.slice(1)}`
  if (/^447\d{9}$/.test(international)) return `+${international}`
  return /^7\d{9}$/.test(international) ? `+44${international}` : undefined
}

const VRM =
  /^(?:[A-Z]{2}\d{2}[A-Z]{3}|[A-Z]\d{1,3}[A-Z]{3}|[A-Z]{3}\d{1,3}[A-Z]|[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}|\d{3}[DX]\d{3})$/

/** Vehicle registration mark in upper case without spaces: 'AB12CDE'. Current and older UK styles, and diplomatic ones. */
export function parseVrm(text: string): Parsed<string> {
  const vrm = compact(text, /[\s-]/g)
  if (vrm === '') return refused('The vehicle registration is empty')
  if (!VRM.test(vrm)) return refused('This is not a UK vehicle registration, such as AB12 CDE')
  return accepted(vrm)
}

function compact(text: string, drop: RegExp): string {
  return text.slice(0, LONGEST).normalize('NFKC').toUpperCase().replace(drop, '')
}

function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index] ?? 0), 0)
}

/** The check letter of PNC, CRO and ASN: the digits as one number, modulo 23. */
function policeLetter(digits: string): string | undefined {
  return POLICE_LETTERS[Number(BigInt(digits) % 23n)]
}
