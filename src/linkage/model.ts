import { type Comparison, personComparisons } from './comparison.ts'
import type { Level } from './comparable.ts'
import source from './models/person-v1.json' with { type: 'json' }

/** Match weights (log2 odds) at which something is done. */
export interface Thresholds {
  /** At or above: joined, unless something holds it back. */
  readonly join: number
  /** Below: a pair that stands joined is broken; lower than `join`, so that clusters do not flap. */
  readonly break: number
  /** At or above: shown to a person; below: kept apart. */
  readonly review: number
}

/** A comparison with its probabilities. */
export interface WeighedComparison {
  readonly comparison: Comparison
  readonly levels: readonly Level[]
  /** log2(m / u) of each level */
  readonly bits: readonly number[]
}

/** A comparison with the probabilities of its levels. */
export function weigh(comparison: Comparison, levels: readonly Level[]): WeighedComparison {
  return { comparison, levels, bits: levels.map(({ m, u }) => Math.log2(m / u)) }
}

/** A model without what cannot be handed to another thread. */
export interface BareModel extends Omit<PersonModel, 'comparisons'> {
  /** For each comparison, in the order of `personComparisons`. */
  readonly levels: readonly (readonly Level[])[]
}

/** Everything that turns two records into a match weight. */
export interface PersonModel {
  readonly name: string
  /** P(two records drawn at random are one person), 0 < prior < 1 */
  readonly prior: number
  /** For up to `thresholdsFor` records; `thresholdsAt` gives those for more. */
  readonly thresholds: Thresholds
  readonly thresholdsFor: number
  /** In the order of `personComparisons`. */
  readonly comparisons: readonly WeighedComparison[]
  /** People born in this year or later may still live with their family: the guards against joining twins and kin are for them. */
  readonly atHomeBornFrom: number
  /** Whether the probabilities were found in the file that is linked. */
  readonly fitted: boolean
  /** How the probabilities came about. */
  readonly provenance: string
}

/**
 * Read a model from its JSON form and check it.
 *
 * Throws an Error that names the comparison and level when one is missing, unknown or not a probability.
 */
export function loadModel(json: unknown): PersonModel {
  const model = objectAt(json, 'the model')
  const given = objectAt(model['comparisons'], 'comparisons')
  const unknown = Object.keys(given).find(name => !personComparisons.some(comparison => comparison.name === name))
  if (unknown !== undefined) throw new Error(`Model: there is no comparison called ${unknown}`)
  const thresholds = objectAt(model['thresholds'], 'thresholds')
  return {
    name: textAt(model['name'], 'name'),
    prior: probabilityAt(model['prior'], 'prior'),
    atHomeBornFrom: numberAt(model['atHomeBornFrom'], 'atHomeBornFrom'),
    fitted: model['fitted'] === true,
    provenance: textAt(model['provenance'], 'provenance'),
    thresholdsFor: countAt(model['thresholdsFor'], 'thresholdsFor'),
    thresholds: orderly({
      join: numberAt(thresholds['join'], 'thresholds.join'),
      break: numberAt(thresholds['break'], 'thresholds.break'),
      review: numberAt(thresholds['review'], 'thresholds.review'),
    }),
    comparisons: personComparisons.map(comparison =>
      weigh(comparison, levelsAt(comparison, objectAt(given[comparison.name], comparison.name))),
    ),
  }
}

/** A model as it is handed to another thread. */
export function bareModel({ comparisons, ...rest }: PersonModel): BareModel {
  return { ...rest, levels: comparisons.map(({ levels }) => levels) }
}

/** The model again that was handed over. */
export function fullModel({ levels, ...rest }: BareModel): PersonModel {
  return { ...rest, comparisons: personComparisons.map((comparison, at) => weigh(comparison, levels[at] ?? [])) }
}

/** The model that ships with Throughline; the hub and the shell tool use it unless told otherwise. */
export const personV1: PersonModel = loadModel(source)

/**
 * The thresholds for so many records: the model's own, and one bit more for each doubling beyond those that the model's are for.
 *
 * Chance pairs grow with the square of the records and true ones with the records, so the odds of a pair fall by half with each
 * doubling. The steps are whole bits, so that what was decided changes only when the records have doubled.
 */
export function thresholdsAt(model: PersonModel, records: number): Thresholds {
  const bits = records <= model.thresholdsFor ? 0 : Math.ceil(Math.log2(records / model.thresholdsFor))
  const { join, break: breakAt, review } = model.thresholds
  return { join: join + bits, break: breakAt + bits, review: review + bits }
}

function levelsAt(comparison: Comparison, given: Readonly<Record<string, unknown>>): readonly Level[] {
  const extra = Object.keys(given).find(label => !comparison.levels.some(level => level.label === label))
  if (extra !== undefined) throw new Error(`Model: ${comparison.name} has no level called ${extra}`)
  return comparison.levels.map(({ label, words }) => {
    const at = `${comparison.name}.${label}`
    const { m, u } = objectAt(given[label], at)
    return { label, words, m: probabilityAt(m, `${at}.m`), u: probabilityAt(u, `${at}.u`) }
  })
}

function orderly(thresholds: Thresholds): Thresholds {
  if (thresholds.break > thresholds.join || thresholds.review > thresholds.break) {
    throw new Error('Model: thresholds must rise from review to break to join')
  }
  return thresholds
}

function objectAt(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`Model: ${at} is missing`)
  return Object.fromEntries(Object.entries(value))
}

function textAt(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw new Error(`Model: ${at} must be a text`)
  return value
}

function numberAt(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`Model: ${at} must be a number`)
  return value
}

function countAt(value: unknown, at: string): number {
  const count = numberAt(value, at)
  if (!Number.isInteger(count) || count < 1) throw new Error(`Model: ${at} must be a whole number above 0`)
  return count
}

function probabilityAt(value: unknown, at: string): number {
  const probability = numberAt(value, at)
  if (probability <= 0 || probability > 1) throw new Error(`Model: ${at} must be above 0 and at most 1`)
  return probability
}
