/** What a source says of a person, as given: text exactly as it arrived, empty or absent when unknown. */
export interface PersonInput {
  readonly givenName?: string
  readonly middleName?: string
  readonly familyName?: string
  /** Used when the parts are not given apart; order of the parts is not assumed. */
  readonly fullName?: string
  /** Nicknames, street names and other names used. */
  readonly aliases?: readonly string[]
  /** Any common written form; day before month. */
  readonly dateOfBirth?: string
  /** Whole years, used only without a date of birth; `asAt` says when. */
  readonly ageYears?: number
  /** YYYY-MM-DD on which `ageYears` was true. */
  readonly asAt?: string
  readonly sex?: string
  readonly address?: string
  readonly postcode?: string
  readonly city?: string
  readonly phone?: string
  readonly email?: string
  readonly nhsNumber?: string
  readonly upn?: string
  readonly pncId?: string
}

/** A date of birth ready to compare. `year`, `month`, `day` are numbers; a placeholder (1 January) counts as its year alone. */
export interface ComparableDate {
  readonly year: number
  readonly month: number
  readonly day: number
  /** True for 1 January, which many systems write when only the year or age is known. */
  readonly placeholder: boolean
}

/**
 * A person's details in comparable form: plain JSON, stored beside the source record and never shown.
 *
 * Only valid identifiers are here; a bad one stays on the source record, marked, and never matches.
 */
export interface Comparable {
  /** Lower-case, accents and punctuation folded, particles kept apart from the core; in the order given. */
  readonly given: readonly string[]
  readonly family: readonly string[]
  readonly aliases: readonly string[]
  readonly born: ComparableDate | undefined
  /** Inclusive range of possible birth years, from an age or from `born`. */
  readonly bornBetween: readonly [from: number, to: number] | undefined
  readonly sex: 'f' | 'm' | undefined
  /** House number and street words, folded. */
  readonly address: string | undefined
  /** Upper case with one space: 'SE13 6LG'; undefined when it has not the form of a postcode (foreign ones are kept folded, without spaces). */
  readonly postcode: string | undefined
  readonly city: string | undefined
  /** E.164 where it can be told, else digits. */
  readonly phone: string | undefined
  readonly email: string | undefined
  readonly nhsNumber: string | undefined
  readonly upn: string | undefined
  readonly pncId: string | undefined
}

/** One grade of agreement in a comparison, best first; the last one is "all other" (disagreement). */
export interface Level {
  readonly label: string
  /** In words for a reviewer, completing "their records …": 'the same date of birth', 'first names differ'. */
  readonly words: string
  /** P(level | same person), 0 < m ≤ 1 */
  readonly m: number
  /** P(level | different people), 0 < u ≤ 1 */
  readonly u: number
}

/** One bar of the waterfall that a reviewer sees. */
export interface Evidence {
  readonly comparison: string
  readonly label: string
  readonly words: string
  /** log2(m / u), with its term-frequency part: +1 doubles the odds, −1 halves them; 0 when a value is missing. */
  readonly weight: number
}

/** The outcome of comparing two records. */
export interface MatchScore {
  /** Sum in log2 odds, prior included. */
  readonly weight: number
  /** P(same person), 0..1 */
  readonly probability: number
  readonly evidence: readonly Evidence[]
  /** Why this pair may never be joined by the machine, whatever its weight (twins, name alone …); empty when nothing holds it back. */
  readonly holds: readonly string[]
}
