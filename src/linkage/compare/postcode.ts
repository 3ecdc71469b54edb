import { withinOneEdit } from '../metrics/damerau-levenshtein.ts'

/** How two postcodes agree, best first; 'short code' is a whole foreign code of few characters, 'short code near' one with a slip. */
export const POSTCODE_LEVELS = [
  'unit',
  'one letter',
  'short code',
  'sector',
  'short code near',
  'district',
  'other',
] as const

const SHORT = 5

/** Index in POSTCODE_LEVELS: how two postcodes in comparable form agree. */
export function postcodeLevel(a: string, b: string): number {
  if (a === b) return a.length > SHORT ? 0 : 2
  const near = withinOneEdit(a, b)
  const space = a.indexOf(' ')
  if (space < 0 && a.length <= SHORT) return near ? 4 : 6
  if (near) return 1
  if (space < 0 || !b.startsWith(a.slice(0, space + 1))) return 6
  return a.charCodeAt(space + 1) === b.charCodeAt(space + 1) ? 3 : 5
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
