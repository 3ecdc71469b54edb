import type { Comparable } from './comparable.ts'
import { ADDRESS_LEVELS, addressLevel } from './compare/address.ts'
import { CITY_LEVELS, cityLevel } from './compare/city.ts'
import { DOB_LEVELS, dobLevel } from './compare/dob.ts'
import { EMAIL_LEVELS, emailLevel } from './compare/email.ts'
import { townShare } from './compare/frequencies.ts'
import { IDENTIFIER_LEVELS, identifierLevel } from './compare/identifier.ts'
import { familyNameLevel, givenNameLevel, MIDDLE_LEVELS, middleNameLevel, NAME_LEVELS } from './compare/name.ts'
import { PHONE_LEVELS, phoneLevel } from './compare/phone.ts'
import { POSTCODE_LEVELS, postcodeLevel } from './compare/postcode.ts'
import { namesOf } from './names-of.ts'

/** A level before a model gives it probabilities. */
export interface LevelWords {
  readonly label: string
  /** In words for a reviewer: 'the same date of birth', 'first names differ'. */
  readonly words: string
}

/** One respect in which two people are compared. */
export interface Comparison {
  readonly name: string
  /** The thing compared in plain words, for 'postcode missing'. */
  readonly words: string
  /** Best agreement first; the last is plain disagreement. */
  readonly levels: readonly LevelWords[]
  /** Everything the level depends on, so that equal keys compare alike; undefined when the value is missing. */
  key(c: Comparable): string | undefined
  /** Index in `levels`, −1 when a value is missing on either side. Symmetric. */
  level(a: Comparable, b: Comparable): number
  /** Where agreeing in something common says less: how common the value is. */
  readonly commonness?: Commonness
}

/** How common a value is, for the levels at which that counts. */
export interface Commonness {
  /** Share of people with the value, 0..1; undefined where it is not known. */
  share(c: Comparable): number | undefined
  /** The last level, from the best on, at which it counts. */
  readonly upTo: number
}

const GIVEN_WORDS = [
  'the same first name',
  'first names are forms of one name',
  'first and family names are the other way round',
  'one first name is among the other names used',
  'first names are nearly the same',
  'first names sound alike',
  'first names agree in the initial',
  'first names are similar',
  'first names differ',
]

const FAMILY_WORDS = [
  'the same family name',
  'family names are forms of one name',
  'first and family names are the other way round',
  'one part of a double family name agrees',
  'family names are nearly the same',
  'family names sound alike',
  'family names agree in the initial',
  'family names are similar',
  'family names differ',
]

/** The comparisons of the person models, in the order in which levels are listed everywhere. */
export const personComparisons: readonly Comparison[] = [
  {
    name: 'given_name',
    words: 'first name',
    levels: worded(NAME_LEVELS, GIVEN_WORDS),
    key: c => (c.given.length === 0 ? undefined : nameKey(c)),
    level: (a, b) => givenNameLevel(namesOf(a), namesOf(b)),
    commonness: { share: c => namesOf(c).given[0]?.given.share, upTo: 1 },
  },
  {
    name: 'middle_name',
    words: 'middle name',
    levels: worded(MIDDLE_LEVELS, [
      'the same middle name',
      'middle names are similar',
      'middle names agree in the initial',
      'middle names differ',
    ]),
    key: c => (c.given.length < 2 ? undefined : c.given.join(' ')),
    level: (a, b) => (a.given.length < 2 || b.given.length < 2 ? -1 : middleNameLevel(namesOf(a), namesOf(b))),
  },
  {
    name: 'family_name',
    words: 'family name',
    levels: worded(NAME_LEVELS, FAMILY_WORDS),
    key: c => (c.family.length === 0 ? undefined : nameKey(c)),
    level: (a, b) => familyNameLevel(namesOf(a), namesOf(b)),
    commonness: { share: c => namesOf(c).family[0]?.family.share, upTo: 1 },
  },
  {
    name: 'date_of_birth',
    words: 'date of birth',
    levels: worded(DOB_LEVELS, [
      'the same date of birth',
      'day and month of birth are the other way round',
      'dates of birth differ in one digit',
      'the same year of birth (1 January stands for an unknown day)',
      'dates of birth agree in two of day, month and year',
      'dates of birth are a few weeks apart, the year may be off by one or ten',
      'dates of birth are within a year',
      'dates of birth differ',
    ]),
    key: c => c.born && `${c.born.year}-${c.born.month}-${c.born.day}`,
    level: (a, b) => (a.born && b.born ? dobLevel(a.born, b.born) : -1),
  },
  {
    name: 'age',
    words: 'age',
    levels: worded(['consistent', 'differs'], ['the age fits', 'the age does not fit']),
    key: c => c.bornBetween && `${c.born ? 'born' : 'age'} ${c.bornBetween[0]}-${c.bornBetween[1]}`,
    level: ageLevel,
  },
  {
    name: 'sex',
    words: 'sex',
    levels: worded(['same', 'differs'], ['the same sex', 'the sex recorded differs']),
    key: c => c.sex,
    level: (a, b) => (a.sex && b.sex ? Number(a.sex !== b.sex) : -1),
  },
  {
    name: 'postcode',
    words: 'postcode',
    levels: worded(POSTCODE_LEVELS, [
      'the same postcode',
      'postcodes differ in one letter',
      'the same postcode',
      'the same postcode sector',
      'postcodes differ in one digit',
      'the same postcode district',
      'postcodes differ',
    ]),
    key: c => c.postcode,
    level: (a, b) => (a.postcode && b.postcode ? postcodeLevel(a.postcode, b.postcode) : -1),
  },
  {
    name: 'address',
    words: 'address',
    levels: worded(ADDRESS_LEVELS, [
      'the same address',
      'addresses are nearly the same',
      'the same street',
      'addresses differ',
    ]),
    key: c => c.address,
    level: (a, b) => (a.address && b.address ? addressLevel(a.address, b.address) : -1),
  },
  {
    name: 'city',
    words: 'town',
    levels: worded(CITY_LEVELS, ['the same town', 'towns are spelt alike', 'towns differ']),
    key: c => c.city,
    level: (a, b) => (a.city && b.city ? cityLevel(a.city, b.city) : -1),
    commonness: { share: c => (c.city === undefined ? undefined : townShare(c.city)), upTo: 0 },
  },
  {
    name: 'phone',
    words: 'phone',
    levels: worded(PHONE_LEVELS, ['the same phone', 'phone numbers differ in one digit', 'phone numbers differ']),
    key: c => c.phone,
    level: (a, b) => (a.phone && b.phone ? phoneLevel(a.phone, b.phone) : -1),
  },
  {
    name: 'email',
    words: 'e-mail',
    levels: worded(EMAIL_LEVELS, [
      'the same e-mail',
      'the same e-mail user at another provider',
      'e-mails are similar',
      'e-mails differ',
    ]),
    key: c => c.email,
    level: (a, b) => (a.email && b.email ? emailLevel(a.email, b.email) : -1),
  },
  identifier('nhs_number', 'NHS number', c => c.nhsNumber),
  identifier('upn', 'UPN', c => c.upn),
  identifier('pnc_id', 'PNC ID', c => c.pncId),
]

function worded(labels: readonly string[], words: readonly string[]): readonly LevelWords[] {
  return labels.map((label, i) => ({ label, words: words[i] ?? label }))
}

function identifier(name: string, words: string, of: (c: Comparable) => string | undefined): Comparison {
  return {
    name,
    words,
    levels: worded(IDENTIFIER_LEVELS, [`the same ${words}`, `${words}s differ`]),
    key: of,
    level: (a, b) => {
      const left = of(a)
      const right = of(b)
      return left === undefined || right === undefined ? -1 : identifierLevel(left, right)
    },
  }
}

/** Both names, since a level may find one in the place of the other. */
function nameKey(c: Comparable): string {
  return `${c.given.join(' ')}|${c.family.join(' ')}|${c.aliases.join('|')}`
}

/** Only where a date is missing: with two dates their comparison says it all. */
function ageLevel(a: Comparable, b: Comparable): number {
  if ((a.born && b.born) || !a.bornBetween || !b.bornBetween) return -1
  return Number(a.bornBetween[0] > b.bornBetween[1] || b.bornBetween[0] > a.bornBetween[1])
}

/** Share of people with the value that agrees, the commoner of the two; undefined where commonness does not count or is not known. */
export function frequencyOf(
  { commonness }: Comparison,
  a: Comparable,
  b: Comparable,
  level: number,
): number | undefined {
  if (!commonness || level < 0 || level > commonness.upTo) return undefined
  const left = commonness.share(a)
  const right = commonness.share(b)
  return left === undefined || right === undefined ? undefined : Math.max(left, right)
}
