import { emailLevel, emailUser, MOST_EDITS, SHORTEST_USER } from '../compare/email.ts'
import { phoneLevel } from '../compare/phone.ts'
import { POSTCODE_LEVELS, postcodeLevel } from '../compare/postcode.ts'
import { glanceOf, mayBeWithin } from './glance.ts'
import { type GrowingInts, growingInts, type Ints, shared, textNumbers } from './ints.ts'

/** Different values of one field: the texts, and of each the numbers that settle most comparisons at a glance. */
export interface Codes {
  readonly texts: readonly string[]
  readonly cells: Ints
}

/** Values as they come. */
export interface CodeRegister {
  numberOf(text: string): number
  /** All values so far, and those that are still to come. */
  readonly codes: Codes & { readonly cells: GrowingInts }
}

/** The values of now, for other threads. */
export function sharedCodes({ texts, cells }: CodeRegister['codes']): Codes {
  return { texts, cells: shared(cells) }
}

/** Compares two different values by their numbers. */
export type ByNumber = (left: number, right: number) => number

const WIDTH = 4
const LENGTH = 2
const LAST = 3

/** A register that keeps for each text its glance, and two more numbers. */
function codeRegister(more: (text: string) => readonly [number, number]): CodeRegister {
  const register = textNumbers()
  const cells = growingInts()
  return {
    numberOf: text => {
      const before = register.texts.length
      const number = register.numberOf(text)
      if (number === before) {
        for (const cell of glanceOf(text)) cells.push(cell)
        for (const cell of more(text)) cells.push(cell)
      }
      return number
    },
    codes: { texts: register.texts, cells },
  }
}

const SECTOR = POSTCODE_LEVELS.indexOf('sector')
const DISTRICT = POSTCODE_LEVELS.indexOf('district')
const OTHER_POSTCODE = POSTCODE_LEVELS.indexOf('other')
const SECTOR_BITS = 8

/** An empty register of postcodes. */
export function postcodeRegister(): CodeRegister {
  const districts = textNumbers()
  return codeRegister(postcode => {
    const space = postcode.indexOf(' ')
    if (space < 0) return [postcode.length, -1]
    const district = districts.numberOf(postcode.slice(0, space))
    return [postcode.length, (district << SECTOR_BITS) | (postcode.charCodeAt(space + 1) & 0xff)]
  })
}

/** Index in POSTCODE_LEVELS for two different postcodes. */
export function postcodeLevels(codes: Codes): ByNumber {
  const { texts } = codes
  return (left, right) => {
    const cells = codes.cells.numbers
    const a = left * WIDTH
    const b = right * WIDTH
    if (mayBeWithin(1, cells, a, b)) return postcodeLevel(texts[left] ?? '', texts[right] ?? '')
    const one = cells[a + LAST] ?? -1
    const other = cells[b + LAST] ?? -1
    if (one < 0 || other < 0 || one >> SECTOR_BITS !== other >> SECTOR_BITS) return OTHER_POSTCODE
    return one === other ? SECTOR : DISTRICT
  }
}

const NATIONAL = /\d{9}$/
const OTHER_PHONE = 2

/** An empty register of phone numbers; it knows the first and the last three of the last nine digits, −1 where there are not so many. */
export function phoneRegister(): CodeRegister {
  return codeRegister(phone => {
    const national = NATIONAL.exec(phone)?.[0]
    return national === undefined ? [-1, -1] : [Number(national.slice(0, 3)), Number(national.slice(-3))]
  })
}

/** Index in PHONE_LEVELS for two different texts. */
export function phoneLevels(codes: Codes): ByNumber {
  const { texts } = codes
  return (left, right) => {
    const cells = codes.cells.numbers
    const a = left * WIDTH
    const b = right * WIDTH
    const known = (cells[a + LENGTH] ?? -1) >= 0 && (cells[b + LENGTH] ?? -1) >= 0
    // One slip leaves the first three digits or the last three as they are.
    if (known && cells[a + LENGTH] !== cells[b + LENGTH] && cells[a + LAST] !== cells[b + LAST]) return OTHER_PHONE
    return phoneLevel(texts[left] ?? '', texts[right] ?? '')
  }
}

const SAME_USER = 1
const CLOSE_EMAIL = 2
const OTHER_EMAIL = 3

/** An empty register of e-mail addresses. */
export function emailRegister(): CodeRegister {
  const users = textNumbers()
  return codeRegister(email => {
    const user = emailUser(email)
    return [email.length, (users.numberOf(user) << 1) | Number(user.length >= SHORTEST_USER)]
  })
}

/** Index in EMAIL_LEVELS for two different addresses. */
export function emailLevels(codes: Codes): ByNumber {
  const { texts } = codes
  return (left, right) => {
    const cells = codes.cells.numbers
    const a = left * WIDTH
    const b = right * WIDTH
    if (cells[a + LAST] === cells[b + LAST]) return ((cells[a + LAST] ?? 0) & 1) === 1 ? SAME_USER : CLOSE_EMAIL
    if (Math.abs((cells[a + LENGTH] ?? 0) - (cells[b + LENGTH] ?? 0)) > MOST_EDITS) return OTHER_EMAIL
    return mayBeWithin(MOST_EDITS, cells, a, b) ? emailLevel(texts[left] ?? '', texts[right] ?? '') : OTHER_EMAIL
  }
}
