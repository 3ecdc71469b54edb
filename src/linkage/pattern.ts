import type { PersonModel } from './model.ts'

/** Reads the levels of a pattern by the name of the comparison and the label of the level. */
export interface PatternReader {
  /** The label of the level, or 'missing'. */
  label(comparison: string): string
  /** Whether the comparison stands at one of the labels. */
  is(comparison: string, ...labels: readonly string[]): boolean
}

/** A reader for one pattern of the model. */
export function readPattern(model: PersonModel, pattern: readonly number[]): PatternReader {
  const labels = new Map<string, string>()
  for (const [i, { comparison, levels }] of model.comparisons.entries()) {
    labels.set(comparison.name, levels[pattern[i] ?? -1]?.label ?? 'missing')
  }
  const label = (comparison: string): string => labels.get(comparison) ?? 'missing'
  return { label, is: (comparison, ...wanted) => wanted.includes(label(comparison)) }
}
