/** How often one combination of levels was seen; a level of −1 is a missing value. */
export interface Pattern {
  readonly levels: readonly number[]
  readonly count: number
}

/** For each comparison, one probability for each level. */
export type LevelProbabilities = readonly (readonly number[])[]

/** What EM found. */
export interface Fitted {
  readonly m: LevelProbabilities
  /** Share of the pairs that are matches, 0..1 */
  readonly matches: number
  readonly rounds: number
  /** False when it stopped only because of `maxRounds`. */
  readonly converged: boolean
}

/** Where EM starts and stops. */
export interface FitOptions {
  /** Where m starts, and what it stays near when few matches speak. */
  readonly m: LevelProbabilities
  readonly u: LevelProbabilities
  /** First guess of the share of matches, between 0 and 1 */
  readonly matches: number
  /** Comparisons that are looked at, and whose m is learned; the others keep theirs. */
  readonly uses: readonly boolean[]
  readonly maxRounds: number
  /** Stops when no probability moves by more. */
  readonly tolerance: number
}

/** The starting m counts as much as this many matches, so that a level which no match showed keeps a finite weight. */
const PRIOR_MATCHES = 10

/**
 * Estimate m by expectation maximisation over counted patterns, with u held fixed.
 *
 * Source: Dempster, Laird & Rubin (1977), J. R. Stat. Soc. B 39:1–38; fixing u at random-pair frequencies as in Splink.
 */
export function fitM(patterns: readonly Pattern[], options: FitOptions): Fitted {
  let m = options.m
  let matches = options.matches
  for (let round = 1; round <= options.maxRounds; round++) {
    const next = step(patterns, m, matches, options)
    const moved = Math.max(Math.abs(next.matches - matches), largestChange(m, next.m))
    m = next.m
    matches = next.matches
    if (moved < options.tolerance) return { m, matches, rounds: round, converged: true }
  }
  return { m, matches, rounds: options.maxRounds, converged: false }
}

function step(
  patterns: readonly Pattern[],
  m: LevelProbabilities,
  matches: number,
  options: FitOptions,
): { m: LevelProbabilities; matches: number } {
  const expected = options.m.map(levels => levels.map(share => share * PRIOR_MATCHES))
  let matching = 0
  let total = 0
  for (const { levels, count } of patterns) {
    const share = chanceOfMatch(levels, m, matches, options)
    matching += share * count
    total += count
    for (const [at, level] of levels.entries()) {
      const sums = expected[at]
      if (level >= 0 && sums) sums[level] = (sums[level] ?? 0) + share * count
    }
  }
  return {
    m: m.map((levels, at) => (options.uses[at] ? normalised(expected[at] ?? levels) : levels)),
    matches: clamp(total === 0 ? matches : matching / total),
  }
}

function chanceOfMatch(
  levels: readonly number[],
  m: LevelProbabilities,
  matches: number,
  { u, uses }: FitOptions,
): number {
  let odds = matches / (1 - matches)
  for (const [at, level] of levels.entries()) {
    if (level >= 0 && uses[at]) odds *= (m[at]?.[level] ?? 1) / (u[at]?.[level] ?? 1)
  }
  return Number.isFinite(odds) ? odds / (1 + odds) : 1
}

/** The shares of a list of sums; they add up to 1. */
export function normalised(sums: readonly number[]): number[] {
  const total = sums.reduce((sum, value) => sum + value, 0)
  return sums.map(value => value / total)
}

function largestChange(a: LevelProbabilities, b: LevelProbabilities): number {
  return Math.max(
    0,
    ...a.flatMap((levels, at) => levels.map((value, level) => Math.abs(value - (b[at]?.[level] ?? value)))),
  )
}

function clamp(share: number): number {
  return Math.min(1 - 1e-9, Math.max(1e-9, share))
}
