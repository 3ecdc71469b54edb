import { parseNhsNumber, parsePncId, parseUpn } from '#domain/values/identifiers.ts'
import { sexOf } from '#domain/values/sex.ts'
import type { Comparable, ComparableDate, PersonInput } from '../comparable.ts'
import { postcodeWithin, toAddress } from './address.ts'
import { type DateOptions, parseDate } from './dates.ts'
import { toNameParts } from './names.ts'
import { toEmail, toPhone } from './phone.ts'
import { toPostcode } from './postcode.ts'
import { fold } from './text.ts'

type Parsed = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string }

/** A plausible year at the start or the end of what was written for a date. */
const YEAR =
  /(?<=^\s*)(?:1\d|20)\d\d(?=[-/. ]|\s*$|\d{4}\s*$)|(?<=^\s*\d{1,2}[-/. ]\w{1,9}[-/. ])(?:1\d|20)\d\d(?=\s*$)/

/** A person's details in comparable form. What cannot be read, and any identifier that fails its check, is left undefined. */
export function toComparable(input: PersonInput, options: DateOptions = {}): Comparable {
  const names = toNameParts(input)
  const born = bornOn(input.dateOfBirth, options)
  const address = input.address ?? ''
  const postcode = input.postcode ?? ''
  return {
    ...names,
    born,
    bornBetween: bornBetween(input, born),
    sex: toSex(input.sex),
    address: toAddress(address),
    postcode: toPostcode(postcode.trim() === '' ? (postcodeWithin(address) ?? '') : postcode),
    city: fold(input.city ?? '') || undefined,
    phone: toPhone(input.phone ?? ''),
    email: toEmail(input.email ?? ''),
    nhsNumber: valid(input.nhsNumber, parseNhsNumber),
    upn: valid(input.upn, parseUpn),
    pncId: valid(input.pncId, parsePncId),
  }
}

function bornOn(text: string | undefined, options: DateOptions): ComparableDate | undefined {
  const parsed = parseDate(text ?? '', options)
  if (!parsed.ok) return undefined
  const [year = 0, month = 0, day = 0] = parsed.value.split('-').map(Number)
  return { year, month, day, placeholder: month === 1 && day === 1 }
}

/** A year alone, or the year of an impossible date, counts as a range of one year; an age spans two birth years. */
function bornBetween(input: PersonInput, born: ComparableDate | undefined): readonly [number, number] | undefined {
  if (born) return [born.year, born.year]
  const year = YEAR.exec((input.dateOfBirth ?? '').slice(0, 60))?.[0]
  if (year !== undefined) return [Number(year), Number(year)]
  const then = Number(/^(\d{4})-/.exec(input.asAt ?? '')?.[1] ?? Number.NaN)
  const age = input.ageYears ?? Number.NaN
  if (!Number.isFinite(then) || !Number.isInteger(age) || age < 0 || age > 130) return undefined
  return [then - age - 1, then - age]
}

function toSex(text: string | undefined): 'f' | 'm' | undefined {
  const sex = sexOf(text ?? '')
  if (sex === 'female') return 'f'
  return sex === 'male' ? 'm' : undefined
}

function valid(text: string | undefined, parse: (text: string) => Parsed): string | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const parsed = parse(text)
  return parsed.ok ? parsed.value : undefined
}
