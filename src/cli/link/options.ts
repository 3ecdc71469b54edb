import type { SavedModel } from '#linkage/saved-model.ts'
import { WrongUse } from '../command.ts'
import type { Mapping } from './fields.ts'

/** The match weight that `--threshold` gives. */
export function threshold(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const weight = Number(text)
  if (text.trim() === '' || !Number.isFinite(weight))
    throw new WrongUse(`--threshold takes a match weight, not '${text}'`)
  return weight
}

/** What a saved model knows of the extra columns that are mapped, in their order. */
export function extrasOf(saved: SavedModel, mapped: Mapping['extras']): SavedModel['extras'] {
  const found = mapped.map(({ kind, name }) => saved.extras.find(one => one.kind === kind && one.name === name))
  const unknown = mapped.find((_, at) => found[at] === undefined)
  if (unknown !== undefined) throw new WrongUse(`the model knows nothing of ${unknown.kind}:${unknown.name}`)
  return found.filter(one => one !== undefined)
}
