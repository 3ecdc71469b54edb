import type { Evidence } from './comparable.ts'
import { type Comparison, personComparisons } from './comparison.ts'

/** Evidence as it is stored: comparison, label and weight of what both records have. Words are those of the comparison. */
export type BriefEvidence = readonly (readonly [comparison: string, label: string, weight: number])[]

const BY_NAME = new Map(personComparisons.map(comparison => [comparison.name, comparison]))

/** What of the evidence has to be stored to give it again, weights to a thousandth of a bit. */
export function briefEvidence(evidence: readonly Evidence[]): BriefEvidence {
  return evidence.flatMap(({ comparison, label, weight }) =>
    label === 'missing' ? [] : [[comparison, label, Math.round(weight * 1000) / 1000] as const],
  )
}

/** The evidence again, in the order of the comparisons; what was missing is said to be. Empty when nothing was compared. */
export function fullEvidence(brief: BriefEvidence): readonly Evidence[] {
  if (brief.length === 0) return []
  const stored = new Map(brief.map(([comparison, label, weight]) => [comparison, { label, weight }]))
  const known = personComparisons.map(({ name, words }): Evidence => {
    const found = stored.get(name)
    if (found === undefined) return { comparison: name, label: 'missing', words: `${words} missing`, weight: 0 }
    return { comparison: name, ...found, words: wordsOf(BY_NAME.get(name), found.label) }
  })
  // A comparison that later models no longer have keeps what it said.
  const others = brief.flatMap(([comparison, label, weight]) =>
    BY_NAME.has(comparison) ? [] : [{ comparison, label, words: `${comparison}: ${label}`, weight }],
  )
  return [...known, ...others]
}

function wordsOf(comparison: Comparison | undefined, label: string): string {
  return comparison?.levels.find(level => level.label === label)?.words ?? label
}
