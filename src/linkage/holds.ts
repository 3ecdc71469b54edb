import type { Comparable } from './comparable.ts'
import type { PersonModel } from './model.ts'
import { type PatternReader, readPattern } from './pattern.ts'

const IDENTIFIERS = [
  { comparison: 'nhs_number', hold: 'different NHS numbers' },
  { comparison: 'upn', hold: 'different UPNs' },
  { comparison: 'pnc_id', hold: 'different PNC IDs' },
]

const NAME_AGREES = ['exact', 'variant', 'swapped', 'part', 'close', 'phonetic']
const NAME_MAY_AGREE = [...NAME_AGREES, 'initial', 'similar', 'missing']
const DATE_AGREES = ['exact', 'swapped', 'one digit', 'year known', 'two parts', 'slip']

/** How two people, if they are two, may be related. */
export interface Kinship {
  /** One may still live with a twin, brother, sister or parent: they share a home, a phone and most of their details. */
  readonly atHome: boolean
  /** One is old enough to be the other's parent. */
  readonly generationApart: boolean
}

const GENERATION_YEARS = 14

/** What the years of birth say of kinship. Someone whose age is not known may live at home. */
export function kinshipOf(model: PersonModel, a: Comparable, b: Comparable): Kinship {
  const [fromA, toA] = a.bornBetween ?? [0, 0]
  const [fromB, toB] = b.bornBetween ?? [0, 0]
  const youngest = Math.max(toA, toB)
  const bothKnown = toA > 0 && toB > 0
  return {
    atHome: youngest === 0 || youngest >= model.atHomeBornFrom,
    generationApart: bothKnown && Math.max(fromA - toB, fromB - toA) >= GENERATION_YEARS,
  }
}

/** Why a pair with these levels is never joined by the machine, whatever its weight; empty when nothing holds it back. */
export function holdsFor(model: PersonModel, pattern: readonly number[], kinship: Kinship): readonly string[] {
  const read = readPattern(model, pattern)
  const holds = IDENTIFIERS.filter(({ comparison }) => read.is(comparison, 'differs')).map(({ hold }) => hold)
  if (IDENTIFIERS.some(({ comparison }) => read.is(comparison, 'same'))) return holds
  if (onlyNamesAgree(read)) holds.push('only the names agree')
  if (kinship.atHome && namesClearlyDiffer(read) && sharesFamilyOrHome(read)) {
    holds.push(read.is('date_of_birth', 'exact', 'swapped') ? 'may be twins' : 'may be siblings')
  }
  if (namesClearlyDiffer(read) && read.is('sex', 'differs')) holds.push('different sex and different first name')
  if (kinship.atHome && kinship.generationApart && !read.is('email', 'exact')) holds.push('may be parent and child')
  return holds
}

/** A name alone never confirms: something else must agree, and a town or a sex is not enough. */
function onlyNamesAgree(read: PatternReader): boolean {
  return !(
    read.is('date_of_birth', ...DATE_AGREES) ||
    read.is('age', 'consistent') ||
    read.is('postcode', 'unit', 'one letter', 'short code', 'short code near', 'sector') ||
    read.is('address', 'same', 'close', 'same street') ||
    read.is('phone', 'exact', 'one digit') ||
    read.is('email', 'exact', 'same user')
  )
}

function namesClearlyDiffer(read: PatternReader): boolean {
  return !read.is('given_name', ...NAME_MAY_AGREE)
}

function sharesFamilyOrHome(read: PatternReader): boolean {
  return (
    read.is('family_name', ...NAME_AGREES) ||
    read.is('address', 'same', 'close') ||
    read.is('phone', 'exact') ||
    read.is('postcode', 'unit')
  )
}
