import type { Evidence, MatchScore } from './comparable.ts'
import { listed } from './listed.ts'

const SAME = 'the same '
/** What is worth saying when it is missing. */
const TOLD_WHEN_MISSING = new Set(['given_name', 'family_name', 'date_of_birth', 'postcode', 'phone'])

/**
 * The score as a sentence without its full stop: 'Same date of birth and phone; first names differ; postcode missing'.
 *
 * Agreement first, strongest first, then differences, then what is missing; then what holds the pair back.
 */
export function inWords(score: Pick<MatchScore, 'evidence' | 'holds'>): string {
  const known = score.evidence.filter(item => item.label !== 'missing')
  const strongestFirst = known.toSorted((a, b) => b.weight - a.weight)
  const same = strongestFirst.filter(item => item.words.startsWith(SAME)).map(item => item.words.slice(SAME.length))
  const others = strongestFirst.filter(item => !item.words.startsWith(SAME)).map(item => item.words)
  const missing = score.evidence.filter(isTold).map(item => item.words.replace(/ missing$/, ''))
  const parts = [
    same.length > 0 ? `same ${listed(same)}` : '',
    ...new Set(others),
    missing.length > 0 ? `${listed(missing)} missing` : '',
    ...score.holds,
  ].filter(part => part !== '')
  return capitalised(parts.join('; '))
}

function isTold(item: Evidence): boolean {
  return item.label === 'missing' && TOLD_WHEN_MISSING.has(item.comparison)
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
