import type { Comparable, Evidence, MatchScore } from './comparable.ts'
import { frequencyOf } from './comparison.ts'
import { discount } from './dependence.ts'
import { holdsFor, type Kinship, kinshipOf } from './holds.ts'
import type { PersonModel, WeighedComparison } from './model.ts'
import type { LevelPattern } from './pattern.ts'

/** Shares of the commonest and the rarest name are never trusted to more than this many bits. */
export const MOST_TERM_BITS = 5

/**
 * How likely it is that two records are one person, with the evidence for and against.
 *
 * Adds the log-odds of each comparison; names count more the rarer they are; evidence that says the same thing twice (postcode and
 * address, sex and first name, one household) counts once. Source: Fellegi & Sunter (1969), J. Am. Stat. Assoc. 64:1183-1210.
 */
export function scorePair(model: PersonModel, a: Comparable, b: Comparable): MatchScore {
  const pattern = patternOf(model, a, b)
  return scorePattern(model, pattern, termsOf(model, a, b, pattern), kinshipOf(model, a, b))
}

/** The weight alone that `scorePair` gives, sooner. */
export function weighPair(model: PersonModel, a: Comparable, b: Comparable): number {
  const { comparisons } = model
  const pattern = new Int8Array(comparisons.length)
  const terms = new Array<number | undefined>(comparisons.length).fill(undefined)
  for (let at = 0; at < comparisons.length; at++) {
    const comparison = comparisons[at]?.comparison
    if (!comparison) continue
    const level = comparison.level(a, b)
    pattern[at] = level
    if (comparison.commonness && level >= 0) terms[at] = frequencyOf(comparison, a, b, level)
  }
  return weighPattern(model, pattern, terms, new Float64Array(comparisons.length))
}

/** The level of each comparison for two records. */
export function patternOf(model: PersonModel, a: Comparable, b: Comparable): readonly number[] {
  return model.comparisons.map(({ comparison }) => comparison.level(a, b))
}

function termsOf(model: PersonModel, a: Comparable, b: Comparable, pattern: LevelPattern) {
  return model.comparisons.map(({ comparison }, at) => frequencyOf(comparison, a, b, pattern[at] ?? -1))
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
  const weights = new Float64Array(model.comparisons.length)
  const weight = weighPattern(model, pattern, terms, weights)
  const evidence = model.comparisons.map((weighed, at) => evidenceOf(weighed, pattern[at] ?? -1, weights[at] ?? 0))
  return { weight, probability: probabilityOf(weight), evidence, holds: holdsFor(pattern, kinship) }
}

/**
 * The weight of a pattern of levels, prior included.
 *
 * @param weights one for each comparison; what each counts is written into it
 */
export function weighPattern(
  { comparisons, prior }: PersonModel,
  pattern: LevelPattern,
  terms: ArrayLike<number | undefined>,
  weights: Float64Array,
): number {
  for (let at = 0; at < comparisons.length; at++) {
    const weighed = comparisons[at]
    const level = pattern[at] ?? -1
    weights[at] = weighed && level >= 0 ? levelWeight(weighed, level) + termWeight(weighed, level, terms[at]) : 0
  }
  discount(pattern, weights)
  let sum = Math.log2(prior / (1 - prior))
  for (let at = 0; at < weights.length; at++) sum += weights[at] ?? 0
  return sum
}

/** The probability that a weight says, 0..1. */
export function probabilityOf(weight: number): number {
  return 1 / (1 + 2 ** -weight)
}

/** log2(m / u) of a level; 0 when a value is missing. */
export function levelWeight(weighed: WeighedComparison, level: number): number {
  return weighed.bits[level] ?? 0
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

function evidenceOf({ comparison, levels }: WeighedComparison, level: number, weight: number): Evidence {
  const at = levels[level]
  if (at === undefined)
    return { comparison: comparison.name, label: 'missing', words: `${comparison.words} missing`, weight: 0 }
  return { comparison: comparison.name, label: at.label, words: at.words, weight }
}
