import { availableParallelism } from 'node:os'
import type { SavedModel } from '#linkage/saved-model.ts'
import { WrongUse } from '../command.ts'
import type { ExtraField } from './fields.ts'

/** The match weight that `--threshold` gives. */
export function threshold(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const weight = Number(text)
  if (text.trim() === '' || !Number.isFinite(weight))
    throw new WrongUse(`--threshold takes a match weight, not '${text}'`)
  return weight
}

/** What a saved model knows of the extra columns that are mapped, in their order. */
export function extrasOf(saved: SavedModel, mapped: readonly ExtraField[]): SavedModel['extras'] {
  const found = mapped.map(({ kind, name }) => saved.extras.find(one => one.kind === kind && one.name === name))
  const unknown = mapped.find((_, at) => found[at] === undefined)
  if (unknown !== undefined) throw new WrongUse(`the model knows nothing of ${unknown.kind}:${unknown.name}`)
  return found.filter(one => one !== undefined)
}

/** Which columns of usual names are taken up: any, when the model is adapted and so learns what they say; else those that it knows. */
export function usualFor(train: boolean, saved: SavedModel | undefined): (extra: ExtraField) => boolean {
  return ({ kind, name }) => train || saved?.extras.some(extra => extra.kind === kind && extra.name === name) === true
}

/** Threads used unless told. */
export const MOST_THREADS = 8
/** Other threads take longer to get ready than this many records take to link. */
export const ALONE_UP_TO = 50_000

/** The number of threads that `--threads` gives. */
export function threadsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const threads = Number(text)
  if (!/^\d+$/.test(text) || threads < 1 || threads > 64)
    throw new WrongUse(`--threads takes a whole number from 1 to 64, not '${text}'`)
  return threads
}

/** How many threads are worth while for so many records. */
export function threadsFor(records: number): number {
  return records < ALONE_UP_TO ? 1 : Math.min(MOST_THREADS, availableParallelism())
}
