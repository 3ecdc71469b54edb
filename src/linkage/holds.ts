import type { Comparable } from './comparable.ts'
import type { PersonModel } from './model.ts'
import { type LevelPattern, type LevelTest, levelTest, passes } from './pattern.ts'

const IDENTIFIERS = [
  { name: 'nhs_number', hold: 'different NHS numbers' },
  { name: 'upn', hold: 'different UPNs' },
  { name: 'pnc_id', hold: 'different PNC IDs' },
].map(({ name, hold }) => ({ hold, same: levelTest(name, 'same'), differs: levelTest(name, 'differs') }))

/** The hold on a pair that nothing speaks for but a name, and a date or age of birth speaks against: nobody need look at it. */
export const NAMESAKES = 'only the names agree and the dates of birth differ'

const NAME_AGREES = ['exact', 'variant', 'swapped', 'part', 'close', 'phonetic']
const FIRST_NAMES_MAY_AGREE = levelTest('given_name', ...NAME_AGREES, 'initial', 'similar', 'missing')
const SAME_BIRTHDAY = levelTest('date_of_birth', 'exact', 'swapped')
const SEX_DIFFERS = levelTest('sex', 'differs')
/** It goes by fingerprints: whoever gives another name and birthday keeps it. */
const SAME_PNC_ID = levelTest('pnc_id', 'same')
const SAME_EMAIL = levelTest('email', 'exact')

/** What must agree beside a name; a town or a sex is not enough. */
const MORE_THAN_NAMES = [
  levelTest('date_of_birth', 'exact', 'swapped', 'one digit', 'year known', 'two parts', 'slip'),
  levelTest('age', 'consistent'),
  levelTest('postcode', 'unit', 'one letter', 'short code', 'short code near', 'sector'),
  levelTest('address', 'same', 'close', 'same street'),
  levelTest('phone', 'exact', 'one digit'),
  levelTest('email', 'exact', 'same user'),
]
/** Enough beside a name only where what it says was learned from the file. */
const PLACE_AGREES = [levelTest('city', 'same', 'close'), levelTest('postcode', 'district')]
const BORN_APART = [levelTest('date_of_birth', 'near', 'other'), levelTest('age', 'differs')]
const FAMILY_OR_HOME = [
  levelTest('family_name', ...NAME_AGREES),
  levelTest('address', 'same', 'close'),
  levelTest('phone', 'exact'),
  levelTest('postcode', 'unit'),
]

/** How two people, if they are two, may be related. */
export interface Kinship {
  /** One may still live with a twin, brother, sister or parent: they share a home, a phone and most of their details. */
  readonly atHome: boolean
  /** One is old enough to be the other's parent. */
  readonly generationApart: boolean
  /** A town that agrees is something beside a name: the model was fitted to the file, and so knows how much that says there. */
  readonly townTells: boolean
}

const GENERATION_YEARS = 14

/** What the years of birth say of kinship. Someone whose age is not known may live at home. */
export function kinshipOf(model: PersonModel, a: Comparable, b: Comparable): Kinship {
  const [fromA, toA] = a.bornBetween ?? [0, 0]
  const [fromB, toB] = b.bornBetween ?? [0, 0]
  return kinshipFrom(model, fromA, toA, fromB, toB)
}

/** The same from the years in which each may have been born, 0 where nothing is known. */
export function kinshipFrom(model: PersonModel, fromA: number, toA: number, fromB: number, toB: number): Kinship {
  const youngest = Math.max(toA, toB)
  const bothKnown = toA > 0 && toB > 0
  return {
    atHome: youngest === 0 || youngest >= model.atHomeBornFrom,
    townTells: model.fitted,
    generationApart: bothKnown && Math.max(fromA - toB, fromB - toA) >= GENERATION_YEARS,
  }
}

/** Why a pair with these levels is never joined by the machine, whatever its weight; empty when nothing holds it back. */
export function holdsFor(pattern: LevelPattern, kinship: Kinship): readonly string[] {
  const holds = IDENTIFIERS.filter(({ differs }) => passes(differs, pattern)).map(({ hold }) => hold)
  const namesDiffer = !passes(FIRST_NAMES_MAY_AGREE, pattern)
  if (IDENTIFIERS.some(({ same }) => passes(same, pattern))) {
    if (namesDiffer && passesAny(BORN_APART, pattern) && !passes(SAME_PNC_ID, pattern))
      holds.push('same number, other first name and date of birth')
    return holds
  }
  if (!passesAny(MORE_THAN_NAMES, pattern) && !(kinship.townTells && passesAny(PLACE_AGREES, pattern))) {
    holds.push(passesAny(BORN_APART, pattern) ? NAMESAKES : 'only the names agree')
  }
  if (kinship.atHome && namesDiffer && passesAny(FAMILY_OR_HOME, pattern)) {
    holds.push(passes(SAME_BIRTHDAY, pattern) ? 'may be twins' : 'may be siblings')
  }
  if (namesDiffer && passes(SEX_DIFFERS, pattern)) holds.push('different sex and different first name')
  if (kinship.atHome && kinship.generationApart && !passes(SAME_EMAIL, pattern)) holds.push('may be parent and child')
  return holds
}

function passesAny(tests: readonly LevelTest[], pattern: LevelPattern): boolean {
  return tests.some(test => passes(test, pattern))
}
