import type { Comparable } from '../comparable.ts'
import { frequencyOf } from '../comparison.ts'
import { type PersonModel, weigh } from '../model.ts'
import type { LevelPattern } from '../pattern.ts'
import { levelWeight, patternOf, termWeight, weighPattern } from '../score.ts'

/** A pair that people judged, as the model sees it. */
export interface LabelledPair {
  readonly pattern: LevelPattern
  /** Frequency of the agreeing value of each comparison that knows it. */
  readonly terms: readonly (number | undefined)[]
  /** Bits that other evidence than the model's comparisons adds. */
  readonly beyond: number
  readonly same: boolean
  /** How much the judgement counts, 1 for one that is sure. */
  readonly counts: number
}

/** How far labels move a model. */
export interface LabelTraining {
  /** Bits that the model's weights are too high by, since chance pairs grow with the square of the records. */
  readonly tooHigh?: number
  /** How far, in natural logarithms, a probability lies from the given one before that counts as one disagreement with a label. */
  readonly spread?: number
}

const SPREAD = 0.5
const PRIOR_SPREAD = 0.7
const ROUNDS = 100
const TOLERANCE = 1e-7
const BITS = Math.LN2

/** Two people as a labelled pair. */
export function labelledPair(
  model: PersonModel,
  [a, b]: readonly [Comparable, Comparable],
  judged: Pick<LabelledPair, 'beyond' | 'same' | 'counts'>,
): LabelledPair {
  const pattern = patternOf(model, a, b)
  const terms = model.comparisons.map(({ comparison }, at) => frequencyOf(comparison, a, b, pattern[at] ?? -1))
  return { pattern, terms, ...judged }
}

/**
 * A model that fits what people said and stays near the given one; without labels the given one itself.
 *
 * The judged pairs add to what the model expects: m of a level falls or rises as labelled matches show it less or more often than the
 * model expects of pairs like these, and so does u with labelled non-matches, both held near the given values the more the fewer
 * labels there are (a normal prior on their logarithms; the most probable values are found by gradient steps). Only the verdict of a
 * pair given its levels is learned from, so it does no harm that judges are asked mostly about doubtful pairs. Counting the levels of
 * such pairs into m and u directly would take doubtful pairs for typical ones.
 */
export function trainFromLabels(
  model: PersonModel,
  labelled: readonly LabelledPair[],
  { tooHigh = 0, spread = SPREAD }: LabelTraining = {},
): PersonModel {
  if (labelled.length === 0) return model
  let here = at(model, zeros(model), labelled, tooHigh, spread)
  let step = 1
  for (let round = 0; round < ROUNDS && step > TOLERANCE; round++) {
    const next = at(model, moved(here, step), labelled, tooHigh, spread)
    if (next.cost < here.cost) {
      const gained = here.cost - next.cost
      here = next
      step *= 1.5
      if (gained < TOLERANCE * labelled.length) break
    } else step /= 2
  }
  return {
    ...here.model,
    name: `${model.name}-labels`,
    provenance: `${model.provenance} Moved towards ${labelled.length} pairs that people judged.`,
  }
}

/** Natural logarithms to add to m and u of each level, and to the prior odds. */
interface Shift {
  readonly m: readonly (readonly number[])[]
  readonly u: readonly (readonly number[])[]
  readonly prior: number
}

interface Place {
  readonly shift: Shift
  readonly model: PersonModel
  /** Surprise at the labels and distance from the given model; less is better. */
  readonly cost: number
  readonly downhill: Shift
}

function zeros({ comparisons }: PersonModel): Shift {
  const none = comparisons.map(({ levels }) => levels.map(() => 0))
  return { m: none, u: none, prior: 0 }
}

function moved({ shift, downhill }: Place, step: number): Shift {
  const add = (a: Shift['m'], b: Shift['m']) =>
    a.map((levels, comparison) => levels.map((value, level) => value + step * (b[comparison]?.[level] ?? 0)))
  return {
    m: add(shift.m, downhill.m),
    u: add(shift.u, downhill.u),
    prior: shift.prior + step * downhill.prior,
  }
}

function at(
  given: PersonModel,
  shift: Shift,
  labelled: readonly LabelledPair[],
  tooHigh: number,
  spread: number,
): Place {
  const model = shifted(given, shift)
  const pull = (values: Shift['m']) => values.map(levels => levels.map(value => -value / spread ** 2))
  const m = pull(shift.m)
  const u = pull(shift.u)
  let prior = -shift.prior / PRIOR_SPREAD ** 2
  let cost = [...shift.m, ...shift.u].flat().reduce((sum, value) => sum + value ** 2 / (2 * spread ** 2), 0)
  cost += shift.prior ** 2 / (2 * PRIOR_SPREAD ** 2)
  const counted = new Float64Array(given.comparisons.length)
  for (const { pattern, terms, beyond, same, counts } of labelled) {
    const odds = BITS * (weighPattern(model, pattern, terms, counted) + beyond - tooHigh)
    cost += counts * Math.log1p(Math.exp(-Math.abs(odds))) + counts * Math.max(0, same ? -odds : odds)
    const surprise = counts * (Number(same) - 1 / (1 + Math.exp(-odds)))
    prior += surprise
    for (const [place, weighed] of model.comparisons.entries()) {
      const level = pattern[place] ?? -1
      if (level < 0) continue
      const full = levelWeight(weighed, level) + termWeight(weighed, level, terms[place])
      const share = full === 0 ? 1 : (counted[place] ?? 0) / full
      spreadOver(
        m[place],
        weighed.levels.map(one => one.m),
        level,
        surprise * share,
      )
      spreadOver(
        u[place],
        weighed.levels.map(one => one.u),
        level,
        -surprise * share,
      )
    }
  }
  return { shift, model, cost, downhill: { m, u, prior } }
}

/** Push one level up and, since probabilities add up to the same, all of them down by their share. */
function spreadOver(push: number[] | undefined, shares: readonly number[], level: number, amount: number): void {
  if (!push) return
  const total = shares.reduce((sum, share) => sum + share, 0)
  for (const [at, share] of shares.entries())
    push[at] = (push[at] ?? 0) + amount * (Number(at === level) - share / total)
}

function shifted(given: PersonModel, { m, u, prior }: Shift): PersonModel {
  const odds = (given.prior / (1 - given.prior)) * Math.exp(prior)
  return {
    ...given,
    prior: odds / (1 + odds),
    comparisons: given.comparisons.map(({ comparison, levels }, at) => {
      const newM = rescaled(
        levels.map(level => level.m),
        m[at],
      )
      const newU = rescaled(
        levels.map(level => level.u),
        u[at],
      )
      return weigh(
        comparison,
        levels.map((level, which) => ({ ...level, m: newM[which] ?? level.m, u: newU[which] ?? level.u })),
      )
    }),
  }
}

/** Probabilities with logarithms added, which still add up to what they did. */
function rescaled(shares: readonly number[], shift: readonly number[] | undefined): number[] {
  const before = shares.reduce((sum, share) => sum + share, 0)
  const moved = shares.map((share, at) => share * Math.exp(shift?.[at] ?? 0))
  const after = moved.reduce((sum, share) => sum + share, 0)
  return moved.map(share => Math.min(1, (share * before) / after))
}
