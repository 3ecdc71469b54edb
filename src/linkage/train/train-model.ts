import type { LinkFile } from '../batch.ts'
import { isSmall } from '../every-pair.ts'
import { countCandidates } from '../pairs.ts'
import type { ExtraComparison, ExtraModel } from '../extras.ts'
import { type PersonModel, weigh } from '../model.ts'
import type { Rows } from '../rows/rows.ts'
import { blended } from './blend.ts'
import { normalised } from './em.ts'
import { expectedOf, heavier } from './expect.ts'
import { fileFrequencies, townUnknownTo } from './file-frequencies.ts'
import { startingExtras } from './fit-extras.ts'
import { candidatesOf, countLevels, likelyAmong, randomPairs } from './survey.ts'

/** How training went. */
export interface TrainingRun {
  /** Pairs that were learned from. */
  readonly pairs: number
  readonly rounds: number
  readonly converged: boolean
  /** Pairs of one person that are expected among all candidate pairs. */
  readonly matches: number
}

/** A model adapted to a file, and how that went. */
export interface Trained {
  readonly model: PersonModel
  /** Rows with how common names are in the file, which the model goes by. */
  readonly rows: Rows
  readonly extras: readonly ExtraModel[]
  readonly run: TrainingRun
}

const RANDOM_PAIRS = 500_000
const MOST_CANDIDATES = 400_000
const MOST_ROUNDS = 25
/** Training stops when the expected number of matches moves by less than this share. */
const TOLERANCE = 1e-3
/** A pair of fewer bits under the first model is taken for a pair of two people: one in 4,096 would not be. */
const LIKELY_FROM = -12
/** From this round on pairs under this weight are no longer looked at. */
const SETTLED = { round: 4, least: -10 }
/** The m that was given counts as much as so many matches. */
const PRIOR_MATCHES = 10
const HIGHEST_PRIOR = 0.5
/** Odds of two to one join, one to four are worth a look: the weights of a fitted model are odds. */
const THRESHOLDS = { join: 1, break: 0, review: -2 }

/**
 * Adapt a model to a file without knowing the truth, extra comparisons with it.
 *
 * Expectation maximisation over the candidate pairs with the whole model, dependence and frequencies of names included: the pairs of one
 * person are counted by their probability, and m, the prior and how common names are follow from them; u from random pairs, what of
 * them is of one person taken out. What the file says little of stays near what was given.
 * Source: Dempster, Laird & Rubin (1977), J. R. Stat. Soc. B 39:1-38.
 *
 * @param random seeded, so that the same file gives the same model
 */
export function trainModel(
  given: PersonModel,
  file: LinkFile,
  extras: readonly ExtraComparison[],
  random: () => number,
): Trained {
  const records = file.people.length
  const allPairs = Math.max(1, (records * (records - 1)) / 2)
  const small = isSmall(records)
  const every = small ? 1 : Math.max(1, Math.ceil(countCandidates(file.blocks, records) / MOST_CANDIDATES))
  const drawn = small ? candidatesOf(file, 1) : randomPairs(records, RANDOM_PAIRS, random)
  const scaled = scaledTo(given, records)
  const frequencies = (prior: number) => fileFrequencies(file.rows, 1 + prior * (records - 1), townUnknownTo(given))

  let common = frequencies(0)
  let model = common.adapt(scaled)
  const startExtras = startingExtras(extras, file.extraColumns, records)
  const least = LIKELY_FROM - mostOf(startExtras)
  const start = { ...file, rows: common.rows() }
  let among = likelyAmong(start, model, least, candidatesOf(file, every))
  let likelyDrawn = small ? among : likelyAmong(start, model, least, drawn)
  const counts = countLevels([...file.columns, ...file.extraColumns], drawn)
  const learnedFrom = among.count

  let extraModels: readonly ExtraModel[] = startExtras
  let matches = model.prior * allPairs
  let rounds = 0
  let converged = false
  while (rounds < MOST_ROUNDS && !converged) {
    rounds++
    const found = expectedOf(among, file.rows, common.shares, model, extraModels)
    const amongDrawn = small ? found : expectedOf(likelyDrawn, file.rows, common.shares, model, extraModels)
    if (rounds === SETTLED.round) {
      const same = likelyDrawn === among
      likelyDrawn = heavier(likelyDrawn, amongDrawn.weights, SETTLED.least)
      among = same ? likelyDrawn : heavier(among, found.weights, SETTLED.least)
    }
    const now = found.matches * every
    converged = rounds > SETTLED.round && Math.abs(now - matches) <= TOLERANCE * (1 + now)
    matches = now
    const prior = Math.min(HIGHEST_PRIOR, blended(matches, allPairs, scaled.prior))
    common = frequencies(prior)
    const learn = <T extends { readonly m: number; readonly u: number }>(levels: readonly T[], at: number): T[] =>
      relearn(levels, found.levels[at], counts[at], amongDrawn.levels[at])
    model = common.adapt({
      ...given,
      prior,
      comparisons: given.comparisons.map(({ comparison, levels }, at) => weigh(comparison, learn(levels, at))),
    })
    extraModels = startExtras.map((extra, at) => ({
      ...extra,
      levels: learn(extra.levels, given.comparisons.length + at),
    }))
  }
  return {
    model: {
      ...model,
      thresholds: THRESHOLDS,
      thresholdsFor: Math.max(1, records),
      fitted: true,
      name: `${given.name}-trained`,
      provenance: `${given.name} adapted to a file of ${records} records: m, the prior and how common names and towns are from about ${Math.round(matches)} pairs of one person, u from ${small ? 'every pair' : `${RANDOM_PAIRS} random pairs`}.`,
    },
    rows: common.rows(),
    extras: extraModels,
    run: { pairs: learnedFrom, rounds, converged, matches },
  }
}

/** A model with the prior for so many records: pairs of one person grow with the records, and all pairs with their square. */
export function scaledTo(model: PersonModel, records: number): PersonModel {
  return { ...model, prior: model.prior * Math.min(1, model.thresholdsFor / Math.max(1, records)) }
}

/** The most that extra comparisons can add to a weight. */
function mostOf(extras: readonly ExtraModel[]): number {
  return extras.reduce((sum, { levels }) => sum + Math.max(0, ...levels.map(({ m, u }) => Math.log2(m / u))), 0)
}

/**
 * The levels of a comparison with what was found: matches at each level, and pairs of two people at each level. A level that was given the
 * same m as u says nothing that another comparison does not say (names that are exchanged are found in both), and stays so.
 */
function relearn<T extends { readonly m: number; readonly u: number }>(
  levels: readonly T[],
  matching: Float64Array | undefined,
  drawn: Float64Array | undefined,
  matchingDrawn: Float64Array | undefined,
): T[] {
  const before = normalised(levels.map(({ m }) => m))
  const m = normalised(before.map((share, level) => share * PRIOR_MATCHES + (matching?.[level] ?? 0)))
  const others = levels.map((_, level) => Math.max(0, (drawn?.[level] ?? 0) - (matchingDrawn?.[level] ?? 0)))
  const total = others.reduce((sum, count) => sum + count, 0)
  const u = normalised(levels.map((level, at) => blended(others[at] ?? 0, total, level.u)))
  return levels.map((level, at) => {
    const learned = m[at] ?? level.m
    return { ...level, m: learned, u: level.m === level.u ? learned : (u[at] ?? level.u) }
  })
}
