import { indelRatio } from './indel.ts'

/** The words of a text, parted by white space; each counts once. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u).filter(word => word !== ''))
}

/**
 * How alike the words of two texts are, 0..1, whatever their order and however often they come; 1 when one has all the words of the other.
 *
 * The words in common, alone and followed by what else each text has, are compared by insertions and deletions: the best counts.
 */
export function tokenSet(left: string, right: string): number {
  const a = wordsOf(left)
  const b = wordsOf(right)
  if (a.size === 0 || b.size === 0) return a.size === b.size ? 1 : 0
  const both = a.intersection(b)
  if (both.size > 0 && (both.size === a.size || both.size === b.size)) return 1
  const common = joined(both)
  const one = joined(both, a.difference(b))
  const two = joined(both, b.difference(a))
  const whole = indelRatio(one, two)
  return both.size === 0 ? whole : Math.max(whole, indelRatio(common, one), indelRatio(common, two))
}

function joined(...parts: readonly ReadonlySet<string>[]): string {
  return parts.flatMap(words => [...words].toSorted()).join(' ')
}
