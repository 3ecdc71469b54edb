import type { Comparable, Evidence, MatchScore } from './comparable.ts'
import { discounts } from './dependence.ts'
import { holdsFor, type Kinship, kinshipOf } from './holds.ts'
import type { PersonModel, WeighedComparison } from './model.ts'

/** A pair's level in each comparison of the model, in its order; −1 where a value is missing. */
export type LevelPattern = readonly number[]

/** Shares of the commonest and the rarest name are never trusted to more than this many bits. */
const MOST_TERM_BITS = 5

/**
 * How likely it is that two records are one person, with the evidence for and against.
 *
 * Adds the log-odds of each comparison; names count more the rarer they are; evidence that says the same thing twice (postcode and
 * address, sex and first name, one household) counts once. Source: Fellegi & Sunter (1969), J. Am. Stat. Assoc. 64:1183-1210.
 */
export function scorePair(model: PersonModel, a: Comparable, b: Comparable): MatchScore {
  const pattern = patternOf(model, a, b)
  const terms = model.comparisons.map(({ comparison }, i) => comparison.frequency?.(a, b, pattern[i] ?? -1))
  return scorePattern(model, pattern, terms, kinshipOf(model, a, b))
}

/** The level of each comparison for two records. */
export function patternOf(model: PersonModel, a: Comparable, b: Comparable): LevelPattern {
  return model.comparisons.map(({ comparison }) => comparison.level(a, b))
}

/**
 * The score of a pattern of levels, with the frequency of the agreeing value where the comparison has one.
 *
 * @param kinship what the years of birth say; it bears on the holds alone
 */
export function scorePattern(
  model: PersonModel,
  pattern: LevelPattern,
  terms: readonly (number | undefined)[],
  kinship: Kinship,
): MatchScore {
  const weights = model.comparisons.map((weighed, i) => {
    const level = pattern[i] ?? -1
    return levelWeight(weighed, level) + termWeight(weighed, level, terms[i])
  })
  const shares = discounts(model, pattern, weights)
  const evidence = model.comparisons.map((weighed, i) =>
    evidenceOf(weighed, pattern[i] ?? -1, (weights[i] ?? 0) * (shares[i] ?? 1)),
  )
  const weight = evidence.reduce((sum, item) => sum + item.weight, Math.log2(model.prior / (1 - model.prior)))
  return { weight, probability: 1 / (1 + 2 ** -weight), evidence, holds: holdsFor(model, pattern, kinship) }
}

/** log2(m / u) of a level; 0 when a value is missing. */
export function levelWeight(weighed: WeighedComparison, level: number): number {
  const { m, u } = weighed.levels[level] ?? { m: 1, u: 1 }
  return Math.log2(m / u)
}

/**
 * What the rarity of the agreeing value adds to its level's weight: log2(u of exact agreement / its frequency), bounded.
 *
 * Source: the term-frequency adjustment of Splink, used here on forms of a name as well as on the name itself.
 */
export function termWeight(weighed: WeighedComparison, level: number, frequency: number | undefined): number {
  const exact = weighed.levels[0]
  if (frequency === undefined || level < 0 || exact === undefined) return 0
  return Math.max(-MOST_TERM_BITS, Math.min(MOST_TERM_BITS, Math.log2(exact.u / frequency)))
}

function evidenceOf(weighed: WeighedComparison, level: number, weight: number): Evidence {
  const { comparison, levels } = weighed
  const at = levels[level]
  if (at === undefined)
    return { comparison: comparison.name, label: 'missing', words: `${comparison.words} missing`, weight: 0 }
  return { comparison: comparison.name, label: at.label, words: at.words, weight }
}
