import { batchScorer } from '../batch-score.ts'
import type { LinkFile } from '../batch.ts'
import { isSmall } from '../every-pair.ts'
import { type ExtraComparison, type ExtraModel, extraLabels, extraWords } from '../extras.ts'
import { type PersonModel, weigh } from '../model.ts'
import { blended } from './blend.ts'
import { normalised } from './em.ts'
import { withFileFrequencies } from './file-frequencies.ts'
import { startingExtras } from './fit-extras.ts'
import { candidates, countCandidates, randomPairs, type Survey, survey } from './survey.ts'

/** How training went. */
export interface TrainingRun {
  readonly pairs: number
  readonly rounds: number
  readonly converged: boolean
  /** Pairs of one person among all pairs of the file, as expected under the trained model. */
  readonly matches: number
}

/** A model adapted to a file, and how that went. */
export interface Trained {
  readonly model: PersonModel
  readonly extras: readonly ExtraModel[]
  readonly run: TrainingRun
}

const RANDOM_PAIRS = 500_000
const MOST_CANDIDATES = 1_000_000
const MOST_ROUNDS = 25
/** Training stops when the expected number of matches moves by less than this share. */
const TOLERANCE = 1e-3
/** The m that was given counts as much as so many matches. */
const PRIOR_MATCHES = 10
const HIGHEST_PRIOR = 0.5
/** Odds of two to one join, one to four are worth a look: the weights of a fitted model are odds. */
const THRESHOLDS = { join: 1, break: 0, review: -2 }

export function trainModel(
  given: PersonModel,
  file: LinkFile,
  extras: readonly ExtraComparison[],
  random: () => number,
): Trained {
  const records = file.people.length
  const allPairs = (records * (records - 1)) / 2
  const total = countCandidates(file)
  const every = isSmall(records) ? 1 : Math.max(1, Math.ceil(total / MOST_CANDIDATES))
  const first = withFileFrequencies(scaled(given, records), file.people, 1)
  const among = survey(file, first, candidates(file, every))
  const atRandom = isSmall(records) ? among : survey(file, first, randomPairs(records, RANDOM_PAIRS, random))

  let model = first
  let extraModels = startingExtras(extras, file.extraColumns, records)
  let matches = first.prior * allPairs
  let rounds = 0
  let converged = false
  while (rounds < MOST_ROUNDS && !converged) {
    rounds++
    const matching = expectedLevels(file, model, extraModels, among)
    const drawn = atRandom === among ? matching : expectedLevels(file, model, extraModels, atRandom)
    const found = Math.max(1, matching.matches * every)
    converged = Math.abs(found - matches) < TOLERANCE * found
    matches = found
    const prior = Math.min(HIGHEST_PRIOR, matches / allPairs)
    const learn = <T extends { m: number; u: number }>(levels: readonly T[], before: readonly T[], at: number): T[] =>
      relearn(levels, before, matching.levels[at], atRandom.counts[at], drawn.levels[at])
    model = withFileFrequencies(
      {
        ...model,
        prior,
        comparisons: given.comparisons.map(({ comparison, levels }, at) => weigh(comparison, learn(levels, levels, at))),
      },
      file.people,
      1 + (2 * matches) / records,
    )
    const start = startingExtras(extras, file.extraColumns, records)
    extraModels = start.map((extra, at) => ({
      ...extra,
      levels: learn(extra.levels, extra.levels, given.comparisons.length + at),
    }))
  }
  return {
    model: {
      ...model,
      thresholdsFor: Math.max(1, records),
      thresholds: THRESHOLDS,
      fitted: true,
      name: `${given.name}-trained`,
      provenance: `${given.name} adapted to a file of ${records} records.`,
    },
    extras: extraModels,
    run: { pairs: among.pairs, rounds, converged, matches },
  }
}

/** The prior for so many records: true pairs grow with the records only. */
function scaled(model: PersonModel, records: number): PersonModel {
  return { ...model, prior: model.prior * Math.min(1, model.thresholdsFor / Math.max(1, records)) }
}

interface Expected {
  readonly matches: number
  readonly levels: readonly Float64Array[]
}

/** How many of the likely pairs are matches, and how many matches have each level. */
function expectedLevels(
  file: LinkFile,
  model: PersonModel,
  extras: readonly ExtraModel[],
  { likely, levels, counts }: Survey,
): Expected {
  const weights = new Float64Array(likely.count)
  batchScorer(model, extras, file.people).writeWeights(likely, levels, weights)
  const sums = counts.map(({ length }) => new Float64Array(length))
  let matches = 0
  for (let row = 0; row < likely.count; row++) {
    const share = 1 / (1 + 2 ** -(weights[row] ?? 0))
    matches += share
    for (let at = 0; at < sums.length; at++) {
      const level = levels[at]?.[row] ?? -1
      const sum = sums[at]
      if (level >= 0 && sum) sum[level] = (sum[level] ?? 0) + share
    }
  }
  return { matches, levels: sums }
}

function relearn<T extends { readonly m: number; readonly u: number }>(
  levels: readonly T[],
  before: readonly T[],
  matching: Float64Array | undefined,
  counts: Float64Array | undefined,
  drawn: Float64Array | undefined,
): T[] {
  if (!matching || !counts || !drawn) return [...levels]
  const startM = normalised(before.map(({ m }) => m))
  const m = normalised(startM.map((share, level) => share * PRIOR_MATCHES + (matching[level] ?? 0)))
  const others = counts.map((count, level) => Math.max(0, count - (drawn[level] ?? 0)))
  const total = others.reduce((sum, count) => sum + count, 0)
  const u = normalised(before.map((level, at) => blended(others[at] ?? 0, total, level.u)))
  return levels.map((level, at) => ({ ...level, m: m[at] ?? level.m, u: u[at] ?? level.u }))
}
