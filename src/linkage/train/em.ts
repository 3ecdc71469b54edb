/** For each comparison, one probability for each level. */
export type LevelProbabilities = readonly (readonly number[])[]

/** The shares of a list of sums; they add up to 1. */
export function normalised(sums: readonly number[]): number[] {
  const total = sums.reduce((sum, value) => sum + value, 0)
  return sums.map(value => value / total)
}
