import type { Level } from './comparable.ts'
import { jaroWinkler } from './metrics/jaro-winkler.ts'
import { fold } from './normalise/text.ts'
import type { PairComparison } from './patterns.ts'

/** A column that the person model does not know: free text with a grade for nearly the same, or a category that agrees or not. */
export interface ExtraComparison {
  readonly name: string
  readonly kind: 'text' | 'category'
}

/** An extra comparison with probabilities found in the data, since no shipped model can know them. */
export interface ExtraModel extends ExtraComparison {
  readonly levels: readonly Level[]
}

const CLOSE_FROM = 0.88

/** The labels of an extra comparison's levels, best first. */
export function extraLabels(extra: ExtraComparison): readonly string[] {
  return extra.kind === 'text' ? ['exact', 'close', 'other'] : ['same', 'differs']
}

/** What a reviewer reads for a level of an extra comparison. */
export function extraWords(extra: ExtraComparison, label: string): string {
  if (label === 'exact' || label === 'same') return `the same ${extra.name}`
  return label === 'close' ? `${extra.name} nearly the same` : `${extra.name} differs`
}

/** How the values of an extra column are compared: folded, so that case, accents and punctuation do not count. */
export function compareExtra(extra: ExtraComparison): PairComparison<string> {
  return {
    name: extra.name,
    levels: extraLabels(extra).length,
    key: value => (value === '' ? undefined : value),
    level: (a, b) => {
      if (a === b) return 0
      return extra.kind === 'text' && jaroWinkler(a, b) < CLOSE_FROM ? 2 : 1
    },
  }
}

/** A value of an extra column ready to compare; an empty text when missing. */
export function toExtraValue(text: string | undefined): string {
  return fold(text ?? '')
}
