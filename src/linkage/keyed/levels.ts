import { ADDRESS_LEVELS } from '../compare/address.ts'
import { DOB_LEVELS } from '../compare/dob.ts'
import { EMAIL_LEVELS } from '../compare/email.ts'
import { MIDDLE_LEVELS, NAME_LEVELS } from '../compare/name.ts'
import { PHONE_LEVELS } from '../compare/phone.ts'
import { POSTCODE_LEVELS } from '../compare/postcode.ts'
import { personComparisons } from '../comparison.ts'
import { type Card, likeness } from './card.ts'
import { DATE_PARTS, type MarkedTrait, type SketchedTrait } from './traits.ts'

type Marks = readonly number[]

/** Dice coefficients of pairs of letters at which as many pairs of names are alike as at the measures of names in the open. */
const CLOSE_NAME = 0.58
const SIMILAR_NAME = 0.45
const CLOSE_STREET = 0.68
const SAME_STREET = 0.6
const CLOSE_CITY = 0.5
const CLOSE_EMAIL = 0.8

/** The level at which two cards of one meeting agree in a comparison; −1 when it cannot be told. */
type CardLevel = (a: Card, b: Card) => number

const LEVELS: Readonly<Record<string, CardLevel>> = {
  given_name: givenLevel,
  middle_name: middleLevel,
  family_name: familyLevel,
  date_of_birth: dateLevel,
  age: ageLevel,
  sex: sameOrNot('sex'),
  postcode: postcodeLevel,
  address: addressLevel,
  city: cityLevel,
  phone: phoneLevel,
  email: emailLevel,
  nhs_number: sameOrNot('nhsNumber'),
  upn: sameOrNot('upn'),
  pnc_id: sameOrNot('pncId'),
}

/** The level of each comparison for two cards of one meeting, in the order of `personComparisons`. Symmetric. */
export function cardLevels(a: Card, b: Card): readonly number[] {
  return personComparisons.map(({ name }) => LEVELS[name]?.(a, b) ?? -1)
}

/** Whether one of the two may still live with their family. */
export function mayLiveAtHome(a: Card, b: Card): boolean {
  return !sameFirst(a.marks.grown, b.marks.grown)
}

function meet(a: Marks, b: Marks): boolean {
  return a.some(mark => b.includes(mark))
}

function sameFirst(a: Marks, b: Marks): boolean {
  return a.length > 0 && a[0] === b[0]
}

function eitherMissing(trait: MarkedTrait, a: Card, b: Card): boolean {
  return a.marks[trait].length === 0 || b.marks[trait].length === 0
}

function sameOrNot(trait: MarkedTrait): CardLevel {
  return (a, b) => (eitherMissing(trait, a, b) ? -1 : Number(!sameFirst(a.marks[trait], b.marks[trait])))
}

function alike(trait: SketchedTrait, a: Card, b: Card): number {
  const left = a.sketches[trait]
  const right = b.sketches[trait]
  return left && right ? likeness(left, right) : 0
}

const nameAt = (label: (typeof NAME_LEVELS)[number]) => NAME_LEVELS.indexOf(label)

function givenLevel(a: Card, b: Card): number {
  if (eitherMissing('givenWords', a, b)) return -1
  const [one, two] = [a.marks, b.marks]
  if (isInitial(one.givenWords, one.givenInitials) || isInitial(two.givenWords, two.givenInitials)) {
    return nameAt(sameFirst(one.givenInitials, two.givenInitials) ? 'initial' : 'other')
  }
  if (sameFirst(one.givenWords, two.givenWords) || meet(wholeGiven(a), wholeGiven(b))) return nameAt('exact')
  if (meet(one.givenForms, two.givenForms)) return nameAt('variant')
  if (isSwapped(a, b)) return nameAt('swapped')
  if (hasFirstOf(a, b) || hasFirstOf(b, a) || meet(one.aliases, two.aliases)) return nameAt('part')
  return nameLikeness('given', one.givenSounds, two.givenSounds, a, b)
}

/** A word that is the same as its first letter. */
function isInitial(words: Marks, initials: Marks): boolean {
  return words[0] === initials[0]
}

function wholeGiven({ marks }: Card): Marks {
  return marks.givenWhole.length > 0 ? marks.givenWhole : marks.givenWords.slice(0, 1)
}

/** Whether the first name of one is among all that the other is called. */
function hasFirstOf(a: Card, b: Card): boolean {
  return meet(a.marks.givenWords.slice(0, 1), [...b.marks.givenWords, ...b.marks.aliases])
}

function nameLikeness(trait: 'given' | 'family', soundsA: Marks, soundsB: Marks, a: Card, b: Card): number {
  const dice = alike(trait, a, b)
  if (dice >= CLOSE_NAME) return nameAt('close')
  if (sameFirst(soundsA, soundsB)) return nameAt('phonetic')
  return nameAt(dice >= SIMILAR_NAME ? 'similar' : 'other')
}

/** The first name of each is the family name of the other; one of the two may be but similar. */
function isSwapped(a: Card, b: Card): boolean {
  const one = crossing(a, b)
  const two = crossing(b, a)
  return Math.min(one, two) >= SIMILAR_NAME && Math.max(one, two) >= CLOSE_NAME
}

/** How alike the first name of one and the family name of the other are, 0..1. */
function crossing(a: Card, b: Card): number {
  if (meet(a.marks.givenWords.slice(0, 1), b.marks.familyWords.slice(0, 1))) return 1
  if (meet(a.marks.givenSounds.slice(0, 1), b.marks.familySounds.slice(0, 1))) return SIMILAR_NAME
  const { given } = a.sketches
  const { family } = b.sketches
  return given && family ? likeness(given, family) : 0
}

function familyLevel(a: Card, b: Card): number {
  if (eitherMissing('familyWords', a, b)) return -1
  const [one, two] = [a.marks, b.marks]
  if (isInitial(one.familyWords, one.familyInitials) || isInitial(two.familyWords, two.familyInitials)) {
    return nameAt(sameFirst(one.familyInitials, two.familyInitials) ? 'initial' : 'other')
  }
  const single = one.familyWords.length === 1 && two.familyWords.length === 1
  if (meet(one.familyWhole, two.familyWhole) || sameWords(one.familyWords, two.familyWords)) return nameAt('exact')
  if (meet(one.familyForms, two.familyForms)) return nameAt('variant')
  if (isSwapped(a, b)) return nameAt('swapped')
  if (!single && meet(one.familyWords, two.familyWords)) return nameAt('part')
  return nameLikeness('family', one.familySounds, two.familySounds, a, b)
}

function sameWords(a: Marks, b: Marks): boolean {
  return a.length === b.length && a.every(mark => b.includes(mark))
}

function middleLevel(a: Card, b: Card): number {
  const [one, two] = [a.marks, b.marks]
  if (one.givenWords.length < 2 || two.givenWords.length < 2) return -1
  const later = (marks: Marks) => marks.slice(1)
  const level = (label: (typeof MIDDLE_LEVELS)[number]) => MIDDLE_LEVELS.indexOf(label)
  const sameInitial = meet(later(one.givenInitials), later(two.givenInitials))
  const short =
    meet(later(one.givenWords), later(two.givenInitials)) || meet(later(one.givenInitials), later(two.givenWords))
  if (short) return level('initial')
  if (meet(later(one.givenWords), later(two.givenWords))) return level('same')
  return level(sameInitial && meet(later(one.givenSounds), later(two.givenSounds)) ? 'close' : 'other')
}

function dateLevel(a: Card, b: Card): number {
  if (eitherMissing('date', a, b)) return -1
  const agree = ([from, to]: readonly [number, number]) =>
    a.marks.date.slice(from, to).some((mark, at) => mark === b.marks.date[from + at])
  const level = (label: (typeof DOB_LEVELS)[number]) => DOB_LEVELS.indexOf(label)
  if (agree(DATE_PARTS.exact)) return level('exact')
  if (agree(DATE_PARTS.unordered)) return level('swapped')
  if (agree(DATE_PARTS.slip)) return level('one digit')
  if (agree(DATE_PARTS.two)) return level('two parts')
  const nearYear = agree(DATE_PARTS.years)
  const slippedYear = (nearYear || agree(DATE_PARTS.decades)) && agree(DATE_PARTS.monthsOfYear)
  if (agree(DATE_PARTS.months) || slippedYear) return level('slip')
  return level(nearYear ? 'near' : 'other')
}

/** Of a date that is a placeholder only the year is encoded. */
function ageLevel(a: Card, b: Card): number {
  if (!eitherMissing('date', a, b) || eitherMissing('years', a, b)) return -1
  return Number(!meet(a.marks.years, b.marks.years))
}

function postcodeLevel(a: Card, b: Card): number {
  const level = (label: (typeof POSTCODE_LEVELS)[number]) => POSTCODE_LEVELS.indexOf(label)
  const has = ({ marks }: Card) => marks.postcode.length + marks.shortCode.length > 0
  if (!has(a) || !has(b)) return -1
  if (!eitherMissing('shortCode', a, b)) {
    return level(gradeOf('shortCode', 1, a, b, ['short code', 'short code near', 'other'] as const))
  }
  if (eitherMissing('postcode', a, b)) return level('other')
  const grade = gradeOf('postcode', 3, a, b, ['unit', 'one letter', 'other'] as const)
  if (grade !== 'other') return level(grade)
  const [one, two] = [a.marks.postcode, b.marks.postcode]
  if (one[1] === two[1]) return level('sector')
  return level(one[2] === two[2] ? 'district' : 'other')
}

/** The same, the same but for one place, or other. */
function gradeOf<Label>(
  trait: MarkedTrait,
  from: number,
  a: Card,
  b: Card,
  [same, near, other]: readonly [Label, Label, Label],
): Label {
  if (sameFirst(a.marks[trait], b.marks[trait])) return same
  return meet(a.marks[trait].slice(from), b.marks[trait].slice(from)) ? near : other
}

function phoneLevel(a: Card, b: Card): number {
  if (eitherMissing('phone', a, b)) return -1
  return PHONE_LEVELS.indexOf(gradeOf('phone', 1, a, b, ['exact', 'one digit', 'other']))
}

function addressLevel(a: Card, b: Card): number {
  if (eitherMissing('address', a, b)) return -1
  const level = (label: (typeof ADDRESS_LEVELS)[number]) => ADDRESS_LEVELS.indexOf(label)
  if (sameFirst(a.marks.address, b.marks.address)) return level('same')
  const dice = alike('street', a, b)
  const sameHouse = a.marks.house[0] === b.marks.house[0]
  if (sameHouse && dice >= CLOSE_STREET) return level('close')
  return level(dice >= SAME_STREET ? 'same street' : 'other')
}

/** The same, spelt alike, or other. */
function cityLevel(a: Card, b: Card): number {
  if (eitherMissing('city', a, b)) return -1
  if (sameFirst(a.marks.city, b.marks.city)) return 0
  return alike('city', a, b) >= CLOSE_CITY ? 1 : 2
}

function emailLevel(a: Card, b: Card): number {
  if (eitherMissing('email', a, b)) return -1
  const level = (label: (typeof EMAIL_LEVELS)[number]) => EMAIL_LEVELS.indexOf(label)
  if (sameFirst(a.marks.email, b.marks.email)) return level('exact')
  if (a.marks.email[1] === b.marks.email[1]) return level('same user')
  return level(alike('email', a, b) >= CLOSE_EMAIL ? 'close' : 'other')
}
