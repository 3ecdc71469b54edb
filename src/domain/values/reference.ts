import { accepted, type Parsed, refused } from './parsed.ts'

/** Crockford's base 32: no I, L, O or U, so that a reference can be read out over a radio. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Characters that are read out without mistake, one for each byte. */
export function spelled(bytes: Uint8Array): string {
  return Array.from(bytes, byte => ALPHABET.charAt(byte % 32)).join('')
}

/** What somebody typed as it is compared: in capitals, without the spaces, hyphens and stops between groups. */
export function squeezed(text: string): string {
  return text
    .slice(0, 60)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—.]/g, '')
}

/** Characters as they were spelled: O read for 0, I or L for 1. Whatever else is there stays. */
export function unmistaken(code: string): string {
  return code.replaceAll('O', '0').replace(/[IL]/g, '1')
}

/** Whether all characters are of those that are read out without mistake. */
export function isSpelled(code: string): boolean {
  return [...code].every(character => ALPHABET.includes(character))
}

/** Five random characters: 33 million references to a prefix. */
const RANDOM_LENGTH = 5

/** Random bytes that a reference takes. */
export const REFERENCE_BYTES = RANDOM_LENGTH

/**
 * A people-facing reference such as 'ENC-7F3K-2Q': five random characters and a check character.
 *
 * It carries no count and no date. The caller holds it unique, and asks again in the rare case that it is taken.
 *
 * @param prefix two to four letters for the kind of thing
 * @param bytes at least `REFERENCE_BYTES` random bytes; each gives one character
 * @throws RangeError with fewer bytes or another prefix
 */
export function makeReference(prefix: string, bytes: Uint8Array): string {
  if (!/^[A-Z]{2,4}$/.test(prefix)) throw new RangeError('a reference starts with two to four capital letters')
  if (bytes.length < RANDOM_LENGTH) throw new RangeError(`a reference takes ${RANDOM_LENGTH} random bytes`)
  const random = spelled(bytes.subarray(0, RANDOM_LENGTH))
  return written(prefix, random + checkCharacter(prefix, random))
}

/** The reference as it is written, from what somebody typed: any case, with or without hyphens and spaces, O for 0, I or L for 1. */
export function parseReference(text: string): Parsed<string> {
  const typed = squeezed(text.slice(0, 40))
  const parts = /^([A-Z]{2,4})([0-9A-Z]{6})$/.exec(typed)
  if (!parts) return refused('A reference has letters and six more characters, such as ENC-7F3K-2Q')
  const [, prefix = '', body = ''] = parts
  const code = unmistaken(body)
  if (code.includes('U')) return refused('A reference does not have the letter U after its prefix')
  if (checkCharacter(prefix, code.slice(0, RANDOM_LENGTH)) !== code.slice(RANDOM_LENGTH)) {
    return refused('One character of this reference is wrong, or two changed places')
  }
  return accepted(written(prefix, code))
}

function written(prefix: string, code: string): string {
  return `${prefix}-${code.slice(0, 4)}-${code.slice(4)}`
}

/**
 * Sum weighted by powers of a generator of GF(32): any one wrong character, and any two that changed places, are found.
 *
 * Source: Reed-Solomon code of one check symbol over GF(2^5), x^5 + x^2 + 1; the prefix is part of it.
 */
function checkCharacter(prefix: string, random: string): string {
  const start = Array.from(prefix).reduce((sum, letter) => (sum + letter.charCodeAt(0)) % 32, 0)
  const sum = Array.from(random).reduce((total, character) => double(total) ^ ALPHABET.indexOf(character), start)
  return ALPHABET.charAt(double(sum))
}

/** Times x in GF(32). */
function double(value: number): number {
  const shifted = value << 1
  return shifted & 32 ? (shifted ^ 0b100101) & 31 : shifted
}
