import type { Comparable, ComparableDate } from '../comparable.ts'
import { houseNumber } from '../compare/address.ts'
import { emailUser } from '../compare/email.ts'
import { district, sector } from '../compare/postcode.ts'
import type { Token } from '../compare/token.ts'
import type { NameKind } from '../compare/variants.ts'
import { personV1 } from '../model.ts'
import { namesOf } from '../names-of.ts'

/**
 * What two encodings can be asked whether they have it in common. The value says what kind of thing it is: traits of one kind can
 * be compared with each other, so that a first name is found among the family names.
 */
export const MARKED = {
  givenWords: 'name',
  givenWhole: 'name',
  givenForms: 'given form',
  givenSounds: 'sound',
  givenInitials: 'name',
  familyWords: 'name',
  familyWhole: 'name',
  familyForms: 'family form',
  familySounds: 'sound',
  familyInitials: 'name',
  aliases: 'name',
  date: 'date',
  years: 'year',
  grown: 'grown',
  sex: 'sex',
  postcode: 'postcode',
  shortCode: 'short code',
  address: 'address',
  house: 'house',
  city: 'city',
  phone: 'phone',
  email: 'email',
  nhsNumber: 'nhs number',
  upn: 'upn',
  pncId: 'pnc id',
} as const

/** What two encodings can be asked how alike it is, by kind in the same way. */
export const SKETCHED = { given: 'name', family: 'name', street: 'street', city: 'city', email: 'email' } as const

export type MarkedTrait = keyof typeof MARKED
export type SketchedTrait = keyof typeof SKETCHED

/** A person in the traits that are encoded; a list is empty and a text is so when the value is missing. */
export interface Traits {
  readonly marked: Readonly<Record<MarkedTrait, readonly string[]>>
  readonly sketched: Readonly<Record<SketchedTrait, string>>
}

const NATIONAL_DIGITS = 9
const LONGEST_SHORT_CODE = 5
const SHORTEST_USER = 5
const FORMS = 4
/** The code, its sector and district, and the slips of eight characters. */
const POSTCODE_PARTS = 18
const SHORT_CODE_PARTS = 10
const MOST_YEARS = 3
const MOST_WORDS = 6

/** The traits of a person. Lists that would be longer for some values than for others are filled up to one length. */
export function traitsOf(c: Comparable): Traits {
  const { given, family, aliases, givenWord, familyWord, wholeFamily } = namesOf(c)
  const short = c.postcode !== undefined && c.postcode.length <= LONGEST_SHORT_CODE
  return {
    marked: {
      givenWords: textsOf(given),
      givenWhole: given.length > 1 ? one(givenWord?.text) : [],
      givenForms: filled(c, FORMS, formsOf('given', given[0])),
      givenSounds: given.slice(0, MOST_WORDS).map(({ sound }) => sound),
      givenInitials: initialsOf(given),
      familyWords: textsOf(family),
      familyWhole: [...one(familyWord?.text), ...one(wholeFamily)],
      familyForms: filled(c, FORMS, family.length === 1 ? formsOf('family', family[0]) : []),
      familySounds: family.slice(0, MOST_WORDS).map(({ sound }) => sound),
      familyInitials: initialsOf(family),
      aliases: textsOf(aliases),
      date: c.born && !c.born.placeholder ? dateParts(c.born) : [],
      years: yearsOf(c.bornBetween),
      grown: [isGrown(c) ? 'yes' : `no: ${JSON.stringify([c.given, c.family, c.bornBetween])}`],
      sex: one(c.sex),
      postcode: filled(c, POSTCODE_PARTS, c.postcode === undefined || short ? [] : postcodeParts(c.postcode)),
      shortCode: filled(
        c,
        SHORT_CODE_PARTS,
        c.postcode !== undefined && short ? [c.postcode, ...slipsOf(c.postcode)] : [],
      ),
      address: one(c.address),
      house: one(c.address && houseNumber(c.address)),
      city: one(c.city),
      phone: filled(c, NATIONAL_DIGITS + 1, phoneParts(c.phone?.slice(-NATIONAL_DIGITS))),
      email: emailParts(c.email),
      nhsNumber: one(c.nhsNumber),
      upn: one(c.upn),
      pncId: one(c.pncId),
    },
    sketched: {
      given: edged(givenWord?.text),
      family: edged(familyWord?.text),
      street: streetOf(c.address ?? ''),
      city: edged(c.city),
      email: edged(c.email),
    },
  }
}

/** A list that is not empty, filled up with what nobody else has, or cut off. */
function filled(c: Comparable, length: number, values: readonly string[]): readonly string[] {
  if (values.length === 0 || values.length >= length) return values.slice(0, length)
  const whole = JSON.stringify(c)
  return [...values, ...Array.from({ length: length - values.length }, (_, at) => `filling ${at} of ${whole}`)]
}

function one(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value]
}

function textsOf(words: readonly Token[]): readonly string[] {
  return words.slice(0, MOST_WORDS).map(({ text }) => text)
}

/** Of a word that is but an initial this is the word, by which it is known as one. */
function initialsOf(words: readonly Token[]): readonly string[] {
  return textsOf(words).map(text => text.slice(0, 1))
}

/** What the spellings, nicknames and grammatical forms of one name have in common. */
function formsOf(kind: NameKind, word: Token | undefined): readonly string[] {
  return word === undefined ? [] : [word[kind].stem, ...word[kind].groups.map(group => `#${group}`)]
}

/** Beginning and end count as letters. */
function edged(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `^${text}$`
}

function streetOf(address: string): string {
  return address
    .split(' ')
    .filter(word => !/^\d/.test(word) && word !== 'flat')
    .join('')
}

/** Places in the trait `date`, in order of the levels they show. */
export const DATE_PARTS = {
  exact: [0, 1],
  unordered: [1, 2],
  slip: [2, 15],
  two: [15, 18],
  months: [18, 20],
  monthsOfYear: [20, 22],
  years: [22, 24],
  decades: [24, 26],
} as const

function dateParts({ year, month, day }: ComparableDate): readonly string[] {
  const digits = `${year}${pad(month)}${pad(day)}`
  return [
    digits,
    `${year} ${Math.min(month, day)} ${Math.max(month, day)}`,
    ...withOneHidden(digits),
    ...[0, 1, 2, 4, 6].map(at => withTwoUnordered(digits, at)),
    `year ${year} month ${month}`,
    `year ${year} day ${day}`,
    `month ${month} day ${day}`,
    // Neighbours share one of these, whichever of the two comes first.
    ...neighbours('months', year * 12 + month),
    ...neighbours('months of a year', month),
    ...neighbours('years', year),
    ...neighbours(`years that end in ${year % 10}`, Math.floor(year / 10)),
  ]
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

/** The even number at or next above, and the odd one: those of a number and of its neighbour agree in one place. */
function neighbours(unit: string, number: number): readonly string[] {
  return [`even ${unit} ${number + (number % 2)}`, `odd ${unit} ${number + ((number + 1) % 2)}`]
}

/** A text for each of its places, with that place left open: two texts that differ in one place have one in common. */
function withOneHidden(text: string): readonly string[] {
  return Array.from(text, (_, at) => `${text.slice(0, at)}?${text.slice(at + 1)}`)
}

function withTwoUnordered(text: string, at: number): string {
  const two = [...text.slice(at, at + 2)].toSorted().join('')
  return `${text.slice(0, at)}{${two}}${text.slice(at + 2)}`
}

/** Two texts of one length that differ in one place, or in the order of two neighbours, have one of these in common. */
function slipsOf(text: string): readonly string[] {
  return [...withOneHidden(text), ...Array.from(text.slice(1), (_, at) => withTwoUnordered(text, at))]
}

/** Only somebody who surely does not live with their family any more; the others have nothing in common by this. */
function isGrown({ bornBetween }: Comparable): boolean {
  return bornBetween !== undefined && bornBetween[1] < personV1.atHomeBornFrom
}

function yearsOf(between: readonly [number, number] | undefined): readonly string[] {
  if (!between) return []
  const [from, to] = between
  return Array.from({ length: Math.min(MOST_YEARS, to - from + 1) }, (_, at) => String(from + at))
}

/** Unit, sector, district and the code with each place left open. */
function postcodeParts(postcode: string): readonly string[] {
  const area = sector(postcode) ?? postcode
  return [postcode, `sector ${area}`, `district ${district(postcode) ?? postcode}`, ...slipsOf(postcode)]
}

/** The address, and its user unless that is too short to say anything. */
function emailParts(email: string | undefined): readonly string[] {
  if (email === undefined) return []
  const user = emailUser(email)
  return [email, user.length < SHORTEST_USER ? email : `user ${user}`]
}

function phoneParts(phone: string | undefined): readonly string[] {
  return phone === undefined ? [] : [phone, ...withOneHidden(phone)]
}
