import { dramaNumber, type InventedPerson, type NameLists } from './people.ts'
import type { Random } from './random.ts'

/** How often each thing goes wrong in one record, 0..1. */
export interface ErrorRates {
  readonly givenVariant: number
  readonly givenTypo: number
  readonly familyTypo: number
  readonly middleDropped: number
  readonly swappedNames: number
  readonly doubleSurname: number
  readonly dayMonthSwapped: number
  readonly digitOff: number
  readonly januaryPlaceholder: number
  readonly bornMissing: number
  readonly postcodeMissing: number
  readonly moved: number
  readonly phoneMissing: number
  readonly phoneChanged: number
  readonly identifierMissing: number
  readonly identifierWrong: number
  readonly upperCase: number
}

/** Numbers from here on are nobody's lasting number. */
const OTHER_PHONES = 12_000

/** A person as one agency wrote them down. Empty text where the agency does not know. */
export interface Written {
  readonly given: string
  readonly middle: string
  readonly family: string
  /** DD/MM/YYYY, as feeds of agencies have it. */
  readonly born: string
  readonly sex: string
  readonly address: string
  readonly postcode: string
  readonly phone: string
  readonly nhsNumber: string
  readonly upn: string
  readonly pncId: string
}

/** How an agency wrote this person down: the truth with that agency's own, lasting errors. */
export function writeDown(random: Random, names: NameLists, rates: ErrorRates, person: InventedPerson): Written {
  let given = person.given
  let family = person.family
  const variants = names.variants[given]
  if (variants !== undefined && random.chance(rates.givenVariant)) given = random.pick(variants)
  const familyVariants = names.variants[family]
  if (familyVariants !== undefined && random.chance(rates.givenVariant)) family = random.pick(familyVariants)
  if (random.chance(rates.givenTypo)) given = typo(random, given)
  if (random.chance(rates.familyTypo)) family = typo(random, family)
  if (random.chance(rates.doubleSurname)) family = `${family}-${random.pick(names.groups[0]?.families ?? [family])}`
  if (random.chance(rates.swappedNames)) [given, family] = [family, given]
  if (random.chance(rates.upperCase))
    [given, family] = [given.toLocaleUpperCase('en-GB'), family.toLocaleUpperCase('en-GB')]
  const home = random.chance(rates.moved) ? person.movedTo : person
  const known = (identifier: string) => (random.chance(rates.identifierMissing) ? '' : wrong(random, rates, identifier))
  return {
    given,
    middle: random.chance(rates.middleDropped) ? '' : person.middle,
    family,
    born: bornAsWritten(random, rates, person.born),
    sex: person.sex,
    address: home.address,
    postcode: random.chance(rates.postcodeMissing) ? '' : home.postcode,
    phone: phoneAsWritten(random, rates, person.phone),
    nhsNumber: known(person.nhsNumber),
    upn: known(person.upn),
    pncId: known(person.pncId),
  }
}

function bornAsWritten(random: Random, rates: ErrorRates, born: string): string {
  const [year = '', month = '', day = ''] = born.split('-')
  if (random.chance(rates.bornMissing)) return ''
  if (random.chance(rates.januaryPlaceholder)) return `01/01/${year}`
  if (random.chance(rates.dayMonthSwapped) && Number(day) <= 12) return `${month}/${day}/${year}`
  if (random.chance(rates.digitOff)) return `${day}/${month}/${Number(year) + (random.chance(0.5) ? 1 : -1)}`
  return `${day}/${month}/${year}`
}

function phoneAsWritten(random: Random, rates: ErrorRates, phone: string): string {
  if (phone === '' || random.chance(rates.phoneMissing)) return ''
  if (random.chance(rates.phoneChanged)) return dramaNumber(OTHER_PHONES + random.int(1000))
  return random.chance(0.3) ? `${phone.slice(0, 5)} ${phone.slice(5)}` : phone
}

/** Now and then a digit is copied wrongly; the check digit then gives it away. */
function wrong(random: Random, rates: ErrorRates, identifier: string): string {
  if (identifier === '' || !random.chance(rates.identifierWrong)) return identifier
  const at = identifier.length - 3
  return identifier.slice(0, at) + String((Number(identifier[at]) + 1) % 10) + identifier.slice(at + 1)
}

/** One slip of the hand: a letter lost, doubled, or two letters changed round. */
function typo(random: Random, word: string): string {
  if (word.length < 4) return word
  const at = 1 + random.int(word.length - 2)
  const slip = random.int(3)
  if (slip === 0) return word.slice(0, at) + word.slice(at + 1)
  if (slip === 1) return word.slice(0, at) + (word[at] ?? '') + word.slice(at)
  return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2)
}
