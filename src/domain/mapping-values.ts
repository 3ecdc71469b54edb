import type { FactValue, FieldRule, FieldType } from './mapping.ts'
import {
  parseAsn,
  parseCro,
  parseMsisdn,
  parseNhsNumber,
  parsePncId,
  parseUpn,
  parseVrm,
} from './values/identifiers.ts'
import { accepted, type Parsed, refused } from './values/parsed.ts'
import { parsePostalCode } from './values/postal-code.ts'
import { sexOf } from './values/sex.ts'
import { readDate, readTime } from './written-time.ts'

type Reader = (text: string, rule: Pick<FieldRule, 'codes'>) => Parsed<FactValue>

const NO_UPN = /^un\d$/i
const YES = new Set(['1', 'y', 'yes', 'true', 't', 'x'])
const NO = new Set(['0', 'n', 'no', 'false', 'f'])

const READERS: Readonly<Record<FieldType, Reader>> = {
  text: text => accepted(text),
  name: text => (/\p{L}/u.test(text) ? accepted(text) : refused('A name has letters')),
  names: text => (/\p{L}/u.test(text) ? accepted(text) : refused('A name has letters')),
  sex: text => (sexOf(text) === undefined ? refused('This is not a code for sex') : accepted(text)),
  date: text => readDate(text),
  datetime: readMoment,
  postcode: parsePostalCode,
  phone: parseMsisdn,
  email: text => (/^[^\s@]+@[^\s@]+$/.test(text) ? accepted(text) : refused('This is not an e-mail address')),
  nhsNumber: parseNhsNumber,
  // A code for why there is none is a good answer, and no number.
  upn: text => (NO_UPN.test(text) ? accepted(text) : parseUpn(text)),
  pncId: parsePncId,
  cro: parseCro,
  asn: parseAsn,
  vrm: parseVrm,
  code: readCode,
  boolean: readBoolean,
  number: readNumber,
}

const WHAT_TO_DO: Readonly<Partial<Record<FieldType, string>>> = {
  date: 'Correct the date, written day/month/year or year-month-day',
  datetime: 'Correct it, written day/month/year hour:minute',
  code: 'Use a code of this mapping',
  boolean: 'Write yes or no',
  number: 'Write a whole number',
}

/** The value of a cell in its canonical form (dates YYYY-MM-DD, moments in UTC), or why it is not one. The cell is not empty. */
export function readValue(rule: FieldRule, text: string): Parsed<FactValue> {
  return READERS[rule.type](text, rule)
}

/** A reason with what to do about it, as two sentences. */
export function advice(type: FieldType, reason: string): string {
  return `${reason}. ${WHAT_TO_DO[type] ?? 'Correct the value in the source and send it again'}.`
}

/** Whether a cell says yes; empty and no are false. */
export function saysYes(text: string): boolean {
  return YES.has(text.toLowerCase())
}

/**
 * A value for the error file: as it is for codes, numbers and times of events, else its first character and how long it is.
 *
 * @param personal true for what tells who somebody is, whatever its type
 */
export function maskValue(type: FieldType, value: string, personal: boolean): string {
  if (!personal && ['code', 'boolean', 'number', 'date', 'datetime'].includes(type)) return value.slice(0, 40)
  const characters = Array.from(value.slice(0, 200))
  if (characters.length === 0) return ''
  return `${characters[0]}${'•'.repeat(Math.min(characters.length - 1, 9))}`
}

function readMoment(text: string): Parsed<string> {
  const time = readTime(text)
  return time.ok ? accepted(time.value.at) : time
}

function readCode(text: string, rule: Pick<FieldRule, 'codes'>): Parsed<string> {
  const codes = rule.codes ?? {}
  const key = text.toLowerCase().replace(/\s+/g, ' ')
  const meaning = Object.hasOwn(codes, key) ? codes[key] : Object.values(codes).find(value => value === key)
  return meaning === undefined ? refused('This code is not known') : accepted(meaning)
}

function readBoolean(text: string): Parsed<boolean> {
  const word = text.toLowerCase()
  if (YES.has(word)) return accepted(true)
  return NO.has(word) ? accepted(false) : refused('This says neither yes nor no')
}

function readNumber(text: string): Parsed<number> {
  return /^\d{1,9}(?:\.0+)?$/.test(text) ? accepted(Math.trunc(Number(text))) : refused('This is not a whole number')
}
