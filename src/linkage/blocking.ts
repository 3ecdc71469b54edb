import type { Comparable } from './comparable.ts'
import { houseNumber } from './compare/address.ts'
import { emailUser } from './compare/email.ts'
import { nameFrequency } from './compare/frequencies.ts'
import { phonetic } from './compare/phonetic.ts'
import { district, sector } from './compare/postcode.ts'
import { stemOf, variantGroups } from './compare/variants.ts'
import { hash63 } from './hash.ts'
import { coreTokens } from './normalise/names.ts'

/** One way in which two records of a person may meet: records with a key in common become a candidate pair. */
export interface BlockingRule {
  readonly name: string
  /** Keys of a record, usually one; none when a value it needs is missing. */
  keys(c: Comparable): readonly string[]
}

/** Most keys of one record that the live hub asks for. */
export const MOST_KEYS = 20

/** Domains where anybody may have an address. */
const PROVIDERS =
  /^@(?:g(?:oogle)?mail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|aol|btinternet|sky|talktalk|virginmedia|proton(?:mail)?|gmx|mail)\./

/** Share of people at or below which a full name is rare enough to be a key by itself. */
const RARE_NAME = 3e-7

/**
 * The rules, most telling first: when a record has more than MOST_KEYS keys the last ones are dropped.
 *
 * Days and months enter a key in ascending order, so a date and the same date with the two exchanged meet; given and family
 * name enter as a sorted pair, so exchanged names meet.
 */
export const blockingRules: readonly BlockingRule[] = [
  { name: 'NHS number', keys: c => present(c.nhsNumber) },
  { name: 'UPN', keys: c => present(c.upn) },
  { name: 'PNC ID', keys: c => present(c.pncId) },
  { name: 'phone', keys: c => present(c.phone?.slice(-9)) },
  { name: 'e-mail', keys: c => emailKeys(c) },
  { name: 'date of birth and family name', keys: c => joined(days(c), familySounds(c)) },
  { name: 'date of birth and initial', keys: c => joined(days(c), initials(c)) },
  { name: 'names and year of birth', keys: c => joined(nameSounds(c), years(c)) },
  { name: 'postcode and first name', keys: c => joined(present(c.postcode), givenForms(c).slice(0, 1)) },
  {
    name: 'first name, initial and year of birth',
    keys: c => joined(joined(givenForms(c).slice(0, 1), lastInitial(c)), years(c)),
  },
  { name: 'postcode sector and family name', keys: c => joined(areas(c), familySounds(c).slice(0, 1)) },
  { name: 'names and town', keys: c => joined(nameSounds(c).slice(0, 1), towns(c)) },
  { name: 'date of birth and place', keys: c => joined(days(c), [...districts(c), ...towns(c)]) },
  { name: 'home and first name', keys: c => joined(homes(c), givenForms(c).slice(0, 1)) },
  { name: 'names and day of birth', keys: c => joined(nameSounds(c).slice(0, 1), dayOfYear(c)) },
  { name: 'home', keys: c => joined(homes(c), [...areas(c), ...familySounds(c).slice(0, 1)]) },
  {
    name: 'family name, initial and year of birth',
    keys: c => joined(joined(familySounds(c), firstInitial(c)), year(c)),
  },
  {
    name: 'first name, town and year of birth',
    keys: c => joined(joined(givenForms(c).slice(0, 1), towns(c)), year(c)),
  },
  {
    name: 'family name, town and year of birth',
    keys: c => joined(joined(familySounds(c).slice(0, 1), towns(c)), year(c)),
  },
  { name: 'rare full name', keys: c => rareNames(c) },
]

/** At most MOST_KEYS different keys of 63 bits; records that share one are candidates. The hub and the shell tool use the same rules. */
export function blockingKeys(c: Comparable): bigint[] {
  const keys = new Set<bigint>()
  for (const rule of blockingRules) {
    for (const key of rule.keys(c)) {
      if (keys.size >= MOST_KEYS) return [...keys]
      keys.add(hash63(`${rule.name}|${key}`))
    }
  }
  return [...keys]
}

function present(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value]
}

/** Every key of one list with every key of the other. */
function joined(left: readonly string[], right: readonly string[]): readonly string[] {
  return left.flatMap(one => right.map(two => `${one}|${two}`))
}

/** The user, and for a domain of few people its initial there: a slip elsewhere in the address does no harm. */
function emailKeys(c: Comparable): readonly string[] {
  if (c.email === undefined) return []
  const user = emailUser(c.email)
  const domain = c.email.slice(user.length)
  const own = user.length >= 5 ? user : c.email
  return PROVIDERS.test(domain) ? [own] : [own, `${user.slice(0, 1)}${domain}`]
}

/** The date with day and month in ascending order; none for a placeholder, which would gather everyone born that year. */
function days(c: Comparable): readonly string[] {
  if (!c.born || c.born.placeholder) return []
  return [`${c.born.year}-${unordered(c.born.day, c.born.month)}`]
}

function dayOfYear(c: Comparable): readonly string[] {
  return !c.born || c.born.placeholder ? [] : [unordered(c.born.day, c.born.month)]
}

function unordered(one: number, two: number): string {
  return one < two ? `${one}-${two}` : `${two}-${one}`
}

/** Even years at and beside the year of birth, so that neighbouring years always share one; an age gives the years it spans. */
function years(c: Comparable): readonly string[] {
  if (!c.bornBetween) return []
  const [from, to] = c.bornBetween
  const bands = [from, from + 1, to, to + 1].map(year => String(year - (year % 2)))
  return [...new Set(bands)]
}

function year(c: Comparable): readonly string[] {
  return c.bornBetween === undefined ? [] : [String(c.bornBetween[0])]
}

function familySounds(c: Comparable): readonly string[] {
  return [
    ...new Set(
      coreTokens(c.family)
        .slice(0, 2)
        .map(token => phonetic(stemOf('family', token))),
    ),
  ]
}

function initials(c: Comparable): readonly string[] {
  return [...new Set([...firstInitial(c), ...lastInitial(c)])]
}

function firstInitial(c: Comparable): readonly string[] {
  return present(coreTokens(c.given)[0]?.slice(0, 1))
}

function lastInitial(c: Comparable): readonly string[] {
  return present(coreTokens(c.family)[0]?.slice(0, 1))
}

/** The first name as each group of spellings it belongs to (at most two), else as it sounds. */
function givenForms(c: Comparable): readonly string[] {
  const first = coreTokens(c.given)[0]
  if (first === undefined) return []
  return [...formsOf(first), ...c.aliases.slice(0, 1).flatMap(alias => formsOf(alias.split(' ')[0] ?? ''))]
}

function formsOf(given: string): readonly string[] {
  const stem = stemOf('given', given)
  const groups = variantGroups('given', stem).slice(0, 2)
  return groups.length > 0 ? groups.map(group => `#${group}`) : [phonetic(stem)]
}

/** First and family name by sound, sorted, so that their order does not matter. */
function nameSounds(c: Comparable): readonly string[] {
  const first = coreTokens(c.given)[0]
  if (first === undefined) return []
  const sound = phonetic(stemOf('given', first))
  return familySounds(c).map(family => (sound < family ? `${sound} ${family}` : `${family} ${sound}`))
}

function areas(c: Comparable): readonly string[] {
  return c.postcode === undefined ? [] : [sector(c.postcode) ?? c.postcode]
}

/** House number and the first letters of the street, which survive most slips of the pen. */
function homes(c: Comparable): readonly string[] {
  const number = c.address === undefined ? '' : houseNumber(c.address)
  const street = c.address?.replace(/[\d ]|\bflat\b/g, '').slice(0, 4) ?? ''
  return number === '' || street === '' ? [] : [`${number} ${street}`]
}

function districts(c: Comparable): readonly string[] {
  return c.postcode === undefined ? [] : [district(c.postcode) ?? c.postcode]
}

/** The first letters, since the rest of a town is often misspelt. */
function towns(c: Comparable): readonly string[] {
  return present(c.city?.slice(0, 2))
}

function rareNames(c: Comparable): readonly string[] {
  const first = coreTokens(c.given)[0]
  const last = coreTokens(c.family)[0]
  if (first === undefined || last === undefined || first.length < 3 || last.length < 3) return []
  if (nameFrequency('given', first) * nameFrequency('family', last) > RARE_NAME) return []
  return nameSounds(c).slice(0, 1)
}
