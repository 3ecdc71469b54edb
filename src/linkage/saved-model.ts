import type { Level } from './comparable.ts'
import { type ExtraComparison, type ExtraModel, extraLabels, extraWords } from './extras.ts'
import { loadModel, type PersonModel } from './model.ts'

/** A model and what was learned of the columns that no model knows beforehand. */
export interface SavedModel {
  readonly model: PersonModel
  readonly extras: readonly ExtraModel[]
}

/** The JSON form of a model, in the shape of the one that ships, its extra comparisons under `extras`; `readSavedModel` reads it. */
export function savedModelJson({ model, extras }: SavedModel): unknown {
  const { name, provenance, prior, atHomeBornFrom, thresholdsFor, thresholds, fitted, comparisons } = model
  return {
    name,
    provenance,
    prior,
    atHomeBornFrom,
    thresholdsFor,
    thresholds,
    fitted,
    comparisons: Object.fromEntries(comparisons.map(({ comparison, levels }) => [comparison.name, byLabel(levels)])),
    extras: extras.map(extra => ({ name: extra.name, kind: extra.kind, levels: byLabel(extra.levels) })),
  }
}

function byLabel(levels: readonly Level[]): Readonly<Record<string, Pick<Level, 'm' | 'u'>>> {
  return Object.fromEntries(levels.map(({ label, m, u }) => [label, { m, u }]))
}

/** Read a model from its JSON form and check it. Throws an Error that names what is missing, unknown or not a probability. */
export function readSavedModel(json: unknown): SavedModel {
  const model = loadModel(json)
  const extras = entryOf(json, 'extras') ?? []
  if (!Array.isArray(extras)) throw new Error('Model: extras must be a list')
  return { model, extras: extras.map(extraFrom) }
}

function extraFrom(json: unknown, at: number): ExtraModel {
  const name = entryOf(json, 'name')
  const kind = entryOf(json, 'kind')
  if (typeof name !== 'string' || (kind !== 'text' && kind !== 'date' && kind !== 'category'))
    throw new Error(`Model: extras[${at}] must have a name, and a kind that is text, date or category`)
  const extra: ExtraComparison = { name, kind }
  const levels = entryOf(json, 'levels')
  return {
    ...extra,
    levels: extraLabels(extra).map(label => {
      const level = entryOf(levels, label)
      const path = `extras[${at}].levels.${label}`
      return {
        label,
        words: extraWords(extra, label),
        m: probabilityOf(entryOf(level, 'm'), `${path}.m`),
        u: probabilityOf(entryOf(level, 'u'), `${path}.u`),
      }
    }),
  }
}

function entryOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
}

function probabilityOf(value: unknown, path: string): number {
  if (typeof value !== 'number' || !(value > 0 && value <= 1))
    throw new Error(`Model: ${path} must be above 0 and at most 1`)
  return value
}
