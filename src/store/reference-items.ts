import type { Static, TSchema } from 'typebox'
import { readDataFile } from './data-file.ts'
import { referenceFile } from './reference-schema.ts'

/** The items of a file of data/reference, checked. @throws Error that names the file and what is wrong with it */
export function items<S extends TSchema>(name: string, item: S): readonly Static<S>[] {
  return readDataFile(`reference/${name}.json`, referenceFile(item)).items
}

/** Items by their codes. @throws Error when a code is there twice */
export function byCode<T extends { readonly code: string }>(name: string, all: readonly T[]): ReadonlyMap<string, T> {
  const map = new Map(all.map(item => [item.code, item]))
  if (map.size !== all.length) throw new Error(`data/reference/${name}.json has a code twice`)
  return map
}

/** The version of a file of data/reference. */
export function versionOf<S extends TSchema>(name: string, item: S): string {
  return readDataFile(`reference/${name}.json`, referenceFile(item)).version
}
