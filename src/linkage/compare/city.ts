import { jaroWinkler } from '../metrics/jaro-winkler.ts'

/** How two towns agree, best first. */
export const CITY_LEVELS = ['same', 'close', 'other'] as const

const CLOSE = 0.9

/** Index in CITY_LEVELS. */
export function cityLevel(a: string, b: string): number {
  if (a === b) return 0
  return jaroWinkler(a, b) >= CLOSE ? 1 : 2
}
