import { personComparisons } from './comparison.ts'

/** The level of each comparison for a pair, in the order of `personComparisons`; −1 where a value is missing. */
export type LevelPattern = ArrayLike<number>

/** Whether one comparison of a pattern stands at one of certain levels. */
export interface LevelTest {
  /** The comparison's place in `personComparisons`. */
  readonly at: number
  /** Bit 0 for a missing value, bit 1 for the best level, and so on. */
  readonly levels: number
}

/**
 * A test for the levels with these labels; 'missing' stands for a missing value.
 *
 * Throws an Error for a comparison or label that there is not.
 */
export function levelTest(name: string, ...labels: readonly string[]): LevelTest {
  const at = placeOf(name)
  const known = personComparisons[at]?.levels ?? []
  const levels = labels.reduce((bits, label) => {
    const level = known.findIndex(one => one.label === label)
    if (level < 0 && label !== 'missing') throw new Error(`The comparison ${name} has no level ${label}`)
    return bits | (1 << (level + 1))
  }, 0)
  return { at, levels }
}

/** The place of a comparison in `personComparisons`, and so in every pattern. Throws an Error when there is none. */
export function placeOf(name: string): number {
  const at = personComparisons.findIndex(comparison => comparison.name === name)
  if (at < 0) throw new Error(`There is no comparison called ${name}`)
  return at
}

/** Whether a pattern passes a test. */
export function passes({ at, levels }: LevelTest, pattern: LevelPattern): boolean {
  return ((levels >>> ((pattern[at] ?? -1) + 1)) & 1) === 1
}
