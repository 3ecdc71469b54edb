import type { LinkFile } from '../batch.ts'
import type { BlockingRule } from '../blocking.ts'
import { type PersonModel, weigh } from '../model.ts'
import { fieldsBehind } from './depends.ts'
import { type Fitted, fitM, type LevelProbabilities, normalised } from './em.ts'
import { estimateU } from './estimate-u.ts'
import { countPatterns, levelsOf, sampleCandidates, weighCandidates } from './sample.ts'

/** A file to learn from, with the rules that made its blocks. */
export interface TrainingFile extends LinkFile {
  readonly rules: readonly BlockingRule[]
}

/** One run of EM, on the pairs of one blocking rule. */
export interface TrainingRun {
  readonly rule: string
  readonly pairs: number
  readonly rounds: number
  readonly converged: boolean
}

/** A model adapted to a file, and how that went. */
export interface Trained {
  readonly model: PersonModel
  readonly runs: readonly TrainingRun[]
}

const RANDOM_PAIRS = 300_000
const PAIRS_PER_RULE = 100_000
/** A rule with fewer pairs teaches nothing reliable. */
const FEWEST_PAIRS = 50
const MAX_ROUNDS = 50
const TOLERANCE = 1e-4
/** How many people tell which fields a rule looks at. */
const SAMPLE = 300
const FIRST_GUESS = 0.3
/** A pair of this weight or more, a probability above 0.99, is certain. */
const CERTAIN_WEIGHT = 7
/** Share of all matches that are certain; a guess that moves every weight by a fifth of a bit at most. */
const CERTAIN_RECALL = 0.9
const HIGHEST_PRIOR = 0.5
/** From fewer certain matches no share is read: the model's own is taken, which falls as files grow, since true pairs grow with the records only. */
const FEWEST_CERTAIN = 20

/**
 * Adapt a model to a file without knowing the truth: u from random pairs, m by EM on the pairs of each blocking rule (each time without
 * the comparisons that the rule itself forces to agree), the prior from the pairs that the rules find certain.
 *
 * @param random seeded, so that the same file gives the same model
 */
export function trainModel(model: PersonModel, file: TrainingFile, random: () => number): Trained {
  const oldU = model.comparisons.map(({ levels }) => levels.map(({ u }) => u))
  const u = estimateU(file.columns, file.people.length, oldU, RANDOM_PAIRS, random)
  const runs = fitEachRule(model, file, u)
  const m = model.comparisons.map(({ levels }, at) => {
    const learned = runs.filter(run => run.uses[at]).map(run => ({ m: run.fitted.m[at] ?? [], size: run.matches }))
    return learned.length === 0 ? levels.map(level => level.m) : weightedMean(learned)
  })
  const withLevels = withProbabilities(model, m, u)
  return {
    model: {
      ...withLevels,
      prior: priorOf(withLevels, file),
      thresholdsFor: Math.max(1, file.people.length),
      name: `${model.name}-trained`,
      provenance: `${model.name} adapted to a file of ${file.people.length} records: u from ${RANDOM_PAIRS} random pairs, m by EM on ${runs.length} blocking rules.`,
    },
    runs: runs.map(({ rule, pairs, fitted }) => ({ rule, pairs, rounds: fitted.rounds, converged: fitted.converged })),
  }
}

/** Share of all pairs that are certain matches under the model, with those that blocking or missing values hide added. */
function priorOf(model: PersonModel, file: TrainingFile): number {
  const { weight, every } = weighCandidates(file, model)
  const certain = every * weight.reduce((sum, bits) => sum + Number(bits >= CERTAIN_WEIGHT), 0)
  const allPairs = (file.people.length * (file.people.length - 1)) / 2
  if (certain < FEWEST_CERTAIN) return model.prior * Math.min(1, model.thresholdsFor / Math.max(1, file.people.length))
  return Math.min(HIGHEST_PRIOR, certain / CERTAIN_RECALL / allPairs)
}

interface Run {
  readonly rule: string
  readonly pairs: number
  readonly uses: readonly boolean[]
  readonly fitted: Fitted
  readonly matches: number
}

function fitEachRule(model: PersonModel, file: TrainingFile, u: LevelProbabilities): Run[] {
  const every = Math.max(1, Math.floor(file.people.length / SAMPLE))
  const sample = file.people.filter((_, at) => at % every === 0)
  const behindComparison = model.comparisons.map(({ comparison }) => fieldsBehind(sample, c => comparison.key(c)))
  return file.rules.flatMap((rule, at) => {
    const blocks = file.blocks[at]
    if (!blocks || blocks.size.blocks === 0) return []
    const { pairs } = sampleCandidates([blocks], file.people.length, PAIRS_PER_RULE)
    if (pairs.count < FEWEST_PAIRS) return []
    const behindRule = fieldsBehind(sample, c => rule.keys(c).join('\n'))
    const uses = behindComparison.map(fields => fields.isDisjointFrom(behindRule))
    const patterns = countPatterns(levelsOf(file.columns, pairs), pairs.count)
    const m = model.comparisons.map(({ levels }) => normalised(levels.map(level => level.m)))
    const fitted = fitM(patterns, { m, u, uses, matches: FIRST_GUESS, maxRounds: MAX_ROUNDS, tolerance: TOLERANCE })
    return [{ rule: rule.name, pairs: pairs.count, uses, fitted, matches: fitted.matches * pairs.count }]
  })
}

function weightedMean(parts: readonly { readonly m: readonly number[]; readonly size: number }[]): number[] {
  const first = parts[0]?.m ?? []
  return normalised(first.map((_, level) => parts.reduce((sum, { m, size }) => sum + (m[level] ?? 0) * size, 0)))
}

function withProbabilities(model: PersonModel, m: LevelProbabilities, u: LevelProbabilities): PersonModel {
  return {
    ...model,
    comparisons: model.comparisons.map(({ comparison, levels }, at) =>
      weigh(
        comparison,
        levels.map((level, which) => ({ ...level, m: m[at]?.[which] ?? level.m, u: u[at]?.[which] ?? level.u })),
      ),
    ),
  }
}
