import type { Comparable } from './comparable.ts'
import { houseNumber } from './compare/address.ts'
import { emailUser } from './compare/email.ts'
import { district, sector } from './compare/postcode.ts'
import type { Token } from './compare/token.ts'
import { type Names, namesOf } from './names-of.ts'

/** Domains where anybody may have an address. */
const PROVIDERS =
  /^@(?:g(?:oogle)?mail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|btinternet|sky|talktalk|virginmedia|proton(?:mail)?|gmx|mail)\./

/** Share of people at or below which a full name is rare enough to be a key by itself. */
const RARE_NAME = 3e-7

/** The first letters of a street, which survive most slips of the pen. */
const STREET_LETTERS = 4

const NOTHING: readonly string[] = []

/** What the blocking keys of a record are made of: for each clue the values that stand for the record in it, none when it is missing. */
export type Clues = ReturnType<typeof cluesOf>

/** One of them. */
export type Clue = keyof Clues

/** The clues of a record, each worked out once. */
export function cluesOf(c: Comparable, names: Names = namesOf(c)) {
  const first = names.given[0]
  const last = names.family[0]
  const familySounds = soundsOf(names.family)
  const familySound = familySounds.length < 2 ? familySounds : familySounds.slice(0, 1)
  const nameSounds = first === undefined ? NOTHING : nameSoundsOf(first.given.stemSound, familySounds)
  const nameSound = nameSounds.length < 2 ? nameSounds : nameSounds.slice(0, 1)
  const area = one(c.postcode && (sector(c.postcode) ?? c.postcode))
  // The first letters, since the rest of a town is often misspelt.
  const town = one(c.city?.slice(0, 2))
  const dayOfYear = one(c.born && !c.born.placeholder ? unordered(c.born.day, c.born.month) : undefined)
  const givenForm = one(first?.given.stemForm)
  const firstInitial = one(first?.text.slice(0, 1))
  return {
    nhsNumber: one(c.nhsNumber),
    upn: one(c.upn),
    pncId: one(c.pncId),
    phone: one(c.phone?.slice(-9)),
    email: emailKeys(c.email),
    /** With day and month in ascending order; none for a placeholder, which would gather everyone born that year. */
    days: dayOfYear.map(day => `${c.born?.year}-${day}`),
    dayOfYear,
    years: yearsOf(c.bornBetween),
    year: one(c.bornBetween && String(c.bornBetween[0])),
    familySounds,
    familySound,
    nameSounds,
    nameSound,
    rareName: isRare(first, last) ? nameSound : NOTHING,
    /** The first name by the first group of spellings it belongs to, else by its sound. */
    givenForm,
    firstInitial,
    /** The first name by its group of spellings, and how both names begin: one alone would gather too many people of one day. */
    nameStarts: distinct([...givenForm, ...one(first?.text.slice(0, 2)), ...one(last?.text.slice(0, 2))]),
    postcode: one(c.postcode),
    area,
    town,
    places: [...one(c.postcode && (district(c.postcode) ?? c.postcode)), ...town],
    home: homeOf(c.address),
    areaOrFamily: [...area, ...familySound],
  }
}

function one(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? NOTHING : [value]
}

function distinct(values: readonly string[]): readonly string[] {
  return values.length < 2 ? values : [...new Set(values)]
}

function unordered(day: number, month: number): string {
  return day < month ? `${day}-${month}` : `${month}-${day}`
}

/** The user, and for a domain of few people its initial there: a slip elsewhere in the address does no harm. */
function emailKeys(email: string | undefined): readonly string[] {
  if (email === undefined) return NOTHING
  const user = emailUser(email)
  const domain = email.slice(user.length)
  const own = user.length >= 5 ? user : email
  return PROVIDERS.test(domain) ? [own] : [own, `${user.slice(0, 1)}${domain}`]
}

/** Even years at and beside the year of birth, so that neighbouring years always share one; an age gives the years it spans. */
function yearsOf(between: readonly [number, number] | undefined): readonly string[] {
  if (!between) return NOTHING
  const [from, to] = between
  return distinct([from, from + 1, to, to + 1].map(year => String(year - (year % 2))))
}

function soundsOf(family: readonly Token[]): readonly string[] {
  return distinct(family.slice(0, 2).map(token => token.family.stemSound))
}

/** First and family name by sound, sorted, so that their order does not matter. */
function nameSoundsOf(first: string, family: readonly string[]): readonly string[] {
  return family.map(last => (first < last ? `${first} ${last}` : `${last} ${first}`))
}

function isRare(first: Token | undefined, last: Token | undefined): boolean {
  if (first === undefined || last === undefined || first.text.length < 3 || last.text.length < 3) return false
  return first.given.share * last.family.share <= RARE_NAME
}

function homeOf(address: string | undefined): readonly string[] {
  if (address === undefined) return NOTHING
  const number = houseNumber(address)
  const street = address.replace(/[\d ]|\bflat\b/g, '').slice(0, STREET_LETTERS)
  return number === '' || street === '' ? NOTHING : [`${number} ${street}`]
}
