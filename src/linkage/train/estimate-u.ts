import type { PairLevels } from '../patterns.ts'
import { type LevelProbabilities, normalised } from './em.ts'
import { countLevels, randomPairs } from './survey.ts'

/** A level seen less often among the random pairs keeps the u it had: the sample is too small to say. */
const FEWEST_SEEN = 10

/**
 * Estimate u, the chance of each level between records of different people, from pairs drawn at random.
 *
 * Among random pairs of a large file next to none are of one person, so their frequencies stand for all non-matches.
 *
 * @param before u of a level too rare to be seen in the sample
 * @param draws how many pairs to draw; the same pair may come twice
 * @param random gives numbers in [0, 1); the same sequence gives the same estimate
 */
export function estimateU(
  columns: readonly PairLevels[],
  records: number,
  before: LevelProbabilities,
  draws: number,
  random: () => number,
): LevelProbabilities {
  const counts = countLevels(columns, randomPairs(records, draws, random))
  return counts.map((seen, at) => {
    const total = seen.reduce((sum, count) => sum + count, 0)
    const old = before[at] ?? []
    return normalised(Array.from(seen, (count, level) => (count >= FEWEST_SEEN ? count / total : (old[level] ?? 0))))
  })
}
