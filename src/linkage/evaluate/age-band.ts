import { parseDate } from '../normalise/dates.ts'

const BANDS = [
  { below: 10, name: 'under 10' },
  { below: 15, name: '10-14' },
  { below: 18, name: '15-17' },
  { below: 25, name: '18-24' },
] as const
const OLDER = '25+'
const UNKNOWN = 'unknown'

/**
 * The band of ages that somebody is in: under 10, 10-14, 15-17, 18-24, 25+; unknown without a date that can be read, or born later.
 *
 * @param born a date of birth in any common written form
 * @param asAt YYYY-MM-DD
 */
export function ageBand(born: string, asAt: string): string {
  const parsed = parseDate(born)
  if (!parsed.ok || parsed.value > asAt) return UNKNOWN
  const years = Number(asAt.slice(0, 4)) - Number(parsed.value.slice(0, 4))
  const age = asAt.slice(5) < parsed.value.slice(5) ? years - 1 : years
  return BANDS.find(({ below }) => age < below)?.name ?? OLDER
}
