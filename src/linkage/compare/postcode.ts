import { withinOneEdit } from './damerau-levenshtein.ts'

/** How two postcodes agree, best first. A short foreign code that agrees counts as a sector: it covers as many homes. */
export const POSTCODE_LEVELS = ['unit', 'one letter', 'sector', 'district', 'other'] as const

const SHORT = 5

/** Index in POSTCODE_LEVELS: how two postcodes in comparable form agree. */
export function postcodeLevel(a: string, b: string): number {
  if (a === b) return a.length > SHORT ? 0 : 2
  const districtOfA = district(a)
  const districtOfB = district(b)
  if (districtOfA === undefined || districtOfB === undefined) return withinOneEdit(a, b) ? oneLetter(a, b) : 4
  if (districtOfA === districtOfB && a.charAt(districtOfA.length + 1) === b.charAt(districtOfB.length + 1)) {
    return withinOneEdit(a, b) ? 1 : 2
  }
  if (withinOneEdit(a, b)) return 1
  return districtOfA === districtOfB ? 3 : 4
}

/** 'SE13 6' of 'SE13 6LG'; undefined for a code without that form. */
export function sector(postcode: string): string | undefined {
  const space = postcode.indexOf(' ')
  return space > 0 ? postcode.slice(0, space + 2) : undefined
}

/** 'SE13' of 'SE13 6LG'; undefined for a code without that form. */
export function district(postcode: string): string | undefined {
  const space = postcode.indexOf(' ')
  return space > 0 ? postcode.slice(0, space) : undefined
}

/** One letter off a full code says much; one digit off a short foreign code only names a neighbouring place. */
function oneLetter(a: string, b: string): number {
  return Math.max(a.length, b.length) > SHORT ? 1 : 3
}
