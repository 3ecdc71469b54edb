import type { MatchScore } from './comparable.ts'
import { NAMESAKES } from './holds.ts'
import { personV1, type Thresholds } from './model.ts'

/** What is done with a pair. */
export type Decision = 'join' | 'review' | 'apart'

/** How sure linkage is that two records are one person. */
export type Certainty = 'confirmed' | 'probable' | 'possible' | 'none'

/** What people have said of a pair, and how it stands now. */
export interface Standing {
  /** A person's decision; it outranks every score. */
  readonly override?: 'must-link' | 'must-not-link' | undefined
  /** A pair that stands joined stays so down to the lower break weight. */
  readonly current?: 'joined' | 'apart' | undefined
}

/**
 * What to do with a pair: a person's decision first, then holds, then the thresholds. Namesakes born apart are not worth a look.
 *
 * @param thresholds for the records held, from `thresholdsAt`
 */
export function decide(
  score: Pick<MatchScore, 'weight' | 'holds'>,
  thresholds: Thresholds = personV1.thresholds,
  standing: Standing = {},
): Decision {
  if (standing.override === 'must-link') return 'join'
  if (standing.override === 'must-not-link' || score.holds.includes(NAMESAKES)) return 'apart'
  const needed = standing.current === 'joined' ? thresholds.break : thresholds.join
  if (score.weight >= needed) return score.holds.length > 0 ? 'review' : 'join'
  return score.weight >= thresholds.review ? 'review' : 'apart'
}

/** The score in the words that alerts use: confirmed joins, probable and possible are for people to look at. */
export function certaintyOf(
  score: Pick<MatchScore, 'weight' | 'holds'>,
  thresholds: Thresholds = personV1.thresholds,
): Certainty {
  if (score.holds.includes(NAMESAKES)) return 'none'
  if (score.weight >= thresholds.join) return score.holds.length > 0 ? 'probable' : 'confirmed'
  if (score.weight >= thresholds.break) return 'probable'
  return score.weight >= thresholds.review ? 'possible' : 'none'
}
